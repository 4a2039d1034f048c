"""A search for partners as it is typed, on a command line or in an address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.analytics.question import PartnerQuestion
from kg.asking.names import entity_named, seeker_named, topics_named
from kg.asking.places import places_named
from kg.errors import BadRequest
from kg.model import Iri
from kg.ontology import Ontology
from kg.store.store import Store


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as they came in; what is empty was not asked."""

    for_: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: str = ""
    excluded: tuple[str, ...] = ()
    exclude_partners: str = ""
    lesser_known: bool = False
    limit: int = 20
    offset: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked, as when the page is opened."""
        return self == Typed(limit=self.limit, offset=self.offset)


def words(texts: Iterable[str]) -> tuple[str, ...]:
    """What is not empty."""
    return tuple(text.strip() for text in texts if text.strip())


def listed(texts: Iterable[str]) -> tuple[str, ...]:
    """The same of fields that may hold several, with commas between.

    >>> listed(["CN, FR", "", "JP"])
    ('CN', 'FR', 'JP')
    """
    return words(part for text in texts for part in re.split("[,;]", text))


def understood(store: Store, ontology: Ontology, typed: Typed) -> PartnerQuestion:
    """The question that is meant; a name that nothing has is the fault of its field."""
    topics: list[Iri] = []
    for text in typed.topics:
        topics += topics_named(store, ontology, text)
    seekers = [seeker_named(store, ontology, text) for text in typed.for_]
    # A region is a place like a country to whoever types it, and either field takes both.
    codes, keys = places_named(ontology, typed.countries, "country")
    more_codes, more_keys = places_named(ontology, typed.regions, "region")
    return PartnerQuestion(
        seekers=tuple(dict.fromkeys(seekers)),
        topics=tuple(dict.fromkeys(topics)),
        countries=(*codes, *more_codes),
        regions=(*keys, *more_keys),
        types=typed.types,
        since=typed.since,
        excluded=tuple(entity_named(store, ontology, text, "exclude") for text in typed.excluded),
        exclude_partners=_years(typed.exclude_partners),
        lesser_known=typed.lesser_known,
        limit=typed.limit,
        offset=typed.offset,
    )


def _years(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,3}", text):
        raise BadRequest("a number of years, such as 5", "exclude_partners")
    return int(text)
