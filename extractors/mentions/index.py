"""Names of concepts and bodies, found in text by their words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, Protocol

from extractors.lexicons import words as lexicon
from extractors.mentions.variants import eponym, rewritten, turned
from extractors.mentions.words import TOKEN, Token, fold, key, tokens
from kg.model import Iri, Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
FIELDS = frozenset({Type.DISEASE, Type.THERAPY, Type.TOPIC})
LONGEST = 12  # words of a name that are looked for
VARIANT = 2
# Words in capitals, as `THE syndrome` has them, but no numbers: `type II`.
CAPITALS = re.compile(r"\b(?![IVX]+\b)[A-Z]{2,5}\b")
BRACKETED = re.compile(r" ?\([^()]*\)")


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
    """A name of a concept; an acronym counts only as it is written, and so do its `exact` words."""

    concept: Named
    name: str
    acronym: bool
    exact: tuple[str, ...] = ()
    rank: int = 0  # 0: what the concept is filed under, 1: another name, VARIANT


class Names:
    """The names that begin with one word, taken apart."""

    __slots__ = ("entries", "lengths")

    def __init__(self, named: Iterable[tuple[str, Named]]) -> None:
        """Take names and their variants in."""
        self.entries: dict[tuple[str, ...], list[Entry]] = {}
        # Second word (none: "") to the lengths of such names, falling.
        self.lengths: dict[str, list[int]] = {}
        for name, concept in named:
            self._add(name, concept, 0 if name == concept.label else 1)
            if concept.type is Type.DISEASE:
                for variant in rewritten(name):
                    self._add(variant, concept, VARIANT)
                if people := eponym(name):
                    self._add(people, concept, VARIANT, tuple(TOKEN.findall(people)))
        for entries in self.entries.values():
            if len(entries) > 1:
                entries[:] = _likeliest(entries)

    def _add(self, name: str, concept: Named, rank: int, exact: tuple[str, ...] = ()) -> None:
        found = key(name)
        if not 0 < len(found) <= LONGEST or sum(map(len, found)) < 2:
            return
        if found in _generic() and (concept.type is not Type.PLACE or name != concept.label):
            return  # but a city may be called so: places.py looks at what stands beside it
        acronym = _is_acronym(name) or (name != concept.label and _is_short(name))
        if acronym and concept.type not in BODIES:
            name = name.upper() if name.islower() else name
        entries = self.entries.setdefault(found, [])
        if all(entry.concept is not concept for entry in entries):
            if concept.type is Type.DISEASE and len(found) > 1:
                exact = exact or tuple(CAPITALS.findall(name))
            entries.append(Entry(concept, name, acronym, exact, rank))
        lengths = self.lengths.setdefault(found[1] if len(found) > 1 else "", [])
        if len(found) not in lengths:
            lengths.append(len(found))
            lengths.sort(reverse=True)


class Dictionary:
    """Longest match of known names in text, by words.

    Names are kept by their first word and taken apart when a text has that word, so that a
    dictionary of a hundred thousand is there in a moment.
    """

    def __init__(self, concepts: Iterable[Named]) -> None:
        """Note every label and synonym; of concepts with one name, the first is the likeliest."""
        self._waiting: defaultdict[str, list[tuple[str, Named]]] = defaultdict(list)
        self._ready: dict[str, Names] = {}
        for concept in concepts:
            for name in (concept.label, *concept.synonyms):
                self._note(name, concept)
                if concept.type is Type.DISEASE:
                    for variant in turned(name):
                        self._note(variant, concept)

    def _note(self, name: str, concept: Named) -> None:
        if "(" in name and concept.type in FIELDS:
            name = BRACKETED.sub("", name)  # glioblastoma (disease), acute leukemia (ALL)
        first = TOKEN.search(name)
        if first is not None:
            self._waiting[fold(first.group())].append((name, concept))

    def lookup(self, name: str) -> list[Entry]:
        """What a whole name may mean, likeliest first."""
        words = key(name)
        return self._names(words[0]).entries.get(words, []) if words else []

    def find(self, text: str) -> Iterator[tuple[int, int, list[Entry]]]:
        """Non-overlapping longest matches as (start, end, what it may mean)."""
        found = tokens(text)
        end = 0
        for at, (word, start, _) in enumerate(found):
            if start < end or word not in self._waiting:
                continue
            names = self._names(word)
            second = found[at + 1][0] if at + 1 < len(found) else ""
            for length in (*names.lengths.get(second, ()), *names.lengths.get("", ())):
                entries = _fitting(names, text, found[at : at + length], length)
                if entries:
                    end = found[at + length - 1][2]
                    yield start, end, entries
                    break

    def _names(self, word: str) -> Names:
        """The names that begin with a word."""
        names = self._ready.get(word)
        if names is None:
            # Stays among those that wait: `find` asks there whether a word begins a name.
            names = Names(self._waiting.get(word, ()))
            if word in self._waiting:
                self._ready[word] = names
        return names


def _likeliest(entries: list[Entry]) -> list[Entry]:
    """Of a field, its own name goes before another's synonym, and the whole before a part."""
    if entries[0].concept.type not in FIELDS:
        return entries
    iris = {entry.concept.iri for entry in entries}
    below = {
        entry.concept.iri: len(iris.intersection(getattr(entry.concept, "broader", ())))
        for entry in entries
    }
    return sorted(entries, key=lambda entry: (entry.rank, below[entry.concept.iri]))


def _fitting(names: Names, text: str, found: tuple[Token, ...], length: int) -> list[Entry]:
    """What these words mean as one phrase."""
    entries = names.entries.get(tuple([word for word, _, _ in found]), [])
    if not entries or len(found) < length:
        return []
    written = text[found[0][1] : found[-1][2]]
    if not _together(written):
        return []
    return [
        entry
        for entry in entries
        if (not entry.acronym or written == entry.name.rstrip("."))
        and (not entry.exact or set(entry.exact) <= set(TOKEN.findall(written)))
    ]


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
