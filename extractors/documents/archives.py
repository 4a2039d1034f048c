"""Web archives (WARC): each page in them is a document; a broken record costs no other."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

from extractors.documents.draft import Draft, Source, address, address_stem
from extractors.documents.framing import frames
from extractors.documents.pages import html
from kg.errors import BadDocument
from kg.model import Refusal, When

LARGEST_PAGE = 20 * 1024 * 1024  # bytes, unpacked
_PAGES = ("text/html", "application/xhtml+xml")

type Record = Any  # of warcio, which has no types


def archive(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read the pages of an archive one by one; what is none is counted in a note."""
    counts: Counter[str] = Counter()
    mark, before = source.mark, source.mark.records
    for offset, end, frame in frames(stream, mark.offset):
        found = list(_found(frame, offset, before, (source, counts)))
        yield from found[:-1]
        # With the last of a frame all of it is handed on; without, it is read again.
        mark.offset, mark.records = end, before + counts.total()
        yield from found[-1:]
    told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    notes.append(f"{source.name}: {counts.total()} records: {told or 'none'}")


def _found(
    frame: bytes | BadDocument, offset: int, before: int, of: tuple[Source, Counter[str]]
) -> Iterator[Draft | Refusal]:
    """What is in one frame, whose records are counted after those `before`."""
    source, counts = of
    where = f"record {before + counts.total() + 1}"
    try:
        if isinstance(frame, BadDocument):
            raise frame
        for record in _records(frame):
            where = f"record {before + counts.total() + 1}"
            what = _other(record)
            if not what:
                yield from _page(record, source, where)
            counts[what or "pages"] += 1
    except BadDocument as error:
        counts["that cannot be read"] += 1
        yield Refusal(source.name, f"{where} at byte {offset}: {error}")


def _records(frame: bytes) -> Iterator[Record]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        yield from ArchiveIterator(BytesIO(frame))
    except (ArchiveLoadFailed, EOFError, ValueError, LookupError, AttributeError) as error:
        raise BadDocument(f"broken record ({str(error)[:80].strip()})") from error


def _other(record: Record) -> str:
    """What a record is that is no page; nothing for a page."""
    if not re.fullmatch(r"[a-z]{3,20}", record.rec_type or ""):
        raise BadDocument("a record that does not say what it is")
    if record.rec_type != "response":
        return f"of type {record.rec_type}"
    if record.http_headers is None:
        return "without HTTP"
    status = record.http_headers.get_statuscode()
    if status != "200":
        return f"answered with {status}"
    kind = (record.http_headers.get_header("content-type") or "").partition(";")[0]
    return "" if kind.strip().lower() in _PAGES else "of other content"


def _page(record: Record, source: Source, where: str) -> Iterator[Draft | Refusal]:
    url = address(record.rec_headers.get_header("WARC-Target-URI") or "")
    if not url:
        raise BadDocument("a page without an address")
    content = record.content_stream().read(LARGEST_PAGE + 1)
    if len(content) > LARGEST_PAGE:
        raise BadDocument(f"{url}: more than {LARGEST_PAGE // 1024**2} MB")
    if record.raw_stream.limit > 0:
        raise BadDocument(f"{url}: breaks off {record.raw_stream.limit:,} bytes before its end")
    inside = Source(source.name, f"url {url}", address_stem(url), url, _charset(record))
    crawled = _day(record.rec_headers.get_header("WARC-Date") or "")
    try:
        for draft in html(BytesIO(content), inside, []):
            if isinstance(draft, Draft):
                draft = replace(draft, where=where, published=draft.published or crawled)
            yield draft
    except BadDocument as error:
        raise BadDocument(f"{url}: {error}") from error


def _charset(record: Record) -> str:
    declared = record.http_headers.get_header("content-type") or ""
    return declared.rpartition("charset=")[2].strip(" \"'") if "charset=" in declared else ""


def _day(text: str) -> When | None:
    try:
        return When(text[:10]) if text else None
    except ValueError:
        return None
