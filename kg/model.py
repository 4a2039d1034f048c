"""The nouns of the project: frozen data that needs nothing but the standard library."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Protocol


class Iri(str):
    """A full identifier; a `str` that is known to be one."""

    __slots__ = ()


class Kind(StrEnum):
    """What a document is; each kind of record is read with its own habits."""

    NEWS = "news"
    CONFERENCE = "conference"
    CONSORTIUM = "consortium"


class Type(StrEnum):
    """What an entity is. The value is the local name of its class in the ontology."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    NETWORK = "Network"
    PROGRAMME = "Programme"
    EVENT = "Event"
    DISEASE = "Disease"
    THERAPY = "Therapy"
    TOPIC = "Topic"
    PLACE = "Place"


class Predicate(StrEnum):
    """How two entities are tied, or what is said of one. The value is the property's local name."""

    AFFILIATED_WITH = "affiliatedWith"
    MEMBER_OF = "memberOf"
    LEADS = "leads"
    PART_OF = "partOf"
    LOCATED_IN = "locatedIn"
    PARTICIPATES_IN = "participatesIn"
    ORGANIZES = "organizes"
    RUNS = "runs"
    SUPPORTS = "supports"
    COLLABORATES_WITH = "collaboratesWith"
    DEVELOPS = "develops"
    APPROVES = "approves"
    TREATS = "treats"
    WORKS_ON = "worksOn"
    ABOUT = "about"
    # Attributes: the value is no entity.
    DATE = "date"
    START_DATE = "startDate"
    END_DATE = "endDate"
    COUNT = "count"


SYMMETRIC = frozenset({Predicate.COLLABORATES_WITH})
ATTRIBUTES = frozenset({Predicate.DATE, Predicate.START_DATE, Predicate.END_DATE, Predicate.COUNT})

type Ends = frozenset[tuple[Type, Type]]

_AGENTS = (Type.PERSON, Type.ORGANIZATION, Type.NETWORK)
_BODIES = (Type.ORGANIZATION, Type.NETWORK)
_FIELDS = (Type.DISEASE, Type.THERAPY, Type.TOPIC)


def _between(subjects: Iterable[Type], objects: Iterable[Type]) -> Ends:
    return frozenset(product(subjects, objects))


# From which types to which each predicate leads.
ENDS: Mapping[Predicate, Ends] = {
    Predicate.AFFILIATED_WITH: _between([Type.PERSON], _BODIES),
    Predicate.MEMBER_OF: _between(_AGENTS, _BODIES),
    Predicate.LEADS: _between(_AGENTS, [Type.NETWORK, Type.PROGRAMME, Type.EVENT]),
    Predicate.PART_OF: _between(_BODIES, _BODIES)
    | _between([Type.EVENT], [Type.EVENT])
    | _between([Type.PROGRAMME], [Type.PROGRAMME, Type.NETWORK]),
    Predicate.LOCATED_IN: _between([*_BODIES, Type.EVENT], [Type.PLACE]),
    Predicate.PARTICIPATES_IN: _between(_AGENTS, [Type.EVENT, Type.PROGRAMME]),
    Predicate.ORGANIZES: _between(_AGENTS, [Type.EVENT]),
    Predicate.RUNS: _between(_AGENTS, [Type.PROGRAMME, Type.NETWORK]),
    Predicate.SUPPORTS: _between(_BODIES, [Type.PROGRAMME, Type.EVENT, *_BODIES]),
    Predicate.COLLABORATES_WITH: _between([*_AGENTS, Type.PLACE], [*_AGENTS, Type.PLACE]),
    Predicate.DEVELOPS: _between([Type.ORGANIZATION, Type.PERSON], [Type.THERAPY]),
    Predicate.APPROVES: _between([Type.ORGANIZATION], [Type.THERAPY]),
    Predicate.TREATS: _between([Type.THERAPY], [Type.DISEASE]),
    Predicate.WORKS_ON: _between([Type.PERSON, Type.ORGANIZATION], _FIELDS),
    Predicate.ABOUT: _between([Type.EVENT, Type.PROGRAMME, Type.NETWORK], _FIELDS),
}
# What has each attribute.
BEARERS: Mapping[Predicate, frozenset[Type]] = {
    Predicate.DATE: frozenset({Type.EVENT}),
    Predicate.START_DATE: frozenset({Type.EVENT, Type.PROGRAMME, *_BODIES}),
    Predicate.END_DATE: frozenset({Type.EVENT, Type.PROGRAMME, *_BODIES}),
    Predicate.COUNT: frozenset(Type),
}


