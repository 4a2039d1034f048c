"""The log of changes, written by the one process that writes the store.

A generation is compared with the one before it as its snapshot is made, and written down before
readers are told of it. Nothing is noted in between: after a kill, or after a change of which nobody
told what it changed, the two are compared whole, so that nothing is missed and nothing told twice.
A generation that was written down and never published is taken out again. What documents said that
were removed from the store is forgotten here, too.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pyoxigraph import NamedNode, Quad
from pyoxigraph import Store as Engine

from kg.store.changes.comparing import Teller, lacking, statements
from kg.store.changes.told import Told, Verb
from kg.store.rdf import RDF_TYPE, Vocabulary
from kg.store.reader import EmbeddedStore
from kg.store.snapshot import Folder
from kg.store.store import Change, Store

FILE = "changes.sqlite"
FORMAT = 1
LISTED = 10_000  # statements of one generation that are told one by one; the others are counted
HELD = 200_000  # statements that are remembered as touched; with more, all are compared
GENERATIONS = 10_000  # that are kept where they say nothing
SCHEMA = f"""
CREATE TABLE generation (
    number INTEGER PRIMARY KEY, name TEXT UNIQUE, at REAL, added INT, withdrawn INT
);
CREATE TABLE entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT, generation INT, verb TEXT, told TEXT
);
CREATE INDEX entry_generation ON entry (generation);
PRAGMA user_version = {FORMAT};
"""


class ChangeWriter:
    """What changed since the newest snapshot, and the file of what changed before."""

    def __init__(self, folder: Folder, vocabulary: Vocabulary) -> None:
        """Look at what a writer before this one left."""
        self.folder, self.vocabulary = folder, vocabulary
        self.path = folder.path / FILE
        self.touched: set[NamedNode] = set()
        self.whole = not folder.unfinished.exists()  # whether `touched` lacks nothing
        self.departed = False  # whether documents were taken out
        self.filled = False  # whether all there is came from a dump

    def see(self, change: Change) -> None:
        """Say, before a transaction, what it changes."""
        kept = {quad.graph_name for quad in change.added}
        self.departed |= any(NamedNode(iri) not in kept for iri in change.cleared)
        self.touch(change.conclusions())

    def touch(self, quads: Iterable[Quad]) -> None:
        """Say which conclusions are removed or added."""
        if not self.whole:
            return
        belief = self.vocabulary.ckg("belief")
        self.touched.update(q.subject for q in quads if q.predicate == belief)  # type: ignore[misc]  # no blank nodes
        if len(self.touched) > HELD:
            self.forget()

    def forget(self) -> None:
        """Say that something changed, and not what."""
        self.touched.clear()
        self.whole = False

    def begin(self) -> None:
        """Say that the store was filled from a dump: that is counted, and news to nobody."""
        self.forget()
        self.filled = True

    def save(self, name: str, store: Store) -> None:
        """Write down how a store differs from the newest snapshot, as generation `name`."""
        before = self.folder.newest()
        touched = sorted(self.touched, key=str) if self.whole else None
        with self._file(before) as connection, self._previous(before, touched) as old:
            number = int(name.partition("-")[0])
            connection.execute("DELETE FROM entry WHERE generation >= ?", (number,))
            connection.execute("DELETE FROM generation WHERE number >= ?", (number,))
            if self.filled and not (old and next(statements(old), None)):
                added = _believed(store)
            else:
                added = _write(connection, number, Verb.ADDED, (store, old, touched))
            withdrawn = 0
            if old is not None:
                withdrawn = _write(connection, number, Verb.WITHDRAWN, (old, store, touched))
            row = (number, name, time.time(), added, withdrawn)
            connection.execute("INSERT INTO generation VALUES (?, ?, ?, ?, ?)", row)
            if self.departed or not self.whole:
                _take_out(connection, number, store)
            _prune(connection, number, self.vocabulary.settings.changes)
        self.touched.clear()
        self.whole, self.departed, self.filled = True, False, False

    @contextmanager
    def _file(self, before: str) -> Iterator[sqlite3.Connection]:
        """The file, in one transaction; in one that is new the log begins with what there is."""
        if not self.path.exists():
            _create(self.path, before)
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            yield connection
            connection.commit()

    @contextmanager
    def _previous(
        self, before: str, touched: list[NamedNode] | None
    ) -> Iterator[EmbeddedStore | None]:
        """The newest snapshot; None where there is none, or nothing to look for in it."""
        if not before or touched == []:
            yield None
            return
        engine = Engine.read_only(str(self.folder.snapshots / before))
        yield EmbeddedStore(engine, self.vocabulary)


def _create(path: Path, before: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as connection:
        connection.executescript(SCHEMA)
        if before:
            row = (int(before.partition("-")[0]), before, time.time())
            connection.execute("INSERT INTO generation VALUES (?, ?, ?, 0, 0)", row)
        connection.commit()
    fresh.replace(path)


type _Sides = tuple[Store, Store | None, list[NamedNode] | None]


def _write(connection: sqlite3.Connection, generation: int, verb: Verb, sides: _Sides) -> int:
    """Write down what the first of two has and the second has not; how many statements."""
    store, other, touched = sides
    teller, listed, number = Teller(store), list[Told](), 0
    for statement in lacking(store, other, touched):
        told = teller.told(statement) if len(listed) < LISTED else None
        if told:
            listed.append(told)
        number += told is not None or len(listed) >= LISTED
    listed.sort(key=lambda told: (told.subject.label, told.predicate, told.object.label))
    connection.executemany(
        "INSERT INTO entry (generation, verb, told) VALUES (?, ?, ?)",
        ((generation, verb, told.to_json()) for told in listed),
    )
    return number


def _believed(store: Store) -> int:
    """How many statements there are; the engine counts them without making objects."""
    [row] = store.query("SELECT (COUNT(*) AS ?number) { ?statement ckg:belief ?belief }")
    return int(row["number"])


def _take_out(connection: sqlite3.Connection, newest: int, store: Store) -> None:
    """Forget what documents said that are not in the store any more."""
    query = "SELECT number, told FROM entry WHERE generation < ? OR verb = ?"
    entries = connection.execute(query, (newest, Verb.WITHDRAWN)).fetchall()
    document, present = store.vocabulary.ckg("Document"), dict[str, bool]()
    for number, text in entries:
        told = Told.from_json(text)
        for iri in {piece.document.id for piece in told.evidence} - present.keys():
            found = store.match(NamedNode(iri), RDF_TYPE, document)
            present[iri] = next(found, None) is not None
        left = told.without({iri for iri, is_there in present.items() if not is_there})
        if left is not told:
            row = (left.to_json(), number)
            connection.execute("UPDATE entry SET told = ? WHERE number = ?", row)


def _prune(connection: sqlite3.Connection, newest: int, kept: int) -> None:
    """Forget the oldest generations, those whole, where more entries are kept than may be."""
    row = connection.execute(
        "SELECT generation FROM entry ORDER BY number DESC LIMIT 1 OFFSET ?", (kept,)
    ).fetchone()
    last = max(row[0] if row else 0, newest - GENERATIONS)
    last = min(last, newest - 1)  # the newest is always there, however much it changed
    connection.execute("DELETE FROM entry WHERE generation <= ?", (last,))
    connection.execute("DELETE FROM generation WHERE number < ?", (last,))
