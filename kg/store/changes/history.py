"""The log of changes as readers see it: nothing of a generation that is not published yet."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kg.errors import BadRequest
from kg.settings import Settings
from kg.store.changes.log import FILE
from kg.store.changes.told import Entry, Generation, Told, Verb
from kg.store.snapshot import newest_generation

GENERATION = """
SELECT number, name, at, added, withdrawn,
       (SELECT count(*) FROM entry WHERE generation = generation.number) AS listed FROM generation
"""
ENTRY = """
SELECT entry.number, name, at, verb, told FROM entry
JOIN generation ON generation.number = entry.generation
"""


@dataclass(frozen=True, slots=True)
class History:
    """What changed, up to the generation that readers have."""

    connection: sqlite3.Connection
    generation: str

    @property
    def upto(self) -> int:
        """The number of that generation."""
        return int(self.generation.partition("-")[0] or 0)

    def generations(self, since: int, most: int, *, before: int = 0) -> list[Generation]:
        """Those after one in which something came or went, the newest first."""
        last = min(self.upto, before - 1) if before else self.upto
        query = f"{GENERATION} WHERE added + withdrawn > 0 AND number > ? AND number <= ?"
        rows = self.connection.execute(f"{query} ORDER BY number DESC LIMIT ?", (since, last, most))
        return [Generation(*row) for row in rows]

    def oldest(self) -> Generation | None:
        """Since when all is kept; what came and went with it or before is not."""
        found = self.connection.execute(f"{GENERATION} ORDER BY number LIMIT 1").fetchone()
        return Generation(*found) if found else None

    def number_of(self, since: str) -> int:
        """The number of the last generation that does not count, by its name or by a date."""
        if not since:
            return 0
        by_name = "SELECT number FROM generation WHERE name = ? AND number <= ?"
        if found := self.connection.execute(by_name, (since, self.upto)).fetchone():
            return int(found[0])
        by_time = "SELECT max(number) FROM generation WHERE at < ?"
        [found] = self.connection.execute(by_time, (_seconds(since),)).fetchall()
        return int(found[0] or 0)

    def of(self, generation: int, most: int) -> list[Entry]:
        """What came or went with one generation, as far as it is listed."""
        rows = self.connection.execute(
            f"{ENTRY} WHERE generation = ? ORDER BY entry.number LIMIT ?", (generation, most)
        )
        return [_entry(row) for row in rows]

    def entries(self, since: int, most: int, *, after: int = 0) -> list[Entry]:
        """What came or went after a generation, in that order; `after` is an entry's number."""
        rows = self.connection.execute(
            f"{ENTRY} WHERE generation > ? AND generation <= ? AND entry.number > ? "
            "ORDER BY entry.number LIMIT ?",
            (since, self.upto, after, most),
        )
        return [_entry(row) for row in rows]

    def unlisted(self, since: int) -> int:
        """How many statements came or went after a generation that are counted alone."""
        rows = self.connection.execute(
            f"SELECT sum(max(added + withdrawn - listed, 0)) FROM ({GENERATION}) "  # noqa: S608  # our own words
            "WHERE number > ? AND number <= ?",
            (since, self.upto),
        )
        return int(rows.fetchone()[0] or 0)


@contextmanager
def history(settings: Settings) -> Iterator[History]:
    """The log beside a store, empty where none was written; BadRequest for a store elsewhere."""
    if settings.is_remote:
        raise BadRequest(
            f"{settings.place} is a store at an address: what changes there is not remembered, "
            "that of a store in a folder is",
            "store",
        )
    newest = newest_generation(settings)
    path = settings.folder / FILE
    # Not read-only: after a kill the first to look undoes what was half written.
    place = f"{path.resolve().as_uri()}?mode=rw" if path.exists() else ":memory:"
    with closing(sqlite3.connect(place, uri=True, timeout=30, check_same_thread=False)) as found:
        if not path.exists():
            found.executescript(
                "CREATE TABLE generation (number INT, name, at, added, withdrawn);"
                "CREATE TABLE entry (number INT, generation INT, verb, told);"
            )
        yield History(found, newest)


def _entry(row: tuple[int, str, float, str, str]) -> Entry:
    number, generation, at, verb, told = row
    return Entry(number, generation, at, Verb(verb), Told.from_json(told))


def _seconds(text: str) -> float:
    """A day, or a moment, of UTC where it does not say otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        is_name = re.fullmatch(r"\d{6,}-[0-9a-f]+", text)
        kind = "is no generation that is remembered" if is_name else "is no date"
        raise BadRequest(
            f"{text[:80]!r} {kind}: name a day such as {date(2026, 11, 20)}, a moment such as "
            "2026-11-20T08:00:00Z, or a generation such as health tells",
            "since",
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
