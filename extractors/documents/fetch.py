"""One page over HTTP, where the user named its address, within limits."""

from io import BytesIO
from time import monotonic
from typing import BinaryIO

import httpx

from extractors.documents.draft import Source, address, address_stem
from kg.errors import BadDocument

LARGEST_PAGE = 20 * 1024 * 1024  # bytes
REDIRECTS = 5
PATIENCE = 60.0  # seconds for the whole page
_SUFFIXES = {
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


def fetch(url: str) -> tuple[BinaryIO, Source, str]:
    """Get a page: its bytes, its source, and the file suffix that its type stands for."""
    if not address(url):
        raise BadDocument("no web address that can be asked for")
    client = httpx.Client(
        follow_redirects=True,
        max_redirects=REDIRECTS,
        timeout=httpx.Timeout(20.0),
        headers={"user-agent": "collab-kg", "accept": ", ".join(_SUFFIXES)},
    )
    try:
        with client, client.stream("GET", url) as answer:
            suffix = _suffix(answer)
            content = _content(answer)
            final, charset = address(str(answer.url)), answer.charset_encoding or ""
    except httpx.TooManyRedirects as error:
        raise BadDocument(f"more than {REDIRECTS} redirects") from error
    except httpx.TimeoutException as error:
        raise BadDocument("no answer in time") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BadDocument(f"cannot be fetched ({error or type(error).__name__})") from error
    stem = address_stem(final)
    return BytesIO(content), Source(url, f"url {final}", stem, final, charset), suffix


def _suffix(answer: httpx.Response) -> str:
    if answer.status_code != 200:
        raise BadDocument(
            f"the server answered {answer.status_code} {answer.reason_phrase}".strip()
        )
    declared = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared not in _SUFFIXES:
        raise BadDocument(
            f"content type {declared or 'not given'}; "
            "text, HTML, PDF, JSON, tables or a feed is read"
        )
    return _SUFFIXES[declared]


def _content(answer: httpx.Response) -> bytes:
    deadline = monotonic() + PATIENCE
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > LARGEST_PAGE:
            raise BadDocument(f"more than {LARGEST_PAGE // 1024**2} MB")
        if monotonic() > deadline:
            raise BadDocument(f"not complete after {PATIENCE:.0f} seconds")
    return bytes(content)
