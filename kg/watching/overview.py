"""How each source does, with what somebody who comes back after a month must see first."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from sqlite3 import Row
from typing import ClassVar

from kg.store.changes.told import moment as told
from kg.watching.items import place_of
from kg.watching.source import SourceKind
from kg.watching.state import WatchState

LAST = 3  # documents without a fact, or that cannot be read, that are no chance any more
SILENT = 3  # intervals without success that are long
HOUR = 3600.0
UNITS = (("d", 86_400.0), ("h", HOUR), ("m", 60.0), ("s", 1.0))

COUNTS = """
SELECT source, sum(state = 'taken') AS taken, sum(state = 'unchanged') AS unchanged,
       sum(state = 'refused') AS refused, sum(state = 'aside') AS aside,
       sum(state = 'waiting') AS waiting, sum(iif(state = 'withdrawn', 0, claims)) AS claims,
       sum(state = 'gone') AS gone, sum(state = 'withdrawn') AS withdrawn,
       max(iif(state = 'taken', finished, NULL)) AS newest,
       max(iif(state IN ('taken', 'unchanged'), finished, NULL)) AS read, max(found) AS found,
       sum(iif(state = 'withdrawn', 0, item.taken + item.unchanged)) AS documents
FROM item GROUP BY source
"""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source at a glance; times are ISO 8601 in UTC, empty where there is none."""

    HEADINGS: ClassVar[Sequence[str]] = (
        *("source", "ran#", "ok#", "news#", "next#", "new#", "same#", "bad#"),
        *("aside#", "left#", "facts#"),
    )
    name: str
    kind: str
    place: str
    active: bool
    trust: float
    last_run: str
    last_success: str
    newest: str  # when something new came of it last
    next_run: str
    error: str
    listed: int | None
    new: int
    unchanged: int
    refused: int
    aside: int
    waiting: int
    gone: int  # files that were deleted, and whose documents stay
    withdrawn: int  # those whose documents went with them
    documents: int
    facts: int
    facts_per_document: float | None
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """All of it, for JSON."""
        return asdict(self)

    def cells(self) -> tuple[object, ...]:
        """A row of a table that fits a narrow terminal."""
        per = "" if self.facts_per_document is None else f"{self.facts_per_document:.1f}"
        times = (*map(since, (self.last_run, self.last_success, self.newest)), until(self.next_run))
        counts = (self.new, self.unchanged, self.refused, self.aside, self.waiting)
        return (self.name, *times, *counts, per)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of it, and is nothing to be warned of."""
        stay = (f"{self.gone} deleted, their documents stay",) if self.gone else ()
        return stay if self.active else ("not watched any more", *stay)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something of which no fact came, or that is gone, and why."""

    source: str
    what: str  # refused, aside, empty, gone
    place: str
    reason: str
    at: str
    again: str = ""
    attempts: int = 0

    def as_dict(self) -> dict[str, object]:
        """All of it, for JSON."""
        return asdict(self)

    @property
    def heading(self) -> str:
        """What it is, of which source, and since when."""
        again = f", again {'now' if (left := until(self.again)) == 'now' else f'in {left}'}"
        return f"{self.source}: {self.what}, {since(self.at)} ago{again if self.again else ''}"


def overview(state: WatchState, now: float | None = None) -> list[SourceState]:
    """All sources by name; those that nobody watches any more, too."""
    counts = {row["source"]: row for row in state.rows(COUNTS)}
    moment = time.time() if now is None else now
    return [
        _source(state, row, counts.get(row["name"]), moment)
        for row in state.rows("SELECT * FROM source ORDER BY active DESC, name")
    ]


def _source(state: WatchState, row: Row, counts: Row | None, now: float) -> SourceState:
    numbers = dict(counts) if counts else {}

    def number(name: str) -> int:
        return int(numbers.get(name) or 0)

    documents, facts = number("documents"), number("claims")
    runs, works = row["last_run"], row["last_success"]
    if row["kind"] == SourceKind.PUSH:  # it runs when somebody sends something
        runs, works = numbers.get("found"), numbers.get("read")
    return SourceState(
        name=row["name"],
        kind=row["kind"],
        place=row["place"],
        active=bool(row["active"]),
        trust=row["trust"],
        last_run=moment(runs),
        last_success=moment(works),
        newest=moment(numbers.get("newest")),
        next_run=moment(row["next_run"]) if row["active"] and row["kind"] != "push" else "",
        error=row["error"] or "",
        listed=row["listed"],
        new=number("taken"),
        unchanged=number("unchanged"),
        refused=number("refused"),
        aside=number("aside"),
        waiting=number("waiting"),
        gone=number("gone"),
        withdrawn=number("withdrawn"),
        documents=documents,
        facts=facts,
        facts_per_document=round(facts / documents, 2) if documents else None,
        warnings=tuple(_unread(state, row, numbers) + _warnings(state, row, now)),
    )


