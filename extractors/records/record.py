"""What a structured source says outright, by places in the text that its fields were made into."""

import re
from dataclasses import dataclass, fields, replace

from kg.model import Count, Document, Predicate, When

_PIECE = re.compile(r"[^\s,;](?:[^,;]*[^\s,;])?")


@dataclass(frozen=True, slots=True)
class Name:
    """A span of the text that a field map calls a name, and what the record knows of its bearer.

    `kind` is a type of the model, or one of the kinds that reading decides on (see linking.py):
    Agent, Body, Affiliation, Field, Fields, Places.
    """

    kind: str
    text: str
    start: int
    end: int
    also: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    country: str = ""  # as the record writes it, where it tells which of several places is meant


def pieces(name: Name) -> list[Name]:
    """What stands between the commas of a name."""
    return [
        Name("Body", match[0], name.start + match.start(), name.start + match.end())
        for match in _PIECE.finditer(name.text)
    ]


@dataclass(frozen=True, slots=True)
class Fact:
    """What one line says: subject and, where it is an entity, object are numbers of names."""

    subject: int
    predicate: Predicate
    value: int | When | Count
    start: int  # of the line
    end: int
    confidence: float
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The names and facts of one document, and which spans of it are prose."""

    source: str  # the field map that made it
    names: tuple[Name, ...] = ()
    facts: tuple[Fact, ...] = ()
    prose: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordDocument(Document):
    """A document whose text was made of a record, which goes with it to the reader."""

    record: Record = Record("")

    @property
    def prose(self) -> Document | None:
        """Its prose as a text of its own, in which everything stands where it stands here."""
        if not self.record.prose:
            return None
        bare = list(re.sub(r"[^\n]", " ", self.text))
        for start, end in self.record.prose:
            bare[start:end] = self.text[start:end]
        return replace(without_record(self), text="".join(bare))


def prose_of(text: str, record: Record) -> str:
    """The prose of a record by itself."""
    return "\n".join(text[start:end] for start, end in record.prose)


def with_record(doc: Document, record: Record) -> RecordDocument:
    """The same document with its record."""
    return RecordDocument(
        **{part.name: getattr(doc, part.name) for part in fields(doc)}, record=record
    )


def without_record(doc: Document) -> Document:
    """The same document as the graph keeps it, which knows of texts alone."""
    return Document(**{part.name: getattr(doc, part.name) for part in fields(Document)})
