"""Which country the name of a body tells: by a country, a people or a large city in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from kg.model import Type
from kg.ontology import Ontology, folded

LARGE = 100_000  # inhabitants from which on a city's name in a body's name is taken for the city
MOST_WORDS = 5  # of the name of a place


def countries_named(ontology: Ontology, labels: Iterable[str]) -> set[str]:
    """The code of the one country that names tell; two tell nothing about where a body is.

    >>> from kg.settings import Settings
    >>> countries_named(Ontology(Settings()), ["Ministry of Health of Oman"])
    {'OM'}
    """
    phrases = frozenset[str]().union(*map(_phrases, labels))
    for names in _place_names(ontology):
        found = {names[phrase] for phrase in phrases if phrase in names}
        if found:
            return found if len(found) == 1 else set()
    return set()


@lru_cache(maxsize=2_000)
def _phrases(label: str) -> frozenset[str]:
    """The runs of words that begin with a capital, as look-ups compare them."""
    tokens = re.findall(r"[\w.'\u2019]+", label)
    return frozenset(
        folded(" ".join(tokens[start:end]))
        for start, token in enumerate(tokens)
        if token[0].isupper()
        for end in range(start + 1, min(start + MOST_WORDS, len(tokens)) + 1)
    )


@lru_cache(maxsize=4)
def _place_names(ontology: Ontology) -> tuple[dict[str, str], ...]:
    """Names to country codes: of countries, their people, large cities; none with two meanings."""
    tables = tuple(defaultdict[str, set[str]](set) for _ in range(3))
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for place in ontology.concepts(Type.PLACE):
        code = place.country or ""
        countries, people, cities = tables
        for each in place.names:
            meanings[folded(each)].add(code)
            if place.is_country or place.rank >= LARGE:
                (countries if place.is_country else cities)[folded(each)].add(code)
        for each in place.demonyms:
            people[folded(each)].add(code)
    return tuple(
        {key: min(codes) for key, codes in table.items() if len(codes | meanings[key]) == 1}
        for table in tables
    )
