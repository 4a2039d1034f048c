"""The register: what each document tells of each person and body, and what they have in common.

It lies beside the store, so that a new document is compared with its own blocks alone. All in it
follows from the claims; it can be deleted, and is then filled anew.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from kg.errors import StoreUnusable
from kg.model import Iri, Reason, Type
from kg.resolution.compare import Match
from kg.resolution.profiles import MOST, PARTS, Profile, short

FILE = "resolution.sqlite"
FORMAT = 2  # of the tables and of the rules that fill them

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document (iri TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (
    own TEXT, document TEXT, type TEXT, parts TEXT, PRIMARY KEY (own, document)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS told_document ON told (document);
CREATE TABLE IF NOT EXISTS part (
    own TEXT, name TEXT, rank INT, value TEXT, number INT,
    PRIMARY KEY (own, name, rank, value)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS beside (
    other TEXT, own TEXT, document TEXT, PRIMARY KEY (other, own, document)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS beside_document ON beside (document);
CREATE TABLE IF NOT EXISTS block (key INT, own TEXT, PRIMARY KEY (key, own)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS block_own ON block (own);
CREATE TABLE IF NOT EXISTS pair (
    a TEXT, b TEXT, score REAL, reasons TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pair_b ON pair (b);
CREATE TABLE IF NOT EXISTS root (own TEXT PRIMARY KEY, root TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS root_root ON root (root);
CREATE TEMP TABLE waiting (what TEXT, own TEXT, PRIMARY KEY (what, own)) WITHOUT ROWID;
"""
TABLES = ("meta", "document", "told", "part", "beside", "block", "pair", "root")
KINDS = "type"  # the part that tells what one is, beside those of a profile
PAGE = 1000  # rows that are held at once

type Parts = Mapping[str, frozenset[str]]  # what one document tells of one, by the part's name


