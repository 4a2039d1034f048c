"""Which documents came of which item, and which of them an item does not have any more.

A file that was deleted, or a record that a file lost, is `missing` its documents. They stay in the
store unless their source says `gone = "withdraw"`, and no other item has them.
"""

import sqlite3
from collections.abc import Iterable, Sequence

from kg.model import Iri
from kg.watching.items import State
from kg.watching.source import Source

SCHEMA = (
    "CREATE TABLE held (item INT, iri TEXT, missing INT DEFAULT 0, PRIMARY KEY (item, iri)) "
    "WITHOUT ROWID",
    "CREATE INDEX held_iri ON held (iri)",
    "CREATE INDEX held_missing ON held (item) WHERE missing",
)
FILLED = "INSERT OR IGNORE INTO held SELECT number, value, 0 FROM item, json_each(item.documents)"
_ENDED = (State.TAKEN, State.UNCHANGED, State.GONE)  # what is not there now is not there


def begin(db: sqlite3.Connection, item: int) -> None:
    """An item is read from its beginning: nothing of it has been seen yet."""
    db.execute("UPDATE held SET missing = 1 WHERE item = ?", (item,))


def see(db: sqlite3.Connection, item: int, documents: Iterable[Iri]) -> None:
    """An item has these documents."""
    db.executemany(
        "INSERT INTO held VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET missing = 0",
        [(item, iri) for iri in documents],
    )


def end(db: sqlite3.Connection, item: int, *, is_whole: bool) -> None:
    """An item was read to its end; where that failed for a part of it, it has what it had."""
    db.execute(
        "UPDATE held SET missing = 0 WHERE item = ? AND (NOT ? OR EXISTS "
        "(SELECT 1 FROM trouble WHERE trouble.item = held.item AND what = 'refused'))",
        (item, is_whole),
    )


def note_gone(db: sqlite3.Connection, source: Source, listed: Iterable[str], now: float) -> None:
    """Note which items of a source are not listed any more.

    Where nothing is listed at all, the source itself may be away: then all keep what they had; so
    does what was read from another folder, before the source was told of this one.
    """
    within = f"{source.place.rstrip('/')}/"
    db.execute("CREATE TEMP TABLE IF NOT EXISTS listed (key TEXT PRIMARY KEY) WITHOUT ROWID")
    db.execute("DELETE FROM listed")
    db.executemany("INSERT OR IGNORE INTO listed VALUES (?)", [(key,) for key in listed])
    db.execute(
        "UPDATE item SET state = 'gone', reason = 'is not there any more', finished = ? "
        "WHERE source = ? AND job IS NULL AND key NOT IN (SELECT key FROM listed) "
        "AND substr(key, 1, length(?)) = ? AND state NOT IN ('gone', 'withdrawn')",
        (now, source.name, within, within),
    )
    db.execute(
        "UPDATE held SET missing = 1 WHERE EXISTS (SELECT 1 FROM listed) AND item IN "
        "(SELECT number FROM item WHERE source = ? AND state = 'gone')",
        (source.name,),
    )


def to_withdraw(db: sqlite3.Connection, sources: Sequence[str], most: int) -> list[Iri]:
    """Documents that items of these sources do not have any more, and no other item keeps."""
    marks = ", ".join("?" * len(sources))
    rows = db.execute(
        f"SELECT DISTINCT iri FROM held JOIN item ON number = item WHERE missing "  # noqa: S608  # marks alone
        f"AND source IN ({marks}) AND state IN (?, ?, ?) AND NOT EXISTS "
        "(SELECT 1 FROM held AS other JOIN item AS its ON its.number = other.item "
        f"WHERE other.iri = held.iri AND (NOT other.missing OR its.source NOT IN ({marks})) "
        # The same file under the name that its source had before is no other file.
        "AND NOT (its.key = item.key AND its.source NOT IN "
        "(SELECT name FROM source WHERE active))) LIMIT ?",
        (*sources, *_ENDED, *sources, most),
    )
    return [Iri(row[0]) for row in rows]


def withdrawn(db: sqlite3.Connection, documents: Iterable[Iri]) -> None:
    """Note, after the store has done so, that documents were taken out."""
    db.executemany("DELETE FROM held WHERE iri = ? AND missing", [(iri,) for iri in documents])
    db.execute(
        "UPDATE item SET state = 'withdrawn', reason = 'its documents were taken out' WHERE "
        "state = 'gone' AND documents != '[]' "
        "AND NOT EXISTS (SELECT 1 FROM held WHERE item = number)"
    )
