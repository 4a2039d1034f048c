"""An affiliation as somebody wrote it, taken apart: its parts, their words, the places in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.model import Type
from kg.ontology import Ontology
from kg.resolution.authorities.words import meant
from kg.store.likeness import fold

MARKUP = re.compile(r"#TAB#|\*+|<[^<>]*>|\S+@\S+")
PARTS = re.compile(r"[,;:()\[\]{}|/\n]+|\s[-\u2013\u2014]\s")
SENTENCE = re.compile(r"(\w{6,})\.\s")  # its end, unless the word is cut short
SHORTENED = re.compile(r"\b([^\W\d]{3,})\.")
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
_REGIONS = {name: country for country, name in _CODES.values()}


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of an affiliation in their order, and which places it tells."""

    parts: tuple[tuple[str, ...], ...]  # telling words of each part
    capitals: frozenset[str]  # words that are written as acronyms, folded
    countries: frozenset[str]
    cities: frozenset[str]  # folded names
    regions: frozenset[str]
    places: frozenset[str]  # every word that names one of these places
    shortened: frozenset[str]  # words that are cut short with a point
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
        plain = SENTENCE.sub(_ended, plain)
        raw = [words for part in PARTS.split(plain) if (words := fold(part)[:LONGEST])][:LONGEST]
        places = self._places(raw, plain)
        return Written(
            parts=tuple(meant(part) for part in raw),
            capitals=frozenset("".join(fold(each[0])) for each in CAPITALS.finditer(plain)),
            countries=places.countries,
            cities=frozenset(places.cities),
            regions=frozenset(places.regions),
            places=frozenset(places.words),
            shortened=frozenset("".join(fold(each[1])) for each in SHORTENED.finditer(plain)),
            english={w: self.exonyms[w] for part in raw for w in part if w in self.exonyms},
        )

    def _places(self, raw: Sequence[tuple[str, ...]], plain: str) -> "_Places":
        found = _Places()
        for part in raw:
            for phrase in _phrases(part):
                self._place(phrase, part, found)
        for code, (_, name) in _CODES.items():
            if re.search(rf",\s*{code}\b", plain):
                found.regions.add(name)
                found.words.add(code.casefold())
        return found

    def _place(self, phrase: str, part: tuple[str, ...], found: "_Places") -> None:
        code = self.countries.get(phrase)
        region = _REGIONS.get(phrase)
        if code:
            # A country that stands by itself is where the body is; in a name it may be anything.
            alone = [word for word in part if not word.isdigit()] == phrase.split()
            (found.sure if alone else found.named).add(code)
        if region:
            found.regions.add(phrase)
        if phrase in self.cities:
            found.cities.add(phrase)
        if code or region or phrase in self.cities:
            found.words.update(phrase.split())


@dataclass(slots=True)
class _Places:
    """The places of an affiliation as they are found."""

    sure: set[str] = field(default_factory=set)  # countries that stand by themselves
    named: set[str] = field(default_factory=set)  # countries inside a name
    cities: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @property
    def countries(self) -> frozenset[str]:
        """The countries that it tells, in the surest way in which it tells any."""
        states = {_REGIONS[name] for name in self.regions}
        return frozenset(self.sure or states or self.named)


def _ended(found: re.Match[str]) -> str:
    word = fold(found[1])
    return f"{found[1]} , " if meant(word) == word else found[0]


def _phrases(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + PLACE_WORDS, len(words)) + 1):
            yield " ".join(words[start:end])
