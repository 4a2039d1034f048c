"""A statement that came or went, told so that it can be read long after the store has moved on."""

import json
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Verb(StrEnum):
    """What became of a statement."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Named:
    """An end of a statement; a date or a number has a label alone."""

    id: str
    label: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that a sentence is from, as it was described then."""

    id: str
    title: str = ""
    url: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence; `id` is the claim's, which may be gone by now."""

    id: str
    quote: str
    document: Origin


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with what spoke for it at the time."""

    statement: str
    subject: Named
    predicate: str  # local name of the property
    object: Named
    belief: float
    role: str = ""
    date: str = ""
    pieces: int = 0  # of evidence, of which some are quoted
    evidence: tuple[Piece, ...] = ()

    @property
    def names(self) -> Iterator[str]:
        """By what an answer may name its ends."""
        for end in (self.subject, self.object):
            yield from (text for text in (end.id, end.label) if text)

    @property
    def words(self) -> str:
        """The statement in a line."""
        if self.is_blank:
            return f"a statement ({self.predicate}) of documents that were taken out"
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.predicate).lower()
        role = f" ({self.role})" if self.role else ""
        date = f", {self.date}" if self.date else ""
        return f"{self.subject.label} {spaced} {self.object.label}{role}{date}"

    @property
    def is_blank(self) -> bool:
        """Whether nothing but its name is left, since all who said it were taken out."""
        return not self.subject.label

    def without(self, documents: Container[str]) -> "Told":
        """The same without what these documents said; nothing that names anybody if none is left.

        A document may have been taken out because somebody asked not to be in it.
        """
        kept = tuple(each for each in self.evidence if each.document.id not in documents)
        pieces = self.pieces - (len(self.evidence) - len(kept))
        if pieces == self.pieces:
            return self
        if pieces:
            return replace(self, pieces=pieces, evidence=kept)
        return Told(self.statement, Named("", ""), self.predicate, Named("", ""), self.belief)

    def to_json(self) -> str:
        """As the log keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Told":
        """Undo `to_json`."""
        found: Mapping[str, Any] = json.loads(text)
        evidence = tuple(
            Piece(each["id"], each["quote"], Origin(**each["document"]))
            for each in found["evidence"]
        )
        ends = {end: Named(**found[end]) for end in ("subject", "object")}
        return cls(**{**found, **ends, "evidence": evidence})


@dataclass(frozen=True, slots=True)
class Generation:
    """One state that was published, and how many statements came and went with it."""

    number: int
    name: str
    at: float  # seconds since 1970
    added: int
    withdrawn: int
    listed: int = 0  # of them that are told one by one


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; numbers grow and are not used again."""

    number: int
    generation: str
    at: float
    verb: Verb
    told: Told

    def as_dict(self) -> dict[str, object]:
        """A line for machines."""
        return {
            "number": self.number,
            "generation": self.generation,
            "at": moment(self.at),
            "change": str(self.verb),
            **asdict(self.told),
        }


def moment(seconds: float) -> str:
    """A time for people and programs.

    >>> moment(86_400.5)
    '1970-01-02T00:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
