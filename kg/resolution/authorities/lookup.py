"""Bodies of an authority by id, by exact name, and by what somebody typed."""

import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from pathlib import Path
from threading import Lock
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.resolution.authorities.body import Body, NameKind, from_text
from kg.resolution.authorities.index import BEGINNINGS, Named, open_index
from kg.resolution.authorities.words import meant
from kg.store.likeness import LIKELY, SMALL, fold, rate

CANDIDATES = 60  # names that are rated, at most, in each way of looking
SPELLED_OUT = 400  # words with one beginning that are looked for one by one, at most
KEPT = 20_000  # bodies that are kept in memory once they have been read
COLUMNS = "name.id, name.body, name.kind, name.text, name.key"


@dataclass(frozen=True, slots=True)
class Match:
    """A body whose name fits a text: how well (0 to 1), and in which way."""

    body: Body
    name: str  # the one of its names that fits best
    score: float
    why: str


class Bodies:
    """An opened index; any number of threads may ask it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self._connection, self._lock = connection, Lock()
        self._words: dict[tuple[int, str], list[str]] = {}
        self._frequent: dict[str, int] = {}
        self._sorted: list[str] = []
        self.body = lru_cache(KEPT)(self._body)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index in a file; StoreUnusable where it is none."""
        return cls(open_index(path))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def rows(self, query: str, values: Sequence[str | int] = ()) -> list[tuple[object, ...]]:
        """Ask the index itself; a query is ours, what was typed is bound."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _body(self, number: int) -> Body:
        found = self.rows("SELECT facts FROM body WHERE id = ?", (number,))
        return from_text(str(found[0][0]))

    def number(self, ror: str) -> int | None:
        """The number of the body with this key, as it stands in the release."""
        found = self.rows("SELECT id FROM body WHERE ror = ?", (ror,))
        return found[0][0] if found else None  # type: ignore[return-value]  # a whole number

    def identified(self, ror: str) -> Body | None:
        """The body with this key, or the one that a withdrawn record stands for now."""
        seen: set[str] = set()
        body = None
        while ror and ror not in seen:
            seen.add(ror)
            number = self.number(ror)
            if number is None:
                break
            body = self.body(number)
            ror = body.successor
        return body

    def predecessors(self, ror: str) -> list[str]:
        """The keys of the withdrawn records that stand for a body."""
        rows = self.rows(
            "SELECT ror FROM body WHERE successor = ? AND successor != '' ORDER BY ror", (ror,)
        )
        return [str(row[0]) for row in rows]

    def named(self, name: str) -> list[tuple[Body, NameKind]]:
        """The bodies that are called exactly so, but for case and accents, and as what."""
        key = " ".join(fold(name))
        query = f"SELECT {COLUMNS} FROM name WHERE key = ? ORDER BY id"  # noqa: S608
        found = _names(self.rows(query, (key,))) if key else []
        return [(self.body(each.body), each.kind) for each in found]

    def search(self, text: str, *, limit: int = 10) -> list[Match]:
        """Bodies whose name fits the text, best first; the order is the same every time."""
        asked = fold(text)
        if not asked or limit < 1:
            return []
        best: dict[int, tuple[float, int, Named, str]] = {}
        for each in self._candidates(asked):
            score, why = rate(asked, each.key.split())
            if score == 1 and each.kind is NameKind.ACRONYM:
                score, why = 0.99, "the acronym"
            if score >= LIKELY and score > best.get(each.body, (0.0,))[0]:
                best[each.body] = (score, each.kind, each, why)
        # Bodies are numbered from the best known on.
        order = sorted(best, key=lambda body: (-best[body][0], body))[:limit]
        return [Match(self.body(b), best[b][2].text, best[b][0], best[b][3]) for b in order]

    def _candidates(self, asked: Sequence[str]) -> list[Named]:
        """Names worth rating, from the strictest way of looking to the most forgiving."""
        key, words = " ".join(asked), [word for word in asked if word not in SMALL] or [*asked]
        found = self._where("name.key = ?", key)
        found += self._where("name.acronym = ? AND name.acronym != ''", "".join(asked))
        # Whoever types has finished all words but the last.
        typed = [[f'"{w}"'] if self.frequency(w) else self._begun(w) for w in words[:-1]]
        found += self.holding([*typed, self._begun(words[-1])], CANDIDATES)
        if not found:
            near = {word: self.near(word) for word in words}
            found = self.holding([[f'"{n}"' for n in near[w]] for w in words], CANDIDATES)
            if not found:
                groups = [[f'"{word}"'] for word in self._rarest(near.values())]
                found = self.holding(groups, CANDIDATES) if groups else []
        return found

    def _where(self, condition: str, value: str) -> list[Named]:
        # The condition is one of ours.
        query = f"SELECT {COLUMNS} FROM name WHERE {condition} ORDER BY id LIMIT {CANDIDATES}"  # noqa: S608
        return _names(self.rows(query, (value,)))

    def holding(self, groups: Sequence[Sequence[str]], limit: int) -> list[Named]:
        """Names with a word out of every group, the best known first."""
        if not groups or not all(groups):
            return []
        expression = " AND ".join(f"({' OR '.join(group)})" for group in groups)
        query = f"""SELECT {COLUMNS} FROM
            (SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid LIMIT ?) AS hit
            CROSS JOIN name ON name.id = hit.rowid"""  # noqa: S608
        return _names(self.rows(query, (expression, limit)))

    def made_of(self, bags: Iterable[int], runs: Iterable[int]) -> list[Named]:
        """Names that are made of exactly one of these sets of words, or of one of these runs."""
        found: list[Named] = []
        for column, numbers in (("bag", sorted(set(bags))), ("run", sorted(set(runs)))):
            marks = ", ".join("?" * len(numbers))
            query = f"SELECT {COLUMNS} FROM name WHERE {column} IN ({marks})"  # noqa: S608
            found += _names(self.rows(query, numbers))
        return found

    def cities(self) -> dict[str, set[str]]:
        """Each city of a body, folded, to the codes of the countries that have one of that name."""
        found = defaultdict[str, set[str]](set)
        for city, country in self.rows("SELECT DISTINCT city, country FROM body"):
            found[" ".join(fold(str(city)))].add(str(country))
        return found

    def frequency(self, word: str) -> int:
        """In how many names a folded word stands."""
        return self._vocabulary().get(word, 0)

    def _begun(self, beginning: str) -> list[str]:
        """What is to be looked for where words begin so.

        The index of words knows beginnings of some lengths; of others it would gather all that
        have one before it gives the first, so that they are spelled out where they are not many.
        """
        self._vocabulary()
        if len(beginning) not in BEGINNINGS:
            at = bisect_left(self._sorted, beginning)
            few = list(islice(self._sorted, at, at + SPELLED_OUT + 1))
            words = list(takewhile(lambda word: word.startswith(beginning), few))
            if 0 < len(words) <= SPELLED_OUT:
                return [f'"{word}"' for word in words]
        return [f'"{beginning}"*']

    def near(self, word: str) -> list[str]:
        """The word, if any name has it, and else words that differ by a typing error or two."""
        if self.frequency(word) or self.frequency(meant((word,))[0]):
            return [word]
        errors = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        lengths = range(len(word) - errors, len(word) + errors + 1)
        # An error is in the beginning or in the end, seldom in both.
        ends = (word[:1], "-" + word[-2:])
        known = [each for n in lengths for end in ends for each in self._words.get((n, end), ())]
        found = process.extract(word, known, scorer=OSA.distance, score_cutoff=errors, limit=8)
        return list(dict.fromkeys(each for each, _, _ in found))

    def _rarest(self, groups: Iterable[Sequence[str]]) -> list[str]:
        """The best reading of each word, of those the two that the fewest names have."""
        words = {group[0] for group in groups if group}
        return sorted(words, key=lambda word: (self.frequency(word), word))[:2]

    def _vocabulary(self) -> dict[str, int]:
        """All words; read when one is first asked for."""
        if not self._frequent:
            words = defaultdict[tuple[int, str], list[str]](list)
            rows = self.rows("SELECT term, doc FROM vocabulary")
            for term, count in rows:
                word, self._frequent[str(term)] = str(term), int(str(count))
                words[len(word), word[:1]].append(word)
                words[len(word), "-" + word[-2:]].append(word)
            self._words, self._sorted = words, sorted(self._frequent)
        return self._frequent


def _names(rows: Iterable[tuple[object, ...]]) -> list[Named]:
    return [Named(id, body, NameKind(kind), text, key) for id, body, kind, text, key in rows]  # type: ignore[arg-type]  # the columns are ours
