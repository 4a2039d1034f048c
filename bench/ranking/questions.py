"""Lines of a query file -> questions to an index, by names."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.analytics.ranking.question import Question
from kg.analytics.ranking.records import UNKNOWN, Records


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number of each name in some records."""

    agents: Mapping[str, int]
    topics: Mapping[str, int]
    countries: Mapping[str, int]
    kinds: Mapping[str, int]

    @classmethod
    def of(cls, records: Records) -> "Numbers":
        """Those of all names."""
        names = (records.agents, records.topics, records.countries, records.kinds)
        return cls(*({name: number for number, name in enumerate(each)} for each in names))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The queries of a file of JSON lines, gzipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as rows:
        yield from (json.loads(row) for row in rows if row.strip())


def question(query: Mapping[str, Any], numbers: Numbers, records: Records) -> Question:
    """A query with its names as numbers; those that the records do not know are left out."""
    seeker = numbers.agents.get(query["x"], UNKNOWN)
    seekers = (seeker,) if seeker != UNKNOWN else ()
    country = numbers.countries.get(query.get("x_country", ""), UNKNOWN)
    kind = numbers.kinds.get(query.get("x_sector", query.get("x_kind", "")), UNKNOWN)
    return Question(
        seekers=seekers,
        partners=_all(numbers.agents, _listed(query, "seed_partner", "seed_partners")),
        topics=_all(numbers.topics, _listed(query, "topic", "topics")),
        country=int(records.country[seeker]) if seekers and country == UNKNOWN else country,
        kind=int(records.kind[seeker]) if seekers and kind == UNKNOWN else kind,
        countries=frozenset(_all(numbers.countries, _listed(query, "country", "countries"))),
        abroad=bool(query.get("abroad")) or query.get("type") in ABROAD,
    )


ABROAD = ("XA", "ABROAD", "XB", "CROSS")  # types of queries for partners outside one's country


def _listed(query: Mapping[str, Any], one: str, several: str) -> Sequence[str]:
    found = query.get(one) or query.get(several) or ()
    return [found] if isinstance(found, str) else found


def _all(numbers: Mapping[str, int], names: Sequence[str]) -> tuple[int, ...]:
    return tuple(numbers[name] for name in names if name in numbers)
