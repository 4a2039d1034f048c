"""How much there is of what, kept beside the names so that telling it takes no look at the store.

The writer adds up what each transaction changes, and writes the sums down when a snapshot is made;
until then the file is marked unfinished, and one that is found so is counted anew.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Self, cast

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Engine

from kg.model import Iri
from kg.store.name_writer import exchanged
from kg.store.named import Match
from kg.store.names import UNSAFE, format_of, opened
from kg.store.rdf import DEFAULT, RDF_PREDICATE, RDF_TYPE, Term, Vocabulary, cell
from kg.store.store import Change

FILE = "counts.sqlite"
FORMAT = 2  # user_version of a finished file
HELD = 2000  # documents whose names are held at once
# What is counted; properties by their whole IRI, each with its triples.
CLASS, PREDICATE, KIND, PROPERTY = "class", "predicate", "kind", "property"

SCHEMA = """
CREATE TABLE number (what TEXT, name TEXT, number INT, PRIMARY KEY (what, name)) WITHOUT ROWID;
CREATE TABLE document (iri TEXT PRIMARY KEY, published TEXT) WITHOUT ROWID;
CREATE INDEX document_newest ON document (published DESC, iri);
"""

type Counted = tuple[str, str]  # what, and its name


class Counts:
    """The counts of one snapshot; any number of threads may ask."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self.connection, self.lock = connection, Lock()

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The counts that lie in a snapshot's folder; None where there are none to use."""
        connection = opened(folder / FILE, FORMAT)
        return cls(connection) if connection is not None else None

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def of(self, what: str) -> dict[str, int]:
        """Name to number, for classes, predicates or kinds of documents."""
        rows = self._rows("SELECT name, number FROM number WHERE what = ? AND number > 0", what)
        return {str(name): int(number or 0) for name, number in rows}

    @property
    def oldest(self) -> str:
        """When the oldest document was published; empty where none has a date."""
        rows = self._rows("SELECT MIN(published) FROM document WHERE published > ''")
        return str(rows[0][0] or "")

    @property
    def newest(self) -> str:
        """When the newest document was published; empty where none has a date."""
        return str(self._rows("SELECT MAX(published) FROM document")[0][0] or "")

    def documents(self, *, limit: int, offset: int = 0) -> list[Iri]:
        """A page of the documents, the newest first, those without a date last."""
        query = "SELECT iri FROM document ORDER BY published DESC, iri LIMIT ? OFFSET ?"
        return [Iri(str(iri)) for (iri,) in self._rows(query, limit, offset)]

    def _rows(self, query: str, *values: str | int) -> list[tuple[str | int | None, ...]]:
        with self.lock:
            return self.connection.execute(query, values).fetchall()


