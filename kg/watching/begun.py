"""Which documents a watcher was writing when it died, so that one that kills it is found.

Documents are noted before they are written and forgotten when that is over, however it went: what
is still noted was being written when the process was killed. It is written among few the next time,
then alone, and what ended the watcher again and again is not written any more.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.model import Document, Iri, Refusal, Report
from kg.scheduling.guarded import Overran
from kg.watching.items import Item, Outcome, Slice
from kg.watching.outcomes import failed, outcome
from kg.watching.source import Source

SCHEMA = ("CREATE TABLE begun (iri TEXT PRIMARY KEY, starts INT) WITHOUT ROWID",)
MOST = 3  # starts that a document may end, the first of them together with others
FEW = 8  # items that are written together after one start ended with them

type Given = tuple[Item, Source, Slice]  # what was read of an item of a source


@dataclass(frozen=True, slots=True)
class Groups:
    """What is to be written, by what is known of it."""

    free: list[Given]  # nobody died of it
    touched: list[Given]  # one did, but others were written with it
    alone: list[Given]  # more did, or it is many documents at once


def begin(db: sqlite3.Connection, documents: Iterable[Iri]) -> None:
    """These are about to be written."""
    db.executemany(
        "INSERT INTO begun VALUES (?, 1) ON CONFLICT DO UPDATE SET starts = starts + 1",
        [(iri,) for iri in documents],
    )


def end(db: sqlite3.Connection, documents: Iterable[Iri]) -> None:
    """The watcher has outlived these."""
    db.executemany("DELETE FROM begun WHERE iri = ?", [(iri,) for iri in documents])


def undo(db: sqlite3.Connection, documents: Iterable[Iri]) -> None:
    """These were not written after all, and nobody died of it."""
    rows = [(iri,) for iri in documents]
    db.executemany("UPDATE begun SET starts = starts - 1 WHERE iri = ?", rows)
    db.execute("DELETE FROM begun WHERE starts <= 0")


def named(found: Slice) -> list[Iri]:
    """The documents of a slice."""
    return list(dict.fromkeys(one.iri for one in found.documents if isinstance(one, Document)))


def groups(slices: Iterable[Given], starts: Mapping[Iri, int]) -> Groups:
    """Part what is to be written by how many watchers ended while they wrote it."""
    found = Groups([], [], [])
    for given in slices:
        documents = named(given[2])
        most = max((starts.get(iri, 0) for iri in documents), default=0)
        if not most:
            found.free.append(given)
        elif most == 1 and len(documents) == 1:
            found.touched.append(given)
        else:
            found.alone.append(given)
    return found


def singly(found: Slice) -> Iterator[Slice]:
    """The documents of a slice, each in one of its own."""
    last = len(found.documents) - 1
    for number, one in enumerate(found.documents):
        is_first, is_last = number == 0, number == last
        yield replace(
            found,
            documents=(one,),
            begins=found.begins and is_first,
            more=found.more or not is_last,
        )


def spared(item: Item, part: Slice, starts: int) -> Outcome:
    """What becomes of a document that ended so many watchers: it is not written.

    What is an item of its own is tried again later, for it may have been something else.
    """
    [doc] = part.documents
    told = f"ended the watcher {starts} times while it was written"
    if part.begins and not part.more:
        return failed(item, Overran(told))
    name = doc.source if isinstance(doc, Refusal) else doc.url or doc.iri
    report = Report(refused=[Refusal(name, told)])
    return outcome(item, part, report, None)
