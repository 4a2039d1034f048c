import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.likeness import LIKELY, SURE, acronym, fold, rate

FITS = [
    # what is typed, what it is called, whether it is taken for the same
    ("Peking Union Medical College Hospital", "Peking Union Medical College Hospital", True),
    ("the peking union medical college hospital", "Peking Union Medical College Hospital", True),
    ("PUMCH", "Peking Union Medical College Hospital", True),
    ("Hospital of Peking Union Medical College", "Peking Union Medical College Hospital", True),
    ("Pekking Union Medical Colege Hospital", "Peking Union Medical College Hospital", True),
    ("Hopital Necker", "Hôpital Necker", True),
    ("Tromso University", "University of Tromsø", True),
    ("北京协和医院", "北京协和医院", True),
    ("北京协和医院", "北京 协和 医院", True),
    ("Shanghai Union Medical College Hospital", "Peking Union Medical College Hospital", False),
    ("FOXP1", "FOXP2", False),
    ("hemophilia A", "hemophilia B", False),
    ("mucopolysaccharidosis type 1", "mucopolysaccharidosis type 2", False),
    ("PUMC", "PUMCH", False),
]


@pytest.mark.parametrize(("typed", "name", "same"), FITS)
def test_only_what_is_meant_is_taken_for_the_same(typed: str, name: str, same: bool) -> None:
    assert (rate(fold(typed), fold(name))[0] >= SURE) is same


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("oxf", "Oxford University"),
        ("union peking", "Peking Union Medical College Hospital"),
        ("karolinka", "Karolinska Institutet"),
        ("协和", "北京协和医院"),
        ("peking union hospital beijing", "Peking Union Hospital"),
    ],
)
def test_what_may_be_meant_is_shown(typed: str, name: str) -> None:
    assert LIKELY <= rate(fold(typed), fold(name))[0] < SURE


def test_acronym_leaves_small_words_out() -> None:
    assert acronym(fold("Food and Drug Administration")) == "fda"
    assert acronym(fold("Oxford")) == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(" ".join(once)) == once


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_rating_is_a_share_and_only_a_name_itself_gets_all(left: str, right: str) -> None:
    asked, known = fold(left), fold(right)
    if asked and known:
        assert 0 <= rate(asked, known)[0] <= 1
        assert rate(asked, asked) == (1.0, "the name")
