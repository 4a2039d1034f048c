"""Each kind of error has the cause that a person would name."""

import pytest

from extractors.evaluation.annotated import parse
from extractors.evaluation.causes import BESIDE, INVENTED, LONG, SHORT, TWO, errors
from extractors.evaluation.gold import as_gold
from extractors.evaluation.tally import as_json, commonest
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
    Standing,
    Type,
    Value,
)

DOC = Iri("https://example.org/d")
TEXT = "Necker and Riken met Prof. Li. Curie came. It has two labs. Riken paid."

type Row = tuple[str, str, str]


def read(
    names: dict[str, Type],
    said: list[tuple[str, Predicate, str]] | None = None,
    standing: Standing = Standing.ASSERTED,
) -> Reading:
    iris = {name: Iri(f"{DOC}#{name}") for name in names}
    entities = tuple(Entity(iris[name], kind, name) for name, kind in names.items())
    mentions = tuple(
        Mention(iris[name], TEXT.find(name), TEXT.find(name) + len(name))
        for name in names
        if name in TEXT
    )
    evidence = Evidence(DOC, TEXT[:30], 0, 30, 0.5, "by hand")
    claims = (Claim(iris[s], p, _value(o, iris), evidence, standing) for s, p, o in said or ())
    return Reading(Document(DOC, TEXT), "test", entities, mentions, tuple(claims))


def _value(text: str, iris: dict[str, Iri]) -> Value:
    number, _, noun = text.partition(" ")
    return Count(noun, int(number)) if number.isdigit() else iris[text]


def causes(
    wanted: dict[str, str],
    reading: Reading,
    ties: tuple[Row, ...] = (),
    values: tuple[Row, ...] = (),
) -> set[tuple[str, str]]:
    gold = parse(
        {
            "entities": [{"id": n, "type": kind, "name": n} for n, kind in wanted.items()],
            "relations": [{"subject": s, "predicate": p, "object": o} for s, p, o in ties],
            "attributes": [{"entity": e, "attribute": a, "value": v} for e, a, v in values],
        }
    )
    found = errors("d", gold, parse(as_gold(reading)), reading)
    return {(error.finding.outcome.value, error.cause) for error in found}


ORG, NET = Type.ORGANIZATION, Type.NETWORK


@pytest.mark.parametrize(
    ("gold", "found", "wanted"),
    [
        ({"Necker": "Organization"}, {}, {("missed", "not found")}),
        ({}, {"Necker": ORG}, {("false", INVENTED)}),
        ({"Curie Lab": "Organization"}, {"Curie": ORG}, {("missed", SHORT), ("false", SHORT)}),
        ({"Curie": "Organization"}, {"Curie Lab": ORG}, {("missed", LONG), ("false", LONG)}),
        (
            {"Old Curie Lab": "Organization"},
            {"Curie Lab Paris": ORG},
            {("missed", BESIDE), ("false", BESIDE)},
        ),
        (
            {"Necker": "Organization"},
            {"Necker": NET},
            {
                ("missed", "wrong type: found as Network"),
                ("false", "wrong type: gold has Organization"),
            },
        ),
        ({"Necker": "Organization"}, {"Necker": ORG, "The Necker": ORG}, {("false", TWO)}),
    ],
)
def test_entities(
    gold: dict[str, str], found: dict[str, Type], wanted: set[tuple[str, str]]
) -> None:
    assert causes(gold, read(found)) == wanted


BODIES = {"Necker": "Organization", "Riken": "Organization", "Curie": "Organization"}
FOUND = dict.fromkeys(BODIES, ORG)
PART, SUPPORTS = Predicate.PART_OF, Predicate.SUPPORTS
WANTED = ("Necker", "partOf", "Riken")


@pytest.mark.parametrize(
    ("tie", "said", "cause"),
    [
        (WANTED, [], "both ends in one sentence, but no rule fired"),
        (("Necker", "partOf", "Curie"), [], "both ends found, but in no common sentence"),
        (WANTED, [("Riken", PART, "Necker")], "found the wrong way round"),
        (
            WANTED,
            [("Riken", SUPPORTS, "Necker")],
            "another predicate was found between the ends: supports",
        ),
    ],
)
def test_relations_that_are_missed(
    tie: Row, said: list[tuple[str, Predicate, str]], cause: str
) -> None:
    assert ("missed", cause) in causes(BODIES, read(FOUND, said), (tie,))


def test_relations_without_ends_or_not_stated() -> None:
    said = [("Necker", PART, "Riken")]
    for standing in (Standing.TENTATIVE, Standing.NEGATED):
        found = causes(BODIES, read(FOUND, said, standing), (WANTED,))
        assert found == {("missed", f"found, but as {standing}")}
    one = causes(BODIES, read({"Necker": ORG, "Curie": ORG}), (WANTED,))
    assert ("missed", "one end was not found") in one
    assert ("missed", "both ends were not found") in causes(BODIES, read({}), (WANTED,))


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (("Riken", PART, "Necker"), "the wrong way round"),
        (("Necker", SUPPORTS, "Riken"), "wrong predicate: gold has partOf"),
        (("Necker", PART, "Curie"), "right subject and predicate, wrong object"),
        (("Curie", PART, "Riken"), "right predicate and object, wrong subject"),
        (("Curie", SUPPORTS, "Necker"), "gold does not tie the two"),
        (("Nobody", SUPPORTS, "Necker"), "an end is no entity of gold (invented)"),
    ],
)
def test_relations_that_are_false(said: tuple[str, Predicate, str], cause: str) -> None:
    assert ("false", cause) in causes(BODIES, read({**FOUND, "Nobody": ORG}, [said]), (WANTED,))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ([], {("missed", "not found")}),
        ([("Curie", "3 labs")], {("missed", "another value"), ("false", "another value")}),
        (
            [("Curie", "2 rooms")],
            {("missed", "the value under another name"), ("false", "the value under another name")},
        ),
        ([("Riken", "2 labs")], {("missed", "another bearer"), ("false", "another bearer")}),
        ([("Riken", "9 prizes")], {("missed", "not found"), ("false", INVENTED)}),
    ],
)
def test_attributes(said: list[tuple[str, str]], wanted: set[tuple[str, str]]) -> None:
    rows = [(owner, Predicate.COUNT, value) for owner, value in said]
    values = (("Curie", "count:labs", "2"),)
    assert causes(BODIES, read(FOUND, rows), values=values) == wanted


def test_a_tally_counts_causes_and_shows_sentences() -> None:
    gold = parse({"entities": [{"id": n, "type": k, "name": n} for n, k in BODIES.items()]})
    reading = read({})
    found = [e for name in "ab" for e in errors(name, gold, parse(as_gold(reading)), reading)]
    (cause,) = commonest(found)
    assert (cause.part, cause.outcome, cause.cause, len(cause.errors)) == (
        "entities",
        "missed",
        "not found",
        6,
    )
    assert {error.document for error in cause.examples} == {"a", "b"}
    tally = as_json(found)
    assert tally["commonest"][0]["count"] == 6
    assert tally["by_kind"]["entities"]["Organization"][0]["examples"][0] == {
        "document": "a",
        "text": "Organization 'Necker'",
        "sentence": "Necker and Riken met Prof. Li.",
    }
    assert len(tally["all"]) == 6


def test_what_could_not_be_read_says_so() -> None:
    gold = parse({"entities": [{"id": "e1", "type": "Person", "name": "Li"}]})
    (error,) = errors("d", gold, parse({}), None)
    assert error.cause == "the document could not be read"
