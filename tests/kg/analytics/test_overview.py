"""What is kept with a snapshot is what a look at the whole store would count."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from kg.analytics import overview as module
from kg.analytics.overview import counts_of, newest_date, number_of_documents, overview
from kg.analytics.sources import newest
from kg.model import Iri, Predicate, Reading, When
from kg.settings import Settings
from kg.store.counts import FILE
from kg.store.embedded import open_reader, open_writer
from kg.store.rdf import node
from kg.store.store import Change, Store
from tests.kg.resolution.made import DISEASE, HOSPITAL, STEPS, publish, reading


def check(store: Store) -> None:
    assert counts_of(store) is not None
    assert overview(store) == module._counted(store)
    assert number_of_documents(store) == sum(1 for _ in store.documents())
    rows = [Iri(row["document"]) for row in store.select("document_newest")]
    assert [doc.iri for doc in newest(store, limit=99)] == rows
    assert [doc.iri for doc in newest(store, limit=1, offset=1)] == rows[1:2]


@given(STEPS)
@settings(max_examples=5, deadline=None)
def test_counts_follow_every_change(steps: list[tuple[list[Reading], list[Iri]]]) -> None:
    with TemporaryDirectory() as folder:
        place = Settings(store=f"{folder}/kg")
        for found, removed in steps:
            with open_writer(place) as writer:
                for read in found:
                    publish(writer, [read])
                publish(
                    writer, (), [i for i in removed if i not in {r.document.iri for r in found}]
                )
            with open_reader(place) as store:
                check(store)


def test_counts_that_a_kill_left_unfinished_are_made_anew(tmp_path: Path) -> None:
    place = Settings(store=str(tmp_path / "kg"))
    ties = [(0, Predicate.WORKS_ON, 1)]
    with open_writer(place) as writer:
        publish(writer, [reading("a", HOSPITAL, DISEASE, ties=ties, published=When("2024"))])
    writer = open_writer(place)
    publish(writer, [reading("b", HOSPITAL, DISEASE, ties=ties, published=When("2019-07"))])
    writer._engine = None  # as if it were killed here
    writer.close()
    with open_reader(place) as store:
        check(store)
        assert (newest_date(store), overview(store).oldest) == ("2024", "2019-07")


def test_doubles_and_what_was_never_there_are_not_counted(tmp_path: Path) -> None:
    place = Settings(store=str(tmp_path / "kg"))
    with open_writer(place) as writer:
        publish(writer, [reading("a", HOSPITAL, DISEASE, ties=[(0, Predicate.WORKS_ON, 1)])])
        there = tuple(writer.match())
        writer.apply(Change(added=there + there))
        writer.apply(Change(removed=there[:5], added=there[:5]))
        strange = tuple(writer.match(node("https://example.org/none")))
        writer.apply(Change(removed=strange))
    with open_reader(place) as store:
        check(store)


def test_a_backup_has_its_counts(tmp_path: Path) -> None:
    place, copy = Settings(store=str(tmp_path / "kg")), Settings(store=str(tmp_path / "copy"))
    with open_writer(place) as writer:
        publish(writer, [reading("a", HOSPITAL, DISEASE, ties=[(0, Predicate.WORKS_ON, 1)])])
    with open_reader(place) as store:
        store.backup(Path(copy.store))
    with open_reader(copy) as store:
        check(store)
        assert store.folder
        (store.folder / FILE).unlink()
    module._opened.cache_clear()
    with open_reader(copy) as store:  # a store of an older version has none
        assert counts_of(store) is None
        assert number_of_documents(store) == 1
