"""What a ranking is made of: events with their members, dates and topics, and who the members are.

An event is anything that ties its members: a project, a trial, a publication, a network, a
statement that two work together; an event with one member tells what that one works on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from kg.analytics.ranking.lists import Floats, Ints

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Event:
    """One event as a loader reads it; `year` is a date as a number, 2019.5 is July 2019."""

    name: str
    year: float | None = None
    members: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # with all that stand above them


@dataclass(frozen=True, slots=True)
class Agent:
    """Who a member is; what is not known is left empty."""

    country: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """The columns of all events. Numbers stand for names: the place of a name in its tuple."""

    agents: tuple[str, ...]
    topics: tuple[str, ...]
    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    events: tuple[str, ...]
    member_event: Ints  # member_event[i] took part in by member_agent[i], each pair once
    member_agent: Ints
    about_event: Ints
    about_topic: Ints
    years: Floats  # of each event; not a number where unknown
    country: Ints  # of each agent, or UNKNOWN
    kind: Ints


def year_of(text: str) -> float | None:
    """An ISO year, month or day as a number; None where it is none.

    >>> year_of("2019-07"), year_of("2019"), year_of("soon")
    (2019.495550992471, 2019.0, None)
    """
    try:
        day = date.fromisoformat(text + "-01-01"[max(len(text) - 4, 0) :])
    except ValueError:
        return None
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def collect(
    events: Iterable[Event], agents: Mapping[str, Agent], earlier: Records | None = None
) -> Records:
    """The events as columns; an agent of whom nothing is known but what it took part in is kept.

    What has a number in earlier records keeps it, so that an index can be refreshed.
    """
    given = {event.name: event for event in events}
    rows = _in_order(given, earlier.events if earlier else ())
    ordered = [given.get(name, Event(name)) for name in rows]
    members = {name for event in ordered for name in event.members}
    names = _in_order(members | set(agents), earlier.agents if earlier else ())
    about_what = {topic for event in ordered for topic in event.topics}
    topics = _in_order(about_what, earlier.topics if earlier else ())
    known = [agents.get(name, Agent()) for name in names]
    countries = tuple(sorted({agent.country for agent in known if agent.country}))
    kinds = tuple(sorted({agent.kind for agent in known if agent.kind}))
    years = [np.nan if event.year is None else event.year for event in ordered]
    member_event, member_agent = _pairs([event.members for event in ordered], names)
    about_event, about_topic = _pairs([event.topics for event in ordered], topics)
    return Records(
        agents=names,
        topics=topics,
        countries=countries,
        kinds=kinds,
        events=rows,
        member_event=member_event,
        member_agent=member_agent,
        about_event=about_event,
        about_topic=about_topic,
        years=np.array(years, dtype=np.float32),
        country=_places([agent.country for agent in known], countries),
        kind=_places([agent.kind for agent in known], kinds),
    )


def _in_order(names: Iterable[str], earlier: tuple[str, ...]) -> tuple[str, ...]:
    return (*earlier, *sorted(set(names) - set(earlier)))


def _pairs(lists: Iterable[tuple[str, ...]], names: tuple[str, ...]) -> tuple[Ints, Ints]:
    numbers = {name: number for number, name in enumerate(names)}
    pairs = [
        (row, number)
        for row, each in enumerate(lists)
        for number in sorted({numbers[name] for name in each})
    ]
    return _column([row for row, _ in pairs]), _column([number for _, number in pairs])


def _places(values: Iterable[str], names: tuple[str, ...]) -> Ints:
    numbers = {name: number for number, name in enumerate(names)}
    return _column([numbers.get(value, UNKNOWN) for value in values])


def _column(numbers: list[int]) -> Ints:
    return np.array(numbers, dtype=np.int32)
