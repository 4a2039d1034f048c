"""Web archives: pages in them are documents, and a broken record costs no other."""

import gzip
import re
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from extractors.documents import documents, documents_in
from extractors.documents.draft import Bookmark
from kg.model import Document, Refusal
from kg.settings import Settings

PAGE = (
    '<html lang="en"><head><title>Hospital {0} joins the network</title></head><body><p>Hospital '
    "{0} in Ulm has joined the network for rare diseases, its director said on Monday.</p></body>"
)


def record(kind: str, content: bytes, number: int = 0) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2026-03-01T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{number}>\r\n"
        f"WARC-Target-URI: https://news.example.org/{number}/hospital-joins-network\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(content)}\r\n"
    )
    return head.encode() + b"\r\n" + content + b"\r\n\r\n"


def response(
    number: int, status: str = "200 OK", kind: str = "text/html", body: bytes | None = None
) -> bytes:
    body = PAGE.format(number).encode() if body is None else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return record("response", head.encode() + body, number)


def together(records: Iterable[bytes], *, packed: bool) -> bytes:
    return b"".join(gzip.compress(one) if packed else one for one in records)


def archive(count: int, *, packed: bool) -> bytes:
    info = record("warcinfo", b"software: test\r\n")
    return together([info, *map(response, range(count))], packed=packed)


def read(path: Path) -> tuple[list[Document], list[str], list[str]]:
    notes: list[str] = []
    found = list(documents([str(path)], Settings(), notes=notes))
    docs = [one for one in found if isinstance(one, Document)]
    return docs, [one.why for one in found if isinstance(one, Refusal)], notes


def begins(content: bytes) -> Iterator[int]:
    sign = rb"\x1f\x8b\x08" if content.startswith(b"\x1f\x8b") else rb"WARC/1"
    return (match.start() for match in re.finditer(sign, content))


@pytest.mark.parametrize("name", ["news.warc.gz", "news.warc", "news.dat"])
@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_an_archive(name: str, packed: bool, tmp_path: Path) -> None:
    more = [response(7, "404 Not Found"), response(8, kind="image/png"), record("request", b"GET")]
    content = archive(2, packed=packed) + together(more, packed=packed)
    (tmp_path / name).write_bytes(content)
    docs, refused, [note] = read(tmp_path / name)
    assert [doc.url for doc in docs] == [
        "https://news.example.org/0/hospital-joins-network",
        "https://news.example.org/1/hospital-joins-network",
    ]
    assert [doc.published for doc in docs] == ["2026-03-01", "2026-03-01"]
    assert docs[0].text.startswith("Hospital 0 joins the network\n\nHospital 0 in Ulm has joined")
    assert refused == []
    told = "1 answered with 404, 1 of other content, 1 of type request, 1 of type warcinfo, 2 pages"
    assert note.endswith(f"6 records: {told}")


@pytest.mark.parametrize("packed", [True, False])
def test_a_broken_record_costs_no_other(packed: bool, tmp_path: Path) -> None:
    content = bytearray(archive(4, packed=packed))
    places = list(begins(bytes(content)))
    middle = slice(places[2] + 20, places[2] + 60)
    content[middle] = bytes(40)
    (tmp_path / "a.warc").write_bytes(content)
    docs, [why], _ = read(tmp_path / "a.warc")
    assert [doc.url[25] for doc in docs] == ["0", "2", "3"]
    assert f"at byte {places[2]}: " in why


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("missing", [5, 150])
def test_an_archive_that_breaks_off_is_told(packed: bool, missing: int, tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(archive(3, packed=packed)[:-missing])
    docs, [why], _ = read(tmp_path / "a.warc")
    assert [doc.url[25] for doc in docs] == ["0", "1"]
    assert "breaks off" in why


def test_records_that_are_packed_together_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(archive(3, packed=False)))
    docs, refused, _ = read(tmp_path / "a.warc.gz")
    assert (len(docs), refused) == (3, [])


def test_a_packed_record_that_is_a_bomb_is_left(tmp_path: Path) -> None:
    bomb = gzip.compress(b"WARC/1.0\r\n" + bytes(80 * 1024 * 1024))
    (tmp_path / "a.warc.gz").write_bytes(bomb + archive(1, packed=True))
    docs, [why], _ = read(tmp_path / "a.warc.gz")
    assert len(docs) == 1
    assert "more than 64 MB in one packed piece" in why


def test_other_packed_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"Charite and Keio University"))
    assert read(tmp_path / "a.gz")[1] == ["packed with gzip, and no web archive: unpack it first"]


def test_memory_does_not_grow_with_an_archive(tmp_path: Path) -> None:
    picture = response(1, kind="image/png", body=bytes(1_000_000))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(picture) * 40)
    tracemalloc.start()
    assert read(tmp_path / "a.warc.gz")[0] == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_is_read_on_from_wherever_it_was_left(tmp_path: Path, *, packed: bool) -> None:
    path = tmp_path / "news.warc"
    broken = response(9)[:40] + b"\r\n\r\n"
    many = together([response(10), response(11)], packed=False)  # in one piece, if packed
    records = [*map(response, range(3)), broken, response(3), many, response(4)]
    path.write_bytes(together(records, packed=packed))
    mark = Bookmark()
    reading = documents_in(str(path), Settings(), None, mark)
    marks, whole = [str(mark)], list[Document | Refusal]()
    for one in reading:
        whole.append(one)
        marks.append(str(mark))
    assert len([one for one in whole if isinstance(one, Document)]) == 7
    assert len(whole) == 8
    for number, text in enumerate(marks):
        left = list(documents_in(str(path), Settings(), None, Bookmark.of(text)))
        # What stands in one piece with others is read again with them.
        again = len(left) - (len(whole) - number)
        assert again in ((0, 1) if packed else (0,))
        assert left == whole[number - again :]
