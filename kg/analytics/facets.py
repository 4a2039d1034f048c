"""How the whole of an answer is spread: by kind and by country, so that it can be narrowed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.analytics.described import Described


@dataclass(frozen=True, slots=True)
class Facets:
    """How many partners are of each type and in each country, the most first."""

    types: Mapping[str, int] = field(default_factory=dict)
    countries: Mapping[str, int] = field(default_factory=dict)  # one in two counts in both


def facets(candidates: Iterable[Described]) -> Facets:
    """Count who was found, not only who is shown on a page."""
    found = list(candidates)
    types = Counter(str(each.entity.type) for each in found)
    countries = Counter(code for each in found for code in each.countries)
    return Facets(_ordered(types), _ordered(countries))


def _ordered(counts: Counter[str]) -> Mapping[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
