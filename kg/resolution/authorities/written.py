"""An affiliation as somebody wrote it, taken apart: its parts, their words, and the places in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Type
from kg.ontology import Ontology
from kg.resolution.authorities.words import meant
from kg.store.likeness import fold

MARKUP = re.compile(r"#TAB#|\*+|<[^<>]*>|\S+@\S+")
PARTS = re.compile(r"[,;:()\[\]{}|/\n]+|\s[-\u2013\u2014]\s|(?<=\w{4})\.\s")
POINTED = re.compile(r"\b(?:[A-Z]\.){2,}(?=\W|$)")
CAPITALS = re.compile(r"\b[A-Z][A-Za-z&]*[A-Z]\w*\b|\b[A-Z]{2,}\b")
LONGEST = 400  # words that are looked at; nobody's address is longer
PLACE_WORDS = 4  # of the longest name of a city that is looked for
# Postal codes of states and provinces, which name a country as surely as its name does.
_STATES = {
    "US": """AL Alabama AK Alaska AZ Arizona AR Arkansas CA California CO Colorado CT Connecticut
        DE Delaware FL Florida GA Georgia HI Hawaii ID Idaho IL Illinois IN Indiana IA Iowa
        KS Kansas KY Kentucky LA Louisiana ME Maine MD Maryland MA Massachusetts MI Michigan
        MN Minnesota MS Mississippi MO Missouri MT Montana NE Nebraska NV Nevada
        NH New-Hampshire NJ New-Jersey NM New-Mexico NY New-York NC North-Carolina
        ND North-Dakota OH Ohio OK Oklahoma OR Oregon PA Pennsylvania RI Rhode-Island
        SC South-Carolina SD South-Dakota TN Tennessee TX Texas UT Utah VT Vermont VA Virginia
        WA Washington WV West-Virginia WI Wisconsin WY Wyoming DC District-of-Columbia""",
    "CA": """ON Ontario QC Quebec BC British-Columbia AB Alberta MB Manitoba SK Saskatchewan
        NS Nova-Scotia NB New-Brunswick NL Newfoundland""",
    "AU": "NSW New-South-Wales VIC Victoria QLD Queensland",
}
_CODES = {
    code: (country, " ".join(fold(name)))
    for country, line in _STATES.items()
    for code, name in zip(line.split()[::2], line.split()[1::2], strict=True)
}
_REGIONS = {
    name: country for country, name in _CODES.values() if name not in ("georgia", "victoria")
}


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of an affiliation in their order, and which places it tells."""

    parts: tuple[tuple[str, ...], ...]  # telling words of each part
    capitals: frozenset[str]  # words that are written as acronyms, folded
    countries: frozenset[str]
    cities: frozenset[str]  # folded names
    regions: frozenset[str]
    places: frozenset[str]  # every word that names one of these places
    english: Mapping[str, str]  # words of it that are a city's name in another language

    @property
    def words(self) -> tuple[str, ...]:
        """All words in their order."""
        return tuple(word for part in self.parts for word in part)


class Gazetteer:
    """Which words of an affiliation are places."""

    def __init__(self, ontology: Ontology, cities: Mapping[str, set[str]]) -> None:
        """Put the names of countries and cities in order once."""
        self.countries: dict[str, str] = {}
        for place in ontology.concepts(Type.PLACE):
            if place.is_country and place.country:
                for name in place.names:
                    self.countries[" ".join(fold(name))] = place.country
        self.countries |= {
            "p r china": "CN",
            "u s a": "US",
            "u k": "GB",
            "england": "GB",
            "scotland": "GB",
            "wales": "GB",
        }
        self.countries |= {"brasil": "BR", "italia": "IT", "espana": "ES", "deutschland": "DE"}
        self.cities = cities
        # Words that are a city's name in another language: Milano, Wien, Praha.
        self.exonyms: dict[str, str] = {}
        for place in ontology.concepts(Type.PLACE):
            label = "".join(fold(place.label))
            for name in () if place.is_country else place.synonyms:
                words = fold(name)
                if len(words) == 1 and len(words[0]) > 3 and words[0] != label:
                    self.exonyms.setdefault(words[0], label)

    def read(self, text: str) -> Written:
        """Take an affiliation apart."""
        plain = POINTED.sub(lambda found: found[0].replace(".", ""), MARKUP.sub(" , ", text))
        raw = [fold(part)[:LONGEST] for part in PARTS.split(plain)]
        countries, cities, regions, places = set[str](), set[str](), set[str](), set[str]()
        for part in raw:
            for phrase in _phrases(part):
                if code := self.countries.get(phrase):
                    countries.add(code)
                elif phrase in _REGIONS:
                    regions.add(phrase)
                elif phrase in self.cities:
                    cities.add(phrase)
                else:
                    continue
                places.update(phrase.split())
        for code, (_, name) in _CODES.items():
            if len(code) > 1 and re.search(rf",\s*{code}\b", plain):
                regions.add(name)
                places.add(code.casefold())
        if not countries:
            countries = {_REGIONS[name] for name in regions if name in _REGIONS}
        parts = tuple(meant(part) for part in raw if part)
        capitals = frozenset("".join(fold(each[0])) for each in CAPITALS.finditer(plain))
        return Written(
            tuple(part for part in parts if part)[:LONGEST],
            capitals,
            frozenset(countries),
            frozenset(cities),
            frozenset(regions),
            frozenset(places),
            {w: self.exonyms[w] for part in raw for w in part if w in self.exonyms},
        )


def _phrases(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + PLACE_WORDS, len(words)) + 1):
            yield " ".join(words[start:end])
