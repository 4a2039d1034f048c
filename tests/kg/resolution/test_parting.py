"""Two of one name: taken apart by people, for good, and without a trace once that is undone."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadRequest
from kg.model import Iri, Predicate, Reading, Type
from kg.resolution.deciding import decide, gone, undo
from kg.resolution.decisions import FILE, Decision, Verdict, in_force, read_log
from kg.resolution.identity import canonical
from kg.resolution.parting import apart, is_local, named_in, parted
from kg.resolution.publish import rebuild
from kg.resolution.register import Register
from kg.resolution.resolving import Resolving
from kg.store.embedded import MemoryStore, open_memory
from kg.store.redirect import moved_from, redirects
from kg.store.store import Change
from tests.kg.resolution.made import (
    DATA,
    DISEASE,
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

ANN = Iri(f"{DATA}person/ann-lee--ortel-hospital")
PEOPLE = (entity(Type.PERSON, "Ann Lee"), entity(Type.ORGANIZATION, "Ortel Hospital"))
WORK = [(0, Predicate.AFFILIATED_WITH, 1), (0, Predicate.WORKS_ON, 2)]
HEART = entity(Type.DISEASE, "Marfan syndrome", same_as=MARFAN)
FIRST, SECOND, THIRD = (
    reading("d1", *PEOPLE, HEART, ties=WORK),
    reading("d2", *PEOPLE, DISEASE, ties=WORK),
    reading("d3", *PEOPLE, DISEASE, ties=WORK),
)
OTHER = Iri(f"{DATA}document/d2#person/0")
OWN = Iri(f"{DATA}person/0--d2--apart")


class Held:
    """A store, its folder and its register, as a writer has them."""

    def __init__(self, folder: Path, *documents: Reading) -> None:
        self.folder, self.store = folder, open_memory()
        self.run = Resolving(self.store, ONTOLOGY, folder, Register(None), True)
        self.take(*documents)

    def take(self, *documents: Reading, removed: Iterable[Iri] = ()) -> None:
        publish(self.store, documents, removed)
        self.run.settle([*(read.document.iri for read in documents), *removed])

    def decide(self, verdict: Verdict, left: Iri, right: Iri) -> Decision:
        made = decide(self.store, ONTOLOGY, self.folder, Decision(0, "", "a", verdict, left, right))
        self.run.settle()
        return made

    def undo(self, number: int) -> None:
        undo(self.folder, number, "a")
        self.run.settle()


def topics(store: MemoryStore, person: Iri) -> int:
    return len(ask(store, f"SELECT ?t {{ <{person}> ckg:worksOn ?t }}"))


def test_one_of_two_namesakes_gets_an_iri_and_facts_of_its_own(tmp_path: Path) -> None:
    held = Held(tmp_path, FIRST, SECOND)
    assert topics(held.store, ANN) == 2
    before = conclusions(held.store)
    held.decide(Verdict.DIFFERENT, OTHER, ANN)
    assert (topics(held.store, ANN), topics(held.store, OWN)) == (1, 1)
    assert not held.run.queue()  # nobody is asked about them again
    assert rebuild(held.store, ONTOLOGY) == Change()
    held.take(SECOND, THIRD)  # the other one of the name has come back, and one more text of Ann
    assert (topics(held.store, ANN), topics(held.store, OWN)) == (2, 1)
    assert held.run.anew() == 0
    held.take(removed=[THIRD.document.iri])
    held.undo(1)
    assert conclusions(held.store) == before
    assert not list(redirects(held.store))


def test_who_was_parted_can_be_somebody_else(tmp_path: Path) -> None:
    """Her namesake's document is said to be of a third one: two decisions, undone one by one."""
    bo = Iri(f"{DATA}person/bo-lee--ortel-hospital")
    held = Held(tmp_path, FIRST, SECOND)
    held.take(reading("d4", entity(Type.PERSON, "Bo Lee"), PEOPLE[1], ties=WORK[:1]))
    held.decide(Verdict.SAME, OTHER, bo)
    assert (topics(held.store, ANN), topics(held.store, bo)) == (1, 1)
    assert moved_from(held.store, bo) == [OWN]
    with pytest.raises(BadRequest, match="decision 1 says that they are same"):
        held.decide(Verdict.DIFFERENT, OTHER, bo)
    held.undo(1)
    assert topics(held.store, ANN) == 2


