"""Events in order of time: when, where, what about and who organizes them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.analytics.described import Described, describe
from kg.model import Entity, Iri, Predicate, Type, When
from kg.ontology import Ontology
from kg.store.store import Store

WHOLE = len("2025-03-10")  # characters of a date that names a day


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting with its best believed days; `end` is the last, which may be the first."""

    entity: Entity
    start: When
    end: When
    countries: frozenset[str] = frozenset()
    places: tuple[Entity, ...] = ()
    topics: tuple[Entity, ...] = ()
    organizers: tuple[Entity, ...] = ()

    @property
    def has_day(self) -> bool:
        """Whether its days are known, not only its month or year."""
        return len(self.start) == WHOLE == len(self.end)


@dataclass(frozen=True, slots=True)
class Window:
    """Which events: from a day to a day, a month or a year, both included, and where."""

    since: str = ""
    until: str = ""
    country: str = ""

    def holds(self, start: str, end: str) -> bool:
        """Whether something that lasts from one time to another touches the window.

        >>> Window(since="2025-03", until="2025").holds("2025-03-10", "2025-03-12")
        True
        """
        after = end[: len(self.since)] >= self.since[: len(end)]
        return after and start[: len(self.until)] <= self.until[: len(start)]


def events(store: Store, ontology: Ontology, window: Window) -> tuple[list[Iri], dict[Iri, Event]]:
    """The events of a window, the latest first, and when each is."""
    days = _days(store)
    fitting = {iri: when for iri, when in days.items() if window.holds(*when)}
    known = describe(store, ontology, fitting)
    found = {
        iri: Event(known[iri].entity, *when, countries=known[iri].countries)
        for iri, when in fitting.items()
        if not window.country or window.country in known[iri].countries
    }
    order = sorted(found, key=lambda iri: found[iri].entity.label)
    return sorted(order, key=lambda iri: found[iri].start, reverse=True), found


def whole(store: Store, ontology: Ontology, found: Iterable[Event]) -> list[Event]:
    """The same events with their surroundings, which only those that are shown need."""
    shown = list(found)
    ties: defaultdict[tuple[Iri, str], set[Iri]] = defaultdict(set)
    if shown:
        iris = sorted(each.entity.iri for each in shown)
        for row in store.select("event_around", event=iris):
            how = str(row["predicate"]).removeprefix(store.vocabulary.ontology)
            ties[Iri(row["event"]), how].add(Iri(row["other"]))
    known = describe(store, ontology, {iri for others in ties.values() for iri in others})

    def told(event: Event, predicate: Predicate) -> tuple[Entity, ...]:
        return _entities(known, ties.get((event.entity.iri, predicate.value), ()))

    return [
        Event(
            each.entity,
            each.start,
            each.end,
            each.countries,
            places=told(each, Predicate.LOCATED_IN),
            topics=told(each, Predicate.ABOUT),
            organizers=told(each, Predicate.ORGANIZES),
        )
        for each in shown
    ]


def _entities(known: Mapping[Iri, Described], iris: Collection[Iri]) -> tuple[Entity, ...]:
    entities = (known[iri].entity for iri in iris)
    return tuple(sorted(entities, key=lambda one: (one.type is Type.PLACE, one.label)))


def _days(store: Store) -> dict[Iri, tuple[When, When]]:
    """The first and the last day of each event, each the best believed."""
    said: defaultdict[Iri, dict[str, tuple[float, When]]] = defaultdict(dict)
    for row in store.select("event_days"):
        how = str(row["predicate"]).removeprefix(store.vocabulary.ontology)
        told = (float(row["belief"]), When(str(row["day"])))
        told_before = said[Iri(row["event"])]
        told_before[how] = max(told_before.get(how, told), told)
    return {iri: _span(best) for iri, best in said.items()}


def _span(best: Mapping[str, tuple[float, When]]) -> tuple[When, When]:
    days = {how: when for how, (_, when) in best.items()}
    start = days.get(Predicate.START_DATE) or days.get(Predicate.DATE) or days[Predicate.END_DATE]
    end = days.get(Predicate.END_DATE, start)
    return start, max(start, end)
