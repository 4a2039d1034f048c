"""What was in the graph and is there no more, so that an old link is told more than "not found".

A line for each in a file beside the store: the day, why, and a fingerprint of the name. The name
itself is not kept, for it may be a person's who asked to be taken out. Only what the conclusions do
not have is looked up here; so a line does no harm where a writer was killed before its transaction,
or where what it is about came back.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import Gone, NotFound
from kg.model import Iri, When
from kg.store.named import Match
from kg.store.rdf import DEFAULT, PREF_LABEL, Term, Vocabulary, cell, name, when
from kg.store.redirect import REPLACED_BY
from kg.store.store import Change, Store

FILE = "gone.tsv"
FINGERPRINT = 16  # bytes
LONGEST = 40  # characters of a day and a cause


DAY, WHY = name("dcterms:date"), name("dcterms:type")
LINE = re.compile(r"(\d{4}-\d\d-\d\d)\t([\w-]+)\t([0-9a-f]{32})$")


class Cause(StrEnum):
    """Why something is not there any more."""

    REMOVED = "removed"  # with a document that was taken out
    READ_ANEW = "read-anew"  # documents were corrected, or read by other rules


@dataclass(frozen=True, slots=True)
class Parting:
    """When something went, and why."""

    day: str
    cause: Cause


class Partings:
    """The record of one store, as its only writer appends to it."""

    def __init__(self, folder: Path) -> None:
        """Nothing is written before something goes."""
        self.path = folder / FILE
        self.is_noted = False  # whether there may be something that is not yet on the disk

    def see(self, change: Change, match: Match) -> None:
        """Say, before a transaction, what it changes."""
        kept = {quad.graph_name for quad in change.added}
        documents = [iri for iri in change.cleared if NamedNode(iri) not in kept]
        cause = Cause.REMOVED if documents else Cause.READ_ANEW
        self.note([*documents, *_unnamed(change, match)], cause)

    def note(self, iris: Iterable[Iri], cause: Cause) -> None:
        """Write down that these go."""
        day = datetime.now(UTC).date().isoformat()
        lines = "".join(f"{day}\t{cause}\t{_fingerprint(iri)}\n" for iri in iris)
        if lines:
            with self.path.open("a", encoding="ascii") as file:
                file.write(lines)
            self.is_noted = True

    def sync(self) -> None:
        """See that what was noted is on the disk."""
        if self.is_noted:
            with self.path.open("rb") as file:
                os.fsync(file.fileno())
        self.is_noted = False


def absent(store: Store, iri: Iri, told: str) -> NotFound:
    """The error for what the conclusions do not have, Gone where they had it once.

    It suggests the words of the name, to search for.
    """
    found = parting(store.folder.parents[1], iri) if store.folder else None
    called = iri.removeprefix(store.vocabulary.data)
    # Behind a person's name may stand that of a body.
    key = called.partition("/")[2].partition("--")[0]
    words = " ".join(part for part in key.split("-") if part.isalpha())
    near = (words,) if words else ()
    if found is None:
        return NotFound(told, near)
    why = {
        Cause.REMOVED: "the last document that spoke of it was taken out",
        Cause.READ_ANEW: "the documents that spoke of it were corrected or read anew, "
        "and do so no more",
    }[found.cause]
    if called.startswith("document/"):
        why = "the document was taken out, with what followed from it alone"
    return Gone(f"{called} was in this graph until {found.day}: {why}", near)


def parting(folder: Path, iri: Iri) -> Parting | None:
    """When and why something went that was in the store of a folder; None where it never did."""
    try:
        lines = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return None
    end = lines.rfind(b"\t" + _fingerprint(iri).encode() + b"\n")
    if end < 0:
        return None
    # Read from its end: a kill may have left half a line before it.
    before, _, cause = lines[max(end - LONGEST, 0) : end].decode().rpartition("\t")
    return Parting(before[-len("2026-01-31") :], Cause(cause))


def told(folder: Path, vocabulary: Vocabulary) -> Iterator[Quad]:
    """The record as a graph of its own, for a dump: of each name the last time that it went."""
    with suppress(FileNotFoundError):
        graph = _graph(vocabulary)
        for print_, found in sorted(_lines(folder / FILE).items()):
            about = NamedNode(f"{graph.value}#{print_}")
            yield Quad(about, DAY, when(When(found.day)), graph)
            yield Quad(about, WHY, Literal(found.cause.value), graph)


def take(store: Store, folder: Path) -> int:
    """Move what a dump has told from the store into the record; how many lines that is."""
    graph = _graph(store.vocabulary)
    quads = tuple(store.match(graph=Iri(graph.value)))
    said: dict[str, dict[NamedNode, str]] = defaultdict(dict)
    for quad in quads:
        said[str(cell(quad.subject)).rpartition("#")[2]][quad.predicate] = str(cell(quad.object))
    known = _lines(folder / FILE) if (folder / FILE).exists() else {}
    fresh = [
        f"{facts[DAY]}\t{Cause(facts[WHY])}\t{print_}\n"
        for print_, facts in said.items()
        if print_ not in known
    ]
    if fresh:
        with (folder / FILE).open("a", encoding="ascii") as file:
            file.writelines(sorted(fresh))
    if quads:
        store.apply(Change(removed=quads))
    return len(fresh)


def _graph(vocabulary: Vocabulary) -> NamedNode:
    return NamedNode(f"{vocabulary.data}gone")


def _lines(path: Path) -> dict[str, Parting]:
    """Each fingerprint with the last that is said of it; half a line, as a kill leaves, is none."""
    found = {}
    for line in path.read_text("ascii").splitlines():
        if whole := LINE.search(line):
            found[whole[3]] = Parting(whole[1], Cause(whole[2]))
    return found


def lost(old: Store, new: Store) -> Iterator[Iri]:
    """What has a name in a store, and in the one that takes its place is not spoken of."""
    for quad in old.match(None, PREF_LABEL):
        subject = quad.subject
        if isinstance(subject, NamedNode) and next(new.match(subject), None) is None:
            yield Iri(subject.value)


def _unnamed(change: Change, match: Match) -> Iterator[Iri]:
    """What has a name before a change, and after it neither a name nor a redirect."""
    lost: dict[NamedNode, set[Term]] = {}
    for quad in change.removed:
        if quad.predicate == PREF_LABEL and quad.graph_name == DEFAULT:
            lost.setdefault(quad.subject, set()).add(quad.object)  # type: ignore[arg-type]  # no blank nodes
    for quad in change.added:
        if quad.predicate in (PREF_LABEL, REPLACED_BY) and quad.graph_name == DEFAULT:
            lost.pop(quad.subject, None)  # type: ignore[arg-type]
    for subject, labels in lost.items():
        if all(quad.object in labels for quad in match(subject, PREF_LABEL, None)):
            yield Iri(cell(subject))


def _fingerprint(iri: Iri) -> str:
    return blake2b(iri.encode(), digest_size=FINGERPRINT).hexdigest()