def test_a_parting_outlives_its_document(tmp_path: Path) -> None:
    held = Held(tmp_path, FIRST, SECOND)
    made = held.decide(Verdict.DIFFERENT, OTHER, ANN)
    held.take(removed=[SECOND.document.iri])
    assert gone(held.store, [made]) == {1: (OTHER,)}
    assert topics(held.store, ANN) == 1
    held.take(SECOND)
    assert topics(held.store, OWN) == 1


def test_what_a_document_names_is_found_by_what_it_leads_to(tmp_path: Path) -> None:
    held = Held(tmp_path, FIRST, SECOND)
    assert named_in(held.store, ANN, SECOND.document.iri) == [OTHER]
    assert named_in(held.store, ANN, Iri(f"{DATA}document/none")) == []
    assert apart(ANN, VOCABULARY) == ANN


def test_a_killed_writer_leaves_nothing_half_parted(tmp_path: Path) -> None:
    """The store knows of the parting; the register was told nothing of it."""
    held = Held(tmp_path, FIRST, SECOND)
    stale = held.run.register
    held.run = Resolving(held.store, ONTOLOGY, tmp_path, Register(None), True)
    held.decide(Verdict.DIFFERENT, OTHER, ANN)
    again = Resolving(held.store, ONTOLOGY, tmp_path, stale, False)
    again.settle()
    assert stale.profile(OWN) is not None
    undo(tmp_path, 1, "a")
    held.run.settle()
    Resolving(held.store, ONTOLOGY, tmp_path, stale, False).settle()
    assert stale.profile(OWN) is None


def test_a_dump_that_is_loaded_keeps_who_was_parted(tmp_path: Path) -> None:
    held = Held(tmp_path, FIRST, SECOND)
    held.decide(Verdict.DIFFERENT, OTHER, ANN)
    folder = tmp_path / "other"
    folder.mkdir()
    run = Resolving(held.store, ONTOLOGY, folder, Register(None), False)
    run.loaded()
    before = conclusions(held.store)
    run.settle()
    (line,) = read_log(folder / FILE)
    assert (line.verdict, line.left, line.right) == (Verdict.DIFFERENT, OTHER, ANN)
    assert conclusions(held.store) == before


@given(STEPS, st.data())
@settings(max_examples=40, deadline=None)
def test_when_it_was_decided_makes_no_difference(
    steps: list[tuple[list[Reading], list[Iri]]], data: st.DataObject
) -> None:
    with TemporaryDirectory() as name, TemporaryDirectory() as other:
        held, there = Held(Path(name)), dict[Iri, Reading]()
        for found, removed in steps:
            taken = [iri for iri in removed if iri not in {r.document.iri for r in found}]
            held.take(*found, removed=taken)
            there |= {read.document.iri: read for read in found}
            there = {iri: read for iri, read in there.items() if iri not in taken}
            if pairs := list(namings(there.values())):
                with suppress(BadRequest):  # it is decided already
                    held.decide(Verdict.DIFFERENT, *data.draw(st.sampled_from(pairs)))
        assert rebuild(held.store, ONTOLOGY) == Change()
        (Path(other) / FILE).write_bytes(log(Path(name)))
        fresh = Held(Path(other))
        for read in data.draw(st.permutations(list(there.values()))):
            fresh.take(read)
        assert conclusions(fresh.store) == conclusions(held.store)
        for each in in_force(read_log(Path(name) / FILE)):
            held.undo(each.number)
        assert not list(parted(held.store))
        assert conclusions(Held(Path(other) / "none", *there.values()).store) == conclusions(
            held.store
        )


def namings(readings: Iterable[Reading]) -> Iterator[tuple[Iri, Iri]]:
    for read in readings:
        for local, iri in canonical(read, ONTOLOGY, VOCABULARY).items():
            assert is_local(local)
            yield local, iri


def log(folder: Path) -> bytes:
    path = folder / FILE
    return path.read_bytes() if path.exists() else b""
