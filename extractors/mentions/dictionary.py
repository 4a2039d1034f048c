"""Diseases, therapies, topics and places by the names that the ontologies give them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from extractors.annotations import Candidate
from extractors.lexicons import words as lexicon
from kg.model import Iri, Type

TOKEN = re.compile(r"[^\W_]+")
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
# British to American: (ending or stem, its other spelling), tried on each word.
SPELLINGS = [
    (re.compile(r"^(h)aem|^(an)aem|^(leuk)aem"), r"\1\2\3em"),
    (re.compile(r"aemi(a|c)"), r"emi\1"),
    (re.compile(r"(?<=^p)aed|(?<=orthop)aed"), "ed"),
    (re.compile(r"^oe(?=[sd])"), "e"),
    (re.compile(r"our(s?)$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})isation"), "ization"),
    (re.compile(r"^gynaec"), "gynec"),
    (re.compile(r"^anaes"), "anes"),
    (re.compile(r"rrhoe"), "rrhe"),
    (re.compile(r"^foet"), "fet"),
    (re.compile(r"^coel"), "cel"),
]
# What any of these looks for: most words have none of it.
BRITISH = re.compile(r"aem|aed|^oe|our|isation|gynaec|anaes|rrhoe|foet|coel")
SINGULAR = ("ss", "us", "is")  # endings of words that are no plurals
POSSESSIVE = re.compile(r"(?<=['’])s(?![^\W_])")
DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]$")
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
LONGEST = 12  # words of a name that are looked for

type Token = tuple[str, int, int]


@lru_cache(maxsize=1 << 17)  # more words than the ontologies have
def fold(word: str) -> str:
    """A word made comparable: case, accents, British spelling and the plural s are dropped.

    >>> fold("Leukaemias"), fold("Häm"), fold("diagnosis"), fold("AIDS")
    ('leukemia', 'ham', 'diagnosis', 'aids')
    """
    text = word.casefold()
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.translate(LETTERS))
        text = "".join(c for c in plain if not unicodedata.combining(c))
    if BRITISH.search(text):
        for pattern, replacement in SPELLINGS:
            text = pattern.sub(replacement, text)
    if text[-1:] == "s" and len(text) > 3 and not text.endswith(SINGULAR) and not word.isupper():
        text = text[:-3] + "y" if text.endswith("ies") and len(text) > 5 else text[:-1]
    return text


def key(name: str) -> tuple[str, ...]:
    """The words of a name, folded; an apostrophe's s is dropped (`Wilson's disease`)."""
    if "'" in name or "’" in name:
        name = POSSESSIVE.sub("", name)
    return tuple(map(fold, TOKEN.findall(name)))


@lru_cache(maxsize=16)  # several dictionaries look through one sentence
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, folded, as (word, start, end) without an apostrophe's s."""
    found = [(match.group(), *match.span()) for match in TOKEN.finditer(text)]
    if "'" in text or "’" in text:
        found = [t for t in found if t[0] != "s" or text[max(t[1] - 1, 0)] not in "'’"]
    return tuple((fold(word), start, end) for word, start, end in found)


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


class Entry(NamedTuple):
    """A name of a concept; an acronym counts only as it is written."""

    concept: Named
    name: str
    acronym: bool


class Dictionary:
    """Longest match of known names in text, by words; building it takes a second, so keep it."""

    def __init__(self, concepts: Iterable[Named]) -> None:
        """Index every label and synonym; the first concept that has a name keeps it."""
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        # First word, second word (none: "") to the lengths of such names, falling.
        self._starts: dict[str, dict[str, list[int]]] = {}
        for concept in concepts:
            for name in (concept.label, *concept.synonyms):
                self._add(name, concept)
                if ", " in name and name.count(", ") == 1:  # diabetes mellitus, type 2
                    self._add(" ".join(reversed(name.split(", "))), concept)

    def _add(self, name: str, concept: Named) -> None:
        found = key(name)
        if not 0 < len(found) <= LONGEST or found in _generic() or sum(map(len, found)) < 2:
            return
        acronym = _is_acronym(name) or (name != concept.label and _is_short(name))
        if acronym and concept.type not in BODIES:
            name = name.upper() if name.islower() else name
        entries = self._entries.setdefault(found, [])
        if not entries or all(entry.concept is not concept for entry in entries):
            entries.append(Entry(concept, name, acronym))
        second = found[1] if len(found) > 1 else ""
        lengths = self._starts.setdefault(found[0], {}).setdefault(second, [])
        if len(found) not in lengths:
            lengths.append(len(found))
            lengths.sort(reverse=True)

    def lookup(self, name: str) -> list[Entry]:
        """What a whole name may mean."""
        return self._entries.get(key(name), [])

    def find(self, text: str) -> Iterator[tuple[int, int, list[Entry]]]:
        """Non-overlapping longest matches as (start, end, what it may mean)."""
        found = tokens(text)
        end = 0
        for at, (word, start, _) in enumerate(found):
            if start < end or word not in self._starts:
                continue
            second = found[at + 1][0] if at + 1 < len(found) else ""
            lengths = self._starts[word]
            for length in (*lengths.get(second, ()), *lengths.get("", ())):
                entries = self._fitting(text, found[at : at + length], length)
                if entries:
                    end = found[at + length - 1][2]
                    yield start, end, entries
                    break

    def _fitting(self, text: str, found: tuple[Token, ...], length: int) -> list[Entry]:
        """What these words mean as one phrase."""
        entries = self._entries.get(tuple([word for word, _, _ in found]), [])
        if not entries or len(found) < length:
            return []
        written = text[found[0][1] : found[-1][2]]
        if not _together(written):
            return []
        return [e for e in entries if not e.acronym or written == e.name.rstrip(".")]


APART = re.compile(r"[.;:!?\n()\[\]](?!\w)|, (?!type|and)")


def _together(written: str) -> bool:
    """Whether words stand in one phrase: no sentence or list mark between them."""
    return APART.search(written) is None


@cache
def _generic() -> frozenset[tuple[str, ...]]:
    return frozenset(key(word) for word in lexicon("generic.txt"))


def _is_acronym(name: str) -> bool:
    if len(name) > 7 or " " in name:
        return False
    letters = [c for c in name if c.isalpha()]
    return sum(c.isupper() for c in letters) > len(letters) / 2


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
