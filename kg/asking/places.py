"""Where partners are sought, as people type it: countries by code or name, and regions."""

from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from kg.errors import BadRequest
from kg.model import Type
from kg.ontology import Ontology, folded
from kg.regions import region_named, regions
from kg.tables import Concept, rows

NEAR = 70  # of 100: how like a name must be to be offered instead
OFFERED = 3
SHOWN = 80  # characters of what was typed


class UnknownPlace(BadRequest):
    """No country or region is called `text`; one of the suggestions may be meant."""

    def __init__(self, text: str, field: str, suggestions: tuple[str, ...]) -> None:
        """Say what can be typed, and keep what may have been meant."""
        shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}\u2026"
        known = "write a name (China, East Asia) or an ISO 3166 code (CN)"
        meant = f"did you mean {' or '.join(suggestions)}?" if suggestions else known
        super().__init__(f"{shown!r} is no country or region; {meant}", field)
        self.text, self.suggestions = text, suggestions


def places_named(
    ontology: Ontology, texts: Iterable[str], field: str
) -> tuple[list[str], list[str]]:
    """The codes of the countries and the keys of the regions that are meant, in order."""
    codes: dict[str, None] = {}
    keys: dict[str, None] = {}
    for text in texts:
        if country := country_named(ontology, text):
            codes[str(country.country)] = None
        elif region := region_named(text):
            keys[region.key] = None
        else:
            raise UnknownPlace(text, field, _near(ontology, text))
    return list(codes), list(keys)


def code_named(ontology: Ontology, text: str, field: str) -> str:
    """The code of the one country that is meant; empty where none is."""
    if not text.strip():
        return ""
    if country := country_named(ontology, text):
        return str(country.country)
    raise UnknownPlace(text, field, _near(ontology, text))


def country_named(ontology: Ontology, text: str) -> Concept | None:
    """A country by its code of two or three letters, its name in many languages, or its people."""
    plain = text.strip()
    if found := ontology.country(plain):
        return found
    for name in (plain, plain.replace(".", ""), plain.removeprefix("the ")):
        named = [place for place in ontology.named(name, Type.PLACE) if place.is_country]
        if named:
            return named[0]
        if code := _elsewhere().get(folded(name)):
            return ontology.country(code)
    return None if region_named(plain) else _of_people(ontology, plain)


def _of_people(ontology: Ontology, text: str) -> Concept | None:
    """The one country whose people are called so: Chinese, French."""
    said = folded(text)
    of = [land for land in ontology.countries() if said in {folded(each) for each in land.demonyms}]
    return of[0] if len(of) == 1 else None


def _near(ontology: Ontology, text: str) -> tuple[str, ...]:
    """The names of places that are most like a word, each once."""
    labels = {land.country: land.label for land in ontology.countries()}
    names = {folded(name): land.label for land in ontology.countries() for name in land.names}
    names |= {name: labels[code] for name, code in _elsewhere().items()}
    names |= {folded(region.name): region.name for region in regions()}
    likely = process.extract(
        folded(text[:SHOWN]), list(names), scorer=fuzz.ratio, score_cutoff=NEAR, limit=None
    )
    return tuple(dict.fromkeys(names[name] for name, _, _ in likely))[:OFFERED]


@cache
def _elsewhere() -> Mapping[str, str]:
    """Names in other languages, and codes of three letters -> codes of two."""
    found: dict[str, str] = {}
    for code, three, names in rows("country_names.tsv"):
        found[folded(three)] = code
        for name in names.split("|"):
            found[folded(name)] = code
    return found
