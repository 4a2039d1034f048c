"""Concepts of the ontologies by name, forgiving typing errors."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.model import Iri, Type
from kg.ontology import Concept, Ontology

CANDIDATES = 50  # concepts whose names are rated
LOOKED_AT = 2000  # names that are looked at
ERRORS = 3  # typing errors in the name of a concept, at most


def near(ontology: Ontology, text: str, types: Sequence[Type]) -> list[Concept]:
    """Concepts of these types with a name like it, or with one that holds all of its words."""
    book, asked = _book(ontology.tables, tuple(types)), text.casefold().strip()
    parts = sorted(book.holding(asked.split()), key=lambda n: (not n.startswith(asked), len(n), n))
    lengths = range(len(asked) - ERRORS, len(asked) + ERRORS + 1)
    alike = [name for length in lengths for name in book.by_length.get(length, ())]
    best = process.extract(asked, alike, scorer=OSA.distance, score_cutoff=ERRORS, limit=20)
    names = [name for name, _, _ in best] + parts[:CANDIDATES]
    found = dict.fromkeys(book.iris[name] for name in names)
    return [concept for iri in found if (concept := ontology.concept(iri))]


@dataclass(frozen=True, slots=True)
class _Book:
    """Every name of some types of concepts, in small letters: 100,000 of them, so they are kept."""

    iris: Mapping[str, Iri]
    text: str  # all names, one a line: to look through it is faster than through a list
    by_length: Mapping[int, Sequence[str]]

    def holding(self, words: Sequence[str]) -> set[str]:
        """The names that hold all of these words, or of very many the first."""
        longest, found = max(words, key=len), set()
        for match in islice(re.finditer(re.escape(longest), self.text), LOOKED_AT):
            start = self.text.rfind("\n", 0, match.start()) + 1
            name = self.text[start : self.text.find("\n", match.start())]
            if all(word in name for word in words):
                found.add(name)
        return found


@lru_cache(maxsize=4)
def _book(ontology: Ontology, types: Sequence[Type]) -> _Book:
    iris = {
        name.casefold(): iri
        for type in types
        for iri, names in ontology.names(type)
        for name in names
    }
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for name in iris:
        by_length[len(name)].append(name)
    # By length, and by the alphabet among those of one.
    ordered = chain.from_iterable(sorted(by_length[length]) for length in sorted(by_length))
    return _Book(iris, "\n".join(ordered) + "\n", by_length)
