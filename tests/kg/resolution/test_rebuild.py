"""What a rebuild decides is what ingestion decided, and copies of a text cost little."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Quad

from kg.model import Iri, Predicate, Type
from kg.resolution.publish import anew, rebuild
from kg.settings import Settings
from kg.store.difference import missing
from kg.store.embedded import MemoryStore, open_memory, open_reader, open_writer
from kg.store.rdf import DEFAULT, Object, Term, decimal
from kg.store.snapshot import Folder
from kg.store.store import Change
from tests.kg.resolution.made import (
    DATA,
    DISEASE,
    HOSPITAL,
    ONTOLOGY,
    VOCABULARY,
    ask,
    entity,
    publish,
    reading,
)


def test_a_circle_of_parts_is_decided_alike_by_ingestion_and_rebuild() -> None:
    parts = [entity(Type.ORGANIZATION, name) for name in ("Section B", "Section A", "Section C")]
    ties = [(0, Predicate.PART_OF, 1), (1, Predicate.PART_OF, 2), (2, Predicate.PART_OF, 0)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        read = reading("circle", *parts, ties=ties)
        placed = tuple(read.entities[at] for at in order)
        store = publish(open_memory(), [replace(read, entities=placed)])
        assert rebuild(store, ONTOLOGY) == Change()


def test_confidences_that_differ_by_nothing_that_is_kept_are_one() -> None:
    ties = [(0, Predicate.WORKS_ON, 1)]
    read = reading("a", HOSPITAL, DISEASE, ties=ties, confidence=0.60001)
    more = reading("a", HOSPITAL, DISEASE, ties=ties, confidence=0.60004)
    store = publish(open_memory(), [replace(read, claims=(*more.claims, *read.claims))])
    assert rebuild(store, ONTOLOGY) == Change()
    assert ask(store, "SELECT (COUNT(?e) AS ?n) { ?s ckg:evidence ?e }") == [(1,)]


def test_a_rebuild_of_several_steps_is_as_ingestion_was(monkeypatch: pytest.MonkeyPatch) -> None:
    ties = [(0, Predicate.WORKS_ON, 1)]
    made = [
        reading(f"d{number}", HOSPITAL, DISEASE, ties=ties, text=f"{number} {number}" * 9)
        for number in range(5)
    ]
    store = publish(open_memory(), made)
    monkeypatch.setattr("kg.resolution.publish.BATCH", 2)
    assert rebuild(store, ONTOLOGY) == Change()


class Asked(MemoryStore):
    """A store that counts what it is asked."""

    asked = 0

    def match(
        self,
        subject: Object | None = None,
        predicate: Object | None = None,
        value: Term | None = None,
        *,
        graph: Iri | None = None,
    ) -> Iterator[Quad]:
        for quad in super().match(subject, predicate, value, graph=graph):
            self.asked += 1
            yield quad


def test_the_hundredth_copy_of_a_text_costs_as_much_as_the_fortieth() -> None:
    store, cost = Asked(VOCABULARY), dict[int, int]()
    for number in range(100):
        ties = [(0, Predicate.WORKS_ON, 1)]
        copy = reading(f"c{number}", HOSPITAL, DISEASE, ties=ties, text="One text.")
        store.asked = 0
        publish(store, [copy])
        cost[number] = store.asked
    assert cost[99] < 1.2 * cost[40]  # of as many as a change remembers
    assert ask(store, "SELECT ?b { ?s ckg:belief ?b }") == [(0.8,)]
    publish(store, [], [Iri(f"{DATA}document/c{number}") for number in range(99)])
    assert rebuild(store, ONTOLOGY) == Change()


def spoilt(folder: Path) -> tuple[Settings, set[Quad]]:
    """A store in which a conclusion is wrong, and its quads as they should be."""
    settings = Settings(store=str(folder))
    with open_writer(settings) as store:
        for number in range(3):
            ties = [(0, Predicate.WORKS_ON, 1)]
            publish(store, [reading(f"d{number}", HOSPITAL, DISEASE, ties=ties)])
        right = set(store.engine)
        wrong = next(store.match(None, VOCABULARY.ckg("belief")))
        more = Quad(wrong.subject, wrong.predicate, decimal(0.5), DEFAULT)
        store.apply(Change(removed=(wrong,), added=(more,)))
    return settings, right


def test_a_store_that_is_made_anew_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    settings, right = spoilt(tmp_path / "store")
    with open_writer(settings) as store:
        fresh = store.fresh()
        anew(store, fresh, ONTOLOGY)
        assert len(list(missing(store, fresh))) == len(list(missing(fresh, store))) == 1
        store.put_in_place(fresh)
        assert set(store.engine) == right
        publish(store, [reading("d3", HOSPITAL, DISEASE, ties=[(0, Predicate.WORKS_ON, 1)])])
        assert rebuild(store, ONTOLOGY) == Change()
    with open_reader(settings) as seen:
        assert len(list(seen.documents())) == 4
    assert {path.name for path in (tmp_path / "store").iterdir()} == {
        *("main", "snapshots", "format", "start", "writer.lock"),
        *("names.sqlite", "counts.sqlite", "bands.sqlite", "digest.sqlite", "changes.sqlite"),
    }


@pytest.mark.parametrize("step", ["fresh", "main", "bands"])
def test_a_kill_while_places_are_changed_leaves_one_of_both(tmp_path: Path, step: str) -> None:
    settings, right = spoilt(tmp_path / "store")
    folder = Folder(tmp_path / "store")
    with open_writer(settings) as store:
        fresh = store.fresh()
        anew(store, fresh, ONTOLOGY)
        fresh.engine.flush()
        fresh.close()
        store.engine.flush()
        old = set(store.engine)
        store._engine = None  # as a kill leaves it: nothing is closed
        folder.unfinished.touch()
        if step != "fresh":
            folder.main.rename(folder.replaced)
        if step == "bands":
            folder.fresh.rename(folder.main)
        store._writer_lock.release()
    with open_writer(settings) as store:
        assert set(store.engine) == (right if step == "bands" else old)
        assert not folder.replaced.exists()
        publish(store, [reading("d0", HOSPITAL)])
