"""The writer's side of the digest: what each transaction changes, taken from its quads alone.

Nothing is asked of the store, which may be far away; only a file that is found unfinished, because
a writer was killed, is made anew from the conclusions.
"""

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import batched
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Iri, Predicate, Type
from kg.store.digest import FILE, FORMAT, SCHEMA, span
from kg.store.name_writer import exchanged
from kg.store.named import Match
from kg.store.names import UNSAFE, format_of
from kg.store.rdf import (
    DEFAULT,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    Term,
    Vocabulary,
    cell,
)
from kg.store.store import Change

DAYS = (Predicate.DATE, Predicate.START_DATE, Predicate.END_DATE)
HELD = 10_000  # statements that a file made anew is told of at once

type Told = tuple[Iri, str, str, float]  # event, predicate, day and belief of one statement


class DigestWriter:
    """The digest of the one process that writes the store."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """Look at what a writer before this one left in the store's folder."""
        self.path, self.vocabulary = folder / FILE, vocabulary
        ckg = vocabulary.ckg
        self._country, self._tie = ckg("country"), ckg(Predicate.COLLABORATES_WITH.value)
        self._belief, self._day = ckg("belief"), {ckg(each.value) for each in DAYS}
        self._event = f"{vocabulary.data}{Type.EVENT.lower()}/"
        self._clear()
        self.unsaved = self.whole = False
        if self.path.is_file():
            with closing(sqlite3.connect(self.path)) as connection:
                self.whole = format_of(connection) == FORMAT

    def _clear(self) -> None:
        self.countries: dict[tuple[Iri, str], bool] = {}  # whether each is so by now
        self.ties: dict[tuple[Iri, Iri], bool] = {}
        self.days: dict[str, Told | None] = {}  # by statement
        self.beliefs: dict[str, float] = {}  # of statements that may give a day or not

    def see(self, change: Change, match: Match) -> None:
        """Say, before a transaction, what it changes."""
        gone, new = exchanged(change, match, self.concerning)
        if gone == new:
            return
        if not self.unsaved and self.whole:
            with closing(sqlite3.connect(self.path)) as connection:
                connection.execute("PRAGMA user_version = 0")
        self.unsaved = True
        self._learn(gone - new, new - gone)

    def concerning(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Those of some quads of which something here is made."""
        telling = {self._country, self._tie, self._belief, RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT}
        return (q for q in quads if q.predicate in telling and q.graph_name == DEFAULT)

    def _learn(self, gone: Iterable[Quad], new: Iterable[Quad]) -> None:
        statements: defaultdict[str, dict[NamedNode, Term]] = defaultdict(dict)
        for quads, is_so in ((gone, False), (new, True)):
            for quad in quads:
                subject, value = Iri(cell(quad.subject)), quad.object
                if quad.predicate == self._country:
                    self.countries[subject, _code(value)] = is_so
                elif quad.predicate == self._tie:
                    self.ties[_pair(subject, Iri(cell(value)))] = is_so
                elif is_so:
                    statements[subject][quad.predicate] = value
                elif quad.predicate == RDF_PREDICATE and value in self._day:
                    self.days[subject] = None
                    self.beliefs.pop(subject, None)
        for statement, facts in statements.items():
            self._learn_statement(statement, facts)

    def _learn_statement(self, statement: str, facts: Mapping[NamedNode, Term]) -> None:
        if RDF_PREDICATE in facts:
            if told := self._told(facts):
                self.days[statement] = told
                self.beliefs.pop(statement, None)
        elif self._belief in facts:
            self.beliefs[statement] = float(cell(facts[self._belief]))

    def _told(self, facts: Mapping[NamedNode, Term]) -> Told | None:
        """What a statement tells of an event's days; None where it tells of other things."""
        predicate, subject = facts[RDF_PREDICATE], facts.get(RDF_SUBJECT)
        day, belief = facts.get(RDF_OBJECT), facts.get(self._belief)
        if predicate not in self._day or not isinstance(subject, NamedNode):
            return None
        if not subject.value.startswith(self._event) or belief is None:
            return None
        if not isinstance(day, Literal):
            return None
        how = self.vocabulary.local(predicate)
        return Iri(subject.value), how, day.value, float(cell(belief))

    def forget(self) -> None:
        """Make all anew when it is next needed."""
        self._clear()
        self.whole = False
        self.path.unlink(missing_ok=True)

    def save(self, folder: Path, match: Match, _: Vocabulary) -> None:
        """Write down how things are now, and lay a copy into a folder."""
        if not self.whole:
            self._rebuild(match)
        elif self.unsaved:
            with closing(sqlite3.connect(self.path)) as connection:
                self._write(connection)
                _finish(connection)
        self._clear()
        self.unsaved = False
        shutil.copyfile(self.path, folder / FILE)

    def _rebuild(self, match: Match) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        self._clear()
        with closing(sqlite3.connect(fresh)) as connection:
            connection.executescript(f"{UNSAFE} BEGIN; {SCHEMA} {_STORED} COMMIT;")
            for table, rows in (("at", self._places(match)), ("tied", self._pairs(match))):
                connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608  # our own words
            connection.executescript(f"BEGIN; {_FILLED} {_BORDERS}; COMMIT;")
            for quads in batched(self._stored(match), HELD):
                self._learn((), [quad for each in quads for quad in each])
                self._write(connection)
                self._clear()
            _finish(connection)
        fresh.replace(self.path)
        self.whole = True

    def _places(self, match: Match) -> Iterator[tuple[str, str]]:
        for quad in match(None, self._country, None):
            yield str(cell(quad.subject)), _code(quad.object)

    def _pairs(self, match: Match) -> Iterator[tuple[str, str]]:
        for quad in match(None, self._tie, None):
            one, other = quad.subject, quad.object
            if isinstance(one, NamedNode) and isinstance(other, NamedNode):
                yield _pair(one.value, other.value)

    def _stored(self, match: Match) -> Iterator[Sequence[Quad]]:
        """All statements of days, what belongs together in one."""
        for predicate in sorted(self._day, key=str):
            for quad in match(None, RDF_PREDICATE, predicate):
                yield tuple(self.concerning(match(_subject(quad), None, None)))

    def _write(self, connection: sqlite3.Connection) -> None:
        table = _Tables(connection)
        table.write_days(self.days, self.beliefs)
        table.write_ties(self.countries, self.ties)
        table.sweep()
        connection.commit()


class _Tables:
    """One transaction of changes of the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.run = connection.execute
        self.touched: set[int] = set()

    def thing(self, iri: Iri) -> int:
        """The number by which an entity is known here."""
        self.run("INSERT OR IGNORE INTO thing (iri) VALUES (?)", (iri,))
        number = int(self.run("SELECT id FROM thing WHERE iri = ?", (iri,)).fetchone()[0])
        self.touched.add(number)
        return number

    def write_days(self, days: Mapping[str, Told | None], beliefs: Mapping[str, float]) -> None:
        events: set[int] = set()
        for statement, told in days.items():
            events |= self._events_of(statement)
            self.run("DELETE FROM day WHERE statement = ?", (statement,))
            if told:
                event = self.thing(told[0])
                events.add(event)
                self.run("INSERT INTO day VALUES (?, ?, ?, ?, ?)", (statement, event, *told[1:]))
        for statement, belief in beliefs.items():
            if found := self._events_of(statement):
                events |= found
                self.run("UPDATE day SET belief = ? WHERE statement = ?", (belief, statement))
        for event in events:
            self._span(event)
        self.touched |= events

    def _events_of(self, statement: str) -> set[int]:
        rows = self.run("SELECT event FROM day WHERE statement = ?", (statement,))
        return {int(event) for (event,) in rows}

    def _span(self, event: int) -> None:
        """From the best believed first day to the best believed last; of equals the later."""
        order = "SELECT how, day FROM day WHERE event = ? ORDER BY belief, day"
        best = dict(self.run(order, (event,)).fetchall())
        self.run("DELETE FROM event WHERE thing = ?", (event,))
        if best:
            start, last = span(best)
            self.run("INSERT INTO event VALUES (?, ?, ?)", (event, start, last))

    def write_ties(
        self, countries: Mapping[tuple[Iri, str], bool], ties: Mapping[tuple[Iri, Iri], bool]
    ) -> None:
        pairs: set[tuple[int, int]] = set()
        for (iri, code), is_so in countries.items():
            thing = self.thing(iri)
            query = "SELECT one, other FROM tie WHERE one = :thing OR other = :thing"
            pairs.update(self.run(query, {"thing": thing}).fetchall())
            change = "INSERT OR IGNORE INTO country VALUES (?, ?)"
            if not is_so:
                change = "DELETE FROM country WHERE thing = ? AND code = ?"
            self.run(change, (thing, code))
        for (left, right), is_so in ties.items():
            pair = (self.thing(left), self.thing(right))
            pairs.add(pair)
            change = "INSERT OR IGNORE INTO tie VALUES (?, ?)"
            if not is_so:
                change = "DELETE FROM tie WHERE one = ? AND other = ?"
            self.run(change, pair)
        for pair in pairs:
            self.run("DELETE FROM across WHERE one = ? AND other = ?", pair)
            self.run(_ACROSS, pair)

    def sweep(self) -> None:
        """Forget the names of what nothing is known of any more."""
        for number in self.touched:
            self.run(_SWEEP, {"thing": number})


# All there is at once: a statement for each tie would take ten times as long.
_STORED = """
CREATE TEMP TABLE at (iri TEXT, code TEXT);
CREATE TEMP TABLE tied (one TEXT, other TEXT);"""
_BORDERS = """INSERT OR IGNORE INTO across
    SELECT MIN(a.code, b.code), MAX(a.code, b.code), tie.one, tie.other FROM tie
    JOIN country a ON a.thing = tie.one JOIN country b ON b.thing = tie.other
    WHERE a.code <> b.code"""
_FILLED = """
INSERT OR IGNORE INTO thing (iri)
    SELECT iri FROM at UNION SELECT one FROM tied UNION SELECT other FROM tied;
INSERT OR IGNORE INTO country SELECT id, code FROM at JOIN thing USING (iri);
INSERT OR IGNORE INTO tie SELECT a.id, b.id FROM tied
    JOIN thing a ON a.iri = tied.one JOIN thing b ON b.iri = tied.other;"""
_ACROSS = f"{_BORDERS} AND tie.one = ? AND tie.other = ?"
_SWEEP = """DELETE FROM thing WHERE id = :thing
    AND NOT EXISTS (SELECT 1 FROM country WHERE thing = :thing)
    AND NOT EXISTS (SELECT 1 FROM tie WHERE one = :thing)
    AND NOT EXISTS (SELECT 1 FROM tie WHERE other = :thing)
    AND NOT EXISTS (SELECT 1 FROM day WHERE event = :thing)"""


def _finish(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.commit()


def _subject(quad: Quad) -> NamedNode:
    return NamedNode(str(cell(quad.subject)))  # a statement: there are no blank nodes


def _pair[Name: str](one: Name, other: Name) -> tuple[Name, Name]:
    return (one, other) if one < other else (other, one)


def _code(place: Term) -> str:
    return str(cell(place)).rpartition("/")[2].upper()
