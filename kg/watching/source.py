"""SOURCES.toml: what is watched, how often, and how far it is trusted."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import BadRequest
from kg.model import Kind

MAIN_FIELDS = (
    *("kind", "url", "path", "every", "trust", "priority", "reads", "secret", "delay", "gone"),
)
KEEP, WITHDRAW = "keep", "withdraw"  # what becomes of documents whose file was deleted
POSTED = "posted"  # the source of what is sent to the server without a source
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
_SHORTEST_SECRET = 16  # characters


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
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadRequest(f"{path}: {(error.strerror or str(error)).lower()}", "sources") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path}: {error}", "sources") from error
    tables = told.get("sources")
    if not isinstance(tables, dict) or set(told) != {"sources"}:
        raise BadRequest(f"{path}: each source is a table such as [sources.NAME]", "sources")
    return {name: _source(path, name, table) for name, table in tables.items()}


class _Fields:
    """The fields of one source, with errors that name them."""

    def __init__(self, path: Path, name: str, table: object) -> None:
        self.where = f"{path}: sources.{name}"
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name) or name == POSTED:
            raise self.wrong("a name has small letters, digits, - and _, and is not 'posted'")
        if not isinstance(table, dict):
            raise self.wrong("a source is a table")
        self.table: dict[str, object] = table
        if unknown := sorted(set(table) - set(MAIN_FIELDS)):
            raise self.wrong(f"unknown field {unknown[0]!r}; there is {', '.join(MAIN_FIELDS)}")

    def wrong(self, why: str) -> BadRequest:
        return BadRequest(f"{self.where}: {why}", "sources")

    def text(self, field: str) -> str:
        value = self.table.get(field, "")
        if not isinstance(value, str):
            raise self.wrong(f"{field} is text")
        return value

    def number(self, field: str, default: float, least: float, most: float) -> float:
        value = self.table.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(f"{field} is a number")
        if not least <= value <= most:
            raise self.wrong(f"{field} is from {least:g} to {most:g}")
        return float(value)

    def seconds(self, field: str, default: float) -> float:
        """A number of seconds, or text such as "15 min"."""
        value = self.table.get(field, default)
        if isinstance(value, str):
            found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|min|h|d)\s*", value)
            if not found:
                raise self.wrong(f'{field} is seconds, or text such as "15 min", "2 h", "1 d"')
            value = float(found[1]) * _UNITS[found[2]]
        self.table[field] = value
        return self.number(field, default, 1, 366 * 86_400)


def _source(path: Path, name: str, table: object) -> Source:
    fields = _Fields(path, name, table)
    try:
        kind = SourceKind(fields.text("kind"))
    except ValueError as error:
        raise fields.wrong(f"kind is one of {', '.join(SourceKind)}") from error
    secret = fields.text("secret")
    if secret and len(secret) < _SHORTEST_SECRET:
        raise fields.wrong(f"a secret has at least {_SHORTEST_SECRET} characters")
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


def _withdraws(fields: _Fields, kind: SourceKind) -> bool:
    gone = fields.text("gone") or KEEP
    if gone not in (KEEP, WITHDRAW):
        raise fields.wrong(f"gone is {KEEP} or {WITHDRAW}")
    if gone == WITHDRAW and kind not in (SourceKind.FOLDER, SourceKind.MAIL):
        raise fields.wrong("only what is read from a path can be gone")
    return gone == WITHDRAW


def _place(fields: _Fields, kind: SourceKind, beside: Path) -> str:
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
