"""What a source lists, what is read of it, and what became of that."""

import json
from dataclasses import dataclass, field
from enum import StrEnum

from kg.model import Document, Iri, Refusal

NAME = 200  # characters of what was given by which it is known later
SHORT = 80  # of them where it is listed with others


class State(StrEnum):
    """Where one item stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    ASIDE = "aside"  # to be tried again
    GONE = "gone"  # it is not there any more; what was read of it stays
    WITHDRAWN = "withdrawn"  # it is not there any more, nor is what was read of it


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a source lists; another stamp means that it may have changed."""

    key: str  # an address, a path, or the name of what was sent
    stamp: str = ""
    payload: str = ""  # one JSON record where the thing itself was given
    priority: int = 0  # added to that of its source


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at a source found."""

    entries: tuple[Entry, ...] = ()
    troubles: tuple[Refusal, ...] = ()
    etag: str = ""
    modified: str = ""
    is_unchanged: bool = False
    present: frozenset[str] | None = None  # all keys that there are; None: that is not known


def shortened(payload: str) -> str:
    """What is kept of a record that has been read: by what it is known, not its text.

    >>> shortened('{"text": "Long ago ...", "title": "Once"}'), shortened("")
    ('{"title": "Once"}', '')
    """
    return json.dumps({"title": name_of(payload)}, ensure_ascii=False) if payload else ""


def name_of(payload: str) -> str:
    """By what a record that was given is known: its address, its title, or how it begins.

    >>> name_of('{"url": "https://example.org/a", "text": "Long ago ..."}')
    'https://example.org/a'
    """
    record = json.loads(payload)
    return str(record.get("url") or record.get("title") or record.get("text", ""))[:NAME]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be read."""

    number: int
    source: str
    key: str
    stamp: str = ""
    payload: str = ""
    attempts: int = 0
    etag: str = ""
    modified: str = ""
    position: str = ""  # how far it was read before


def place_of(key: str, payload: str) -> str:
    """Where somebody would look for an item: what was sent is known by its name and its job.

    >>> place_of("https://example.org/a", ""), place_of("4d90/1", '{"title": "Once"}')
    ('https://example.org/a', 'Once (4d90/1)')
    """
    return f"{name_of(payload)[:SHORT]} ({key})" if payload else key


@dataclass(frozen=True, slots=True)
class Slice:
    """The next documents of an item, of which there may be `more`."""

    documents: tuple[Document | Refusal, ...] = ()
    begins: bool = True  # whether these are the first of it
    more: bool = False
    etag: str = ""
    modified: str = ""
    is_unchanged: bool = False
    position: str = ""  # from where on it can be read after these, where it need not be begun anew


@dataclass(slots=True)
class Outcome:
    """What became of one slice of an item."""

    item: Item
    state: State
    begins: bool = False
    more: bool = False
    reason: str = ""
    due: float = 0.0  # when to try again
    counts: bool = True  # whether a try that failed is counted
    taken: int = 0
    unchanged: int = 0
    claims: int = 0
    documents: list[Iri] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    etag: str = ""
    modified: str = ""
    position: str = ""  # from where on to read, where there is more
