"""What follows from decisions: conclusions that can be taken back, and redirects that stay."""

from contextlib import suppress
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadRequest
from kg.model import Iri, Predicate, Reading, Type
from kg.resolution.clusters import clusters
from kg.resolution.deciding import decide, gone, lead, rank_of, undo
from kg.resolution.decisions import FILE, Decision, Verdict, in_force, read_log
from kg.resolution.identity import canonical
from kg.resolution.publish import rebuild
from kg.store.embedded import MemoryStore, open_memory
from kg.store.redirect import moved_from, moved_to, redirects
from kg.store.store import Change
from tests.kg.resolution.made import (
    DATA,
    DISEASE,
    LEUKEMIA,
    MARFAN,
    ONTOLOGY,
    STEPS,
    VOCABULARY,
    ask,
    conclusions,
    entity,
    publish,
    reading,
)

ORTEL = Iri(f"{DATA}organization/ortel-hospital")
DELPHI = Iri(f"{DATA}organization/delphi-clinics")
NEWS = reading(
    "d1",
    entity(Type.ORGANIZATION, "Ortel Hospital"),
    DISEASE,
    ties=[(0, Predicate.WORKS_ON, 1)],
)
MORE = reading(
    "d2",
    entity(Type.ORGANIZATION, "Delphi Clinics"),
    DISEASE,
    entity(Type.PERSON, "Ann Lee"),
    ties=[(0, Predicate.WORKS_ON, 1), (2, Predicate.AFFILIATED_WITH, 0)],
    confidence=0.5,
)


def wish(verdict: Verdict, left: Iri, right: Iri) -> Decision:
    return Decision(0, "", "ann", verdict, left, right)


def settled(store: MemoryStore, folder: Path) -> int:
    found = clusters(in_force(read_log(folder / FILE)), rank=rank_of(ONTOLOGY)).survivors
    before = dict(redirects(store))
    return lead(store, ONTOLOGY, {iri: found.get(iri, iri) for iri in before.keys() | found})


def names(held: dict[Iri, Reading]) -> list[Iri]:
    found = {
        iri
        for read in held.values()
        for iri in canonical(read, ONTOLOGY, VOCABULARY).values()
        if ONTOLOGY.concept(iri) is None
    }
    return sorted(found)


@given(STEPS, st.data())
@settings(max_examples=60, deadline=None)
def test_decisions_survive_all_and_undone_ones_leave_no_trace(
    steps: list[tuple[list[Reading], list[Iri]]], data: st.DataObject
) -> None:
    """Documents come and go between decisions; at the end all is as if computed at once."""
    store, held = open_memory(), dict[Iri, Reading]()
    with TemporaryDirectory() as name:
        folder = Path(name)
        for found, removed in steps:
            taken = [iri for iri in removed if iri not in {r.document.iri for r in found}]
            publish(store, found, taken)
            held |= {reading.document.iri: reading for reading in found}
            for iri in taken:
                held.pop(iri, None)
            pairs = [p for p in combinations(names(held), 2) if kind(p[0]) == kind(p[1])]
            if pairs:
                pair = data.draw(st.sampled_from(pairs))
                verdict = data.draw(
                    st.sampled_from([Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT])
                )
                try_to_decide(store, folder, wish(verdict, *pair))
                settled(store, folder)
        assert rebuild(store, ONTOLOGY) == Change()
        assert at_once(held, folder, data) == conclusions(store)
        for each in in_force(read_log(folder / FILE)):
            undo(folder, each.number, "ann")
        settled(store, folder)
        assert not list(redirects(store))
        plain = open_memory()
        publish(plain, list(held.values()))
        assert conclusions(plain) == conclusions(store)


def kind(iri: Iri) -> str:
    return iri.removeprefix(DATA).partition("/")[0]


def try_to_decide(store: MemoryStore, folder: Path, wanted: Decision) -> None:
    with suppress(BadRequest):  # it is there already, or contradicts another
        decide(store, ONTOLOGY, folder, wanted)


def at_once(held: dict[Iri, Reading], folder: Path, data: st.DataObject) -> list[str]:
    """The conclusions of a store that learns of the decisions before or after the documents."""
    fresh, order = open_memory(), data.draw(st.permutations(list(held.values())))
    if data.draw(st.booleans()):
        settled(fresh, folder)
    for read in order:
        publish(fresh, [read])
    settled(fresh, folder)
    return conclusions(fresh)


def test_two_that_are_one_have_one_set_of_facts_and_the_other_name_leads_there(
    tmp_path: Path,
) -> None:
    store = publish(open_memory(), [NEWS, MORE])
    before = conclusions(store)
    decide(store, ONTOLOGY, tmp_path, wish(Verdict.SAME, ORTEL, DELPHI))
    assert settled(store, tmp_path) == 1
    assert moved_to(store, ORTEL) == moved_to(store, DELPHI) == DELPHI
    assert moved_from(store, DELPHI) == [ORTEL]
    believed = "SELECT ?x ?b { ?s rdf:subject ?x ; rdf:predicate ckg:worksOn ; ckg:belief ?b }"
    assert ask(store, believed) == [(DELPHI, 0.9)]
    assert ask(store, "SELECT ?n { ?x a ckg:Organization ; skos:altLabel ?n }") == [
        ("Ortel Hospital",)
    ]
    publish(store, [], [NEWS.document.iri])
    assert moved_to(store, ORTEL) == DELPHI
    publish(store, [NEWS])
    undo(tmp_path, 1, "ben")
    settled(store, tmp_path)
    assert conclusions(store) == before


def test_a_decision_about_what_is_gone_is_told_and_kept(tmp_path: Path) -> None:
    store = publish(open_memory(), [NEWS, MORE])
    decide(store, ONTOLOGY, tmp_path, wish(Verdict.DIFFERENT, ORTEL, DELPHI))
    assert gone(store, read_log(tmp_path / FILE)) == {}
    publish(store, [], [NEWS.document.iri])
    assert gone(store, read_log(tmp_path / FILE)) == {1: (ORTEL,)}


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (wish(Verdict.SAME, ORTEL, ORTEL), "name two"),
        (wish(Verdict.SAME, ORTEL, Iri(f"{DATA}person/ann")), "one type"),
        (wish(Verdict.SAME, MARFAN, LEUKEMIA), "two concepts"),
        (wish(Verdict.SAME, DELPHI, ORTEL), "decision 1 says so already"),
        (wish(Verdict.DIFFERENT, DELPHI, ORTEL), "decision 1 says that they are same.*undo 1"),
    ],
)
def test_what_makes_no_sense_is_refused_and_not_written(
    tmp_path: Path, wanted: Decision, message: str
) -> None:
    store = publish(open_memory(), [NEWS, MORE])
    decide(store, ONTOLOGY, tmp_path, wish(Verdict.SAME, ORTEL, DELPHI))
    with pytest.raises(BadRequest, match=message):
        decide(store, ONTOLOGY, tmp_path, wanted)
    assert len(read_log(tmp_path / FILE)) == 1
