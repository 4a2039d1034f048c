"""The index of names: what an entity is called -> the entity, forgiving of how it is typed.

A name is found whole, by its acronym, by the beginnings of its words in any order, and with small
typing errors. SQLite narrows 100,000 names down to some dozens; `likeness` puts those in order.

Readers open the copy of the index that lies in a snapshot's folder, so that names and graph are of
the same moment.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.model import Iri, Type
from kg.store.likeness import LIKELY, SMALL, fold, rate

FILE = "names.sqlite"
FORMAT = 2  # user_version of a finished index; any other number means: build it anew
EXACT = 0.9  # from here on a score says that it is the name, and not only like it
ALIAS = 0.99  # a label comes before the same word as another thing's second name
CANDIDATES = 200  # names that are rated, at most, in each way of looking

type _Row = tuple[str, str, str, int, str, str]  # iri, type, label, weight, name, key

# For a file that is made anew: what is not finished is not used, and needs no journal.
UNSAFE = "PRAGMA journal_mode = OFF;"
SCHEMA = """
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, type TEXT, label TEXT, weight INT);
CREATE TABLE name (id INTEGER PRIMARY KEY, entity INT, name TEXT, key TEXT, acronym TEXT);
CREATE VIRTUAL TABLE word USING fts5 (
    key, content='name', content_rowid='id', prefix='1 2 3', detail='none',
    tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (word, row);
"""
# Made when all rows are there: kept up from the first on, they would take as long as these.
INDEXES = """
CREATE INDEX name_entity ON name (entity);
CREATE INDEX name_key ON name (key);
CREATE INDEX name_acronym ON name (acronym);
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity whose name fits a text: how well (0 to 1), and in which way."""

    iri: Iri
    type: Type
    label: str
    name: str  # the one of its names that fits best
    score: float
    why: str
    weight: int = 1  # in how many documents the entity is mentioned, at least 1


class Names:
    """A finished index, open for reading; any number of threads may ask it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self.connection = connection
        self.lock = Lock()
        self.words: dict[int, list[str]] = {}  # by length; read when a word is first misspelled

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """Open the index that lies beside a snapshot; None where there is none to use."""
        connection = opened(folder / FILE, FORMAT)
        return cls(connection) if connection is not None else None

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def search(self, text: str, *, types: Iterable[Type] = (), limit: int = 10) -> list[Hit]:
        """Entities whose name fits the text, best first; the order is the same every time."""
        asked = fold(text)
        if not asked or limit < 1:
            return []
        allowed = tuple(sorted(types))
        with self.lock:
            rows = self._candidates(asked, allowed)
        best: dict[str, Hit] = {}
        for iri, kind, label, weight, name, key in rows:
            score, why = rate(asked, key.split())
            if score < EXACT:  # what is not the name itself yields to what is named more often
                score = round(score + 0.06 * (1 - 1 / weight), 4)
            if name != label and score == 1:
                score, why = ALIAS, "another of its names"
            if iri not in best or score > best[iri].score:
                best[iri] = Hit(Iri(iri), Type(kind), label, name, score, why, weight)
        likely = [hit for hit in best.values() if hit.score >= LIKELY]
        return sorted(likely, key=_best_first)[:limit]

    def _candidates(self, asked: Sequence[str], types: Sequence[Type]) -> list[_Row]:
        """Names worth rating, from the strictest way of looking to the most forgiving."""
        key = " ".join(asked)
        rows = self._names("name.key = ?", (key,), types)
        rows += self._names("name.acronym = ?", ("".join(asked),), types)
        rows += self._names("name.key >= ? AND name.key < ?", (key, key + "\U0010ffff"), types)
        words = [word for word in asked if word not in SMALL] or asked
        rows += self._match([[f'"{word}"*'] for word in words], types)
        if not rows:
            near = {word: self._near(word) for word in words}
            rows = self._match([[f'"{n}"' for n in near[word]] for word in words], types)
            rows += self._match([[f'"{word}"' for word in self._rare(near.values())]], types)
        return rows

    def _match(self, groups: Sequence[Sequence[str]], types: Sequence[Type]) -> list[_Row]:
        """Names with a word out of every group."""
        if not all(groups):
            return []
        expression = " AND ".join(f"({' OR '.join(group)})" for group in groups)
        where = "name.id IN (SELECT rowid FROM word WHERE word MATCH ?)"
        return self._names(where, (expression,), types)

    def _names(self, where: str, values: tuple[str, ...], types: Sequence[Type]) -> list[_Row]:
        only = f"AND entity.type IN ({', '.join('?' * len(types))})" if types else ""
        # What is pasted are conditions of ours; what was typed is always bound.
        query = f"""SELECT iri, type, label, MAX(weight, 1), name, key FROM name
            CROSS JOIN entity ON entity.id = name.entity WHERE {where} {only}
            ORDER BY weight DESC, name.id LIMIT {CANDIDATES}"""  # noqa: S608
        return self.connection.execute(query, (*values, *types)).fetchall()

    def _near(self, word: str) -> list[str]:
        """The word, if any name has it, and words that differ by a typing error or two."""
        if not self.words:
            self.words = defaultdict(list)
            for (term,) in self.connection.execute("SELECT term FROM vocabulary"):
                self.words[len(term)].append(term)
        errors = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
        lengths = range(len(word) - errors, len(word) + errors + 1)
        known = [term for length in lengths for term in self.words.get(length, ())]
        found = process.extract(word, known, scorer=OSA.distance, score_cutoff=errors, limit=8)
        return [term for term, _, _ in found]

    def _rare(self, groups: Iterable[Sequence[str]]) -> list[str]:
        """The best reading of each word, of those the two that the fewest names have."""
        count = "SELECT doc, term FROM vocabulary WHERE term = ?"
        words = sorted({group[0] for group in groups if group})
        rows = [self.connection.execute(count, (word,)).fetchone() for word in words]
        return [term for _, term in sorted(rows)[:2]]


def _best_first(hit: Hit) -> tuple[float, int, str, str]:
    return -hit.score, -hit.weight, hit.label, hit.iri


def opened(path: Path, form: int) -> sqlite3.Connection | None:
    """A finished table beside a snapshot, to be read by any thread; None if it is of no use."""
    if not path.is_file():
        return None
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    if format_of(connection) != form:
        connection.close()
        return None
    return connection


def format_of(connection: sqlite3.Connection) -> int:
    """The format of a finished index; 0 for an unfinished one and for what is no index."""
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0
