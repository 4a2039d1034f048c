"""Which documents a watcher was writing when it died, so that one that kills it is found.

A document is noted while it is written, and many together while what they led to is settled and put
into a snapshot: what is still noted was under way when the process was killed. It is written among
fewer and fewer the next times, and what ended the watcher again and again is not written any more.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched

from kg.model import Document, Iri, Refusal, Report
from kg.scheduling.guarded import Overran
from kg.watching.items import Item, Outcome, Slice
from kg.watching.outcomes import failed, outcome
from kg.watching.source import Source

# `starts` is what the starts weigh that ended with a document.
SCHEMA = ("CREATE TABLE begun (iri TEXT PRIMARY KEY, starts INT) WITHOUT ROWID",)
# What a death weighs for a document that was being written, and for each of those that were being
# ended with: settled, flushed and put into a snapshot together.
ONE, MANY = 2, 1
MOST = 3 * ONE  # a document that has so much is not written
# How many slices are ended with together, by the most that one of their documents has: to be killed
# once while many are ended with is an accident.
TOGETHER = {0: 64, 1: 64, 2: 16, 3: 4}
TOLD = "ended the watcher again and again while it was written"

type Given = tuple[Item, Source, Slice]  # what was read of an item of a source


def begin(db: sqlite3.Connection, documents: Iterable[Iri], weight: int) -> None:
    """These are about to be written, or to be ended with."""
    db.executemany(
        "INSERT INTO begun VALUES (:iri, :weight) "
        "ON CONFLICT DO UPDATE SET starts = starts + :weight",
        [{"iri": iri, "weight": weight} for iri in documents],
    )


def end(db: sqlite3.Connection, documents: Iterable[Iri]) -> None:
    """The watcher has outlived these."""
    db.executemany("DELETE FROM begun WHERE iri = ?", [(iri,) for iri in documents])


def undo(db: sqlite3.Connection, documents: Iterable[Iri], weight: int) -> None:
    """Nobody died of it."""
    rows = [(weight, iri) for iri in documents]
    db.executemany("UPDATE begun SET starts = starts - ? WHERE iri = ?", rows)
    db.execute("DELETE FROM begun WHERE starts <= 0")


def named(found: Slice) -> list[Iri]:
    """The documents of a slice."""
    return list(dict.fromkeys(one.iri for one in found.documents if isinstance(one, Document)))


def groups(slices: Iterable[Given], weights: Mapping[Iri, int]) -> Iterator[Sequence[Given]]:
    """What is to be ended with together, the least suspected first.

    Of a slice that is suspected each document is one of its own, so that the next death tells which
    it was; they stay together and in their order.
    """
    found: dict[int, list[Given]] = {}
    for item, source, one in slices:
        most = max((weights.get(iri, 0) for iri in named(one)), default=0)
        parts = singly(one, item.position) if most else [one]
        found.setdefault(TOGETHER.get(most, 1), []).extend((item, source, part) for part in parts)
    for together, some in sorted(found.items(), reverse=True):
        yield from batched(some, together)


def singly(found: Slice, position: str = "") -> Iterator[Slice]:
    """The documents of a slice that began at a position, each in one of its own."""
    last = len(found.documents) - 1
    for number, one in enumerate(found.documents):
        is_first, is_last = number == 0, number == last
        yield replace(
            found,
            documents=(one,),
            begins=found.begins and is_first,
            more=found.more or not is_last,
            position=found.position if is_last else position,
        )


def spared(item: Item, part: Slice) -> Outcome:
    """What becomes of a document that ended so many watchers: it is not written.

    What is an item of its own is tried again later, for it may have been something else.
    """
    [doc] = part.documents
    if part.begins and not part.more:
        return failed(item, Overran(TOLD))
    name = doc.source if isinstance(doc, Refusal) else doc.url or doc.iri
    report = Report(refused=[Refusal(name, TOLD)])
    return outcome(item, part, report, None)
