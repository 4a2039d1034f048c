"""Names that fit what was typed, with where each is, and how all of them are spread."""

from collections.abc import Collection
from dataclasses import dataclass

from kg.analytics.described import Described, describe
from kg.analytics.facets import Facets, facets
from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.resolution.find import Found, find
from kg.store.names import ALIAS
from kg.store.store import Store

COUNTED = 300  # names that fit best, which are counted


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity whose name fits, with the countries that it is in."""

    found: Found
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """The best hits, and how many there are of each kind and in each country."""

    hits: tuple[Hit, ...]
    total: int
    facets: Facets  # each as if it did not limit itself
    cut: bool  # whether more fit than were counted


def look_up(
    store: Store,
    ontology: Ontology,
    text: str,
    *,
    types: Collection[Type] = (),
    country: str = "",
) -> Lookup:
    """Find names, and count them by kind and by country."""
    found = find(store, ontology, text, limit=COUNTED) if text else []
    cut = len(found) == COUNTED
    if types and cut:  # so that the kind asked for is not crowded out by the others
        found = [*found, *find(store, ontology, text, types=types, limit=COUNTED)]
    best: dict[Iri, Found] = {}
    for each in found:
        best.setdefault(each.entity.iri, each)
    known = describe(store, ontology, best)
    # What somebody wrote of comes before what merely could be written of, unless it is called so.
    ordered = sorted(best.values(), key=lambda each: not each.weight and not _sure(each))

    def is_there(each: Found) -> bool:
        return not country or country in known[each.entity.iri].countries

    def is_such(each: Found) -> bool:
        return not types or each.entity.type in types

    hits = [each for each in ordered if is_there(each) and is_such(each)]
    by_type = facets(_told(each, known[each.entity.iri]) for each in ordered if is_there(each))
    by_country = facets(_told(each, known[each.entity.iri]) for each in ordered if is_such(each))
    return Lookup(
        tuple(Hit(each, tuple(sorted(known[each.entity.iri].countries))) for each in hits),
        len(hits),
        Facets(by_type.types, by_country.countries),
        cut,
    )


def _sure(found: Found) -> bool:
    return found.score >= ALIAS


def _told(found: Found, known: Described) -> Described:
    """What a search says that it is counts, also where the store does not hold it yet."""
    return Described(found.entity, known.countries)
