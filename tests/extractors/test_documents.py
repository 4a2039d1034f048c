import io
import json
from pathlib import Path

import pytest

from extractors.documents import documents
from kg.model import Document, Kind, Refusal
from kg.settings import Settings
from tests.extractors.documents.reading import TEXT, lines, one, read, why


def test_inputs_that_are_no_records(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("x")
    assert why(tmp_path / "gone.txt") == ["no such file"]
    [reason] = why(tmp_path / "a.docx")
    assert reason.startswith("unknown file type; known are .txt")
    assert why("a\0b.txt") == ["no such file"] or "null" in why("a\0b.txt")[0]


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/z.txt",
        "a/.hidden.txt",
        ".git/x.txt",
        "c.png",
        "README.md",
        "a/y.TXT",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    notes: list[str] = []
    found = read(tmp_path, notes=notes)
    assert [doc.text for doc in found if isinstance(doc, Document)] == [
        "a/y.TXT",
        "a/z.txt",
        "b.txt",
    ]
    assert notes == [f"{tmp_path}: left aside, 2 of no type that is read: README.md, c.png"]


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    assert why(tmp_path) == ["no file in this folder is of a type that is read"]


def test_a_file_named_twice_is_read_once_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    notes: list[str] = []
    assert len(read(tmp_path, tmp_path / "a.txt", notes=notes)) == 1
    assert notes == [f"{tmp_path / 'a.txt'}: named twice, read once"]


def test_the_kind_that_the_user_gives_stands_above_all(tmp_path: Path) -> None:
    path = lines(tmp_path, {"text": TEXT, "kind": "news"})
    assert one(path, kind=Kind.CONSORTIUM).kind is Kind.CONSORTIUM
    assert one(path).kind is Kind.NEWS


def test_a_text_stays_as_it_is_but_for_mark_and_line_endings(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("\ufeffA short title\r\n\r\n  Zürich\t\u2013 two  spaces.\r\n".encode())
    doc = one(path)
    assert doc.text == "A short title\n\n  Zürich\t\u2013 two  spaces.\n"
    assert doc.title == "A short title"
    assert doc.iri.startswith("https://w3id.org/collab-kg/id/document/note-")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_marked_encodings(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("e") and encoding != "utf-16" else ""
    (tmp_path / "a.txt").write_bytes((mark + TEXT).encode(encoding))
    assert one(tmp_path / "a.txt").text == TEXT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\t\n", "empty"),
        (b"x" * 512 + b"\xe9 la carte", "not valid UTF-8 at byte 512"),
        (b"PK\x03\x04\x00\x00\x08", "binary file"),
        (b"\xff\xfeA\x00B", "not valid UTF-16 at byte 4"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_unreadable_texts(tmp_path: Path, content: bytes, reason: str, suffix: str) -> None:
    path = tmp_path / f"bad{suffix}"
    path.write_bytes(content)
    assert read(path) == [Refusal(str(path), reason)]


def test_twenty_megabytes_in_one_text_are_refused_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_text("A line of text about lupus.\n" * 750_000)
    [reason] = why(path)
    assert reason.startswith("21,000,000 characters in one text, more than 10,000,000")
    [doc] = documents([str(path)], Settings(longest_text=30_000_000))
    assert isinstance(doc, Document)
    assert len(doc.text) == 21_000_000


def test_an_unreadable_file_harms_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xff")
    (tmp_path / "b.txt").write_text(TEXT)
    refusal, doc = read(tmp_path / "a.txt", tmp_path / "b.txt")
    assert isinstance(refusal, Refusal)
    assert isinstance(doc, Document)


def test_an_edit_keeps_the_name_and_a_move_changes_it(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("First title\n\nText.")
    before = one(path).iri
    path.write_text("Other title\n\nOther text.")
    assert one(path).iri == before
    assert one(tmp_path / "." / "note.txt").iri == before
    assert one(path.rename(tmp_path / "moved.txt")).iri != before


def test_the_same_address_is_the_same_document_wherever_it_stands(tmp_path: Path) -> None:
    record = {"text": TEXT, "url": "https://Example.org/news/lupus#top"}
    path = lines(tmp_path, record)
    over_stdin = one("-", stdin=io.BytesIO(json.dumps(record).encode()))
    assert one(path).iri == over_stdin.iri
    assert over_stdin.url == "https://example.org/news/lupus"


def test_records_without_id_are_told_apart_by_their_place(tmp_path: Path) -> None:
    path = lines(tmp_path, {"text": TEXT}, {"text": TEXT})
    assert len({doc.iri for doc in read(path) if isinstance(doc, Document)}) == 2


def test_an_id_counts_within_its_file(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    here, there = (
        lines(tmp_path, {"id": "1", "text": TEXT}),
        lines(tmp_path / "x", {"id": "1", "text": TEXT}),
    )
    assert one(here).iri != one(there).iri


def test_the_namespace_is_a_setting(tmp_path: Path) -> None:
    path = lines(tmp_path, {"text": TEXT})
    [doc] = documents([str(path)], Settings(data="https://example.org/kg/"))
    assert isinstance(doc, Document)
    assert doc.iri.startswith("https://example.org/kg/document/records-line-1-")