class Standing(StrEnum):
    """Whether the source states a claim, denies it, or only plans, hopes or supposes it."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    TENTATIVE = "tentative"


class When(str):
    """A year, a month or a day as ISO text (`2019`, `2019-07`, `2019-07-01`); sorts by time.

    >>> When("2019-07") < When("2019-08-01")
    True
    >>> When("2019-02-30")
    Traceback (most recent call last):
    ValueError: '2019-02-30' is no ISO year, month or day
    """

    __slots__ = ()

    def __new__(cls, text: str) -> "When":
        """Refuse what is no date of the calendar."""
        shaped = re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text)
        try:
            date.fromisoformat(text + "-01-01"[max(len(text) - 4, 0) :])
        except ValueError:
            shaped = None
        if shaped is None:
            raise ValueError(f"{text!r} is no ISO year, month or day")
        return super().__new__(cls, text)


@dataclass(frozen=True, slots=True)
class Count:
    """A number that a text ties to an entity: 324 hospitals. The noun is in the plural."""

    noun: str
    number: int


type Value = Iri | When | Count


@dataclass(frozen=True, slots=True)
class Document:
    """One source text or record, dated where it says so, with its own IRI."""

    iri: Iri
    text: str
    title: str = ""
    url: str = ""
    publisher: str = ""
    published: When | None = None
    language: str = "en"
    kind: Kind | None = None  # None: not yet known


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim was read, the words, by which rule, and how sure the reader was."""

    document: Iri
    quote: str  # the sentence
    start: int  # offsets of the quote in the document's text
    end: int
    confidence: float
    rule: str  # the rule or feature that found it, for people

    def __post_init__(self) -> None:
        """Refuse evidence that cannot be right."""
        if not 0 < self.confidence <= 1:
            raise ValueError(f"confidence {self.confidence} is outside (0, 1]")
        if not 0 <= self.start < self.end:
            raise ValueError(f"a quote from {self.start} to {self.end} has no words")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says, and may be wrong."""

    subject: Iri
    predicate: Predicate
    value: Value
    evidence: Evidence
    standing: Standing = Standing.ASSERTED
    role: str | None = None
    date: When | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing, as one document names it (local IRI) or as is concluded (canonical IRI)."""

    iri: Iri
    type: Type
    label: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[
        str, ...
    ] = ()  # SCHEME:value, as in MONDO:0007947, ISO:CN, ROR:..., ORCID:...
    same_as: Iri | None = None  # the concept of our ontologies that it was linked to
    subclass: str | None = None  # local name of a subclass of the type: University, Hospital ...


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a document's text that names an entity."""

    entity: Iri
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one extractor read out of one document, each entity under a local IRI."""

    document: Document
    extractor: str  # name and version
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()


class Extractor(Protocol):
    """Text or record in, what it says out. Pure: the same document gives the same reading."""

    def __call__(self, doc: Document) -> Reading:
        """Read one document; raises BadDocument where it cannot."""
        ...


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is what it is: a named feature, its share of the score, and the words."""

    kind: str
    text: str
    weight: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Partner:
    """A suggested entity with its reasons, whose weights add up to the score."""

    entity: Entity
    score: float
    new: bool  # False where the two already collaborate
    country: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input that was not taken, by name, and why."""

    source: str
    why: str


@dataclass(slots=True)
class Report:
    """What became of the inputs of one run: nothing is skipped without being counted."""

    taken: int = 0
    unchanged: int = 0
    empty: list[str] = field(default_factory=list)  # taken, but nothing was found in them
    notes: list[str] = field(default_factory=list)  # duplicates, other languages ...
    refused: list[Refusal] = field(default_factory=list)
    claims: int = 0
    written: list[Iri] = field(default_factory=list)  # the documents that were taken
    latest: tuple[Reading, ...] = ()  # those of them that were written since progress was told
