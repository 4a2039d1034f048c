"""What a file is, by its first bytes: names of files promise much."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from extractors.documents.archives import archive
from extractors.documents.decoding import marked
from extractors.documents.draft import Draft, Reader, Source
from extractors.documents.feeds import feed
from extractors.documents.jsonfeeds import json_feed
from extractors.documents.mail import mail
from extractors.documents.sitemaps import site_map
from kg.errors import BadDocument
from kg.model import Refusal

HEAD = 65536  # bytes that are looked at
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
# What may stand before the root, and how each ends; a document type may have brackets in it.
_ENDS = {"<?": "?>", "<!--": "-->", "<!DOCTYPE": ">"}
_BEFORE_ROOT = re.compile(r"\s*(<\?|<!--|<!DOCTYPE)", re.IGNORECASE)
_FIELD = re.compile(r"(?m)^([A-Za-z][A-Za-z-]*):[ \t]")
_OF_MAIL = ({"from"}, {"message-id", "mime-version", "received", "return-path", "delivered-to"})
_BY_ROOT: dict[str, Reader] = {
    "rss": feed, "feed": feed, "rdf": feed, "urlset": site_map,
    "sitemapindex": site_map,
}  # fmt: skip
_TABLES = (".csv", ".tsv", ".tab")
_PACKED = b"\x1f\x8b"


def recognised(stream: BinaryIO, source: Source, suffix: str) -> Reader | None:
    """The reader that the first bytes ask for; None where the name of the file is to decide."""
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith((b"WARC/", _PACKED)):
        return archive if _unpacked(head).startswith(b"WARC/") else _packed
    if head.startswith(b"PK\x03\x04") and b"xl/" in head + _tail(stream):
        return workbook
    if suffix in _TABLES:
        return table
    text = _text(head)
    if text.startswith(("{", "[")):
        return _json(stream, source, suffix, text)
    if text.startswith("<"):
        return _markup(text)
    if text[:15].upper() == "BEGIN:VCALENDAR":
        return _records("ics")
    if suffix == ".eml" or _is_mail(text):
        return mail
    return table if _is_table(text.partition("\n")[0], source) else None


def _records(form: str) -> Reader:
    # Imported here: records are made of what this package reads.
    from extractors.records.drafts import record_reader

    return record_reader(form)


def table(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read a table in CSV by the field maps."""
    return _records("csv")(stream, source, notes)


def workbook(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read a workbook by the field maps."""
    from extractors.records.drafts import workbook as read

    return read(stream, source, notes)


def calendar(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read a calendar by the field maps."""
    return _records("ics")(stream, source, notes)


def together(source: Source, path: Path) -> Path | None:
    """The file with the main table that this file's table is a part of."""
    if path.suffix.lower() not in (*_TABLES, ".json"):
        return None
    from extractors.records.drafts import main_table

    return main_table(path, source)


def _packed(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    del stream, source, notes
    raise BadDocument("packed with gzip, and no web archive: unpack it first")


def _tail(stream: BinaryIO) -> bytes:
    """The end of a file, where a zip lists its parts."""
    size = stream.seek(0, 2)
    stream.seek(max(size - HEAD, 0))
    tail = stream.read(HEAD)
    stream.seek(0)
    return tail


def _unpacked(head: bytes) -> bytes:
    if not head.startswith(_PACKED):
        return head
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 512)
    except zlib.error:
        return b""


def _text(head: bytes) -> str:
    encoding = marked(head) or "utf-8"
    return head.decode(encoding, "ignore").removeprefix("\ufeff").lstrip()


def _json(stream: BinaryIO, source: Source, suffix: str, text: str) -> Reader | None:
    if "jsonfeed.org/version/" in text[:2000]:
        return json_feed
    form = "jsonl" if suffix in (".jsonl", ".ndjson") else "json"
    from extractors.records.drafts import OPENERS
    from extractors.records.maps import field_maps

    try:
        known = OPENERS[form](stream, field_maps(source.maps))
    except BadDocument:
        known = None  # who reads it next tells what is wrong with it
    finally:
        stream.seek(0)
    return _records(form) if known else None


def _markup(text: str) -> Reader | None:
    root = _ROOT.match(text, _root_at(text))
    name = root[1].lower() if root else ""
    if name in _BY_ROOT:
        return _BY_ROOT[name]
    return _records("xml") if text.startswith("<?xml") or name == "schedule" else None


def _root_at(text: str) -> int:
    """Where the root begins, past all that may stand before it; each sign is looked at once."""
    at = 0
    while begun := _BEFORE_ROOT.match(text, at):
        sign = begun[1].upper()
        within = text.find("[", begun.end(), text.find(">", at)) if sign == "<!DOCTYPE" else -1
        end = text.find(_ENDS[sign], text.find("]", within) if within >= 0 else at)
        if end < 0:
            return len(text)
        at = end + len(_ENDS[sign])
    return at


def _is_mail(text: str) -> bool:
    head = text.partition("\n\n")[0].replace("\r", "")
    names = {match[1].lower() for match in _FIELD.finditer(head[:20_000])}
    return bool(_FIELD.match(text)) and all(names & wanted for wanted in _OF_MAIL)


def _is_table(first: str, source: Source) -> bool:
    """Whether a first line is a heading that a map knows; commas stand in any first line."""
    sign = next((one for one in ";\t|" if first.count(one) > 1), "")
    if not sign:
        return False
    from extractors.records.fitting import by_heading
    from extractors.records.maps import field_maps

    cells = [cell.strip(' "\r') for cell in first.split(sign)]
    return by_heading(cells, "csv", field_maps(source.maps)) is not None
