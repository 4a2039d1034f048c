"""What a source lists, what is read of it, and what became of that."""

from dataclasses import dataclass, field
from enum import StrEnum

from kg.model import Document, Iri, Refusal


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


@dataclass(frozen=True, slots=True)
class Slice:
    """The next documents of an item, of which there may be `more`."""

    documents: tuple[Document | Refusal, ...] = ()
    begins: bool = True  # whether these are the first of it
    more: bool = False
    etag: str = ""
    modified: str = ""
    is_unchanged: bool = False


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
