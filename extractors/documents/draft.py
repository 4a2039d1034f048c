"""What readers hand on: where bytes come from, and what was taken out of them."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit, urlunsplit

from extractors.records.record import Record
from kg.errors import BadDocument
from kg.model import Iri, Kind, Refusal, When

LARGEST = 100 * 1024 * 1024  # bytes of one text; more would not fit beside the model in memory
_TELLING = 10  # characters; shorter ends of addresses, such as "about", name nothing
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


@dataclass(slots=True)
class Bookmark:
    """How far an archive was read: all before this byte was handed on, in so many records."""

    offset: int = 0
    records: int = 0

    @classmethod
    def of(cls, text: str) -> "Bookmark":
        """What `str` wrote."""
        return cls(*map(int, text.split()))

    def __str__(self) -> str:
        return f"{self.offset} {self.records}" if self.offset else ""


@dataclass(frozen=True, slots=True)
class Source:
    """One named input: what messages call it, and what its documents are known by."""

    name: str
    identity: str
    stem: str
    url: str = ""
    charset: str = ""  # as the server declared it
    path: Path | None = None  # where it is a file: other tables may lie beside it
    maps: str = ""  # a folder of field maps besides those of the product
    mark: Bookmark = field(default_factory=Bookmark)  # an archive's: read from there, and kept up


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader took out of one input, before it has its own IRI."""

    source: str  # as messages call it
    identity: str
    stem: str
    text: str
    where: str = ""  # the place within the input, for messages: "line 7"
    title: str = ""
    url: str = ""
    publisher: str = ""
    published: When | None = None
    language: str = ""
    kind: Kind | None = None
    record: Record | None = None  # what a structured source says outright, by places in the text


# What XML 1.0 forbids, and what commands a terminal; what ends a line or a word still does.
_ENDS_LINE, _ENDS_WORD = "\x0b\x0c\x85", "\x1c\x1d\x1e\x1f"
_UNSOUND: dict[int, str | None] = {
    **dict.fromkeys([*range(9), *range(0x0E, 0x20), *range(0x7F, 0xA0)]),
    **dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]),
    **dict.fromkeys(map(ord, _ENDS_LINE), "\n"),
    **dict.fromkeys(map(ord, _ENDS_WORD), " "),
}


def sound(draft: Draft) -> Draft:
    """The same draft without characters that are no text.

    >>> sound(Draft("a", "a", "a", "one\\x07 two\\x0cthree")).text
    'one two\\nthree'
    """
    return replace(
        draft,
        text=draft.text.translate(_UNSOUND),
        title=draft.title.translate(_UNSOUND),
        publisher=draft.publisher.translate(_UNSOUND),
    )


type Reader = Callable[[BinaryIO, Source, list[str]], Iterator[Draft | Refusal]]


def document_iri(namespace: str, stem: str, identity: str) -> Iri:
    """Name a document by its identity alone, so that an edited title or text keeps the name.

    >>> document_iri("https://example.org/id/", "Zürich_2024", "path /a/Zürich_2024.txt")
    'https://example.org/id/document/zurich-2024-733ef1a4aa'
    """
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].strip("-")
    digest = sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:10]
    return Iri(f"{namespace}document/{slug or 'document'}-{digest}")


def address(text: str) -> str:
    """Return a web address as it is kept: no fragment, host in lower case; "" if it is none."""
    text = text.strip()
    if not _ADDRESS.fullmatch(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))


def address_stem(url: str) -> str:
    """Return the words by which a reader would know an address.

    >>> address_stem("https://example.org/news/2024/lupus-trial.html")
    'lupus-trial'
    >>> address_stem("https://example.org/about/")
    'example.org-about'
    """
    parts = urlsplit(url)
    last = re.sub(r"\.\w{2,5}$", "", parts.path.rstrip("/").rsplit("/", 1)[-1])
    return last if len(last) > _TELLING else f"{parts.netloc}-{last}".rstrip("-")


def whole(stream: BinaryIO) -> bytes:
    """Read all bytes up to the limit; nothing is cut off silently."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadDocument(f"more than {LARGEST // 1024**2} MB in one text; split it")
    if not content.strip(b"\xef\xbb\xbf \t\r\n\f"):
        raise BadDocument("empty")
    return content
