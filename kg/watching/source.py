"""SOURCES.toml: what is watched, how often, and how far it is trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from kg.model import Kind
from kg.watching.fields import Fields, tables_of

MAIN_FIELDS = (
    *("kind", "url", "path", "every", "trust", "priority", "reads", "secret", "delay", "gone"),
)
KEEP, WITHDRAW = "keep", "withdraw"  # what becomes of documents whose file was deleted
POSTED = "posted"  # the source of what is sent to the server without a source


class SourceKind(StrEnum):
    """What is looked at."""

    FEED = "feed"
    SITEMAP = "sitemap"
    FOLDER = "folder"
    MAIL = "mail"
    URL = "url"
    PUSH = "push"


# Lower is sooner: what somebody waits for, what is of today, what may be very much.
PRIORITIES: Mapping[SourceKind, int] = {
    SourceKind.PUSH: 1,
    SourceKind.FEED: 2,
    SourceKind.MAIL: 3,
    SourceKind.URL: 3,
    SourceKind.SITEMAP: 5,
    SourceKind.FOLDER: 6,
}


@dataclass(frozen=True, slots=True)
class Source:
    """One source as its owner describes it."""

    name: str
    kind: SourceKind
    place: str = ""  # an address, or a path
    interval: float = 3600.0  # seconds
    trust: float = 1.0  # what the confidence of its claims is multiplied by
    priority: int = 5
    reads: Kind | None = None  # what its documents are; None: a guess from each
    secret: str = ""  # of whoever pushes to it
    delay: float = 1.0  # seconds between two requests to one host
    withdraws: bool = False  # whether documents go when their file does


_POSTED = Source(POSTED, SourceKind.PUSH, priority=0)


def posted_source() -> Source:
    """The source of what is sent to the server with its token."""
    return _POSTED


def read_sources(path: Path) -> dict[str, Source]:
    """All sources of a file; BadRequest names the line or the field at fault."""
    tables = tables_of(path, "sources")
    return {name: _source(path, name, table) for name, table in tables.items()}


def _source(path: Path, name: str, table: object) -> Source:
    fields = Fields(f"{path}: sources.{name}", name, table, MAIN_FIELDS)
    if name == POSTED:
        raise fields.wrong(f"a name is not {POSTED!r}: so is called what is sent to the server")
    try:
        kind = SourceKind(fields.text("kind"))
    except ValueError as error:
        raise fields.wrong(f"kind is one of {', '.join(SourceKind)}") from error
    secret = fields.secret()
    if kind is SourceKind.PUSH and not secret:
        raise fields.wrong("what is pushed needs a secret to be known by")
    reads = fields.text("reads")
    if reads and reads not in list(Kind):
        raise fields.wrong(f"reads is one of {', '.join(Kind)}")
    return Source(
        name,
        kind,
        _place(fields, kind, path.parent),
        fields.seconds("every", 3600),
        fields.number("trust", 1.0, 0.01, 1.0),
        int(fields.number("priority", PRIORITIES[kind], 0, 9)),
        Kind(reads) if reads else None,
        secret,
        fields.number("delay", 1.0, 0, 3600),
        _withdraws(fields, kind),
    )


def _withdraws(fields: Fields, kind: SourceKind) -> bool:
    gone = fields.text("gone") or KEEP
    if gone not in (KEEP, WITHDRAW):
        raise fields.wrong(f"gone is {KEEP} or {WITHDRAW}")
    if gone == WITHDRAW and kind not in (SourceKind.FOLDER, SourceKind.MAIL):
        raise fields.wrong("only what is read from a path can be gone")
    return gone == WITHDRAW


def _place(fields: Fields, kind: SourceKind, beside: Path) -> str:
    """Where to look; paths are taken from where the file is."""
    url, path = fields.text("url"), fields.text("path")
    if kind is SourceKind.PUSH:
        if url or path:
            raise fields.wrong("what is pushed has no url and no path")
        return ""
    if kind in (SourceKind.FOLDER, SourceKind.MAIL):
        if not path or url:
            raise fields.wrong(f"a {kind} has a path")
        return str((beside / Path(path).expanduser()).resolve())
    if path or urlsplit(url).scheme not in ("http", "https"):
        raise fields.wrong(f"a {kind} has a url with http or https")
    return url
