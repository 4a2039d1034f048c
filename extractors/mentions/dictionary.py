"""Diseases, therapies, topics and places by the names that the ontologies give them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from extractors.annotations import Candidate
from extractors.lexicons import words as lexicon
from kg.model import Iri, Type

TOKEN = re.compile(r"[^\W_]+")
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
# British to American: (ending or stem, its other spelling), tried on each word.
SPELLINGS = [
    (re.compile(r"^(h)aem|^(an)aem|^(leuk)aem"), r"\1\2\3em"),
    (re.compile(r"aemi(a|c)"), r"emi\1"),
    (re.compile(r"^paed|(?<=orthop)aed"), "ped"),
    (re.compile(r"^oe(?=[sd])"), "e"),
    (re.compile(r"our(s?)$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})isation"), "ization"),
    (re.compile(r"^gynaec"), "gynec"),
    (re.compile(r"^anaes"), "anes"),
    (re.compile(r"rrhoe"), "rrhe"),
    (re.compile(r"^foet"), "fet"),
    (re.compile(r"^coel"), "cel"),
]
DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]$")
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
LONGEST = 12  # words of a name that are looked for


def fold(word: str) -> str:
    """A word made comparable: case, accents, British spelling and the plural s are dropped.

    >>> fold("Leukaemias"), fold("Häm"), fold("diagnosis"), fold("AIDS")
    ('leukemia', 'ham', 'diagnosis', 'aids')
    """
    upper = word.isupper()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    text = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, replacement in SPELLINGS:
        text = pattern.sub(replacement, text)
    if len(text) > 3 and text.endswith("s") and not upper and not text.endswith(("ss", "us", "is")):
        text = text[:-3] + "y" if text.endswith("ies") and len(text) > 5 else text[:-1]
    return text


def key(name: str) -> tuple[str, ...]:
    """The words of a name, folded; an apostrophe's s is dropped (`Wilson's disease`)."""
    found = [(match.group(), match.start()) for match in TOKEN.finditer(name)]
    return tuple(fold(word) for word, start in found if not _possessive(name, word, start))


def _possessive(text: str, word: str, start: int) -> bool:
    return word == "s" and text[max(start - 1, 0)] in "'’"


class Named(Protocol):
    """A concept or a body of the ontologies, with its names."""

    @property
    def iri(self) -> Iri:
        """Its identifier."""
        ...

    @property
    def type(self) -> Type:
        """What it is."""
        ...

    @property
    def label(self) -> str:
        """The name it is filed under."""
        ...

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Its other names."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of a concept; an acronym counts only as it is written."""

    concept: Named
    name: str
    acronym: bool


class Dictionary:
    """Longest match of known names in text, by words; building it takes a second, so keep it."""

    def __init__(self, concepts: Iterable[Named]) -> None:
        """Index every label and synonym; the first concept that has a name keeps it."""
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        self._lengths: dict[str, int] = {}
        generic = {key(word) for word in lexicon("generic.txt")}
        for concept in concepts:
            for name in (concept.label, *concept.synonyms):
                self._add(name, concept, generic)
                if name.count(", ") == 1:  # diabetes mellitus, type 2
                    self._add(" ".join(reversed(name.split(", "))), concept, generic)

    def _add(self, name: str, concept: Named, generic: set[tuple[str, ...]]) -> None:
        found = key(name)
        if not 0 < len(found) <= LONGEST or found in generic or sum(map(len, found)) < 2:
            return
        acronym = _is_acronym(name) or (name != concept.label and _is_short(name))
        if acronym and concept.type not in BODIES:
            name = name.upper() if name.islower() else name
        entries = self._entries.setdefault(found, [])
        if all(entry.concept is not concept for entry in entries):
            entries.append(Entry(concept, name, acronym))
        self._lengths[found[0]] = max(self._lengths.get(found[0], 0), len(found))

    def lookup(self, name: str) -> list[Entry]:
        """What a whole name may mean."""
        return self._entries.get(key(name), [])

    def find(self, text: str) -> Iterator[tuple[int, int, list[Entry]]]:
        """Non-overlapping longest matches as (start, end, what it may mean)."""
        found = [
            (fold(match.group()), match.start(), match.end())
            for match in TOKEN.finditer(text)
            if not _possessive(text, match.group(), match.start())
        ]
        at = 0
        while at < len(found):
            length, entries = self._longest(found, at, text)
            if entries:
                yield found[at][1], found[at + length - 1][2], entries
            at += max(length, 1)

    def _longest(
        self, found: list[tuple[str, int, int]], at: int, text: str
    ) -> tuple[int, list[Entry]]:
        for length in range(min(self._lengths.get(found[at][0], 0), len(found) - at), 0, -1):
            entries = self._entries.get(tuple(word for word, _, _ in found[at : at + length]), [])
            start, end = found[at][1], found[at + length - 1][2]
            if entries and _together(text[start:end]):
                written = text[start:end]
                fitting = [e for e in entries if not e.acronym or written == e.name.rstrip(".")]
                if fitting:
                    return length, fitting
        return 0, []


def _together(written: str) -> bool:
    """Whether words stand in one phrase: no sentence or list mark between them."""
    return not re.search(r"[.;:!?\n()\[\]](?!\w)|, (?!type|and)", written)


def _is_acronym(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    return (
        len(name) <= 7 and " " not in name and sum(c.isupper() for c in letters) > len(letters) / 2
    )


def _is_short(name: str) -> bool:
    """Short synonyms are mostly acronyms that the table has in small letters (`rich`, `ever`)."""
    return len(name) <= 5 and name.isalpha() and name.casefold() not in lexicon("short.txt")


def known_names(dictionary: Dictionary, text: str, offset: int) -> Iterator[Candidate]:
    """Candidates from the dictionary; acronyms wait until the text explains them."""
    for start, end, entries in dictionary.find(text):
        entry = entries[0]
        if text[end : end + 1] == "." and (
            entry.name.endswith(".") or DOTTED.match(text[start:end])
        ):
            end += 1
        source = "acronym" if entry.acronym else "dictionary"
        yield Candidate(
            offset + start, offset + end, entry.concept.type, text[start:end], source,
            0.6 if entry.acronym else 0.85, concept=entry.concept.iri,
        )  # fmt: skip


def known_bodies(dictionary: Dictionary, text: str, offset: int) -> Iterator[Candidate]:
    """Well-known bodies, written with a capital; acronyms exactly."""
    for candidate in known_names(dictionary, text, offset):
        if candidate.text[0].isupper() or any(c.isupper() for c in candidate.text[1:]):
            candidate.source, candidate.score = "known body", 0.86
            yield candidate
