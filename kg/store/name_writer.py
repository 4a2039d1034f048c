"""The writer's side of the index of names: kept up with the conclusions, copied to each snapshot.

Before a transaction the index is told whose names it may change, and marks its file unfinished;
when a snapshot is made, those entities are read again, and the file is finished and copied. A file
that is found unfinished, because a writer was killed, is built anew from the conclusions.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import batched
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.model import Iri
from kg.store.likeness import acronym, fold
from kg.store.named import Match, Named, entities, named_by, read_named, told
from kg.store.names import FILE, FORMAT, INDEXES, SCHEMA, UNSAFE, format_of
from kg.store.rdf import ALT_LABEL, DEFAULT, PREF_LABEL, RDF_TYPE, Vocabulary, cell
from kg.store.store import Change

# What the conclusions tell of names, until it has been sorted by entity.
TOLD = "CREATE TEMP TABLE told (iri TEXT, rank INT, text TEXT);"
BLOCK = 1000  # entities that are written at once when all are


class NameWriter:
    """The index of the one process that writes the store."""

    def __init__(self, folder: Path) -> None:
        """Look at what a writer before this one left in the store's folder."""
        self.path = folder / FILE
        self.touched: set[Iri] = set()
        self.mentioned: Counter[Iri] = Counter()  # how much oftener than the file says
        self.whole = False  # whether the file lacks nothing but what was touched since
        if self.path.is_file():
            with closing(sqlite3.connect(self.path)) as connection:
                self.whole = format_of(connection) == FORMAT

    def touch(self, iris: Iterable[Iri], mentioned: Mapping[Iri, int] | None = None) -> None:
        """Say, before a transaction, whose names it may change, and who is mentioned oftener."""
        before = len(self.touched) + len(self.mentioned)
        self.touched.update(iris)
        self.mentioned.update(mentioned or {})
        if not before and (self.touched or self.mentioned) and self.whole:
            with closing(sqlite3.connect(self.path)) as connection:
                connection.execute("PRAGMA user_version = 0")

    def save(self, folder: Path, match: Match, vocabulary: Vocabulary) -> None:
        """Finish the index with the conclusions as they are now, and lay a copy into a folder."""
        if not self.whole:
            self.rebuild(match, vocabulary)
        elif self.touched or self.mentioned:
            self._update(match, vocabulary)
            self._clear()
        shutil.copyfile(self.path, folder / FILE)

    def rebuild(self, match: Match, vocabulary: Vocabulary) -> None:
        """Make the index anew, whatever is there."""
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(fresh)) as connection:
            # In one transaction, each would wait for the disk; nobody needs a part of it back.
            connection.executescript(f"{UNSAFE} BEGIN; {SCHEMA} {TOLD} COMMIT;")
            connection.executemany("INSERT INTO told VALUES (?, ?, ?)", told(match, vocabulary))
            rows = connection.execute("SELECT iri, rank, text FROM told ORDER BY iri, rank, text")
            for block in batched(named_by(rows, match, vocabulary), BLOCK):
                _insert_all(connection, block)
            connection.commit()
            connection.executescript(f"BEGIN; {INDEXES} COMMIT;")
            _finish(connection)
        fresh.replace(self.path)
        self.whole = True
        self._clear()

    def _clear(self) -> None:
        self.touched.clear()
        self.mentioned.clear()

    def _update(self, match: Match, vocabulary: Vocabulary) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            for iri in sorted(self.touched):
                weight = _weight(connection, iri)
                if weight is not None:
                    weight += self.mentioned[iri]
                _delete(connection, iri)
                _insert(connection, read_named(iri, match, vocabulary, weight))
            # What is mentioned very often is not counted again for each document more.
            add = "UPDATE entity SET weight = weight + ? WHERE iri = ?"
            rows = ((n, iri) for iri, n in self.mentioned.items() if iri not in self.touched)
            connection.executemany(add, rows)
            _finish(connection)


def names_in(quads: Iterable[Quad]) -> set[Iri]:
    """Whose names a transaction may change, by the quads that it removes or adds."""
    telling = {PREF_LABEL, ALT_LABEL, RDF_TYPE}
    return entities(quad for quad in quads if quad.predicate in telling)


