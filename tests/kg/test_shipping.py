import gzip
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg.cli import run
from kg.errors import BadRequest, StoreBusy
from kg.ingest import Method, ingest
from kg.model import Document, Iri, Reading, Refusal, Report
from kg.ontology import Ontology
from kg.settings import DATA, Settings
from kg.shipping import ship
from kg.store import shards as module
from kg.store.embedded import open_reader, open_writer
from kg.store.parts import Part, stream
from kg.store.rdf import Vocabulary
from kg.store.shards import Shards, files
from tests.kg.scheduling.lines import VERSION, document, make

VOCABULARY = Vocabulary(Settings())
DOCUMENTS = [document(number) for number in range(40)]


def shipped(
    documents: list[Document], folder: Path, part: str = "", version: str = VERSION
) -> Report:
    method = Method(version, make)
    return ship(documents, method, (folder, Part.parse(part)), VOCABULARY, lambda _: None)


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def quads(folder: Path) -> set[str]:
    with stream(folder) as source:
        return {str(quad) for quad in parse(source, RdfFormat.N_QUADS)}


def graph(store: str) -> set[str]:
    with open_reader(Settings(store=store)) as found:
        return {str(quad) for quad in found.engine}


def test_loaded_and_rebuilt_it_is_the_graph_of_a_direct_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    direct = Settings(store=str(tmp_path / "direct"))
    with open_writer(direct) as store:
        ingest(DOCUMENTS, Method(VERSION, make), store, Ontology(direct))
    claims, other = tmp_path / "claims", str(tmp_path / "other")
    for part in ("2/3", "1/3"):
        shipped(DOCUMENTS, claims, part)
    assert run(["load", str(claims), "--store", other]) == 2
    assert "1 of 3 parts are not finished: 3/3" in capfd.readouterr().err
    shipped(DOCUMENTS, claims, "3/3")
    assert run(["load", str(claims), "--store", other]) == 0
    assert run(["rebuild", "--store", other]) == 0
    assert run(["resolve", "--store", direct.store]) == 0
    assert graph(other) == graph(direct.store)
    assert len(graph(other)) > 1000


def test_the_order_of_documents_and_a_second_run_change_no_byte(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert shipped(DOCUMENTS, one).taken == len(DOCUMENTS)
    before = content(one)
    again = shipped(DOCUMENTS, one)
    assert (again.taken, again.unchanged) == (0, len(DOCUMENTS))
    mixed = DOCUMENTS.copy()
    random.Random(5).shuffle(mixed)  # noqa: S311
    shipped(mixed[:25], other)
    shipped(mixed, other)
    assert content(one) == before == content(other)
    assert not list(one.glob("*journal*"))


def test_a_changed_document_replaces_what_it_said(tmp_path: Path) -> None:
    shipped(DOCUMENTS, tmp_path)
    new = Document(DOCUMENTS[3].iri, "Somebody New at Body 9")
    report = shipped([new, *DOCUMENTS[4:6]], tmp_path)
    assert (report.taken, report.unchanged) == (1, 2)
    found = quads(tmp_path)
    assert any("Somebody New" in quad for quad in found)
    assert not any("Other 3 at" in quad for quad in found)
    assert any("Other 4 at" in quad for quad in found)


def test_shards_are_bounded_and_each_document_stands_by_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shards.__init__, "__defaults__", (8_000,))
    shipped(DOCUMENTS, tmp_path)
    paths = files(tmp_path)
    assert len(paths) > 4
    assert max(path.stat().st_size for path in paths) <= 8_000
    for path in paths:
        prefix = path.name.partition("-")[0]
        for line in path.with_name(path.name.replace(".nq.gz", ".tsv")).read_text().splitlines():
            assert f"{module.hash_of(Iri(line.split(chr(9))[0])):064b}".startswith(prefix)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    told = sum(shard["quads"] for shard in manifest["shards"])
    assert told == sum(gzip.decompress(path.read_bytes()).count(b"\n") for path in paths)
    assert sum(shard["documents"] for shard in manifest["shards"]) == len(DOCUMENTS)


@pytest.mark.parametrize("cut", [0, 1, 7, 500, 100_000])
def test_what_a_kill_left_is_read_again_and_nothing_twice(
    tmp_path: Path, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 4)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    shipped(DOCUMENTS, whole)

    def stops(doc: Document) -> Reading:
        if doc.iri == DOCUMENTS[30].iri:
            raise KeyboardInterrupt
        return make()(doc)

    method = Method(VERSION, lambda: stops)
    with pytest.raises(KeyboardInterrupt):
        ship(DOCUMENTS, method, (broken, Part()), VOCABULARY, lambda _: None)
    assert not (broken / "manifest.json").exists()
    journal, index = broken / "journal.nq.gz", broken / "journal.tsv"
    journal.write_bytes(journal.read_bytes()[: -cut or None])
    if cut == 7:  # the index was being written too
        index.write_text(index.read_text()[:-cut])
    report = shipped(DOCUMENTS, broken)
    assert report.taken + report.unchanged == len(DOCUMENTS)
    assert report.unchanged == {0: 30, 1: 29, 7: 29}.get(cut, report.unchanged)
    assert content(broken) == content(whole)


def test_two_processes_do_not_write_one_folder(tmp_path: Path) -> None:
    with Shards(tmp_path, VOCABULARY), pytest.raises(StoreBusy, match="another process"):
        shipped(DOCUMENTS, tmp_path)


def test_what_is_refused_is_told_once_among_the_parts(tmp_path: Path) -> None:
    refusal = Refusal("picture.png", "unknown file type")
    told = []
    for number in (1, 2, 3):
        target = (tmp_path, Part(number, 3))
        report = ship([refusal], Method(VERSION, make), target, VOCABULARY, lambda _: None)
        told += report.refused
    assert told == [refusal]


@given(st.integers(1, 50), st.text(st.characters(codec="ascii", categories=["L", "N"])))
def test_each_document_is_in_one_part(total: int, key: str) -> None:
    iri = Iri(f"{DATA}document/{key}")
    assert [n for n in range(1, total + 1) if Part(n, total).has(iri)].__len__() == 1


@pytest.mark.parametrize("text", ["0/3", "4/3", "a/b", "3", "1/0", "-1/2"])
def test_what_is_no_part_is_told(text: str) -> None:
    with pytest.raises(BadRequest, match="it is K/N"):
        Part.parse(text)


def test_the_commands_say_what_is_missing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "store")]
    assert run(["load", str(tmp_path), *store]) == 2
    assert "there is no manifest.json" in capfd.readouterr().err
    text = tmp_path / "a.txt"
    text.write_text("Nothing to be found.")
    assert run(["ingest", str(text), "--part", "1/2", *store]) == 2
    assert "--part is for --to-nquads" in capfd.readouterr().err
    nowhere = ["--scheduler", "nonsense", *store]
    assert run(["ingest", str(text), *nowhere]) == 2
    assert "no address such as tcp://host:8786" in capfd.readouterr().err
