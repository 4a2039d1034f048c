"""The scorer of pairs: which pairs, what is seen of them, how they are rated and learned."""

from collections.abc import Callable
from importlib.resources import files
from json import dumps
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.reader import Reader
from extractors.relations.learning.features import Seen
from extractors.relations.learning.learned import LEARNED, Ruled, own, rated, seen_pairs, ties
from extractors.relations.learning.pairs import POSSIBLE, REACH, pairs
from extractors.relations.learning.weights import TABLE, Key, Weights, parsed, weights, written
from extractors.relations.scene import LETTER
from extractors.train import main
from extractors.training.regression import Row, fit
from kg.model import Document, Iri, Kind, Predicate, Standing

type Rules = Callable[[str], Ruled]

ANNA = "Dr. Anna Berg, whose laboratory is at Uppsala University, spoke of it."


@pytest.fixture(scope="module")
def ruled(reader: Reader) -> Rules:
    def by_rules(text: str) -> Ruled:
        return reader.by_rules(Document(Iri("https://example.org/d"), text), Kind.NEWS)

    return by_rules


def likes(predicate: Predicate, ruled: Ruled) -> Weights:
    """Weights for which every pair of that document is likely."""
    return Weights({(predicate, seen.types): {"always": 3.0} for _, seen in seen_pairs(ruled)})


def test_two_names_of_a_sentence_are_a_pair(ruled: Rules) -> None:
    found = ruled(ANNA)
    names = {(p.subject.name, p.object.name) for p in pairs(found.staged, found.main)}
    assert ("Anna Berg", "Uppsala University") in names
    assert ("Uppsala University", "Anna Berg") not in {
        (p.subject.name, p.object.name)
        for p in pairs(found.staged, found.main)
        if Predicate.AFFILIATED_WITH in p.predicates
    }


def test_a_name_of_the_next_sentence_is_paired_too(ruled: Rules) -> None:
    found = ruled("Uppsala University spoke first. Dr. Anna Berg was glad of that.")
    gaps = {(p.subject.name, p.object.name): p.meeting.gap for p in pairs(found.staged, found.main)}
    assert gaps["Anna Berg", "Uppsala University"] == -1


def test_pairs_are_in_proportion_to_the_text(ruled: Rules) -> None:
    names = [f"University of {town}" for town in TOWNS]
    many = [len(pairs(r.staged, r.main)) for n in (20, 40) if (r := ruled(f"{listed(names[:n])}."))]
    assert many[1] <= 2.2 * many[0] + 2 * REACH * REACH


TOWNS = """Oslo Bergen Turku Tartu Riga Vilnius Lodz Leipzig Ghent Utrecht Leiden Basel Bern Graz
    Porto Braga Malaga Cadiz Pisa Siena Padua Parma Bologna Verona Lyon Nantes Lille Rouen Dijon
    Cork Leeds York Bristol Exeter Durham Glasgow Dundee Cardiff Swansea Derby""".split()


def listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] + " met Dr. Anna Berg"


def test_a_pair_that_the_weights_like_is_told_with_its_reasons(ruled: Rules) -> None:
    before = ruled(ANNA)
    assert not ties(before.found) & {
        (id(p.subject), Predicate.AFFILIATED_WITH, id(p.object))
        for p in pairs(before.staged, before.main)
    }
    (one,) = rated(before, likes(Predicate.AFFILIATED_WITH, before))
    assert (one.subject.name, one.object and one.object.name) == ("Anna Berg", "Uppsala University")
    assert one.rule == f"{LEARNED}: always"
    assert 0.9 < one.confidence < 1
    assert one.standing is Standing.ASSERTED


def test_what_the_rules_tie_is_not_told_again(ruled: Rules) -> None:
    found = ruled("Dr. Anna Berg, director of Uppsala University, spoke of it.")
    assert not list(rated(found, likes(Predicate.AFFILIATED_WITH, found)))


