"""Regions where partners are sought, such as the EU or East Asia (ontologies/regions.tsv)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.tables import rows


@dataclass(frozen=True, slots=True)
class Region:
    """A region and the countries in it."""

    key: str
    name: str
    codes: frozenset[str]  # ISO 3166-1, two letters


def region_named(text: str) -> Region | None:
    """The region with this name or key, in any case; None where there is none.

    >>> sorted(region_named("east asia").codes)[:3], region_named("Atlantis")
    (['CN', 'HK', 'JP'], None)
    """
    return _names().get(_folded(text))


def regions() -> tuple[Region, ...]:
    """All regions in the order of the table."""
    return tuple(_table().values())


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split())


@cache
def _table() -> Mapping[str, Region]:
    """A region may be made of others of the table."""
    table = {key: (name, members.split()) for key, name, _, members, _ in rows("regions.tsv")}

    def codes(key: str) -> frozenset[str]:
        if key not in table:
            return frozenset({key})
        return frozenset[str]().union(*map(codes, table[key][1]))

    return {key: Region(key, name, codes(key)) for key, (name, _) in table.items()}


@cache
def _names() -> Mapping[str, Region]:
    found: dict[str, Region] = {}
    for key, name, others, _, _ in rows("regions.tsv"):
        for each in (key, name, *others.split("|")):
            if each:
                found.setdefault(_folded(each), _table()[key])
    return found
