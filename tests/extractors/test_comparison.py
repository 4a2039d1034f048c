from collections import Counter
from collections.abc import Iterable

import pytest

from extractors.evaluation.annotated import Annotated, parse
from extractors.evaluation.comparison import Finding, align, compare

type Fields = dict[str, object]
type Row = tuple[object, ...]


def entity(id: str, name: str, *aliases: str, type: str = "Organization", **more: object) -> Fields:
    return {"id": id, "type": type, "name": name, "aliases": list(aliases), **more}


def annotated(
    *entities: Fields, relations: Iterable[Row] = (), attributes: Iterable[Row] = ()
) -> Annotated:
    return parse(
        {
            "entities": list(entities),
            "relations": [dict(zip(FIELDS, each, strict=False)) for each in relations],
            "attributes": [
                dict(zip(("entity", "attribute", "value"), each, strict=True))
                for each in attributes
            ],
        }
    )


FIELDS = ("subject", "predicate", "object", "role", "date", "optional")


def outcomes(gold: Annotated, found: Annotated, part: str) -> Counter[str]:
    return Counter(f.outcome.value for f in compare(gold, found) if f.part == part)


def test_names_match_on_type_and_any_folded_form() -> None:
    gold = annotated(
        entity("g1", "The Basel Institute", "BI"),
        entity("g2", "Basel", type="Place"),
        entity("g3", "Ghent Clinic"),
    )
    found = annotated(
        entity("f1", "basel institute"),
        entity("f2", "Basel"),
        entity("f3", "Clinic", "GHENT CLINIC"),
    )
    assert align(gold.entities, found.entities) == {"f1": "g1", "f3": "g3"}
    assert outcomes(gold, found, "entities") == {"right": 2, "missed": 1, "false": 1}


def test_the_nearest_pair_is_matched_first_and_each_once() -> None:
    gold = annotated(entity("g1", "Institute of Blood", "Institute"), entity("g2", "Institute"))
    found = annotated(entity("f1", "Institute"), entity("f2", "Institute of Blood", "Institute"))
    assert align(gold.entities, found.entities) == {"f1": "g2", "f2": "g1"}
    twice = annotated(entity("f1", "Institute"), entity("f2", "Institute", "Institute"))
    assert len(align(gold.entities[1:], twice.entities)) == 1


def test_names_without_letters_match_nothing() -> None:
    gold, found = annotated(entity("g1", "...")), annotated(entity("f1", "!!!"))
    assert align(gold.entities, found.entities) == {}


def test_what_is_optional_counts_neither_way() -> None:
    gold = annotated(
        entity("g1", "Basel Institute", optional=True),
        entity("g2", "Ghent Clinic"),
        relations=[("g1", "partOf", "g2")],
        attributes=[("g1", "startDate", "1999")],
    )
    assert outcomes(gold, annotated(), "entities") == {"missed": 1}
    assert outcomes(gold, annotated(), "relations") == {}
    assert outcomes(gold, annotated(), "attributes") == {}
    assert outcomes(gold, gold, "entities") == {"right": 1}
    assert outcomes(gold, gold, "relations") == {}


LEFT, RIGHT = entity("a", "Basel Institute"), entity("b", "Ghent Clinic")
TIES = [
    ("collaboratesWith", "a", "b", {"right": 1}),
    ("collaboratesWith", "b", "a", {"right": 1}),
    ("partOf", "a", "b", {"missed": 1, "false": 1}),
]


@pytest.mark.parametrize(("predicate", "subject", "object", "expected"), TIES)
def test_only_collaboration_goes_both_ways(
    predicate: str, subject: str, object: str, expected: dict[str, int]
) -> None:
    gold = annotated(LEFT, RIGHT, relations=[("a", "collaboratesWith", "b")])
    found = annotated(LEFT, RIGHT, relations=[(subject, predicate, object)])
    assert outcomes(gold, found, "relations") == expected


def test_the_same_relation_twice_counts_once() -> None:
    found = annotated(LEFT, RIGHT, relations=[("a", "partOf", "b"), ("a", "partOf", "b", "unit")])
    assert outcomes(found, found, "relations") == {"right": 1}
    assert outcomes(annotated(LEFT, RIGHT), found, "relations") == {"false": 1}


ROLES = [
    ("deputy director", "Director", True),
    ("director", "the Deputy Director", True),
    ("director", "professor", False),
    ("director", None, False),
]


@pytest.mark.parametrize(("gold_role", "found_role", "right"), ROLES)
def test_a_role_is_right_where_one_holds_the_other(
    gold_role: str, found_role: str | None, right: bool
) -> None:
    gold = annotated(LEFT, RIGHT, relations=[("a", "partOf", "b", gold_role)])
    found = annotated(LEFT, RIGHT, relations=[("a", "partOf", "b", found_role)])
    assert outcomes(gold, found, "role") == {"right" if right else "false": 1}


def test_dates_and_identifiers_are_scored_where_gold_has_them() -> None:
    gold = annotated(
        entity("a", "Basel Institute", identifiers=["ROR:1"]),
        RIGHT,
        relations=[("a", "partOf", "b", None, "2019")],
    )
    found = annotated(
        entity("a", "Basel Institute", identifiers=["ror:1", "GRID:9"]),
        entity("b", "Ghent Clinic", identifiers=["ROR:2"]),
        relations=[("a", "partOf", "b", None, "2020")],
    )
    assert outcomes(gold, found, "identifier") == {"right": 1}
    assert outcomes(gold, found, "date") == {"false": 1}


def test_attributes_match_on_owner_name_and_value() -> None:
    gold = annotated(LEFT, attributes=[("a", "count:Hospitals", 324), ("a", "startDate", "2019")])
    found = annotated(LEFT, attributes=[("a", "count:hospitals", "324"), ("a", "endDate", "2019")])
    findings = [f for f in compare(gold, found) if f.part == "attributes"]
    assert {(f.kind, f.outcome.value) for f in findings} == {
        ("count", "right"),
        ("startDate", "missed"),
        ("endDate", "false"),
    }
    assert (
        Finding("attributes", "endDate", findings[-1].outcome, "'Basel Institute' endDate = 2019")
        in findings
    )
