"""Who works together across borders, and when events are: kept beside the store, so that a matrix
of countries and a calendar are looked up, whatever the size of the graph.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Self

from kg.model import Iri, Predicate
from kg.store.names import opened

FILE = "digest.sqlite"
FORMAT = 1  # user_version of a finished file

# A tie across borders counts once for two countries, and the pairs are counted as ties come and go.
SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE);
CREATE TABLE country (thing INT, code TEXT, PRIMARY KEY (thing, code)) WITHOUT ROWID;
CREATE TABLE tie (one INT, other INT, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX tie_back ON tie (other, one);
CREATE TABLE across (
    left TEXT, right TEXT, one INT, other INT, PRIMARY KEY (left, right, one, other)
) WITHOUT ROWID;
CREATE INDEX across_ends ON across (one, other);
CREATE TABLE pair (left TEXT, right TEXT, number INT, PRIMARY KEY (left, right)) WITHOUT ROWID;
CREATE TRIGGER come AFTER INSERT ON across BEGIN
    INSERT INTO pair VALUES (new.left, new.right, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER gone AFTER DELETE ON across BEGIN
    UPDATE pair SET number = number - 1 WHERE left = old.left AND right = old.right;
END;
CREATE TABLE day (statement TEXT PRIMARY KEY, event INT, how TEXT, day TEXT, belief REAL)
    WITHOUT ROWID;
CREATE INDEX day_event ON day (event);
CREATE TABLE event (thing INTEGER PRIMARY KEY, start TEXT, last TEXT);
CREATE INDEX event_start ON event (start DESC);
"""

# The same as Window.holds, which tells what is meant.
_FITS = """FROM event JOIN thing ON thing.id = event.thing
    WHERE substr(last, 1, length(:since)) >= substr(:since, 1, length(last))
    AND substr(start, 1, length(:until)) <= substr(:until, 1, length(start))
    AND (:country = '' OR EXISTS (
        SELECT 1 FROM country WHERE country.thing = event.thing AND code = :country))"""
_WHOLE = "(length(start) = 10 AND length(last) = 10)"


@dataclass(frozen=True, slots=True)
class Span:
    """An event and its first and last day, month or year."""

    iri: Iri
    start: str
    last: str


class Digest:
    """The tables of one snapshot; any number of threads may ask."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self.connection, self.lock = connection, Lock()

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The tables that lie in a snapshot's folder; None where there are none to use."""
        connection = opened(folder / FILE, FORMAT)
        return cls(connection) if connection is not None else None

    def pairs(self) -> dict[tuple[str, str], int]:
        """How many ties there are between two countries, by their codes in order."""
        rows = self._rows("SELECT left, right, number FROM pair WHERE number > 0 ORDER BY 1, 2", {})
        return {(str(left), str(right)): int(number) for left, right, number in rows}

    def between(self, one: str, other: str, *, limit: int) -> list[tuple[Iri, Iri]]:
        """Who of one country is tied to whom of another."""
        query = """SELECT first.iri, second.iri,
            EXISTS (SELECT 1 FROM country WHERE thing = first.id AND code = :asked)
            AND EXISTS (SELECT 1 FROM country WHERE thing = second.id AND code = :other)
            FROM across JOIN thing first ON first.id = across.one
            JOIN thing second ON second.id = across.other
            WHERE left = :left AND right = :right ORDER BY first.iri, second.iri LIMIT :limit"""
        left, right = sorted((one, other))
        codes = {"left": left, "right": right, "asked": one, "other": other}
        rows = self._rows(query, {**codes, "limit": limit})
        ends = ((Iri(a), Iri(b), is_there) for a, b, is_there in rows)
        return [(a, b) if is_there else (b, a) for a, b, is_there in ends]

    def number_of_events(self, window: Mapping[str, str]) -> tuple[int, int]:
        """How many events a window holds, and of how many of them no day is known."""
        query = f"SELECT COUNT(*), COUNT(*) - TOTAL({_WHOLE}) {_FITS}"
        total, undated = self._rows(query, window)[0]
        return int(total), int(undated)

    def events(
        self, window: Mapping[str, str], *, limit: int, offset: int = 0, dated: bool = False
    ) -> list[Span]:
        """The events of a window, the latest first; `dated`: only those whose days are known."""
        only = f"AND {_WHOLE}" if dated else ""
        query = f"""SELECT iri, start, last {_FITS} {only}
            ORDER BY start DESC, iri LIMIT :limit OFFSET :offset"""
        rows = self._rows(query, {**window, "limit": limit, "offset": offset})
        return [Span(Iri(iri), str(start), str(last)) for iri, start, last in rows]

    def _rows(self, query: str, given: Mapping[str, str | int]) -> list[tuple[str, ...]]:
        with self.lock:
            return self.connection.execute(query, given).fetchall()


def span(best: Mapping[str, str]) -> tuple[str, str]:
    """An event's first and last day, from its best believed day of each property."""
    start = best.get(Predicate.START_DATE) or best.get(Predicate.DATE) or best[Predicate.END_DATE]
    return start, max(start, best.get(Predicate.END_DATE, start))
