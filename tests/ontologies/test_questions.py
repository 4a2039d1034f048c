"""Every example question is standard SPARQL and has an answer in the sample records."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from kg.cli import run
from kg.errors import NotFound
from kg.questions import Question, question_named, questions
from kg.settings import Settings
from kg.store.embedded import open_reader
from kg.store.rdf import Vocabulary
from kg.store.reader import EmbeddedStore
from tests.kg.cli.conftest import sampled  # noqa: F401  # a fixture

UNTOLD = {"running-programmes": {"until"}}  # no programme of the samples says when it ends
PREFIXES = Vocabulary(Settings()).prefixes


@pytest.fixture(scope="module")
def store(
    sampled: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[EmbeddedStore]:
    """The samples as `kg ingest` leaves them, with what is likely the same joined."""
    copy = str(tmp_path_factory.mktemp("questions") / "kg")
    assert run(["backup", copy, "--store", str(sampled)]) == 0
    assert run(["resolve", "--store", copy]) == 0
    with open_reader(Settings(store=copy)) as found:
        yield found


def named(one: Question) -> str:
    return f"{one.group}/{one.name}"


@pytest.mark.parametrize("one", questions(), ids=named)
def test_a_question_is_answered(one: Question, store: EmbeddedStore) -> None:
    rows = list(store.query(one.text))
    assert rows
    # What a column is called must be said by some row: a name that is never bound is a mistake.
    columns = set(store.query(one.text).variables or ("subject", "predicate", "object"))
    assert columns - {name for row in rows for name in row} <= UNTOLD.get(one.name, set())


@pytest.mark.parametrize("one", questions(), ids=named)
def test_a_question_is_standard_sparql(one: Question) -> None:
    prepareQuery(one.text, initNs=dict(PREFIXES))


def test_there_are_many_for_both() -> None:
    groups = [one.group for one in questions()]
    assert len(questions()) >= 40
    assert groups.count("office") >= 20
    assert groups.count("analyst") >= 20
    names = [one.name for one in questions()]
    assert len(set(names)) == len(names)
    assert all(one.title[-1] in "?." for one in questions())


def rows(name: str, store: EmbeddedStore, *changes: tuple[str, str]) -> list[dict[str, str]]:
    text = question_named(name).text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return list(csv.DictReader(StringIO(store.query(text).to_bytes("csv").decode())))


def test_what_was_known_grows_with_the_day(store: EmbeddedStore) -> None:
    def facts(day: str) -> set[tuple[str, str, str]]:
        found = rows("as-of-a-date", store, ("2024-06-30", day))
        return {(row["subject"], row["predicate"], row["object"]) for row in found}

    assert facts("2022-05-07") == set()
    some, more, all_ = facts("2023-01-01"), facts("2024-12-31"), facts("2030-01-01")
    assert set() < some < more < all_
    # Said in 2025, of 2022: it could not be known in 2024.
    tokyo = [one for one in all_ if {"Renji Hospital", "University of Tokyo Hospital"} < set(one)]
    assert len(tokyo) == 2
    assert more.isdisjoint(tokyo)


def test_what_was_known_and_what_is_new_are_all_there_is(store: EmbeddedStore) -> None:
    """What documents of a day or later say first is what could not be known the day before."""
    known = rows("as-of-a-date", store, ("2024-06-30", "2025-12-31"))
    new = rows("new-since-a-date", store)  # from 2026-01-01
    everything = rows("as-of-a-date", store, ("2024-06-30", "2030-01-01"))

    def keys(found: list[dict[str, str]]) -> set[tuple[str, str, str]]:
        return {(row["subject"], row["predicate"], row["object"]) for row in found}

    assert keys(known) | keys(new) == keys(everything)
    assert len(new) >= 10
    assert min(row["first_seen"] for row in new) >= "2026-01-01"


def test_denials_count_from_the_day_when_they_were_published(store: EmbeddedStore) -> None:
    later = ("2024-06-30", "2025-07-01")
    found = [
        row["denials"]
        for row in rows("as-of-a-date", store, later)
        if row["subject"] == "Renji Hospital" and row["object"] == "University of Tokyo Hospital"
    ]
    assert found == ["1"]


def test_copies_are_one_source_and_competitors_stand_side_by_side(store: EmbeddedStore) -> None:
    [group] = rows("near-copies", store)
    assert group["copies"] == "2"
    assert "Kansai Morning Post" in group["who"]
    values = {frozenset((r["value"], r["competitor"])) for r in rows("competing-statements", store)}
    assert frozenset(("2024-09-05", "2024-09-06")) in values
    assert frozenset(("Xu Wenbo", "Gao Meilin")) in values


def test_a_name_that_nobody_has_is_told_with_others_like_it() -> None:
    assert question_named("office/who-leads") is question_named("who-leads")
    with pytest.raises(NotFound, match="like it: who-changed-posts"):
        question_named("changed-post")
    with pytest.raises(NotFound, match="kg questions lists all"):
        question_named("x")
