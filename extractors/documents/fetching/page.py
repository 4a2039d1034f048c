"""One page over HTTP, whole, within limits."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from extractors.documents.draft import Source, address, address_stem
from extractors.documents.fetching.asking import Asking, asked, expect
from extractors.documents.fetching.sniffing import check
from kg.errors import BadDocument

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "application/feed+json": ".json",
    "application/ld+json": ".jsonld",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/calendar": ".ics",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "message/rfc822": ".eml",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What is at an address: its bytes, unless nothing changed since the last time."""

    url: str  # where it was found in the end
    content: bytes
    declared: str = ""  # its media type
    charset: str = ""
    etag: str = ""
    modified: str = ""
    is_unchanged: bool = False


def get(url: str, asking: Asking) -> Page:
    """Ask for a page; NotNow where it may be had later, BadDocument where it may not."""
    accept = {"Accept": ", ".join([*SUFFIXES, "*/*;q=0.1"])}
    with asked(url, replace(asking, headers={**accept, **asking.headers})) as answer:
        expect(answer, 200, 304)
        kept = {name: answer.headers.get(name, "") for name in ("etag", "last-modified")}
        media, _, rest = answer.headers.get("content-type", "").partition(";")
        return Page(
            address(answer.url),
            b"".join(answer.chunks) if answer.status == 200 else b"",
            media.strip().lower(),
            rest.lower().partition("charset=")[2].partition(";")[0].strip(" \"'"),
            kept["etag"],
            kept["last-modified"],
            answer.status == 304,
        )


def opened(page: Page, name: str) -> tuple[BinaryIO, Source, str]:
    """A page as readers take it: its bytes, its source, and the suffix its type stands for."""
    suffix = SUFFIXES.get(page.declared)
    if suffix is None:
        raise BadDocument(
            f"content type {page.declared or 'not given'}; "
            "text, HTML, PDF, JSON, tables or a feed is read"
        )
    check(page.content, suffix, page.declared)
    source = Source(name, f"url {page.url}", address_stem(page.url), page.url, page.charset)
    return BytesIO(page.content), source, suffix


def fetch(url: str, asking: Asking) -> tuple[BinaryIO, Source, str]:
    """Get a page that somebody named, and open it."""
    return opened(get(url, asking), url)
