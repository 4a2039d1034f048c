"""The table of sketches: which documents have a number in common, so that copies find each other.

It lies beside the store, and can be made anew from the texts at any time. Before a transaction it
notes whose sketches may change, and afterwards it changes them; what is found still noted, because
a writer was killed in between, is looked up in the store.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from struct import pack, unpack
from typing import Protocol

from kg.model import Iri
from kg.store.names import format_of
from kg.store.rdf import digest

FILE = "bands.sqlite"
FORMAT = 1  # user_version of a table that lacks no document

SCHEMA = """
CREATE TABLE document (rank INTEGER PRIMARY KEY, iri TEXT, bands BLOB);
CREATE TABLE band (value INT, rank INT, PRIMARY KEY (value, rank)) WITHOUT ROWID;
CREATE TABLE pending (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Texts(Protocol):
    """A store that can be asked for texts."""

    def documents(self) -> Iterator[Iri]:
        """The IRI of every document."""
        ...

    def text(self, document: Iri) -> str | None:
        """A document's text; None where it is not in the store."""
        ...


def rank(document: Iri) -> int:
    """A document's place in an order that neither dates nor names can be arranged to follow."""
    return int(digest(document)[:15], 16)


class Bands:
    """The sketches of all documents of a store."""

    def __init__(self, path: Path | None) -> None:
        """Use the file of a writer before this one, or memory where there is no folder."""
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def ready(self, store: Texts) -> None:
        """See that no document is missing; reads all texts if there is no table yet."""
        if self._connection is not None:
            return
        self._connection = self._opened()
        if format_of(self._connection) != FORMAT:
            self._fill(self._connection, store)
        for (iri,) in self._connection.execute("SELECT iri FROM pending").fetchall():
            self.write({Iri(iri): store.text(Iri(iri))})

    def _opened(self) -> sqlite3.Connection:
        target = ":memory:" if self.path is None else str(self.path)
        connection = sqlite3.connect(target, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _fill(self, connection: sqlite3.Connection, store: Texts) -> None:
        for table in ("document", "band", "pending"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.executescript(SCHEMA)
        for iri in store.documents():
            self._put(connection, iri, store.text(iri))
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.commit()

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the table of sketches is not ready")
        return self._connection

    def note(self, documents: Iterable[Iri]) -> None:
        """Say, before a transaction, whose texts it may change."""
        if self._connection is not None:
            rows = [(iri,) for iri in documents]
            self._open.executemany("INSERT OR IGNORE INTO pending VALUES (?)", rows)
            self._open.commit()

    def write(self, texts: Mapping[Iri, str | None]) -> None:
        """Keep the sketches of these texts; of what has none any more, forget it."""
        if self._connection is not None:
            for iri, text in texts.items():
                self._put(self._open, iri, text)
                self._open.execute("DELETE FROM pending WHERE iri = ?", (iri,))
            self._open.commit()

    def _put(self, connection: sqlite3.Connection, iri: Iri, text: str | None) -> None:
        number = rank(iri)
        rows = [(value, number) for value in _read(connection, number)]
        connection.executemany("DELETE FROM band WHERE value = ? AND rank = ?", rows)
        connection.execute("DELETE FROM document WHERE rank = ?", (number,))
        if text is not None:
            from kg.store.sketch import sketch  # numpy is only for who writes

            found = sketch(text)
            row = (number, iri, pack(f"<{len(found)}q", *found))
            connection.execute("INSERT INTO document VALUES (?, ?, ?)", row)
            rows = [(value, number) for value in found]
            connection.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", rows)

    def of(self, document: Iri) -> tuple[int, ...]:
        """The numbers of a document."""
        return _read(self._open, rank(document))

    def sharing(self, value: int) -> Iterator[Iri]:
        """The documents with a number, the first in rank first, as they are asked for."""
        query = "SELECT iri FROM band JOIN document USING (rank) WHERE value = ? ORDER BY band.rank"
        return (Iri(iri) for (iri,) in self._open.execute(query, (value,)))

    def sync(self) -> None:
        """See that all is on the disk."""
        if self._connection is not None and self.path is not None:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def forget(self) -> None:
        """Make the table anew when it is next needed: nobody told what came into the store."""
        self.close()
        if self.path is not None:
            # Its log would be taken for that of the next table, and what is in it put there.
            for end in ("-wal", "-shm", ""):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _read(connection: sqlite3.Connection, number: int) -> tuple[int, ...]:
    row = connection.execute("SELECT bands FROM document WHERE rank = ?", (number,)).fetchone()
    return unpack(f"<{len(row[0]) // 8}q", row[0]) if row else ()
