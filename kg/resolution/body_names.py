"""Names of bodies made comparable: words of other languages, legal forms, articles, peoples."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.model import Type
from kg.ontology import Ontology
from kg.resolution.identity import is_acronym, is_part
from kg.resolution.normalise import romanised
from kg.tables import word_list

# Words that many bodies have in their names; a name of these alone is no name without a place.
GENERIC = frozenset(
    """academic academy administration affiliated agency association board cancer center central
    children city clinic clinical college council department disease drug faculty federal first
    food foundation general group health hospital infectious institute international laboratory
    medical medicine memorial mental ministry municipal national network office organization
    pediatric people provincial public rare regional research royal school science second society
    state technical third trust union university women
    blood bone brain cardiology cell dermatology gene genetic genomic heart hematology immunology
    intensive kidney leukemia liver lung lymphoma marrow neurology nephrology oncology
    ophthalmology orphan pathology pediatrics pharmacology pharmacy radiology rheumatology stem
    surgery therapy transplant transplantation tumor urology virology""".split()
)
COUNTRY = "@"  # what a word that tells a country begins with


@dataclass(frozen=True, slots=True)
class BodyName:
    """The words of a name in English as far as we know them; countries by their codes."""

    words: frozenset[str]
    acronym: str = ""  # where the name is one
    is_part: bool = False  # whether it says nothing without the whole

    @property
    def is_generic(self) -> bool:
        """Whether it says nothing without a place."""
        return all(word in GENERIC for word in self.words)


def body_names(ontology: Ontology, names: Iterable[str]) -> frozenset[BodyName]:
    """What a body is called, with what stands in brackets as names of their own."""
    found = set()
    for name in names:
        outside = re.sub(r"\(([^)]*)\)", " ", name).strip()
        inside = [part.strip() for part in re.findall(r"\(([^)]*)\)", name)]
        for each in (outside, *(part for part in inside if is_acronym(part))):
            if each and (made := _body_name(ontology, each)).words:
                found.add(made)
        # What is no acronym tells where or of what: Ministry of Health (Oman).
        longer = " ".join([outside, *(part for part in inside if not is_acronym(part))])
        found.add(_body_name(ontology, longer))
    return frozenset(name for name in found if name.words)


def initials(words: str) -> str:
    """The first letters of the words that carry meaning.

    >>> initials("Institute of Cancer Research")
    'icr'
    """
    known = dictionary()
    kept = [word for word in _split(words) if known.get(word, word)]
    return "".join(word[0] for word in kept) if len(kept) > 1 else ""


@cache
def dictionary() -> Mapping[str, str]:
    """Words and what they are in English; nothing for those that say nothing."""
    rows = (line.partition("\t") for line in word_list("body_words.tsv"))
    return {romanised(word): english.strip() for word, _, english in rows}


@lru_cache(maxsize=20_000)
def _body_name(ontology: Ontology, name: str) -> BodyName:
    if is_acronym(name):
        return BodyName(frozenset({romanised(name)}), romanised(name))
    words, known = _with_countries(ontology, _split(name)), dictionary()
    english = [part for word in words for part in known.get(word, word).split()]
    return BodyName(frozenset(_singular(word) for word in english), is_part=is_part(name))


def _split(name: str) -> list[str]:
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)\.?", "", romanised(name).replace("&", " "))
    plain = re.sub(r"['\u2019](?=s\b)", "", plain)
    return re.findall(r"[^\W_]+", plain)


def _singular(word: str) -> str:
    long = len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if long else word


def _with_countries(ontology: Ontology, words: list[str]) -> list[str]:
    """The words with those that are a country or its people put as its code."""
    table, found, at = countries(ontology), [], 0
    while at < len(words):
        for size in (3, 2, 1):
            code = table.get(" ".join(words[at : at + size]))
            if code:
                found.append(COUNTRY + code)
                at += size
                break
        else:
            found.append(words[at])
            at += 1
    return found


@lru_cache(maxsize=4)
def countries(ontology: Ontology) -> Mapping[str, str]:
    """Names of countries and of their people, to codes; none with two meanings."""
    found: dict[str, set[str]] = {}
    for place in ontology.concepts(Type.PLACE):
        if place.is_country and place.country:
            for name in (*place.names, *place.demonyms):
                if len(name) > 3:  # short codes are words too
                    found.setdefault(" ".join(_split(name)), set()).add(place.country.lower())
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}
