"""A folder of participations -> records; what the folder does not tell is left open."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kg.analytics.ranking.records import Agent, Event, Records, collect, year_of
from kg.errors import SourceUnavailable

AGENT = ("agent_id", "agent", "org_id", "person_id", "author_id", "id")  # names of one column
DATE = ("start_date", "date", "year")
KIND = ("kind", "sector", "type")
AGENTS = ("agents", "orgs", "persons", "authors", "organisations", "organizations")


def read(folder: Path, until: str = "9999") -> Records:
    """The events of a folder that began before a date, and who took part in them.

    `participations.csv` tells who took part in which event when; `event_topics.csv` what events
    are about, and one of AGENTS who the agents are, where they are there. Each may be gzipped.
    """
    dates: dict[str, str] = {}
    members: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(_file(folder, "participations")):
        day = _cell(row, DATE)
        if day < until:
            dates[row["event_id"]] = day
            members[row["event_id"]].append(_cell(row, AGENT))
    topics = defaultdict(list)
    if about := _find(folder, "event_topics"):
        for row in _rows(about):
            if row["event_id"] in dates and row["topic"]:
                topics[row["event_id"]].append(row["topic"])
    events = (
        Event(event, year_of(day), tuple(members[event]), tuple(topics[event]))
        for event, day in dates.items()
    )
    seen = {agent for each in members.values() for agent in each}
    return collect(events, {name: one for name, one in _agents(folder) if name in seen})


def _agents(folder: Path) -> Iterator[tuple[str, Agent]]:
    for name in AGENTS:
        if path := _find(folder, name):
            for row in _rows(path):
                yield _cell(row, AGENT), Agent(row.get("country") or "", _cell(row, KIND))


def _cell(row: dict[str, str], names: tuple[str, ...]) -> str:
    """The first of some columns that is there and filled; empty where none is."""
    return next((row[name] for name in names if row.get(name)), "")


def _find(folder: Path, name: str) -> Path | None:
    paths = (folder / f"{name}.csv.gz", folder / f"{name}.csv")
    return next((path for path in paths if path.is_file()), None)


def _file(folder: Path, name: str) -> Path:
    path = _find(folder, name)
    if path is None:
        raise SourceUnavailable(f"{folder} has no {name}.csv or {name}.csv.gz")
    return path


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as lines:
        yield from csv.DictReader(lines)