def _unread(state: WatchState, row: Row, numbers: Mapping[str, int | None]) -> list[str]:
    """That a source brings what cannot be read, and nothing else, or nothing else any more."""
    read, refused = numbers.get("documents"), numbers.get("refused")
    if not row["active"] or row["kind"] == SourceKind.URL:
        return []
    if refused and not read:
        return [f"nothing that it brings can be read: {refused} refused"]
    last = state.rows(
        "SELECT state, reason FROM item WHERE source = ? AND state IN "
        "('taken', 'unchanged', 'refused', 'aside') ORDER BY finished DESC, number DESC LIMIT ?",
        *(row["name"], LAST),
    )
    if len(last) < LAST or any(one["state"] in ("taken", "unchanged") for one in last):
        return []
    return [f"the last {LAST} that it brought could not be read: {last[0]['reason']}"]


def _warnings(state: WatchState, row: Row, now: float) -> list[str]:
    if not row["active"]:
        return []
    found = [dry] if (dry := _dryness(state, row)) else []
    if row["listed"] == 0 and row["listed_before"]:
        found.append(f"lists nothing any more ({row['listed_before']} before)")
    if row["error"]:
        times = "" if row["failures"] == 1 else f" {row['failures']} times"
        found.append(f"failed{times}: {row['error']}")
    if row["kind"] == SourceKind.PUSH:
        return found
    late = now - (row["next_run"] or now)
    usual = max(row["interval"], HOUR)
    if row["next_run"] and late > usual:
        found.append(f"should have run {_long(late)} ago: is kg watch running?")
    elif row["last_success"] and now - row["last_success"] > SILENT * usual:
        found.append(f"no success for {_long(now - row['last_success'])}")
    return found


def _dryness(state: WatchState, row: Row) -> str:
    """That what was read last holds no facts, of a source that had some."""
    if not row["most"]:
        return ""
    found = state.rows(
        "SELECT claims FROM item WHERE source = ? AND state IN ('taken', 'unchanged') "
        "AND documents != '[]' ORDER BY finished DESC, number DESC LIMIT ?",
        *(row["name"], LAST),
    )
    if any(item["claims"] for item in found):
        return ""
    if row["kind"] == SourceKind.URL and found:
        return "holds no facts any more"
    is_dry = len(found) == LAST
    return f"the last {LAST} documents hold no facts, earlier ones did" if is_dry else ""


def together(found: Iterable[SourceState]) -> Mapping[str, Sequence[str]]:
    """Each warning once, with the sources that have it."""
    told: dict[str, list[str]] = {}
    for one in found:
        for warning in one.warnings:
            told.setdefault(warning, []).append(one.name)
    return told


def troubles_of(state: WatchState, most: int, source: str = "") -> list[Trouble]:
    """What was set aside, refused, empty or is gone, the newest first."""
    rows = state.rows(
        "SELECT source, what, place, '' AS payload, reason, at, 0 AS due, 0 AS attempts "
        "FROM trouble WHERE ? IN ('', source) UNION ALL "
        "SELECT source, state, key, payload, reason, finished, due, attempts FROM item "
        "WHERE state IN ('aside', 'gone') AND ? IN ('', source) ORDER BY at DESC LIMIT ?",
        source,
        source,
        most,
    )
    return [
        Trouble(
            row["source"],
            row["what"],
            place_of(row["place"], row["payload"]),
            row["reason"],
            moment(row["at"]),
            moment(row["due"]),
            row["attempts"],
        )
        for row in rows
    ]


def moment(seconds: float | None) -> str:
    """A time for people and programs; empty where there is none.

    >>> moment(0), moment(86_400.5)
    ('', '1970-01-02T00:00:00Z')
    """
    return told(seconds) if seconds else ""


def since(told: str, now: float | None = None) -> str:
    """How long ago a time was, as short as it can be said.

    >>> since("1970-01-01T00:00:00Z", 7_300), since("1970-01-01T00:00:01Z", 60), since("")
    ('2h', '59s', '')
    """
    return _short((time.time() if now is None else now) - _seconds(told)) if told else ""


def until(told: str, now: float | None = None) -> str:
    """How far off a time is.

    >>> until("1970-01-01T00:02:00Z", 60), until("1970-01-01T00:02:00Z", 180), until("")
    ('1m', 'now', '')
    """
    if not told:
        return ""
    left = _seconds(told) - (time.time() if now is None else now)
    return _short(left) if left >= 1 else "now"


def _seconds(told: str) -> float:
    return datetime.fromisoformat(told).timestamp()


def _short(seconds: float) -> str:
    unit, size = next((unit for unit in UNITS if seconds >= unit[1]), UNITS[-1])
    return f"{max(seconds, 0) // size:.0f}{unit}"


def _long(seconds: float) -> str:
    return f"{seconds / HOUR:.0f} hours" if seconds < 48 * HOUR else f"{seconds / 86_400:.0f} days"
