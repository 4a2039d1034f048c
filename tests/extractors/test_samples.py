import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.documents import documents, samples
from kg.model import Document, Kind, Refusal
from kg.settings import Settings

MANIFEST = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))


def read(record: str) -> Document:
    """Read one record of the manifest: a file, or `file#id` in JSON lines."""
    name, _, key = record.partition("#")
    path = samples() / name
    found: Iterator[Document | Refusal] = documents([str(path)], Settings())
    if not key:
        [doc] = found
    else:
        ids = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
        doc = list(found)[ids.index(key)]
    assert isinstance(doc, Document)
    return doc


@pytest.fixture(scope="module")
def everything() -> list[Document]:
    found = list(documents([str(samples())], Settings(), notes=[]))
    assert [one for one in found if isinstance(one, Refusal)] == []
    return [one for one in found if isinstance(one, Document)]


def test_every_record_is_in_the_manifest_and_read(everything: list[Document]) -> None:
    assert len(everything) == len(MANIFEST) >= 14
    assert {doc.title for doc in everything} == {read(record).title for record in MANIFEST}


def test_only_the_explanation_is_left_aside() -> None:
    notes: list[str] = []
    list(documents([str(samples())], Settings(), notes=notes))
    assert [note.rpartition(": ")[2] for note in notes] == ["README.md"]


@pytest.mark.parametrize("record", MANIFEST)
def test_institutions_stand_in_the_text(record: str) -> None:
    text = read(record).text
    assert [name for name in MANIFEST[record]["institutions"] if name not in text] == []


def test_institutions_and_countries_are_many() -> None:
    named = [pair for record in MANIFEST.values() for pair in record["institutions"].items()]
    assert len({name for name, _ in named}) >= 35
    assert len({country for _, country in named}) >= 14
    for name, country in named:
        assert {other for same, other in named if same == name} == {country}


def test_formats_and_kinds_are_all_there() -> None:
    for kind in Kind:
        suffixes = {path.suffix for path in (samples() / kind).iterdir()}
        assert suffixes == {".txt", ".html", ".jsonl"}
    assert {record["kind"] for record in MANIFEST.values()} == set(Kind)


def test_dates_and_titles(everything: list[Document]) -> None:
    assert all(doc.title and doc.language == "en" for doc in everything)
    dated = [doc.published for doc in everything if doc.published]
    assert len(dated) >= len(everything) - 1  # a programme says when it is held, not when printed
    assert min(dated) >= "2022"
    assert max(dated) < "2027"


def test_the_kind_of_each_record_is_known() -> None:
    for record, told in MANIFEST.items():
        assert read(record).kind == told["kind"], record


def test_pages_are_read_whole_and_without_furniture() -> None:
    doc = read("conference/cairo-newborn-screening.html")
    assert doc.text.startswith(doc.title)
    assert doc.text.endswith("A second workshop may be held in Tunis in 2026.")
    assert "Subscribe" not in doc.text
    assert doc.url == "https://nile-child-health.example.org/reports/cairo-workshop-2024"
    assert doc.publisher == "Nile Child Health Bulletin"


def test_readers_are_told_that_all_is_invented() -> None:
    assert "Nothing in them is a fact" in (samples() / "README.md").read_text(encoding="utf-8")
