"""Resolving as documents come and go leaves what resolving all at once gives, in any order."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Entity, Iri, Predicate, Reading, Type
from kg.resolution.deciding import rank_of
from kg.resolution.decisions import FILE, Decision, Verdict, append, in_force, next_number, read_log
from kg.resolution.identity import canonical
from kg.resolution.matching import resolve
from kg.resolution.profiles import profiles, union
from kg.resolution.publish import rebuild
from kg.resolution.register import Register
from kg.resolution.resolving import Resolving, resolving
from kg.store.embedded import MemoryStore, open_memory
from kg.store.redirect import moved_to, redirects
from kg.store.store import Change
from tests.kg.resolution.made import (
    DATA,
    DISEASE,
    MARFAN,
    ONTOLOGY,
    VOCABULARY,
    conclusions,
    entity,
    publish,
    reading,
)

PUMCH = entity(Type.ORGANIZATION, "Peking Union Medical College Hospital", "PUMCH")
ORTELS = [
    entity(Type.ORGANIZATION, name)
    for name in ("University of Ortel", "Ortel University", "Universität Ortel", "Ortel Hospital")
]
PEOPLE = [
    entity(Type.PERSON, name)
    for name in (
        "Zhang Shuyang",
        "Shuyang Zhang",
        "S. Zhang",
        "Zhang Shuping",
        "Ann Lee",
        "Lee Ann",
        "A. Lee",
    )
]
TOPICS = [entity(Type.DISEASE, "Marfan", same_as=MARFAN), DISEASE]
SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT


@st.composite
def documents(draw: st.DrawFn, number: int) -> Reading:
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique_by=id))
    bodies = draw(st.lists(st.sampled_from([PUMCH, *ORTELS]), max_size=2, unique_by=id))
    topics = draw(st.lists(st.sampled_from(TOPICS), max_size=1))
    first, second = len(people), len(people) + len(bodies)
    ties: list[tuple[int, Predicate, int]] = []
    for at in range(len(people)):
        if bodies:
            body = draw(st.sampled_from(range(first, second)))
            ties.append((at, Predicate.AFFILIATED_WITH, body))
        if topics and draw(st.sampled_from([True, False])):
            ties.append((at, Predicate.WORKS_ON, second))
    return reading(f"d{number}", *people, *bodies, *topics, ties=ties)


DOCUMENTS = st.integers(1, 5).flatmap(
    lambda most: st.tuples(*(documents(number) for number in range(most)))
)
VERDICTS = st.lists(st.tuples(st.sampled_from([SAME, DIFFERENT]), st.integers(0), st.integers(0)))


def run(store: MemoryStore, folder: Path, largest: int) -> Resolving:
    return Resolving(store, ONTOLOGY, folder, Register(None), True, largest)


def at_once(held: Iterable[Reading], folder: Path, largest: int) -> dict[Iri, Iri]:
    told = [p for r in held for p in profiles(r, canonical(r, ONTOLOGY, VOCABULARY), ONTOLOGY)]
    decided = in_force(read_log(folder / FILE))
    everyone = union(told).values()
    found = resolve(everyone, ONTOLOGY, decided, rank=rank_of(ONTOLOGY), largest=largest)
    return dict(found.grouping.survivors)


def decide_some(
    held: Iterable[Reading], folder: Path, picks: list[tuple[Verdict, int, int]]
) -> None:
    names = sorted({iri for r in held for iri in canonical(r, ONTOLOGY, VOCABULARY).values()})
    for verdict, one, other in picks:
        left, right = names[one % len(names)], names[other % len(names)]
        kinds = [iri.rpartition("/")[0] for iri in (left, right)]
        if left != right and kinds[0] == kinds[1] and kinds[0].startswith(DATA):
            number = next_number(read_log(folder / FILE))
            append(folder / FILE, Decision(number, "2026-11-22", "x", verdict, left, right))


@given(DOCUMENTS, DOCUMENTS, VERDICTS, st.sampled_from([2, 200]), st.data())
@settings(max_examples=120, deadline=None)
def test_step_by_step_is_as_all_at_once(
    before: tuple[Reading, ...],
    after: tuple[Reading, ...],
    picks: list[tuple[Verdict, int, int]],
    largest: int,
    data: st.DataObject,
) -> None:
    """Documents come, change and go, decisions between them; the order shows nowhere."""
    with TemporaryDirectory() as name:
        folder, store = Path(name), open_memory()
        step = run(store, folder, largest)
        for read in before:
            publish(store, [read])
            step.settle([read.document.iri])
        held = {r.document.iri: r for r in before} | {r.document.iri: r for r in after}
        decide_some(held.values(), folder, picks)
        for read in data.draw(st.permutations(after)):
            publish(store, [read])
            step.see([read])
            step.settle()
        for iri in data.draw(st.lists(st.sampled_from(sorted(held)), unique=True)):
            publish(store, [], [iri])
            step.settle([iri])
            held.pop(iri)
        assert dict(redirects(store)) == at_once(held.values(), folder, largest)
        assert rebuild(store, ONTOLOGY) == Change()
        fresh = open_memory()
        publish(fresh, data.draw(st.permutations(list(held.values()))))
        run(fresh, folder, largest).settle(held)
        assert conclusions(fresh) == conclusions(store)
        assert run(store, folder, largest).anew() == 0


def person(key: str, name: str, *bodies: Entity, topic: Entity | None = None) -> Reading:
    things = [entity(Type.PERSON, name), *bodies, *([topic] if topic else [])]
    ties = [(0, Predicate.AFFILIATED_WITH, at) for at in range(1, 1 + len(bodies))]
    if topic:
        ties.append((0, Predicate.WORKS_ON, len(things) - 1))
    return reading(key, *things, ties=ties)


def people(store: MemoryStore) -> set[object]:
    rows = store.query("SELECT ?x { ?x a ckg:Person }")
    return {row["x"] for row in rows}


def resolved(folder: Path, *found: Reading) -> MemoryStore:
    store = publish(open_memory(), found)
    with resolving(store, ONTOLOGY, folder) as step:
        step.settle()
    return store


@pytest.mark.parametrize(
    ("found", "number"),
    [
        ([person("a", "Zhang Shuyang", PUMCH), person("b", "Shuyang Zhang", PUMCH)], 1),
        ([person("a", "Zhang Shuyang", PUMCH), person("b", "Zhang Shuping", PUMCH)], 2),
        ([person("a", "Zhang Shuyang"), person("b", "Shuyang Zhang")], 2),
        ([person("a", "Ann Dunstable", ORTELS[0]), person("b", "Ann Dunstable", ORTELS[1])], 1),
        ([person("a", "Ann Dunstable", ORTELS[0]), person("b", "A. Dunstable", ORTELS[2])], 1),
        ([person("a", "Ann Dunstable", ORTELS[0]), person("b", "Ann Dunstable", ORTELS[3])], 2),
        (
            [
                person("a", "Ann Dunstable", ORTELS[0]),
                person("b", "A. Dunstable", ORTELS[2]),
                person("c", "Alan Dunstable", ORTELS[0]),
            ],
            3,
        ),
        ([reading("a", entity(Type.PERSON, "Zhang Wei"), entity(Type.PERSON, "Wei Zhang"))], 2),
    ],
)
def test_who_is_one(tmp_path: Path, found: list[Reading], number: int) -> None:
    assert len(people(resolved(tmp_path, *found))) == number


def test_what_was_done_without_us_is_seen_the_next_time(tmp_path: Path) -> None:
    one, other = person("a", "Zhang Shuyang", PUMCH), person("b", "Shuyang Zhang", PUMCH)
    store = resolved(tmp_path, one)
    publish(store, [other])
    with resolving(store, ONTOLOGY, tmp_path) as step:
        step.is_current = False  # as after a kill
        assert step.settle() == 1
    publish(store, [], [other.document.iri])
    with resolving(store, ONTOLOGY, tmp_path) as step:
        assert step.settle([other.document.iri]) == 1
    assert not list(redirects(store))


def test_what_people_say_comes_before_what_is_likely(tmp_path: Path) -> None:
    one, other = person("a", "Zhang Shuyang", PUMCH), person("b", "Shuyang Zhang", PUMCH)
    store = resolved(tmp_path, one, other)
    ((gone, kept),) = redirects(store)
    append(tmp_path / FILE, Decision(1, "2026-11-22", "ann", DIFFERENT, gone, kept))
    with resolving(store, ONTOLOGY, tmp_path) as step:
        assert step.settle() == 1
    assert moved_to(store, gone) == gone
    append(tmp_path / FILE, Decision(2, "2026-11-22", "ann", Verdict.UNDO, Iri(), Iri(), "", 1))
    with resolving(store, ONTOLOGY, tmp_path) as step:
        assert step.settle() == 1
    assert moved_to(store, gone) == kept


class Read(MemoryStore):
    """A store that counts the documents that are read back."""

    readings = 0

    def reading(self, document: Iri) -> Reading | None:
        self.readings += 1
        return super().reading(document)


def test_who_joins_somebody_popular_costs_no_more_than_who_joins_another(tmp_path: Path) -> None:
    cost = dict[int, int]()
    for many in (2, 30):
        folder = tmp_path / str(many)
        folder.mkdir()
        store = Read(VOCABULARY)
        step = run(store, folder, 200)
        for number in range(many):
            read = person(f"d{number}", "Shuyang Zhang", PUMCH)
            publish(store, [read])
            step.settle([read.document.iri])
        store.readings = 0
        read = person("more", "Zhang Shuyang", PUMCH)
        publish(store, [read])
        assert step.settle([read.document.iri]) == 1
        assert len(people(store)) == 1
        cost[many] = store.readings
    assert cost[30] == cost[2]
