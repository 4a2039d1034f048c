import gzip
import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from tests.kg.cli.conftest import Kg

WHOLE = [".nq", ".trig", ".jsonld", ".nq.gz", ".trig.gz"]
CONCLUSIONS = [".ttl", ".nt", ".rdf", ".ttl.gz"]


def quads(ask: Kg, path: Path) -> set[str]:
    assert ask("dump", path).code == 0
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    form = RdfFormat.from_extension(path.name.removesuffix(".gz").rpartition(".")[2])
    assert form
    return {str(quad) for quad in parse(content, form)}


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_dump_loads_into_the_same_store(ask: Kg, tmp_path: Path, suffix: str) -> None:
    path, copy = tmp_path / f"graph{suffix}", tmp_path / "copy"
    before = quads(ask, path)
    assert len(before) > 1000
    assert ask("load", path, "--store", copy).code == 0
    again = tmp_path / "again.nq"
    assert ask("dump", again, "--store", copy).code == 0
    assert {str(quad) for quad in parse(again.read_bytes(), RdfFormat.N_QUADS)} == before
    assert ask("search", "keio", "--store", copy).out == ask("search", "keio").out
    assert ask("load", path, "--store", copy).code == 2


@pytest.mark.parametrize("suffix", [".nq", ".trig.gz", ".jsonld"])
def test_what_is_gone_is_known_to_who_loads_a_dump(kg: Kg, tmp_path: Path, suffix: str) -> None:
    for name in ("one", "two"):
        text = f"Quortz Clinic of {name.title()} works with Charité on lupus. " * 2
        (tmp_path / f"{name}.txt").write_text(text)
    assert kg("ingest", tmp_path / "one.txt", tmp_path / "two.txt").code == 0
    listed = json.loads(kg("query", "SELECT ?d { ?d a ckg:Document }", "--format", "json").out)
    gone, _ = (row["d"]["value"] for row in listed["results"]["bindings"])
    assert kg("remove", gone).code == 0
    path, copy = tmp_path / f"graph{suffix}", tmp_path / "copy"
    kg("dump", path, "--with-gone")
    assert kg("load", path, "--store", copy).code == 0
    here, there = (place / "gone.tsv" for place in (tmp_path / "store", copy))
    assert sorted(there.read_text().splitlines()) == sorted(set(here.read_text().splitlines()))
    assert there.read_text()
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert len(kg("query", graphs, "--store", copy, "--format", "csv").out.split()) == 2
    assert kg("rebuild", "--store", copy).err.endswith("0 quads removed, 0 added\n")
    again = tmp_path / f"again{suffix}"
    kg("dump", again, "--store", copy, "--with-gone")
    assert quads(kg, path) == quads(kg, again)
    kg("dump", tmp_path / "plain.nq")
    assert "/gone#" not in (tmp_path / "plain.nq").read_text()


@pytest.mark.parametrize("suffix", CONCLUSIONS)
def test_formats_without_graphs_get_the_conclusions(ask: Kg, tmp_path: Path, suffix: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    number = int(ask("query", count, "--format", "csv").out.split()[1])
    assert len(quads(ask, tmp_path / f"graph{suffix}")) == number
    assert "the conclusions alone" in ask("dump", tmp_path / f"graph{suffix}").err


def test_a_broken_dump_leaves_the_store_empty(kg: Kg, tmp_path: Path) -> None:
    for name, content in {"a.nq": b"<a> nonsense", "b.nq.gz": b"not packed"}.items():
        (tmp_path / name).write_bytes(content)
        done = kg("load", tmp_path / name)
        assert done.code == 2
        assert done.err.count("\n") == 1
        assert name in done.err


def test_a_dump_that_cannot_be_written_leaves_nothing(ask: Kg, tmp_path: Path) -> None:
    done = ask("dump", tmp_path / "no" / "graph.nq")
    assert done.code == 2
    assert "no such file or directory" in done.err
    assert list(tmp_path.iterdir()) == []


def test_stats_count_documents_entities_and_statements(ask: Kg) -> None:
    counts = json.loads(ask("stats", "--format", "json").out)
    assert sum(counts["documents"].values()) == 25
    assert counts["entities"]["Organization"] > 25
    assert "affiliatedWith" in counts["statements"]
    assert "Organization" in ask("stats").out


def test_a_backup_is_a_store(ask: Kg, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert ask("backup", copy).code == 0
    assert ask("stats", "--store", copy).out == ask("stats").out
    assert "is there already" in ask("backup", copy).err


def test_what_is_removed_is_gone_and_a_rebuild_changes_nothing(ask: Kg, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    ask("backup", copy)
    query = "SELECT ?d { ?d a ckg:Document ; ckg:url ?u } ORDER BY ?d LIMIT 1"
    iri = ask("query", query, "--format", "csv").out.split()[1]
    done = ask("remove", iri, "no-such-document", "--store", copy)
    assert done.code == 1
    assert f"{iri} is removed" in done.err
    assert "kg: no-such-document: no such document" in done.err
    assert ask("query", f"ASK {{ <{iri}> ?p ?o }}", "--store", copy).out == "no\n"
    assert ask("query", f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}", "--store", copy).out == "no\n"
    rebuilt = ask("rebuild", "--store", copy)
    assert "0 quads removed, 0 added" in rebuilt.err


def test_conclusions_without_claims_are_not_rebuilt_away(ask: Kg, tmp_path: Path) -> None:
    file, copy = tmp_path / "graph.ttl", tmp_path / "copy"
    ask("dump", file)
    assert "conclusions without claims" in ask("load", file, "--store", copy).err
    done = ask("rebuild", "--store", copy)
    assert done.code == 2
    assert "would empty it" in done.err
    assert ask("query", "ASK { ?x a ckg:Person }", "--store", copy).out.strip() == "yes"


def test_the_samples_conform(ask: Kg) -> None:
    done = ask("validate")
    assert done.code == 0, done.out
    assert "25 documents and their conclusions checked: 0 violations" in done.err


def test_what_breaks_a_shape_is_named(kg: Kg, tmp_path: Path) -> None:
    name = "http://www.w3.org/2004/02/skos/core#prefLabel"
    bad = (
        "@prefix ckg: <https://w3id.org/collab-kg/ontology#> . "
        f'<https://w3id.org/collab-kg/id/person/x> a ckg:Person ; <{name}> "X"@en, "Y"@en .'
    )
    (tmp_path / "bad.ttl").write_text(bad)
    kg("load", tmp_path / "bad.ttl")
    done = kg("validate", "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)
    assert not found["conforms"]
    assert found["violations"][0]["node"].endswith("/person/x")
    assert "person/x" in kg("validate").out.replace("\n", "")
