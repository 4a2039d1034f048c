"""What is known of alerts across restarts: the last answers, what changed, who was told of it.

An event and its messages are written in one transaction with the answer that they follow from, so
that no kill loses one or makes it twice; a message is noted as sent after it was taken.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kg.alerting.alert import Alert
from kg.alerting.events import Event, Row, rows_from, rows_to
from kg.watching.durable import Durable

FILE = "alerts.sqlite"
KEPT = 100  # events of one alert
SCHEMA = """
CREATE TABLE alert (
    name TEXT PRIMARY KEY, title TEXT, definition TEXT, ways TEXT, active INT DEFAULT 1,
    generation TEXT DEFAULT '', answer TEXT, checked REAL, error TEXT DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE event (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, alert TEXT, at REAL, told TEXT
);
CREATE INDEX event_alert ON event (alert, number);
CREATE TABLE message (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT, alert TEXT, way TEXT,
    state TEXT DEFAULT 'waiting', attempts INT DEFAULT 0, due REAL, sent REAL,
    reason TEXT DEFAULT '', UNIQUE (event, way)
);
CREATE INDEX message_due ON message (due) WHERE state = 'waiting';
CREATE INDEX message_alert ON message (alert, way);
"""


class AlertState(Durable):
    """The file, open in one thread."""

    def __init__(self, folder: Path) -> None:
        """Open it; it is made where there is none."""
        super().__init__(folder / FILE, [SCHEMA.split(";\n")])

    def set_alerts(self, alerts: Iterable[Alert]) -> None:
        """Take over what the file says; what is asked otherwise now begins anew."""
        with self._change() as db:
            db.execute("UPDATE alert SET active = 0")
            db.executemany(
                "INSERT INTO alert (name, title, definition, ways) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET active = 1, title = excluded.title, "
                "ways = excluded.ways, definition = excluded.definition, "
                "generation = iif(definition = excluded.definition, generation, ''), "
                "error = iif(definition = excluded.definition, error, ''), "
                "answer = iif(definition = excluded.definition, answer, NULL)",
                [(one.name, one.title, one.definition, " ".join(one.ways)) for one in alerts],
            )
            db.execute(
                "UPDATE message SET state = 'dropped', reason = 'the alert was taken out' "
                "WHERE state = 'waiting' AND alert IN (SELECT name FROM alert WHERE NOT active)"
            )

    def known(self, name: str) -> sqlite3.Row:
        """What is known of one alert of the file."""
        [row] = self.rows("SELECT * FROM alert WHERE name = ?", name)
        return row

    def answer_of(self, name: str) -> list[Row] | None:
        """The answer of before; None where there is none to compare with."""
        text = self.known(name)["answer"]
        return None if text is None else rows_from(text)

    def failed(self, name: str, why: str, generation: str, now: float) -> None:
        """Note that a question could not be answered in this state of the graph."""
        with self._change() as db:
            db.execute(
                "UPDATE alert SET error = ?, checked = ?, generation = ? WHERE name = ?",
                (why, now, generation, name),
            )

    def answered(
        self, alert: Alert, generation: str, rows: Sequence[Row], event: Event | None, now: float
    ) -> None:
        """Note an answer, and with it what changed and who is to be told."""
        with self._change() as db:
            db.execute(
                "UPDATE alert SET generation = ?, answer = ?, checked = ?, error = '' "
                "WHERE name = ?",
                (generation, rows_to(rows), now, alert.name),
            )
            if event is not None:
                self._enter(db, alert, event, now)

    def _enter(self, db: sqlite3.Connection, alert: Alert, event: Event, now: float) -> None:
        db.execute(
            "INSERT INTO event (id, alert, at, told) VALUES (?, ?, ?, ?)",
            (event.id, alert.name, now, event.to_json()),
        )
        for way in alert.ways:
            due = max(now, self._last_mail(alert.name) + alert.every) if way == "mail" else now
            db.execute(
                "INSERT INTO message (event, alert, way, due) VALUES (?, ?, ?, ?)",
                (event.id, alert.name, way, due),
            )
        old = "(SELECT number FROM event WHERE alert = ? ORDER BY number DESC LIMIT 1 OFFSET ?)"
        db.execute(
            # What waits to be sent is kept.
            f"DELETE FROM event WHERE alert = ? AND number <= {old} AND id NOT IN "  # noqa: S608  # our own words
            "(SELECT event FROM message WHERE state = 'waiting')",
            (alert.name, alert.name, KEPT),
        )
        db.execute("DELETE FROM message WHERE event NOT IN (SELECT id FROM event)")

    def _last_mail(self, name: str) -> float:
        query = "SELECT max(sent) FROM message WHERE alert = ? AND way = 'mail'"
        [row] = self.rows(query, name)
        return float(row[0] or 0)

    def events(self, name: str, most: int = KEPT) -> list[Event]:
        """What changed in one answer, the newest first."""
        query = "SELECT told FROM event WHERE alert = ? ORDER BY number DESC LIMIT ?"
        return [Event.from_json(row["told"]) for row in self.rows(query, name, most)]

    def rewrite(self, events: Iterable[Event]) -> None:
        """Keep events otherwise than they were."""
        with self._change() as db:
            db.executemany(
                "UPDATE event SET told = ? WHERE id = ?", [(e.to_json(), e.id) for e in events]
            )

    def due(self, now: float) -> list[tuple[str, str]]:
        """Alerts with messages that are to be sent, and by which way; the longest due first.

        The oldest of those that wait says when: what comes meanwhile does not shorten its pause.
        """
        rows = self.rows(
            "SELECT alert, way, due, min(number) FROM message WHERE state = 'waiting' "
            "GROUP BY alert, way HAVING due <= ? ORDER BY due",
            now,
        )
        return [(row["alert"], row["way"]) for row in rows]

    def waiting(self, name: str, way: str) -> list[tuple[int, int, Event]]:
        """All messages of one way that wait: number, attempts and event, the oldest first."""
        rows = self.rows(
            "SELECT message.number, attempts, told FROM message JOIN event ON event.id = event "
            "WHERE message.alert = ? AND way = ? AND state = 'waiting' ORDER BY message.number",
            name,
            way,
        )
        return [(row["number"], row["attempts"], Event.from_json(row["told"])) for row in rows]

    def sent(self, numbers: Sequence[int], now: float) -> None:
        """Note that messages were taken."""
        with self._change() as db:
            db.executemany(
                "UPDATE message SET state = 'sent', sent = ?, reason = '', "
                "attempts = attempts + 1 WHERE number = ?",
                [(now, number) for number in numbers],
            )

    def unsent(self, whens: Mapping[int, float | None], why: str) -> None:
        """Note that messages were not taken: when each is tried again, or that it is given up."""
        with self._change() as db:
            db.executemany(
                "UPDATE message SET state = ?, due = ?, reason = ?, attempts = attempts + 1 "
                "WHERE number = ?",
                [
                    ("failed" if due is None else "waiting", due or 0, why, number)
                    for number, due in whens.items()
                ],
            )
