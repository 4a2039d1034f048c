import os
import resource
import shutil
import threading
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg.errors import StoreBusy, StoreUnusable
from kg.model import Iri
from kg.settings import Settings
from kg.store.embedded import (
    open_memory,
    open_reader,
    open_writer,
)
from kg.store.names import Names
from kg.store.rdf import PREF_LABEL, Vocabulary
from kg.store.snapshot import FORMAT, newest_generation
from kg.store.store import Change, update_text
from tests.kg.store.dying import write_and_die
from tests.kg.store.numbered import DATA, numbers, quad

ROOT = Path(__file__).parents[3]


def test_a_change_clears_removes_and_adds() -> None:
    store = open_memory()
    graph = DATA + "document/d"
    store.apply(Change(added=(quad(1), quad(2), quad(3, graph), quad(4, graph))))
    store.apply(Change((Iri(graph),), (quad(1),), (quad(5), quad(6, graph))))
    assert set(store.engine) == {quad(2), quad(5), quad(6, graph)}
    assert [each.value for each in store.engine.named_graphs()] == [graph]
    assert list(store.documents()) == []  # for it does not say that it is one


def test_a_removed_document_leaves_no_graph() -> None:
    store = open_memory()
    store.apply(Change(added=(quad(1, DATA + "document/d"),)))
    store.apply(Change(cleared=(Iri(DATA + "document/d"),)))
    assert list(store.documents()) == []


@pytest.mark.parametrize(
    "text", ['"} ; DROP ALL ; INSERT DATA { "', "\\", "a\n\r\t\x00'''", "\u2028"]
)
def test_no_text_gets_out_of_its_literal(text: str) -> None:
    store = open_memory()
    a = NamedNode(DATA + "a")
    store.apply(Change(added=(quad(1), Quad(a, a, Literal(text)))))
    store.apply(Change(removed=(Quad(a, a, Literal(text)),)))
    assert set(store.engine) == {quad(1)}


def test_an_iri_cannot_be_pasted() -> None:
    with pytest.raises(ValueError, match="IRI"):
        update_text(Change(cleared=(Iri("http://a> ; DROP ALL ; DROP GRAPH <http://b"),)))


def test_readers_see_the_last_snapshot(place: Settings) -> None:
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(1),)))
        writer.snapshot()
        with open_reader(place) as reader:
            writer.apply(Change(added=(quad(2),)))
            assert set(reader.engine) == {quad(1)}
            before = reader.generation
    with open_reader(place) as reader:
        assert set(reader.engine) == {quad(1), quad(2)}
        assert reader.generation > before
        assert reader.generation == newest_generation(place)


def test_a_reader_does_not_write(place: Settings) -> None:
    open_writer(place).close()
    with open_reader(place) as reader, pytest.raises(StoreUnusable, match="for reading"):
        reader.apply(Change(added=(quad(1),)))


def test_old_snapshots_go_but_not_those_in_use(place: Settings) -> None:
    snapshots = place.folder / "snapshots"
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(0),)))
        writer.snapshot()
        with open_reader(place) as reader:
            for number in range(1, 6):
                writer.apply(Change(added=(quad(number),)))
                writer.snapshot()
            assert len([p for p in snapshots.iterdir() if p.is_dir()]) == 3
            assert set(reader.engine) == {quad(0)}
        writer.snapshot()
    assert len([p for p in snapshots.iterdir() if p.is_dir()]) == 2


def test_a_second_writer_is_told_who_writes(place: Settings) -> None:
    with open_writer(place), pytest.raises(StoreBusy, match=f"process {os.getpid()}.*--store http"):
        open_writer(place)
    open_writer(place).close()


def test_the_next_reader_makes_up_for_a_killed_writer(place: Settings) -> None:
    write_and_die(place, "")
    with open_reader(place) as reader:
        assert set(reader.engine) == {quad(1)}
    assert not (place.folder / "unfinished").exists()


def test_a_reader_goes_without_what_is_being_written(place: Settings) -> None:
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(1),)))
        writer.snapshot()
        writer.apply(Change(added=(quad(2),)))
        with open_reader(place) as reader:
            assert set(reader.engine) == {quad(1)}


