"""What was refused, or held nothing, with the reason and the place: the newest of each source."""

import sqlite3

MOST = 1000  # of one source


def note(
    db: sqlite3.Connection, item: int | None, source: str, told: tuple[str, str, str], now: float
) -> None:
    """Note one: what it is, the place, the reason. What a listing itself lacks is of no item."""
    db.execute(
        "INSERT INTO trouble (item, source, what, place, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
        (item, source, *told, now),
    )
    db.execute(
        "DELETE FROM trouble WHERE source = ? AND number <= (SELECT number FROM trouble "
        "WHERE source = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
        (source, source, MOST),
    )


def forget_listing(db: sqlite3.Connection, source: str) -> None:
    """What a listing lacks is told anew with each of them."""
    db.execute("DELETE FROM trouble WHERE source = ? AND item IS NULL", (source,))
