"""Rows of several tables brought together by their keys, on disk: a release has millions."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Self

from extractors.records.fitting import Row
from extractors.records.maps import Table
from extractors.records.trees import Scope, Tree
from kg.errors import BadDocument

PART = 5000  # rows of one document at most
_MAIN = "@main"


class Rows:
    """A temporary table of rows by table and key, in their order; closed, it is gone."""

    def __init__(self) -> None:
        """Open a database of which SQLite keeps on disk what does not fit its cache."""
        self.base = sqlite3.connect("")
        self.base.execute("CREATE TABLE rows (tab TEXT, key TEXT, place TEXT, row TEXT)")
        self.indexed = False

    def __enter__(self) -> Self:
        """To be closed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the rows go."""
        self.base.close()

    def add(self, table: str, key: str, where: str, row: Tree) -> None:
        """Keep one row."""
        kept = (table, key, where, json.dumps(row, ensure_ascii=False))
        self.base.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", kept)

    def index(self) -> None:
        """Make ready to be asked, after the last row."""
        self.base.execute("CREATE INDEX keys ON rows (key, tab)")

    def of(self, key: str) -> Mapping[str, list[Tree]]:
        """The rows of one key, by their tables."""
        found: dict[str, list[Tree]] = {}
        asked = self.base.execute("SELECT tab, row FROM rows WHERE key = ? ORDER BY rowid", [key])
        for table, row in asked:
            found.setdefault(table, []).append(json.loads(row))
        return found

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """All keys, each with the place of its first row, in the order of these."""
        asked = "SELECT key, place, min(rowid) FROM rows GROUP BY key ORDER BY min(rowid)"
        with closing(self.base.execute(asked)) as found:
            for key, place, _ in found:
                yield key, place

    def orphans(self) -> int:
        """How many rows have a key that the main table does not have."""
        asked = "SELECT count(*) FROM rows WHERE key NOT IN (SELECT key FROM rows WHERE tab = ?)"
        return int(self.base.execute(asked, [_MAIN]).fetchone()[0])


def joined(
    main: Iterator[Row], sides: Sequence[tuple[Table, Iterator[Row]]], key: str, notes: list[str]
) -> Iterator[Row]:
    """The rows of the main table, each with the rows of the others under the names of these."""
    with Rows() as kept:
        yield from _kept(kept, sides)
        for where, tree in main:
            if isinstance(tree, BadDocument) or not isinstance(tree, Mapping):
                yield where, tree
                continue
            own = Scope(tree).text(key)
            yield where, {**tree, **kept.of(own)}
            kept.add(_MAIN, own, where, None)
        if lost := kept.orphans():
            notes.append(f"{lost} rows of other tables belong to no row of the main one; left out")


def alone(side: tuple[Table, Iterator[Row]], key: str) -> Iterator[Row]:
    """What a table says of each record without the main one: its rows, and what they tell of it."""
    table = side[0]
    with Rows() as kept:
        yield from _kept(kept, [side])
        for own, where in kept.all_keys():
            rows = kept.of(own)[table.name]
            first = Scope(rows[0])
            lifted: dict[str, Tree] = {to: first.text(of) for to, of in table.lift.items()}
            yield where, {key: own, **lifted, table.name: rows}


def _kept(kept: Rows, sides: Sequence[tuple[Table, Iterator[Row]]]) -> Iterator[Row]:
    """Keep the rows of side tables; those that are none are handed on, to be told."""
    for table, rows in sides:
        for where, tree in rows:
            if isinstance(tree, BadDocument):
                yield f"{table.name}, {where}", tree
            elif own := Scope(tree).text(table.key):
                kept.add(table.name, own, where, tree)
            else:
                yield f"{table.name}, {where}", BadDocument(f"no {table.key}")
    kept.index()


def grouped(rows: Iterator[Row], field: str) -> Iterator[Row]:
    """Rows that share a field as one record of `rows`; long groups come in parts."""
    with Rows() as kept:
        for where, tree in rows:
            if isinstance(tree, BadDocument):
                yield where, tree
            else:
                kept.add("", Scope(tree).text(field), where, tree)
        kept.index()
        for key, where in kept.all_keys():
            found = kept.of(key)[""]
            for at in range(0, len(found), PART):
                first = found[at]
                part = {"part": str(at // PART + 1)} if at else {}
                above = dict(first) if isinstance(first, Mapping) else {}
                yield where if not at else f"{where} part {at // PART + 1}", {
                    **above, **part, "rows": found[at : at + PART],
                }  # fmt: skip