def test_a_killed_load_leaves_an_empty_store(place: Settings) -> None:
    write_and_die(place, f"open({place.store!r} + '/loading', 'w').close()")
    (place.folder / "main" / "bulk-1.sst").touch()
    with open_writer(place) as writer:
        assert numbers(writer) == []
    assert not list(place.folder.glob("**/bulk-*"))


def test_threads_lose_no_change() -> None:
    store = open_memory()

    def write(first: int) -> None:
        for number in range(first, first + 50):
            store.apply(Change(added=(quad(number),)))

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 50, 100, 150)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.engine) == 200


def test_nothing_ingested_yet(place: Settings) -> None:
    with pytest.raises(StoreUnusable, match="run kg ingest"):
        open_reader(place)
    assert not place.folder.exists()


def test_a_file_in_place_of_the_folder(place: Settings) -> None:
    place.folder.write_text("x")
    for opener in (open_reader, open_writer):
        with pytest.raises(StoreUnusable, match="is a file"):
            opener(place)


def test_a_folder_of_something_else_is_left_alone(place: Settings) -> None:
    place.folder.mkdir()
    (place.folder / "thesis.txt").write_text("x")
    with pytest.raises(StoreUnusable, match="no store, and not empty"):
        open_writer(place)
    assert [p.name for p in place.folder.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("text", "why"),
    [(f"collab-kg {FORMAT + 1}\n", "newer collab-kg"), ("other 1", "unknown"), ("", "unknown")],
)
def test_a_store_of_another_format_is_refused(place: Settings, text: str, why: str) -> None:
    open_writer(place).close()
    (place.folder / "format").write_text(text)
    for opener in (open_reader, open_writer):
        with pytest.raises(StoreUnusable, match=why):
            opener(place)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="cannot be read"):
        open_writer(Settings(store=str(tmp_path / "file" / "store")))
    with pytest.raises(StoreUnusable, match="cannot be written"):
        open_writer(Settings(store="/proc/store"))  # where nobody may write, not even root


def test_a_full_disk_is_told_and_what_was_there_stays(place: Settings) -> None:
    with open_writer(place) as writer:
        writer.apply(Change(added=(quad(1),)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    writer = open_writer(place)
    a = NamedNode(DATA + "a")
    much = tuple(Quad(a, a, Literal(f"{number} " + "x" * 1000)) for number in range(3000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(StoreUnusable, match="cannot be written"):
            writer.apply(Change(added=much))
        writer.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with open_writer(place) as again:
        assert set(again.engine) == {quad(1)}
        again.apply(Change(added=(quad(2),)))


def test_a_closed_store_says_so(place: Settings) -> None:
    writer = open_writer(place)
    writer.close()
    with pytest.raises(StoreUnusable, match="closed"):
        writer.query("ASK {}")


def test_other_namespaces_are_other_prefixes() -> None:
    store = open_memory(Settings(ontology="https://example.org/o#"))
    a = Vocabulary(store.vocabulary.settings).ckg("x")
    store.apply(Change(added=(Quad(a, a, a),)))
    assert store.query("ASK { ckg:x ckg:x ckg:x }").truth


def test_names_can_be_looked_up_beside_each_snapshot(place: Settings) -> None:
    source = open_memory()
    who = NamedNode(DATA + "person/ada")
    source.apply(Change(added=(Quad(who, PREF_LABEL, Literal("Ada Lovelace", language="en")),)))
    dumped = BytesIO()
    source.dump(dumped, RdfFormat.N_QUADS)
    with open_writer(place) as writer:
        writer.snapshot()
        writer.load(BytesIO(dumped.getvalue()), RdfFormat.N_QUADS)
        more = Quad(NamedNode(DATA + "person/ed"), PREF_LABEL, Literal("Edsger", language="en"))
        writer.apply(Change(added=(more,)))
    with open_reader(place) as reader:
        assert reader.folder is not None
        names = Names.open(reader.folder)
        assert names is not None
        assert [hit.label for hit in names.search("ada")] == ["Ada Lovelace"]
        assert [hit.label for hit in names.search("edsger")] == ["Edsger"]
        names.close()


def test_a_store_made_anew_is_another_generation(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    seen = set()
    for _ in range(3):
        open_writer(settings).close()
        seen.add(newest_generation(settings))
        shutil.rmtree(settings.folder)
    assert len(seen) == 3
