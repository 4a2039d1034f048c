"""The tables that the writer of a store keeps beside it, and hands to readers with snapshots."""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from secrets import token_hex

from pyoxigraph import Quad
from pyoxigraph import Store as Engine

from kg.model import Iri
from kg.store.bands import FILE, Bands
from kg.store.counts import CountWriter
from kg.store.digest_writer import DigestWriter
from kg.store.gone import Partings
from kg.store.name_writer import NameWriter, mentions_in, names_in
from kg.store.named import Match
from kg.store.rdf import (
    ALT_LABEL,
    DEFAULT,
    PREF_LABEL,
    RDF_PREDICATE,
    RDF_TYPE,
    Vocabulary,
    cell,
)
from kg.store.snapshot import Folder, replace
from kg.store.store import Change


class Indexes:
    """Names, counts and a digest, copied to each snapshot; sketches; and what went."""

    def __init__(self, folder: Folder, vocabulary: Vocabulary) -> None:
        """Look at what a writer before this one left in the store's folder."""
        self.folder, self.vocabulary = folder, vocabulary
        self.names = NameWriter(folder.path)
        self.counts = CountWriter(folder.path, vocabulary)
        self.digest = DigestWriter(folder.path, vocabulary)
        self.bands = Bands(folder.path / FILE)
        self.partings = Partings(folder.path)

    def see(self, change: Change, match: Match) -> None:
        """Say, before a transaction, what it changes."""
        mentioned = mentions_in(change, match, self.vocabulary)
        self.names.touch(names_in(change.conclusions()), mentioned)
        self.counts.see(change, match)
        self.digest.see(change, match)
        self.partings.see(change, match)

    def edited(self, quads: Iterable[Quad] | None) -> None:
        """Forget what any of these quads, removed or added by hand, would change; None: any may."""
        if quads is None:
            self.forget()
            return
        ckg, seen = self.vocabulary.ckg, list(quads)
        names = {PREF_LABEL, ALT_LABEL, RDF_TYPE, ckg("mentionedAs")}
        counts = {RDF_TYPE, RDF_PREDICATE, ckg("kind"), ckg("published")}
        text = {ckg("text")}
        if any(q.predicate in (names | counts if q.graph_name == DEFAULT else text) for q in seen):
            self.forget()
        elif any(self.digest.concerning(seen)):  # it is soon made anew, and the others are not
            self.digest.forget()

    def forget(self) -> None:
        """Make all anew when they are next needed: nobody told what came into the store."""
        for index in (self.names, self.counts):
            index.whole = False
            index.path.unlink(missing_ok=True)
        self.digest.forget()
        self.bands.forget()

    def sync(self) -> None:
        """See that all that is kept as it goes is on the disk."""
        self.bands.sync()
        self.partings.sync()

    def copy_again(self) -> None:
        """Copy the tables into the newest snapshot again, for copies were never synced."""
        snapshot = self.folder.snapshots / self.folder.newest()
        if not self.folder.newest() or not snapshot.is_dir():
            return
        for left in (each for each in snapshot.iterdir() if each.is_dir()):
            shutil.rmtree(left)
        for index in (self.names, self.counts, self.digest):
            if index.whole:
                draft = snapshot / f"{index.path.name}.new"
                shutil.copyfile(index.path, draft)
                draft.replace(snapshot / index.path.name)

    def remake(self, engine: Engine, match: Match) -> None:
        """Make names and counts of all that is in an engine."""
        self.forget()
        self.mend(engine, match)

    def mend(self, engine: Engine, match: Match) -> None:
        """Make anew what is not whole; the engine counts without Python's lock, and faster."""
        with ThreadPoolExecutor(1) as beside:
            lost = not self.counts.whole
            counting = beside.submit(self.counts.recount, engine, match) if lost else None
            if not self.names.whole:
                self.names.rebuild(match, self.vocabulary)
            if counting:
                counting.result()

    def snapshot(
        self,
        make: Callable[[Path], None],
        match: Match,
        note: Callable[[str], None] = lambda _: None,
    ) -> str:
        """Make a new snapshot's folder, with a copy of each index as it is now; its name.

        `note` is told the name before readers are.
        """
        folder = self.folder
        # The random part tells a store from one that was deleted and made anew in its place.
        name = f"{int(folder.newest().partition('-')[0] or 0) + 1:06}-{token_hex(4)}"
        folder.prune()  # also of a snapshot that a kill left without being named
        make(folder.snapshots / name)
        for index in (self.names, self.counts, self.digest):
            index.save(folder.snapshots / name, match, self.vocabulary)
        note(name)
        (folder.snapshots / f"{name}.use").touch()
        replace(folder.snapshots / "CURRENT", name + "\n")
        folder.prune()
        return name


def texts_in(change: Change, vocabulary: Vocabulary) -> dict[Iri, str | None]:
    """The text that each document has after a change that touches it; None where it is gone."""
    texts: dict[Iri, str | None] = dict.fromkeys(change.cleared)
    text = vocabulary.ckg("text")
    for quad in change.added:
        if quad.predicate == text:
            texts[Iri(cell(quad.subject))] = str(cell(quad.object))
    return texts