def test_what_is_only_hoped_for_is_tentative(ruled: Rules) -> None:
    found = ruled("Dr. Anna Berg may perhaps come to Uppsala University.")
    told = list(rated(found, likes(Predicate.AFFILIATED_WITH, found)))
    assert {one.standing for one in told} == {Standing.TENTATIVE}


def test_without_weights_nothing_is_told(ruled: Rules) -> None:
    assert not list(rated(ruled(ANNA), Weights({})))


def test_own_leaves_out_what_gives_the_answer_away() -> None:
    seen = Seen("PO", frozenset({"always", "also affiliatedWith", "also memberOf"}))
    assert own(Predicate.AFFILIATED_WITH, seen) == {"always", "also memberOf"}


NAMES = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=5)
LOADS = st.dictionaries(NAMES, st.floats(-3, 3), min_size=1, max_size=5)
KEYS = st.tuples(st.sampled_from(Predicate), st.sampled_from(["PO", "PN", "OL"]))


@given(st.dictionaries(KEYS, LOADS, max_size=5))
def test_weights_are_read_as_they_were_written(of: dict[Key, dict[str, float]]) -> None:
    text = written(Weights(of))
    assert written(parsed(text)) == text
    assert {key: set(loads) for key, loads in parsed(text).of.items()} == {
        key: set(loads) for key, loads in of.items()
    }


def test_the_committed_weights_are_small_and_say_where_they_are_from() -> None:
    text = (files("ontologies") / "learned" / TABLE).read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    head = "\n".join(line for line in text.splitlines() if line.startswith("# "))
    for told in ("make train", "annotated documents", "Licence"):
        assert told in head
    assert "\t" not in head


def test_the_committed_weights_are_of_types_that_the_predicate_ties() -> None:
    possible = {
        (predicate, LETTER[left] + LETTER[right])
        for (left, right), predicates in POSSIBLE.items()
        for predicate in predicates
    }
    assert set(weights().of) <= possible


ROWS = [
    *(Row(frozenset({"always", "good", f"n{i % 5}"}), True) for i in range(20)),
    *(Row(frozenset({"always", "bad", f"n{i % 5}"}), False) for i in range(40)),
]


def test_regression_tells_good_from_bad() -> None:
    table = Weights({(Predicate.LEADS, "PN"): fit(ROWS)})
    good, bad = (Seen("PN", frozenset({"always", name})) for name in ("good", "bad"))
    assert table.probability(Predicate.LEADS, good) > 0.8
    assert table.probability(Predicate.LEADS, bad) < 0.1
    assert table.strongest(Predicate.LEADS, good)[0] == "good"
    assert "bad" not in table.strongest(Predicate.LEADS, bad)


@given(st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(rows: list[Row]) -> None:
    assert fit(rows) == pytest.approx(fit(ROWS), abs=1e-9)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Three annotated documents, of which one is set aside and cannot even be read."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for name, body in (("a-oslo", "University of Oslo"), ("b-bern", "University of Bern")):
        (folder / f"{name}.txt").write_text(f"Dr. Anna Berg, director of {body}, spoke of it.")
        entities = [
            {"id": "e1", "type": "Person", "name": "Anna Berg"},
            {"id": "e2", "type": "Organization", "name": body},
        ]
        tie = {"subject": "e1", "predicate": "affiliatedWith", "object": "e2"}
        annotated = {"entities": entities, "relations": [tie], "attributes": []}
        (folder / f"{name}.json").write_text(dumps(annotated))
    (folder / "c-held.json").write_text("this is no JSON")
    return folder


def test_the_same_documents_teach_the_same(tmp_path: Path, gold: Path) -> None:
    tables = []
    for run in ("one", "two"):
        main([str(gold), "--out", str(tmp_path / run), "--aside", "c"])
        tables.append({p.name: p.read_text() for p in (tmp_path / run).rglob("*") if p.is_file()})
    assert tables[0] == tables[1]
    assert set(tables[0]) == {"weights.tsv", "confidence.tsv", "accuracy.md"}
    assert "2 annotated documents" in tables[0]["weights.tsv"]
