"""Where the words of a claim stand in its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analytics.wording import Wording, wordings
from kg.model import (
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Mention,
    Predicate,
    Reading,
    Type,
    Value,
    When,
)

DOC = Iri("https://example.org/d")
HOSPITAL = Entity(Iri(f"{DOC}#organization/h"), Type.ORGANIZATION, "Valmont Hospital")
NETWORK = Entity(Iri(f"{DOC}#network/n"), Type.NETWORK, "Rare Lung Network")


def worded(
    text: str, words: dict[str, Entity], value: Value, role: str | None = None, date: str = ""
) -> Wording:
    mentions = tuple(
        Mention(entity.iri, text.index(word), text.index(word) + len(word))
        for word, entity in words.items()
    )
    evidence = Evidence(DOC, text[4:], 4, len(text), 0.8, "by hand")
    when = When(date) if date else None
    claim = Claim(HOSPITAL.iri, Predicate.LEADS, value, evidence, role=role, date=when)
    reading = Reading(Document(DOC, text), "test", (HOSPITAL, NETWORK), mentions, (claim,))
    return wordings(reading)[0]


def told(wording: Wording) -> str:
    return "".join(
        f"[{'+'.join(run.parts)}:{run.text}{'=' * bool(run.stands_for)}{run.stands_for}]"
        if run.parts
        else run.text
        for run in wording.runs
    )


def test_names_pronouns_and_short_forms_are_marked_with_what_they_stand_for() -> None:
    found = worded(
        "Oh. It leads the RLN.", {"It": HOSPITAL, "RLN": NETWORK}, NETWORK.iri, date="2024"
    )
    assert told(found) == (
        "[subject:It=Valmont Hospital] leads the [object:RLN=Rare Lung Network]."
    )
    assert found.elsewhere == ()


def test_an_end_that_the_sentence_does_not_name_is_told() -> None:
    found = worded("Oh. Valmont Hospital leads it.", {"Valmont Hospital": HOSPITAL}, NETWORK.iri)
    assert told(found) == "[subject:Valmont Hospital] leads it."
    assert found.elsewhere == ("Rare Lung Network",)


def test_ends_within_each_other_are_both_marked() -> None:
    text = "Oh. The Valmont Hospital Rare Lung Network grows."
    words = {"Valmont Hospital": HOSPITAL, "Valmont Hospital Rare Lung Network": NETWORK}
    found = worded(text, words, NETWORK.iri)
    assert told(found) == (
        "The [subject+object:Valmont Hospital=Rare Lung Network][object: Rare Lung Network] grows."
    )


@pytest.mark.parametrize(
    ("text", "value", "marked"),
    [
        ("It has 1,324 member hospitals.", Count("hospitals", 1324), "1,324 member hospitals"),
        ("In two countries it helps.", Count("countries", 2), "two countries"),
        ("It has 13 and 3 hospitals.", Count("hospitals", 3), "3 hospitals"),
        ("It met on 16 November 2024.", When("2024-11-16"), "16 November 2024"),
        ("It met on Nov. 16, 2024, there.", When("2024-11-16"), "Nov. 16, 2024"),
        ("It met on 16-18 November.", When("2024-11-16"), "16-18 November"),
        ("It met in July 2019.", When("2019-07"), "July 2019"),
        ("It met in 2019 in May.", When("2019"), "2019"),
        ("It met on the 24th.", When("2019-07-24"), "the 24th"),
        ("It met last Friday.", When("2019-07-24"), ""),
    ],
)
def test_numbers_and_dates_are_marked_as_they_are_written(
    text: str, value: Value, marked: str
) -> None:
    found = worded(f"Oh. {text}", {"It" if "It" in text else "it": HOSPITAL}, value)
    assert "".join(run.text for run in found.runs if run.parts == ("object",)) == marked


def test_a_role_and_a_date_are_marked_too() -> None:
    text = "Oh. It, chief\norganiser since 2019, leads."
    found = worded(text, {"It": HOSPITAL}, NETWORK.iri, role="chief organiser", date="2019")
    assert "[role:chief\norganiser] since [date:2019]" in told(found)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.booleans()), max_size=8))
def test_no_character_is_lost_or_doubled(spans: list[tuple[int, int, bool]]) -> None:
    text = "Valmont Hospital leads the RLN"
    mentions = tuple(
        Mention((HOSPITAL if first else NETWORK).iri, at, at + length)
        for at, length, first in spans
    )
    evidence = Evidence(DOC, text[3:28], 3, 28, 0.8, "by hand")
    claim = Claim(HOSPITAL.iri, Predicate.LEADS, NETWORK.iri, evidence)
    reading = Reading(Document(DOC, text), "test", (HOSPITAL, NETWORK), mentions, (claim,))
    (found,) = wordings(reading)
    assert "".join(run.text for run in found.runs) == text[3:28]
