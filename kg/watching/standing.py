"""What reading tells of a source: the facts that it had, and whether its page is there.

A source that is one page lists itself, whether or not it can be had: it succeeds when it is read.
"""

import sqlite3

from kg.watching.items import Item, State
from kg.watching.source import SourceKind

SCHEMA = (
    "ALTER TABLE source ADD COLUMN most INT DEFAULT 0",  # facts that one item of it ever had
    "UPDATE source SET most = ifnull((SELECT max(claims) FROM item WHERE source = name), 0)",
)
# What a look that went well says of a source.
LOOKED = (
    "last_run = :now, last_success = iif(kind = 'url', last_success, :now), "
    "failures = iif(kind = 'url', failures, 0), error = iif(kind = 'url', error, NULL)"
)


def note(db: sqlite3.Connection, item: Item, state: State, reason: str, now: float) -> None:
    """Note what came of one item of a source that was read to its end."""
    db.execute(
        "UPDATE source SET most = max(most, (SELECT claims FROM item WHERE number = ?)) "
        "WHERE name = ?",
        (item.number, item.source),
    )
    is_read = state in (State.TAKEN, State.UNCHANGED)
    if is_read or state in (State.REFUSED, State.ASIDE):
        db.execute(
            "UPDATE source SET last_success = iif(:is_read, :now, last_success), "
            "failures = iif(:is_read, 0, failures + 1), error = iif(:is_read, NULL, :reason) "
            "WHERE name = :name AND kind = :page",
            {
                "is_read": is_read,
                "now": now,
                "reason": reason,
                "name": item.source,
                "page": SourceKind.URL,
            },
        )