def mentions_in(change: Change, match: Match, vocabulary: Vocabulary) -> Counter[Iri]:
    """How much oftener each entity will be mentioned after a transaction."""
    key = vocabulary.ckg("mentionedAs")
    gone, new = exchanged(change, match, partial(_of, key))
    found = Counter(Iri(cell(quad.subject)) for quad in new - gone)
    found.subtract(Iri(cell(quad.subject)) for quad in gone - new)
    return found


def _of(key: NamedNode, quads: Iterable[Quad]) -> Iterator[Quad]:
    told = (quad for quad in quads if quad.predicate == key and quad.graph_name == DEFAULT)
    return (quad for quad in told if isinstance(quad.subject, NamedNode))


def exchanged(
    change: Change, match: Match, some: Callable[[Iterable[Quad]], Iterable[Quad]]
) -> tuple[set[Quad], set[Quad]]:
    """Some of the conclusions that a change removes and adds, those that really go and come."""
    if change.is_exact:
        return set(some(change.removed)), set(some(change.added))
    gone = {quad for quad in some(change.removed) if _holds(match, quad)}
    return gone, {quad for quad in some(change.added) if quad in gone or not _holds(match, quad)}


def _holds(match: Match, quad: Quad) -> bool:
    """Whether a quad is concluded already."""
    return next(match(quad.subject, quad.predicate, quad.object), None) is not None  # type: ignore[arg-type]  # no blank nodes


def _names(named: Named) -> Iterator[tuple[str, str, str]]:
    """Name, folded name and acronym of each different name of an entity."""
    seen = set()
    for text in (named.label, *named.names):
        words = fold(text)
        key = " ".join(words)
        if key and key not in seen:
            seen.add(key)
            yield text, key, acronym(words)


def _weight(connection: sqlite3.Connection, iri: Iri) -> int | None:
    row = connection.execute("SELECT weight FROM entity WHERE iri = ?", (iri,)).fetchone()
    return int(row[0]) if row else None


def _insert(connection: sqlite3.Connection, named: Named | None) -> None:
    if named is None:
        return
    entity = connection.execute(
        "INSERT INTO entity (iri, type, label, weight) VALUES (?, ?, ?, ?)",
        (named.iri, named.type.value, named.label, named.weight),
    ).lastrowid
    for text, key, initials in _names(named):
        row = connection.execute(
            "INSERT INTO name (entity, name, key, acronym) VALUES (?, ?, ?, ?)",
            (entity, text, key, initials),
        ).lastrowid
        connection.execute("INSERT INTO word (rowid, key) VALUES (?, ?)", (row, key))


def _insert_all(connection: sqlite3.Connection, found: Iterable[Named]) -> None:
    """The same for many, with numbers of our own."""
    first = "SELECT (SELECT MAX(id) FROM entity), (SELECT MAX(id) FROM name)"
    entity, row = (int(last or 0) for last in connection.execute(first).fetchone())
    entities: list[tuple[int, str, str, str, int]] = []
    names: list[tuple[int, int, str, str, str]] = []
    for named in found:
        entity += 1
        entities.append((entity, named.iri, named.type.value, named.label, named.weight))
        for text, key, initials in _names(named):
            row += 1
            names.append((row, entity, text, key, initials))
    connection.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?)", entities)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", names)
    words = ((number, key) for number, _, _, key, _ in names)
    connection.executemany("INSERT INTO word (rowid, key) VALUES (?, ?)", words)


def _delete(connection: sqlite3.Connection, iri: Iri) -> None:
    found = connection.execute("SELECT id FROM entity WHERE iri = ?", (iri,)).fetchone()
    if found is None:
        return
    rows = connection.execute("SELECT id, key FROM name WHERE entity = ?", found).fetchall()
    # The words' index holds no text of its own: it must be told what it forgets.
    forget = "INSERT INTO word (word, rowid, key) VALUES ('delete', ?, ?)"
    connection.executemany(forget, rows)
    connection.execute("DELETE FROM name WHERE entity = ?", found)
    connection.execute("DELETE FROM entity WHERE id = ?", found)


def _finish(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.commit()