class CountWriter:
    """The counts of the one process that writes the store."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """Look at what a writer before this one left in the store's folder."""
        self.path, self.vocabulary = folder / FILE, vocabulary
        self._document, self._published = vocabulary.ckg("Document"), vocabulary.ckg("published")
        self._telling = {RDF_TYPE: CLASS, RDF_PREDICATE: PREDICATE, vocabulary.ckg("kind"): KIND}
        self.changed: Counter[Counted] = Counter()
        self.documents: set[Iri] = set()
        self.unsaved = False  # whether the file is marked unfinished for what is kept here
        self.whole = False  # whether the file lacks nothing but what is kept here
        if self.path.is_file():
            with closing(sqlite3.connect(self.path)) as connection:
                self.whole = format_of(connection) == FORMAT

    def see(self, change: Change, match: Match) -> None:
        """Say, before a transaction, what it changes."""
        gone, new = exchanged(change, match, self._counting)
        if gone != new and not self.unsaved and self.whole:
            with closing(sqlite3.connect(self.path)) as connection:
                connection.execute("PRAGMA user_version = 0")
        self.unsaved |= gone != new
        for quad in gone - new:
            self._count(quad, -1)
        for quad in new - gone:
            self._count(quad, 1)

    def _counting(self, quads: Iterable[Quad]) -> Iterable[Quad]:
        return (q for q in quads if q.graph_name == DEFAULT)

    def _count(self, quad: Quad, number: int) -> None:
        predicate = quad.predicate
        self.changed[PROPERTY, predicate.value] += number
        if predicate in self._telling:
            self._count_value(predicate, quad.object, number)
        is_document = predicate == RDF_TYPE and quad.object == self._document
        if is_document or predicate == self._published:
            self.documents.add(Iri(cell(quad.subject)))

    def _count_value(self, predicate: NamedNode, value: Term, number: int) -> None:
        what = self._telling[predicate]
        name = str(cell(value)) if what == KIND else self.vocabulary.local(value)
        if name:
            self.changed[what, name] += number

    def save(self, folder: Path, match: Match, _: Vocabulary) -> None:
        """Write the counts down as they are now, and lay a copy into a folder."""
        if not self.whole:
            self._rebuild(match)
        elif self.unsaved:
            with closing(sqlite3.connect(self.path)) as connection:
                self._write(connection, match)
        self.changed.clear()
        self.documents.clear()
        self.unsaved = False
        shutil.copyfile(self.path, folder / FILE)

    def recount(self, engine: Engine, match: Match) -> None:
        """Count all anew by queries: the engine counts without making objects of the quads."""
        with self._anew(match) as connection:
            asked = ((None, "?s ?key ?o"), *((key, f"?s {key} ?key") for key in self._telling))
            for predicate, pattern in asked:
                text = f"SELECT ?key (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?key"
                for row in cast("QuerySolutions", engine.query(text)):
                    number = int(cast("Literal", row["n"]).value)
                    if predicate is None:
                        self.changed[PROPERTY, str(cell(row["key"]))] += number
                    else:
                        self._count_value(predicate, row["key"], number)
            for pair in ((RDF_TYPE, self._document), (self._published, None)):
                for quad in match(None, *pair):
                    self._hold(Iri(cell(quad.subject)), connection, match)

    def _rebuild(self, match: Match) -> None:
        with self._anew(match) as connection:
            for quad in match(None, None, None):
                self._count(quad, 1)
                if len(self.documents) >= HELD:
                    self._list(connection, match)

    @contextmanager
    def _anew(self, match: Match) -> Iterator[sqlite3.Connection]:
        """An empty file, which takes the place of the old one when all has been counted."""
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        self.changed.clear()
        self.documents.clear()
        with closing(sqlite3.connect(fresh)) as connection:
            # In one transaction: each would wait for the disk.
            connection.executescript(f"{UNSAFE} BEGIN; {SCHEMA} COMMIT;")
            yield connection
            self._write(connection, match)
        fresh.replace(self.path)
        self.whole, self.unsaved = True, False

    def _hold(self, document: Iri, connection: sqlite3.Connection, match: Match) -> None:
        self.documents.add(document)
        if len(self.documents) >= HELD:
            self._list(connection, match)

    def _write(self, connection: sqlite3.Connection, match: Match) -> None:
        add = """INSERT INTO number VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET number = number + excluded.number"""
        connection.executemany(add, ((*key, n) for key, n in sorted(self.changed.items()) if n))
        self._list(connection, match)
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.commit()

    def _list(self, connection: sqlite3.Connection, match: Match) -> None:
        """Write down the documents that were held, those that are there."""
        for iri in sorted(self.documents):
            connection.execute("DELETE FROM document WHERE iri = ?", (iri,))
            node = NamedNode(iri)
            if next(match(node, RDF_TYPE, self._document), None):
                dates = [str(cell(quad.object)) for quad in match(node, self._published, None)]
                row = (iri, max(dates, default=""))
                connection.execute("INSERT INTO document VALUES (?, ?)", row)
        self.documents.clear()
