"""Who is lesser known gains where that is asked for, and two places of ten go to newcomers."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analytics.ranking.rank import NEWCOMERS, PAGE, lift
from kg.model import Iri
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import ask, by_label, text_of

type World = Callable[[str], MemoryStore]

# Twelve clinics that know each other, and newer ones that know nobody, told of long before.
KNOWN = [f"Clinic {letter}" for letter in "ABCDEFGHIJKL"]
NEW = [f"Newcomer {number}" for number in range(1, 4)]
WELL = "\n".join(
    f"org:{one} worksOn disease:leukemia\norg:{one} memberOf net:Circle"
    + "".join(f"\norg:{one} collaboratesWith org:Friend {n}" for n in range(number + 1))
    for number, one in enumerate(KNOWN)
)
TEXT = f"""
# 2024-06-01
{WELL}
# 2020-01-01
org:Newcomer 1 worksOn disease:leukemia
org:Newcomer 3 worksOn disease:leukemia
# 2016-01-01
org:Newcomer 2 worksOn disease:leukemia
# 2010-01-01
person:Ann Faint worksOn disease:acute lymphoblastic leukemia
"""


@pytest.fixture(scope="module")
def store(world: World) -> MemoryStore:
    return world(TEXT)


def test_two_of_ten_places_go_to_the_best_newcomers_and_the_answer_says_so(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    answer = ask(store, ontology, leukemia)
    found = by_label(answer)
    first = [partner.entity.label for partner in answer.partners[:PAGE]]
    assert first[-NEWCOMERS:] == ["Newcomer 1", "Newcomer 3"]
    assert set(first[:-NEWCOMERS]) <= set(KNOWN)
    for name in first[-NEWCOMERS:]:
        assert text_of(found[name], "newcomer").startswith("tied to nobody in the graph yet")
    others = [one for one in found.values() if one.entity.label not in first[-NEWCOMERS:]]
    assert not any(text_of(one, "newcomer") for one in others)
    (note,) = answer.notes
    assert note.startswith("places 9 and 10 are kept for newcomers")
    assert note.endswith(": Newcomer 1 and Newcomer 3")


@pytest.mark.parametrize("lesser_known", [False, True])
def test_scores_stay_in_order_and_add_up(
    store: MemoryStore, ontology: Ontology, leukemia: Iri, lesser_known: bool
) -> None:
    answer = ask(store, ontology, leukemia, lesser_known=lesser_known)
    scores = [partner.score for partner in answer.partners]
    assert scores == sorted(scores, reverse=True)
    for partner in answer.partners:
        weights = [reason.weight for reason in partner.reasons]
        assert sum(weights) == pytest.approx(partner.score, abs=1e-9)
        assert weights == sorted(weights, reverse=True)
        assert all(reason.weight > 0 and reason.evidence for reason in partner.reasons)
        assert 0 < partner.score <= 1


def test_pages_are_cuts_of_one_order_and_tell_of_their_own_places(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    whole = ask(store, ontology, leukemia)
    pages = [ask(store, ontology, leukemia, limit=9, offset=offset) for offset in (0, 9)]
    assert [p for page in pages for p in page.partners] == list(whole.partners)
    notes = [page.notes for page in pages]
    assert notes[0][0].startswith("place 9 is kept for newcomers")
    assert notes[1][0].startswith("place 10 is kept for newcomers")


def test_who_fits_the_topic_less_gets_no_place(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    people = ask(store, ontology, leukemia, type="person")
    assert [one.entity.label for one in people.partners] == ["Ann Faint"]
    assert people.notes == ()
    whole = by_label(ask(store, ontology, leukemia))
    assert text_of(whole["Ann Faint"], "newcomer") == ""


def test_a_short_answer_keeps_no_places(world: World, ontology: Ontology, leukemia: Iri) -> None:
    few = world("# 2024-01-01\n" + "\n".join(f"org:{n} worksOn disease:leukemia" for n in NEW))
    answer = ask(few, ontology, leukemia)
    assert (answer.total, answer.notes) == (len(NEW), ())
    assert not any(text_of(one, "newcomer") for one in answer.partners)


def test_the_lesser_known_gain_by_what_they_have_less_of(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    plain = by_label(ask(store, ontology, leukemia))
    found = by_label(ask(store, ontology, leukemia, lesser_known=True))
    gains = {
        label: sum(reason.weight for reason in each.reasons if reason.kind == "lesser-known")
        for label, each in found.items()
    }
    assert gains["Newcomer 1"] > gains["Clinic A"] > gains["Clinic E"] > gains["Clinic L"] == 0
    assert text_of(found["Clinic A"], "lesser-known").startswith("tied to ")
    assert not any(text_of(each, "lesser-known") for each in plain.values())
    ahead = [each["Clinic L"].score - each["Clinic A"].score for each in (plain, found)]
    assert ahead[1] < ahead[0]


@given(st.sets(st.integers(0, 29)), st.integers(0, 30), st.integers(0, 3))
def test_lifting_moves_few_and_loses_nobody(new: set[int], number: int, places: int) -> None:
    chosen = list(range(number))
    found = lift(chosen, {one: 1 / (one + 1) for one in new}, places)
    assert sorted(found) == chosen
    page = found[:PAGE]
    assert len(set(page) & new) >= min(places, len(new & set(chosen)), len(page))
    assert len(set(page) - set(chosen[:PAGE])) <= places
    kept = [one for one in page if one < PAGE]
    assert kept == sorted(kept)
