"""Places by the tables, and which of several with one name is meant: `Cambridge, Massachusetts`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from extractors.annotations import Candidate
from extractors.mentions.dictionary import known_names
from extractors.mentions.index import Dictionary
from kg.model import Iri, Type
from kg.ontology import Concept, Ontology

CODE = re.compile(r"(?:, |\()(?P<code>[A-Z]{2})\b(?=\)| \(|[,;.]?\s*$)", re.MULTILINE)
COUNTRY = "Country"
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME, Type.EVENT})
# Words before a place; a name of people or an everyday word counts with them alone.
AT = re.compile(r"\b(?:in|from|to|near|outside|around|across|at|of|between|and|based) (?:the )?$")
OTHER = re.compile(r"\bNew $")  # New Jordan is not Jordan
WORDS = frozenset("reading bath nice split orange mobile male best bar union central".split())
SURNAMES = frozenset({"washington"})
BESIDE = re.compile(r", | \(")
GOES_ON = re.compile(r",? (?:(?:and|or) )?(?=[A-Z])")
WITHIN = re.compile(r"(?P<place>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2})(?:, | \()$")
PLURAL = re.compile(r"\b[A-Z]{3,}S\b")  # folded with its s as acronyms are: `BUENOS AIRES`
LOCATED, BARE = 0.86, 0.85


def places(
    dictionary: Dictionary, ontology: Ontology, text: str, offset: int
) -> Iterator[Candidate]:
    """Places written with capitals; abbreviations exactly as the table has them."""
    for candidate in known_names(dictionary, PLURAL.sub(_in_small_letters, text), offset):
        if _written(candidate.text, dictionary) and _is_place(candidate, dictionary, text, offset):
            candidate.source = "dictionary"
            _choose(candidate, dictionary, ontology, text, offset)
            written = text[candidate.start - offset : candidate.end - offset]
            if written.isupper() and len(written) > 3 and candidate.concept:
                candidate.text = written.title()
            yield candidate
    for match in CODE.finditer(text):
        country = ontology.country("GB" if match["code"] == "UK" else match["code"])
        if country is not None:
            start, end = match.span("code")
            yield Candidate(
                offset + start, offset + end, Type.PLACE, match["code"], "country code", 0.9,
                concept=country.iri, subclass=COUNTRY,
            )  # fmt: skip


def _in_small_letters(match: re.Match[str]) -> str:
    return match.group().capitalize()


def _is_place(candidate: Candidate, dictionary: Dictionary, text: str, offset: int) -> bool:
    """Whether the words beside allow a place here."""
    start, end = candidate.start - offset, candidate.end - offset
    before = text[max(start - 20, 0) : start]
    if OTHER.search(before) and not candidate.text.startswith("New "):
        return False
    inner = WITHIN.search(text, max(start - 40, 0), start)
    located = AT.search(before) or (inner and dictionary.lookup(inner["place"].split(" ")[-1]))
    candidate.score = LOCATED if located else BARE
    word = candidate.text.casefold()
    if word in WORDS:
        return _beside(dictionary, text, end) is not None
    return word not in SURNAMES or candidate.score == LOCATED


def _beside(dictionary: Dictionary, text: str, end: int) -> tuple[list[Concept], int] | None:
    """What the place right behind another may be, and where it ends: `Reading, UK`."""
    match = BESIDE.match(text, end)
    if match is None:
        return None
    for start, stop, entries in dictionary.find(text[match.end() : match.end() + 40]):
        found = [entry.concept for entry in entries if isinstance(entry.concept, Concept)]
        return (found, match.end() + stop) if start == 0 else None
    return None


def _choose(
    candidate: Candidate, dictionary: Dictionary, ontology: Ontology, text: str, offset: int
) -> None:
    """Take the place that the words beside it tell; else keep the others for the whole text."""
    entries = dictionary.lookup(candidate.text)
    meant = [concept for entry in entries if (concept := ontology.concept(entry.concept.iri))]
    if candidate.text.casefold() in SURNAMES:
        meant.sort(key=lambda concept: concept.label.endswith("State"))
    start, end = candidate.start - offset, candidate.end - offset
    beside = _beside(dictionary, text, end)
    inner = WITHIN.search(text, max(start - 40, 0), start) if len(meant) > 1 else None
    if beside is not None:
        meant = _inside(meant, beside[0], text[beside[1] :])
    elif inner is not None:
        cities = {e.concept.iri for e in dictionary.lookup(inner["place"])}
        meant = _around(meant, [c for iri in cities if (c := ontology.concept(iri))])
    candidate.concept = meant[0].iri if meant else None
    candidate.others = tuple(concept.iri for concept in meant[1:])
    candidate.subclass = COUNTRY if meant and meant[0].is_country else None


def _inside(meant: list[Concept], outer: list[Concept], rest: str) -> list[Concept]:
    """Those that lie in the place behind them; none where it is told that all lie elsewhere."""
    if outer[0].is_country and any(concept.is_country for concept in meant):
        return [concept for concept in meant if concept.is_country]  # Georgia, Armenia and ...
    around = {concept.iri for concept in outer}
    if any(concept.iri in around for concept in meant):
        return meant
    codes = {concept.country for concept in outer}
    within = [concept for concept in meant if not around.isdisjoint(concept.broader)]
    within = within or [c for c in meant if c.country in codes and not c.is_country]
    if within:
        return within[:1]
    listed = not outer[0].is_country or GOES_ON.match(rest)
    return meant if listed else []


def _around(meant: list[Concept], inner: list[Concept]) -> list[Concept]:
    """The one that a place before it lies in: `Seattle, Washington`; a region before a country."""
    codes = {concept.country for concept in inner if not concept.is_country}
    regions = [c for c in meant if c.country in codes and c.iri not in {i.iri for i in inner}]
    return sorted(regions, key=lambda c: "State" not in c.label)[:1] or meant


def settled(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates of a whole text, where each place is the one that the other places suggest.

    A country in the name of a body counts only where no state or city is called so: the Georgia
    Institute of Technology is in none. A name of a person here is no place without `in` or `from`.
    """
    found = list(candidates)
    sure = [c for c in found if c.type is Type.PLACE and c.concept and not c.others]
    all_ = Counter(_country(c.concept) for c in sure if c.concept)
    within = Counter(_country(c.concept) for c in sure if c.concept and c.subclass != COUNTRY)
    people = {part for c in found if c.type is Type.PERSON for part in c.text.split()}
    bodies = [(c.start, c.end) for c in found if c.type in BODIES and not c.generic]
    for candidate in found:
        if candidate.type is Type.PLACE and candidate.source == "dictionary":
            if candidate.text in people and candidate.score < LOCATED:
                continue
            support = within if candidate.subclass == COUNTRY else all_
            if candidate.others and _moved(candidate, support, bodies):
                continue
        yield candidate


def _moved(candidate: Candidate, support: Counter[str], bodies: Sequence[tuple[int, int]]) -> bool:
    """Take another place of the name where the text speaks of its country; True: drop it."""
    was_country = candidate.subclass == COUNTRY
    options = [iri for iri in (candidate.concept, *candidate.others) if iri]
    if not support[_country(options[0])]:
        likely = next((iri for iri in options if support[_country(iri)]), options[0])
        candidate.concept = likely
        candidate.subclass = candidate.subclass if likely == options[0] else None
        inside = any(s <= candidate.start and candidate.end <= e for s, e in bodies)
        return was_country and inside
    return False


def _country(iri: Iri) -> str:
    """The code of the country of a place, by its IRI: `place/us-cambridge`."""
    return iri.rpartition("/")[2].partition("-")[0]


def _written(text: str, dictionary: Dictionary) -> bool:
    words = re.findall(r"[^\W_]+", text)
    if len(text.replace(".", "")) <= 3:
        return any(text == entry.name for entry in dictionary.lookup(text))
    return all(w[0].isupper() for w in words if len(w) > 3 or len(words) == 1)
