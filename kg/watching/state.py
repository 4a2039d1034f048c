"""What a watcher knows across restarts: sources, items, jobs, in one SQLite file by the store.

Everything is on disk when a method returns: what was acknowledged is there after a power cut.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from kg.errors import KgError
from kg.model import Iri
from kg.watching import begun, holdings, standing, troubles
from kg.watching.durable import Durable
from kg.watching.items import Entry, Found, Item, Outcome, State, shortened
from kg.watching.schema import STEPS
from kg.watching.source import Source

FILE = "watch.sqlite"
NAMED = 1000  # documents of one item that are named


class WatchState(Durable):
    """The file, open in one thread."""

    def __init__(self, folder: Path) -> None:
        """Open it; it is made where there is none."""
        super().__init__(folder / FILE, STEPS)

    def set_sources(self, sources: Iterable[Source]) -> None:
        """Take over what the file of sources says; sources that are gone keep what they did."""
        with self._change() as db:
            db.execute("UPDATE source SET active = 0")
            db.executemany(
                "INSERT INTO source (name, kind, place, interval, trust) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET active = 1, trust = excluded.trust, "
                # Another place, or another interval, is looked at as if it were new.
                "next_run = CASE WHEN (place, interval) = (excluded.place, excluded.interval) "
                "THEN next_run ELSE 0 END, "
                "etag = CASE WHEN place = excluded.place THEN etag ELSE '' END, "
                "modified = CASE WHEN place = excluded.place THEN modified ELSE '' END, "
                "kind = excluded.kind, place = excluded.place, interval = excluded.interval",
                [(s.name, s.kind, s.place, s.interval, s.trust) for s in sources],
            )

    def due_sources(self, now: float) -> list[str]:
        """Names of the sources that are to be looked at, the longest due first."""
        rows = self.rows(
            "SELECT name FROM source WHERE active AND kind != 'push' AND next_run <= ? "
            "ORDER BY next_run",
            now,
        )
        return [row["name"] for row in rows]

    def conditions(self, name: str) -> tuple[str, str]:
        """What a source's server named its answer by, the last time."""
        [row] = self.rows("SELECT etag, modified FROM source WHERE name = ?", name)
        return row["etag"], row["modified"]

    def looked(self, source: Source, found: Found, now: float) -> None:
        """Note what a look found: what is new or another waits to be read."""
        with self._change() as db:
            if not found.is_unchanged:
                troubles.forget_listing(db, source.name)
            fresh = sum(self._enter(db, source, entry, now) for entry in found.entries)
            listed = "" if found.is_unchanged else "listed_before = listed, listed = :listed, "
            db.execute(
                # A page is not looked at before it is read: that it is there is noted then.
                f"UPDATE source SET {standing.LOOKED}, next_run = :next, "  # noqa: S608  # our own words
                f"{listed} fresh = :fresh, etag = :etag, modified = :modified WHERE name = :name",
                {
                    "now": now,
                    "next": now + source.interval,
                    "listed": len(found.entries),
                    "fresh": fresh,
                    "etag": found.etag,
                    "modified": found.modified,
                    "name": source.name,
                },
            )
            if found.present is not None:
                holdings.note_gone(db, source, found.present, now)
            for trouble in found.troubles:
                told = ("refused", trouble.source, trouble.why)
                troubles.note(db, None, source.name, told, now)

    def _enter(self, db: sqlite3.Connection, source: Source, entry: Entry, now: float) -> int:
        """1 where an entry is to be read, 0 where it is as it was."""
        done = db.execute(
            "INSERT INTO item (source, key, stamp, payload, priority, state, found) "
            "VALUES (?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT (source, key) DO UPDATE SET "
            "state = 'waiting', stamp = excluded.stamp, payload = excluded.payload, due = 0, "
            "position = '', "
            "attempts = 0, priority = excluded.priority, found = excluded.found "
            "WHERE stamp != excluded.stamp OR state IN ('gone', 'withdrawn')",
            (
                *(source.name, entry.key, entry.stamp, entry.payload),
                *(min(9, source.priority + entry.priority), now),
            ),
        )
        return done.rowcount

    def trust_of(self, name: str) -> float:
        """How far a source is trusted, or was when it was watched last."""
        rows = self.rows("SELECT trust FROM source WHERE name = ?", name)
        return float(rows[0]["trust"]) if rows else 1.0

    def failed(self, source: Source, why: str, seconds: float | None, now: float) -> bool:
        """Note that a source could not be looked at, and say whether that is news."""
        [row] = self.rows("SELECT failures, error FROM source WHERE name = ?", source.name)
        growing = min(60.0 * 2 ** min(row["failures"], 20), 86_400.0)
        wait = max(seconds or 0.0, min(growing, max(source.interval, 60.0)))
        with self._change() as db:
            db.execute(
                "UPDATE source SET last_run = ?, next_run = ?, failures = failures + 1, error = ? "
                "WHERE name = ?",
                (now, now + wait, why, source.name),
            )
        return bool(row["error"] != why)

    def later(self, name: str, when: float) -> None:
        """Look at a source at another time: it was not its turn."""
        with self._change() as db:
            db.execute("UPDATE source SET next_run = ? WHERE name = ?", (when, name))

    def accept(self, source: str, payloads: Sequence[str], signature: str | None = None) -> str:
        """Keep what was sent, and name the job; what has the same signature is the same job."""
        job, now = token_hex(16), time.time()
        with self._change() as db:
            old = db.execute("SELECT id FROM job WHERE signature = ?", (signature,)).fetchone()
            if old:
                return str(old["id"])
            db.execute("INSERT INTO job VALUES (?, ?, ?, ?)", (job, source, now, signature))
            for number, payload in enumerate(payloads, 1):
                key = f"{job}/{number}"
                db.execute(
                    "INSERT INTO item (source, key, job, stamp, payload, priority, state, found) "
                    "VALUES (?, ?, ?, '', ?, 0, 'waiting', ?)",
                    (source, key, job, payload, now),
                )
        return job

    def due_items(self, now: float, most: int) -> list[Item]:
        """What is to be read next: by priority, then in the order in which it was found.

        Of sources that were taken out what was pushed is read, for it was acknowledged.
        """
        rows = self.rows(
            "SELECT number, source, key, stamp, payload, attempts, etag, modified, position "
            "FROM item "
            "WHERE state IN ('waiting', 'aside') AND due <= ? AND (job IS NOT NULL OR source IN "
            "(SELECT name FROM source WHERE active)) ORDER BY priority, number LIMIT ?",
            now,
            most,
        )
        return [Item(*row) for row in rows]

    def finish(self, outcomes: Iterable[Outcome], now: float) -> None:
        """Note what became of items, all at once, after the store has it."""
        with self._change() as db:
            for outcome in outcomes:
                _finish(db, outcome, now)

    def begun(self) -> dict[Iri, int]:
        """The documents that were under way when watchers died, and what these deaths weigh."""
        return {Iri(row["iri"]): row["starts"] for row in self.rows("SELECT * FROM begun")}

    @contextmanager
    def writing(self, documents: Sequence[Iri]) -> Iterator[None]:
        """Note that documents are being written, as long as this lasts."""
        with self._under_way(documents, begun.ONE):
            yield
        self._undo(documents, begun.ONE)

    @contextmanager
    def ending(self, documents: Sequence[Iri]) -> Iterator[None]:
        """Note that documents are being ended with; after this they are as good as all others."""
        with self._under_way(documents, begun.MANY):
            yield
        with self._hint() as db:
            begun.end(db, documents)

    @contextmanager
    def _under_way(self, documents: Sequence[Iri], weight: int) -> Iterator[None]:
        with self._hint() as db:
            begun.begin(db, documents, weight)
        try:
            yield
        except (KgError, KeyboardInterrupt):  # not a death
            self._undo(documents, weight)
            raise

    def _undo(self, documents: Sequence[Iri], weight: int) -> None:
        with self._hint() as db:
            begun.undo(db, documents, weight)

    def spare(self, documents: Sequence[Iri], outcome: Outcome) -> None:
        """Note what was not written as it ended watchers; what is set aside gets one start more."""
        if outcome.state is State.ASIDE:
            self._undo(documents, begun.ONE)
            return
        with self._hint() as db:
            begun.end(db, documents)

    def to_withdraw(self, sources: Sequence[str], most: int) -> list[Iri]:
        """Documents that are to be taken out of the store, for what held them is gone."""
        return holdings.to_withdraw(self._db, sources, most) if sources else []

    def withdrawn(self, documents: Iterable[Iri]) -> None:
        """Note that documents were taken out, after the store has done so."""
        with self._change() as db:
            holdings.withdrawn(db, documents)


