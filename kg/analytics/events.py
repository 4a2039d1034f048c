"""Events in order of time: when, where, what about and who organizes them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from kg.analytics.described import Described, describe
from kg.analytics.overview import digest_of
from kg.model import Entity, Iri, Predicate, Type, When
from kg.ontology import Ontology
from kg.store.digest import Span, span
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


@dataclass(frozen=True, slots=True)
class Calendar:
    """Some of the events of a window, the latest first, and how many there are."""

    events: tuple[Event, ...]
    total: int
    undated: int  # those of which no day is known


def calendar(
    store: Store, ontology: Ontology, window: Window, *, limit: int, offset: int = 0
) -> Calendar:
    """A page of the events of a window, with their surroundings."""
    digest, asked = digest_of(store), asdict(window)
    if digest:
        total, undated = digest.number_of_events(asked)
        spans = digest.events(asked, limit=limit, offset=offset)
    else:
        found = _spans(store, ontology, window)
        total, undated = len(found), sum(not _is_dated(each) for each in found)
        spans = found[offset : offset + limit]
    return Calendar(_whole(store, ontology, spans), total, undated)


def days(store: Store, ontology: Ontology, window: Window, *, limit: int) -> tuple[Event, ...]:
    """The latest events of a window of which the days are known."""
    if digest := digest_of(store):
        spans = digest.events(asdict(window), limit=limit, dated=True)
    else:
        spans = [each for each in _spans(store, ontology, window) if _is_dated(each)][:limit]
    return _whole(store, ontology, spans)


def _is_dated(each: Span) -> bool:
    return len(each.start) == WHOLE == len(each.last)


def _whole(store: Store, ontology: Ontology, spans: Sequence[Span]) -> tuple[Event, ...]:
    """Events with their names and surroundings, which only those that are shown need."""
    ties: defaultdict[tuple[Iri, str], set[Iri]] = defaultdict(set)
    iris = sorted(each.iri for each in spans)
    for row in store.select("event_around", event=iris) if iris else ():
        how = str(row["predicate"]).removeprefix(store.vocabulary.ontology)
        ties[Iri(row["event"]), how].add(Iri(row["other"]))
    others = {iri for several in ties.values() for iri in several}
    known = describe(store, ontology, {*iris, *others})

    def told(iri: Iri, predicate: Predicate) -> tuple[Entity, ...]:
        return _entities(known, ties.get((iri, predicate.value), ()))

    return tuple(
        Event(
            known[each.iri].entity,
            When(each.start),
            When(each.last),
            known[each.iri].countries,
            places=told(each.iri, Predicate.LOCATED_IN),
            topics=told(each.iri, Predicate.ABOUT),
            organizers=told(each.iri, Predicate.ORGANIZES),
        )
        for each in spans
    )


def _entities(known: Mapping[Iri, Described], iris: Collection[Iri]) -> tuple[Entity, ...]:
    entities = (known[iri].entity for iri in iris)
    return tuple(sorted(entities, key=lambda one: (one.type is Type.PLACE, one.label)))


def _spans(store: Store, ontology: Ontology, window: Window) -> list[Span]:
    """The events of a window, the latest first, asked of a store that keeps no digest."""
    said: defaultdict[Iri, dict[str, tuple[float, str]]] = defaultdict(dict)
    for row in store.select("event_days"):
        how = str(row["predicate"]).removeprefix(store.vocabulary.ontology)
        told = (float(row["belief"]), str(row["day"]))
        told_before = said[Iri(row["event"])]
        told_before[how] = max(told_before.get(how, told), told)
    found = [
        Span(iri, *span({how: day for how, (_, day) in best.items()})) for iri, best in said.items()
    ]
    found = [each for each in found if window.holds(each.start, each.last)]
    if window.country:
        known = describe(store, ontology, {each.iri for each in found})
        found = [each for each in found if window.country in known[each.iri].countries]
    order = sorted(found, key=lambda each: each.iri)
    return sorted(order, key=lambda each: each.start, reverse=True)