class Register:
    """The register of one store, in the one process that writes; `commit` keeps what is told."""

    def __init__(self, folder: Path | None) -> None:
        """Open the file in a store's folder, or keep all in memory."""
        path = folder / FILE if folder else Path(":memory:")
        try:
            self.sql = sqlite3.connect(path)
            self.sql.execute("PRAGMA synchronous = NORMAL")
            self.sql.execute("PRAGMA cache_size = -64000")  # kB: what is asked for lies anywhere
            self.sql.executescript(SCHEMA)
        except sqlite3.Error as error:
            raise StoreUnusable(
                f"{path} cannot be opened: {error}; delete it, and kg resolve fills it anew"
            ) from error
        if self.meta("format") != str(FORMAT):
            self.clear()

    def close(self) -> None:
        """Let go of the file; what was not committed is lost, and told by the meta data."""
        self.sql.close()

    def commit(self) -> None:
        """Keep what was changed."""
        self.sql.commit()

    def clear(self) -> None:
        """Forget everything."""
        for table in TABLES:
            self.sql.execute(f"DELETE FROM {table}")  # noqa: S608  # names of ours
        self.set_meta("format", str(FORMAT))

    def meta(self, name: str) -> str:
        """A note; empty where there is none."""
        row = self.sql.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        """Note something."""
        self.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def documents(self) -> Iterator[Iri]:
        """The documents that were seen, read while others may be told."""
        query, last = "SELECT iri FROM document WHERE iri > ? ORDER BY iri LIMIT ?", ""
        while rows := self.sql.execute(query, (last, PAGE)).fetchall():
            yield from (Iri(iri) for (iri,) in rows)
            last = rows[-1][0]

    def digest(self, document: Iri) -> str:
        """The digest of what was seen of a document; empty where it was not."""
        query = "SELECT digest FROM document WHERE iri = ?"
        row = self.sql.execute(query, (document,)).fetchone()
        return str(row[0]) if row else ""

    def tell(self, document: Iri, digest: str, found: Iterable[Profile]) -> set[Iri]:
        """Exchange what a document tells; of whom something else is known now."""
        query = "SELECT own, type, parts FROM told WHERE document = ?"
        before = {row[0]: _parts(*row[1:]) for row in self.sql.execute(query, (document,))}
        for table in ("told", "beside"):
            self.sql.execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608
        self.sql.execute("DELETE FROM document WHERE iri = ?", (document,))
        if digest:
            self.sql.execute("INSERT INTO document VALUES (?, ?)", (document, digest))
        after = {}
        for profile in found:
            parts = json.dumps({name: sorted(getattr(profile, name)) for name in PARTS})
            after[str(profile.iri)] = _parts(profile.type.value, parts)
            row = (profile.iri, document, profile.type.value, parts)
            self.sql.execute("INSERT INTO told VALUES (?, ?, ?, ?)", row)
            others = ((o, profile.iri, document) for o in profile.bodies | profile.company)
            self.sql.executemany("INSERT INTO beside VALUES (?, ?, ?)", others)
        names = before.keys() | after.keys()
        return {
            Iri(own)
            for own in names
            if self._exchange(own, before.get(own, {}), after.get(own, {}))
        }

    def _exchange(self, own: str, before: Parts, after: Parts) -> bool:
        """Count what is told of one; whether anything that is kept of it comes or goes."""
        if not before and not self._rows("SELECT value FROM part WHERE own = ? LIMIT 1", own):
            told = [(own, name, short(each), each) for name in after for each in after[name]]
            self.sql.executemany("INSERT INTO part VALUES (?, ?, ?, ?, 1)", told)
            return bool(told)
        changed = False
        for name in (KINDS, *PARTS):
            old, new = before.get(name, frozenset()), after.get(name, frozenset())
            gone = (self._count(own, name, value, -1) for value in old - new)
            more = (self._count(own, name, value, 1) for value in new - old)
            changed |= any([*gone, *more])
        return changed

    def _count(self, own: str, name: str, value: str, number: int) -> bool:
        rank = short(value)
        add = """INSERT INTO part VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET number = number + excluded.number RETURNING number"""
        [(now,)] = self.sql.execute(add, (own, name, rank, value, number)).fetchall()
        if now > max(number, 0):
            return False  # it was told before, and still is
        if now == 0:
            where = "own = ? AND name = ? AND rank = ? AND value = ?"
            self.sql.execute(f"DELETE FROM part WHERE {where}", (own, name, rank, value))  # noqa: S608
        before = "SELECT 1 FROM part WHERE own = ? AND name = ? AND rank < ? LIMIT ?"
        return len(self.sql.execute(before, (own, name, rank, MOST)).fetchall()) < MOST

    def telling(self, own: Iri) -> set[Iri]:
        """The documents that tell anything of one."""
        return self._rows("SELECT document FROM told WHERE own = ?", own)

    def profile(self, own: Iri) -> Profile | None:
        """What all documents tell of one, as far as it is kept; None where none does any more."""
        query = "SELECT value FROM part WHERE own = ? AND name = ? ORDER BY rank LIMIT ?"
        kinds, *parts = (
            [value for (value,) in self.sql.execute(query, (own, name, MOST))]
            for name in (KINDS, *PARTS)
        )
        if not kinds:
            return None
        return Profile(own, Type(min(kinds)), *map(frozenset, parts))

    def near(self, others: Iterable[Iri]) -> set[Iri]:
        """Who is told of together with one of these."""
        query = "SELECT DISTINCT own FROM beside WHERE other = ?"
        return {own for other in others for own in self._rows(query, other)}

    def place(self, own: Iri, keys: frozenset[str]) -> dict[int, int]:
        """Put one under its keys; the keys that it came under (1) or left (-1)."""
        wanted = {short(key) for key in keys}
        rows = self.sql.execute("SELECT key FROM block WHERE own = ?", (own,))
        before = {int(key) for (key,) in rows}
        for key in before - wanted:
            self.sql.execute("DELETE FROM block WHERE key = ? AND own = ?", (key, own))
        new = wanted - before
        self.sql.executemany("INSERT INTO block VALUES (?, ?)", ((key, own) for key in new))
        return dict.fromkeys(new, 1) | dict.fromkeys(before - wanted, -1)

    def put_off(self, what: str, iris: Iterable[Iri]) -> None:
        """Let these wait for something; in the file, for there may be very many."""
        rows = ((what, iri) for iri in iris)
        self.sql.executemany("INSERT OR IGNORE INTO waiting VALUES (?, ?)", rows)

    def waiting(self, what: str) -> Iterator[Iri]:
        """Who waits for something, in order, also who comes behind meanwhile."""
        query = "SELECT own FROM waiting WHERE what = ? AND own > ? ORDER BY own LIMIT ?"
        last = ""
        while rows := self.sql.execute(query, (what, last, PAGE)).fetchall():
            yield from (Iri(own) for (own,) in rows)
            last = rows[-1][0]

    def first(self, what: str) -> Iri | None:
        """The first who waits for something."""
        query = "SELECT own FROM waiting WHERE what = ? ORDER BY own LIMIT 1"
        row = self.sql.execute(query, (what,)).fetchone()
        return Iri(row[0]) if row else None

    def done(self, what: str, iris: Iterable[Iri]) -> None:
        """Let these wait no longer."""
        rows = ((what, iri) for iri in iris)
        self.sql.executemany("DELETE FROM waiting WHERE what = ? AND own = ?", rows)

    def forget_waiting(self) -> None:
        """Let nobody wait for anything."""
        self.sql.execute("DELETE FROM waiting")

    def size(self, key: int) -> int:
        """How many stand under a key."""
        row = self.sql.execute("SELECT COUNT(*) FROM block WHERE key = ?", (key,)).fetchone()
        return int(row[0])

    def members(self, key: int, most: int = -1) -> list[Iri]:
        """Who stands under a key, up to a number."""
        query = "SELECT own FROM block WHERE key = ? LIMIT ?"
        return [Iri(own) for (own,) in self.sql.execute(query, (key, most))]

    def large(self, most: int) -> list[tuple[Iri, int]]:
        """The blocks of more than so many: one who stands in it, and how many do."""
        query = """SELECT MIN(own), COUNT(*) FROM block GROUP BY key HAVING COUNT(*) > ?
            ORDER BY 2 DESC, 1"""
        return [(Iri(own), int(number)) for own, number in self.sql.execute(query, (most,))]

    def forget_pairs(self, own: Iri) -> set[Iri]:
        """Drop all matches of one; who they were with."""
        partners = {match.left if match.right == own else match.right for match in self.pairs(own)}
        self.sql.execute("DELETE FROM pair WHERE a = ? OR b = ?", (own, own))
        return partners

    def keep_pair(self, match: Match) -> None:
        """Keep a match."""
        reasons = json.dumps([[r.kind, r.text, r.weight] for r in match.reasons])
        row = (match.left, match.right, match.score, reasons)
        self.sql.execute("INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)", row)

    def pairs(self, own: Iri) -> list[Match]:
        """All matches of one."""
        query = "SELECT * FROM pair WHERE a = ? UNION SELECT * FROM pair WHERE b = ?"
        return [_match(row) for row in self.sql.execute(query, (own, own))]

    def same(self, own: Iri, least: float) -> list[Match]:
        """The matches of one from a score upwards, without the reasons."""
        query = """SELECT a, b, score FROM pair WHERE a = ? AND score >= ?
            UNION ALL SELECT a, b, score FROM pair WHERE b = ? AND score >= ?"""
        rows = self.sql.execute(query, (own, least, own, least))
        return [Match(Iri(a), Iri(b), score, ()) for a, b, score in rows]

    def likely(self, least: float) -> Iterator[Match]:
        """All matches from a score upwards, the likeliest first."""
        query = "SELECT * FROM pair WHERE score >= ? ORDER BY score DESC, a, b"
        return (_match(row) for row in self.sql.execute(query, (least,)))

    def root(self, own: Iri) -> Iri:
        """Under which name one was concluded last."""
        row = self.sql.execute("SELECT root FROM root WHERE own = ?", (own,)).fetchone()
        return Iri(row[0]) if row else own

    def set_root(self, own: Iri, root: Iri) -> bool:
        """Note under which name one is concluded; whether that is news."""
        if self.root(own) == root:
            return False
        self.sql.execute("DELETE FROM root WHERE own = ?", (own,))
        if own != root:
            self.sql.execute("INSERT INTO root VALUES (?, ?)", (own, root))
        return True

    def merged(self) -> int:
        """How many are concluded under another name."""
        return int(self.sql.execute("SELECT COUNT(*) FROM root").fetchone()[0])

    def roots(self) -> Iterator[tuple[Iri, Iri]]:
        """Everyone who is concluded under another name, with that name."""
        query, last = "SELECT own, root FROM root WHERE own > ? ORDER BY own LIMIT ?", ""
        while rows := self.sql.execute(query, (last, PAGE)).fetchall():
            yield from ((Iri(own), Iri(root)) for own, root in rows)
            last = rows[-1][0]

    def under(self, root: Iri) -> set[Iri]:
        """Who is concluded under a name."""
        return {root, *self._rows("SELECT own FROM root WHERE root = ?", root)}

    def _rows(self, query: str, value: str) -> set[Iri]:
        with closing(self.sql.execute(query, (value,))) as rows:
            return {Iri(each) for (each,) in rows}


def _parts(kind: str, parts: str) -> Parts:
    found = {name: frozenset(values) for name, values in json.loads(parts).items()}
    return found | {KINDS: frozenset({kind})}


def _match(row: tuple[str, str, float, str]) -> Match:
    left, right, score, reasons = row
    told = tuple(Reason(kind, text, weight) for kind, text, weight in json.loads(reasons))
    return Match(Iri(left), Iri(right), score, told)