def _finish(db: sqlite3.Connection, outcome: Outcome, now: float) -> None:
    item = outcome.item
    if outcome.begins:
        holdings.begin(db, item.number)
        db.execute(
            "UPDATE item SET taken = 0, unchanged = 0, claims = 0, documents = '[]' "
            "WHERE number = ?",
            (item.number,),
        )
        db.execute("DELETE FROM trouble WHERE item = ?", (item.number,))
    [row] = db.execute("SELECT * FROM item WHERE number = ?", (item.number,)).fetchall()
    holdings.see(db, item.number, outcome.documents)
    documents = list(dict.fromkeys([*json.loads(row["documents"]), *outcome.documents]))[:NAMED]
    taken, unchanged = row["taken"] + outcome.taken, row["unchanged"] + outcome.unchanged
    state = State.WAITING if outcome.more else outcome.state
    # By what all slices brought; what was not even sent again has none.
    if state is State.REFUSED or (state is State.UNCHANGED and outcome.unchanged):
        state = State.TAKEN if taken else State.UNCHANGED if unchanged else state
    db.execute(
        # A listing may have found it changed again while it was read: then it waits.
        "UPDATE item SET state = iif(stamp = :stamp, :state, 'waiting'), reason = :reason, "
        "due = :due, attempts = attempts + :tried, finished = iif(:more, finished, :now), "
        "taken = :taken, unchanged = :unchanged, claims = claims + :claims, "
        "documents = :documents, etag = :etag, modified = :modified, "
        "position = iif(stamp = :stamp AND NOT :ended, :position, ''), "
        "payload = iif(stamp = :stamp AND :ended, :short, payload) WHERE number = :number",
        {
            "stamp": item.stamp,
            "state": state,
            "reason": outcome.reason,
            "due": outcome.due,
            "tried": int(state is State.ASIDE and outcome.counts),
            "more": outcome.more or not outcome.counts,
            "now": now,
            "taken": taken,
            "unchanged": unchanged,
            "claims": outcome.claims,
            "documents": json.dumps(documents),
            "etag": outcome.etag,
            "modified": outcome.modified,
            "position": outcome.position,
            "number": item.number,
            "ended": state not in (State.WAITING, State.ASIDE),
            "short": shortened(item.payload),
        },
    )
    told = [("refused", refusal.source, refusal.why) for refusal in outcome.refused]
    told += [("empty", name, "nothing was found in it") for name in outcome.empty]
    for each in told:
        troubles.note(db, item.number, item.source, each, now)
    if not outcome.more:
        holdings.end(db, item.number, is_whole=bool(outcome.documents))
        standing.note(db, item, state, outcome.reason, now)
