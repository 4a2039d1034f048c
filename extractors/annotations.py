"""What the steps of extraction hand on: sentences, candidates and clusters of one document."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Span, Token

from kg.model import Document, Iri, Type

CALENDAR = frozenset(
    """January February March April May June July August September October November December
    Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. Jan Feb Mar Apr Jun Jul
    Aug Sep Sept Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday""".split()
)

PLAIN = re.compile(r"[^\W_]+")
VERBS = frozenset({"VBZ", "VBD", "VBP", "MD"})
ARTICLED = re.compile(r"(?:al|el|d|l)[-'’][A-Z]")


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of the document; `offset` is where its spaCy text begins in the document."""

    span: Span
    offset: int
    line: int  # number of the block of text that it stands in

    @cached_property
    def start(self) -> int:
        """Where the sentence begins in the document."""
        return self.offset + int(self.span.start_char)

    @cached_property
    def end(self) -> int:
        """Where the sentence ends in the document."""
        return self.offset + int(self.span.end_char)

    @cached_property
    def text(self) -> str:
        """The words, as they stand; every step asks for them."""
        return str(self.span.text)

    @cached_property
    def named(self) -> tuple[Mapping[int, Span], Mapping[int, Span]]:
        """What the model takes for names, by where each begins and ends in spaCy's text."""
        found = self.span.ents  # made anew by each who asks
        begins = {int(ent.start_char): ent for ent in found}
        return begins, {int(ent.end_char): ent for ent in found}

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words in small letters: a rule whose words are missing need not be tried."""
        return frozenset(PLAIN.findall(self.text.casefold()))

    @cached_property
    def verbs(self) -> frozenset[int]:
        """Where its verbs begin that stand outside names, counted from its own beginning."""
        offset = int(self.span.start_char)
        return frozenset(
            int(token.idx) - offset
            for token in self.span
            if token.tag_ in VERBS and not token.ent_type_
        )

    def at(self, token: Token) -> int:
        """Where a token begins in the document."""
        return self.offset + int(token.idx)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a reader sees it (`People's`, `D'Hondt`, `St.`), with document offsets."""

    text: str
    start: int
    end: int

    @property
    def is_cap(self) -> bool:
        """Whether it is written like a part of a name; months and days are parts of dates."""
        if self.text[0].isupper():
            return self.text not in CALENDAR
        return self.text[0] in "aeld" and ARTICLED.match(self.text) is not None


@dataclass(slots=True)
class Candidate:
    """A span that some step believes to name an entity; `generic` ones only refer back."""

    start: int
    end: int
    type: Type
    text: str
    source: str
    score: float
    concept: Iri | None = None
    subclass: str | None = None
    generic: bool = False
    noun: str = ""  # that tells what it is, where the name has none: "the project, named X"
    title: str = ""  # of a person, where it is a post: Professor, President
    others: tuple[Iri, ...] = ()  # what an acronym may mean beside the concept
    cluster: "Cluster | None" = None


@dataclass(slots=True, eq=False)
class Cluster:
    """The candidates of one document that name one thing, the fullest name first."""

    type: Type
    name: str
    aliases: set[str] = field(default_factory=set)
    candidates: list[Candidate] = field(default_factory=list)
    concept: Iri | None = None
    subclass: str | None = None
    head: str = ""  # the noun by which later mentions speak of it: network, foundation ...

    @property
    def start(self) -> int:
        """Where it is first named."""
        return min((found.start for found in self.candidates), default=0)

    def names(self) -> set[str]:
        """All forms."""
        return {self.name, *self.aliases}


@dataclass(slots=True)
class Annotations:
    """One document on its way through the steps."""

    doc: Document
    sentences: list[Sentence]
    candidates: list[Candidate] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)

    def within(self, start: int, end: int) -> list[Candidate]:
        """The candidates inside a span of the document, in text order."""
        return [found for found in self.candidates if start <= found.start and found.end <= end]


WORD = re.compile(r"[^\W_](?:\w|[-'’&/.+](?=\w))*")
ABBREVIATION = re.compile(
    r"(?:^|.*[-/])(?:[A-Z]|[A-Z]\.[A-Z]|St|Dr|Prof|Mr|Mrs|Ms|Inc|Ltd|Co|Corp|Hon|Assoc|Asst|No|Nov|Dec|Oct|Sept"
    r"|Sep|Aug|Jul|Jun|Apr|Mar|Feb|Jan|vs|etc|Jr|Sr|U\.S|U\.K|D\.C|Ph\.D|M\.D)$"
)


def words(text: str, offset: int) -> Iterator[Word]:
    """The words of a text; the full stop of an abbreviation belongs to it."""
    for match in WORD.finditer(text):
        end = match.end()
        if text[end : end + 1] == "." and ABBREVIATION.match(match.group()):
            end += 1
        yield Word(text[match.start() : end], offset + match.start(), offset + end)
