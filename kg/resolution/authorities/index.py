"""The index of an authority's bodies: one SQLite file, written whole and then put in place.

Bodies are numbered from the best known on, so that the first matches of any look-up are the ones
that are likeliest meant and a look-up can stop early. FTS5 finds words and beginnings of words;
the words themselves serve to mend typing errors. Nothing else proved necessary: trigrams would
double the file, and a second engine would be another thing to keep.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from kg.errors import StoreUnusable
from kg.resolution.authorities.body import Body, Name, NameKind, from_text, to_text
from kg.resolution.authorities.words import bag, meant, run
from kg.store.likeness import acronym, fold

FORMAT = 1  # user_version of a finished index
BEGINNINGS = (1, 2, 3, 4, 6)  # lengths of beginnings of words that FTS5 keeps lists of
SCHEMA = f"""
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TEMP TABLE draft (weight INT, ror TEXT, country TEXT, city TEXT, successor TEXT, facts TEXT);
CREATE TABLE body (id INTEGER PRIMARY KEY, ror TEXT, country TEXT, city TEXT, successor TEXT,
    facts TEXT);
CREATE TABLE name (id INTEGER PRIMARY KEY, body INT, kind INT, text TEXT, key TEXT, acronym TEXT,
    bag INT, run INT);
CREATE VIRTUAL TABLE word USING fts5 (
    words, content='', prefix='{" ".join(map(str, BEGINNINGS))}', detail='none',
    tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (word, row);
"""
INDEXES = """
CREATE UNIQUE INDEX body_ror ON body (ror);
CREATE INDEX body_successor ON body (successor) WHERE successor != '';
CREATE INDEX body_place ON body (country, city);
CREATE INDEX name_body ON name (body);
CREATE INDEX name_key ON name (key);
CREATE INDEX name_acronym ON name (acronym) WHERE acronym != '';
CREATE INDEX name_bag ON name (bag);
CREATE INDEX name_run ON name (run);
"""
MANY = 500


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the index, and whose it is."""

    name: int
    body: int
    kind: NameKind
    text: str
    key: str


def write(bodies: Iterable[Body], target: Path) -> int:
    """Index bodies into a new file; how many there were."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript(SCHEMA)
        for group in batched(bodies, MANY):
            connection.executemany("INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)", map(_row, group))
        # What is known best comes first; ties are broken so that the file is the same each time.
        connection.execute(
            "INSERT INTO body (ror, country, city, successor, facts) "
            "SELECT ror, country, city, successor, facts FROM draft ORDER BY weight DESC, ror"
        )
        connection.execute("DROP TABLE draft")
        _write_names(connection)
        connection.executescript(INDEXES)
        connection.execute("INSERT INTO word (word) VALUES ('optimize')")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.commit()
        return int(connection.execute("SELECT count(*) FROM body").fetchone()[0])


def _row(body: Body) -> tuple[int, str, str, str, str, str]:
    return body.weight, body.id, body.country, body.city, body.successor, to_text(body)


def _write_names(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT id, facts FROM body ORDER BY id")
    for group in batched(_names(rows), MANY):
        connection.executemany(
            "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (row for row, _ in group)
        )
        connection.executemany(
            "INSERT INTO word (rowid, words) VALUES (?, ?)",
            ((row[0], words) for row, words in group),
        )


type _NameRow = tuple[int, int, int, str, str, str, int, int]


def _names(rows: Iterable[tuple[int, str]]) -> Iterator[tuple[_NameRow, str]]:
    """The row and the indexed words of each name that differs from the ones before it."""
    number = 0
    for body, facts in rows:
        seen = set()
        for name in sorted(from_text(facts).names, key=lambda name: name.kind):
            words = fold(name.text)
            key = " ".join(words)
            if not key or key in seen:
                continue
            seen.add(key)
            number += 1
            yield _name_row(number, body, name, words)


def _name_row(number: int, body: int, name: Name, words: tuple[str, ...]) -> tuple[_NameRow, str]:
    full, key = meant(words), " ".join(words)
    initials = "" if name.kind is NameKind.ACRONYM else acronym(words)
    row = (number, body, int(name.kind), name.text, key, initials, bag(full), run(full))
    return row, " ".join(dict.fromkeys((*words, *full)))


def open_index(path: Path) -> sqlite3.Connection:
    """A finished index, for reading by any thread that waits its turn."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise StoreUnusable(f"{path} cannot be read ({error}): add the authority again") from error
    if found != FORMAT:
        connection.close()
        raise StoreUnusable(f"{path} is of another version of collab-kg: add the authority again")
    connection.execute("PRAGMA mmap_size = 300000000")
    connection.execute("PRAGMA cache_size = -16000")
    return connection
