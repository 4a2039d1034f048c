"""A small file of state: everything is on disk when a method returns, also after a power cut."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreUnusable


class Durable:
    """One SQLite file, open in one thread."""

    def __init__(self, path: Path, steps: Sequence[Sequence[str]]) -> None:
        """Open it, and bring it to the newest format; refuse what a newer version made.

        Each step leads from one format to the next, the first from nothing.
        """
        self.path = path
        try:
            self._db = sqlite3.connect(self.path, timeout=30, autocommit=True)
        except sqlite3.OperationalError as error:
            raise StoreUnusable(f"{self.path} cannot be opened: {error}") from error
        self._db.row_factory = sqlite3.Row
        # WAL with full syncs: a commit that returned is on disk.
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        with self._change() as db:
            found = db.execute("PRAGMA user_version").fetchone()[0]
            for step in steps[found:]:
                for statement in step:
                    db.execute(statement)
            if found < len(steps):
                db.execute(f"PRAGMA user_version = {len(steps)}")
        if found > len(steps):
            raise StoreUnusable(f"{self.path} was written by a newer collab-kg: update collab-kg")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """What a question finds; for those who only look."""
        return self._db.execute(query, values).fetchall()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):  # a full disk, or no rights
                raise StoreUnusable(f"{self.path} cannot be written: {error}") from error
            raise

    @contextmanager
    def _hint(self) -> Iterator[sqlite3.Connection]:
        """A change that outlives this process, but may be lost in a power cut: it is not synced."""
        self._db.execute("PRAGMA synchronous = NORMAL")
        try:
            with self._change() as db:
                yield db
        finally:
            self._db.execute("PRAGMA synchronous = FULL")
