"""The writing side of a store at a URL: one process here, which alone may write there.

It holds the lock of the folder here that goes with the store, keeps the change under way in a
journal, and the tables (names, counts, sketches) up to date, as a store in a folder does.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import batched, islice
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Engine

from kg.errors import BadRequest, StoreBusy, StoreUnusable
from kg.model import Iri
from kg.settings import Settings
from kg.store.bands import Bands
from kg.store.difference import missing
from kg.store.embedded import SNAPSHOT_EVERY, MemoryStore
from kg.store.indexes import Indexes, texts_in
from kg.store.rdf import Object, Term
from kg.store.remote.checking import remaining
from kg.store.remote.journal import Journal
from kg.store.remote.memory import Memory
from kg.store.remote.probe import conclusions_graph, probe
from kg.store.remote.scope import Scope
from kg.store.remote.sending import Sending
from kg.store.remote.state import State, quads_of
from kg.store.remote.store import AT_ONCE, RemoteStore
from kg.store.remote.whole import Pattern, count, whole
from kg.store.snapshot import Folder, WriterLock, replace, unwritable
from kg.store.store import Change, Graph

LOADED_AT_ONCE = 20_000  # quads of a dump
TRIES = 3  # until a store has deleted what it was told to


class RemoteWriter(RemoteStore):
    """The one process that writes; makes tables for readers as it goes and when it ends."""

    def __init__(self, settings: Settings, folder: Folder, lock: WriterLock) -> None:
        """Find out what the store can do, and finish what a writer before left half done."""
        super().__init__(settings)
        self._folder, self._lock, self._journal = folder, lock, Journal(folder.path)
        self._memory, self._failed = Memory(), False
        folder.remove_leftovers()
        self._indexes = Indexes(folder, self.vocabulary)
        self._ability = probe(self._client, self.vocabulary, self._number)
        self._sending = Sending(self._client, self._ability.update, settings.update_size)
        self._state = self._agreed(self._repaired(self._read_state()))
        if self._own_generation() != self._state.generation:  # somebody else wrote there
            self._indexes.forget()
            folder.unfinished.touch()
        self._snapshot_due = time.monotonic() + SNAPSHOT_EVERY
        if folder.loading.exists():
            self._clear()
            folder.loading.unlink()

    @property
    def is_atomic(self) -> bool:
        """Whether no reader ever sees half of a change."""
        return self._ability.is_atomic

    def _number(self, where: str) -> int:
        return count(self._solutions, Pattern((), where))

    def _own_generation(self) -> str:
        path = self._folder.path / "generation"
        return path.read_text().strip() if path.exists() else ""

    def _repaired(self, state: State) -> State:
        """Make a change that a killed writer had begun once more; the state after it."""
        change = self._journal.read()
        if change is None:
            return state
        sides = [{q.object for q in quads} for quads in (change.removed, change.added)]
        known = {getattr(term, "value", "") for side in sides for term in side}
        if state.generation not in {"", *known}:
            raise StoreBusy(
                f"{self._place} was changed elsewhere since a writer was killed here: "
                f"remove {self._journal.path}, and run kg rebuild"
            )
        self._folder.unfinished.touch()
        self._send(change)
        state = self._read_state()
        replace(self._folder.path / "generation", f"{state.generation}\n")
        self._journal.clear()
        return state

    def _agreed(self, state: State) -> State:
        """Where the conclusions are to be, if the store does not tell."""
        if state.generation:
            return state
        graph = self._settings.conclusions
        if not graph and self._ability.is_union:
            graph = conclusions_graph(self.vocabulary)
        return State("", Scope(Iri(graph))) if graph else state

    @property
    def generation(self) -> str:
        """The generation that was written last."""
        return self.state.generation

    @property
    def folder(self) -> Path | None:
        """The tables are those of the last snapshot, not of what is being written."""
        return None

    @property
    def bands(self) -> Bands:
        """The sketches of all texts."""
        self._indexes.bands.ready(self)
        return self._indexes.bands

    def match(
        self,
        subject: Object | None = None,
        predicate: Object | None = None,
        value: Term | None = None,
        *,
        graph: Graph = None,
    ) -> Iterator[Quad]:
        """The quads of one graph that fit a pattern; of the conclusions, asked for once."""
        if graph is None and subject is not None:
            if (found := self._memory.about(subject, predicate, value)) is None:
                self._memory.learn_about(subject, super().match(subject))
                found = self._memory.about(subject, predicate, value)
            return found or super().match(subject, predicate, value)
        if graph is None and predicate is not None and value is not None:
            if (found := self._memory.having(predicate, value)) is None:
                quads = list(super().match(None, predicate, value))
                self._memory.learn_having(predicate, value, quads)
                found = iter(quads)
            return found
        return super().match(subject, predicate, value, graph=graph)

    def expect(self, subjects: Iterable[Object]) -> None:
        """Ask for what is said of many subjects at once, for that is about to be looked up."""
        for some in batched(self._memory.unknown(subjects), AT_ONCE):
            about: dict[Term, list[Quad]] = {subject: [] for subject in some}
            names = " ".join(map(str, some))
            where = self.scope.group(f"VALUES ?s {{ {names} }} ?s ?p ?o")
            rows = whole(self._solutions, Pattern(("?s", "?p", "?o"), where), self._place)
            for row in rows:
                about[row["s"]].append(Quad(row["s"], row["p"], row["o"]))
            for subject, quads in about.items():
                self._memory.learn_about(subject, quads)  # type: ignore[arg-type]

    def apply(self, change: Change) -> None:
        """Make a change: whole or not at all where the store can, else mended after a kill."""
        texts = texts_in(change, self.vocabulary)
        self._folder.unfinished.touch()
        self._indexes.see(change, self.match)
        self._indexes.bands.note(texts)
        self._make(change, self.state.next())
        self._indexes.bands.write(texts)
        if time.monotonic() >= self._snapshot_due:
            self.snapshot()

    def _make(self, change: Change, generation: str) -> None:
        if self._failed:
            raise StoreUnusable(f"{self._place}: a change failed; open the store again")
        old, new = self.state, State(generation, self.scope)
        before, after = (set(quads_of(each, self.vocabulary)) for each in (old, new))
        if not old.generation:
            before = set()
        removed = (*self.scope.stored(change.removed), *(before - after))
        added = (*self.scope.stored(change.added), *(after - before))
        whole_change = Change(change.cleared, removed, added)
        self._journal.write(whole_change)
        self._failed = True  # until it is done
        self._send(whole_change)
        self._failed = False
        self._memory.change(change.removed, change.added)
        self._state = new if old.generation else self._read_state()
        replace(self._folder.path / "generation", f"{generation}\n")
        self._journal.clear()

    def _send(self, change: Change) -> None:
        """Make a change there; see to it that what was to go is gone, where that is not sure."""
        self._sending.send(change)
        if self.is_atomic:
            return
        removed = set(change.removed) - set(change.added)
        for _ in range(TRIES):
            left = list(remaining(self._solutions, removed, self._place))
            if not left:
                return
            for quad in left:
                self._sending.send(Change(removed=(quad,)))
        raise StoreUnusable(f"{self._place} does not delete {left[0]}, though it says so")

    def snapshot(self) -> None:
        """Finish the tables with what was written until now, and let readers know."""
        seen = self._read_state().generation
        if seen != self.generation:
            raise StoreBusy(
                f"{self._place} is being written by somebody else too: its generation is {seen!r} "
                f"where {self.generation!r} was written; let one machine alone write"
            )
        name = self._indexes.snapshot(Path.mkdir, self.match)
        self._make(Change(), name)
        self._folder.unfinished.unlink(missing_ok=True)
        self._snapshot_due = time.monotonic() + SNAPSHOT_EVERY

    @property
    def is_edited(self) -> bool:
        """There may always be triples of others there, which a rebuild would remove."""
        return True

    def is_as_concluded(self) -> None:
        """Nobody can say that of a store that others may write."""

    def fresh(self) -> MemoryStore:
        """A new store that lies here, until it is put in this one's place or this is closed."""
        self._folder.remove_leftovers()
        bands = Bands(self._folder.fresh_bands)
        return MemoryStore(self.vocabulary, Engine(str(self._folder.fresh)), bands)

    def put_in_place(self, fresh: MemoryStore) -> None:
        """Let the conclusions be those of another store, change by change."""
        size = self._settings.update_size
        for quads in batched(list(missing(self, fresh)), size):
            self.apply(Change(removed=quads))
        for quads in batched(list(missing(fresh, self)), size):
            self.apply(Change(added=quads))
        self.snapshot()

    def load(self, source: IO[bytes], form: RdfFormat) -> None:
        """Fill a store that holds nothing of ours from a dump; on an error it is emptied again."""
        if next(self.documents(), None) or self._number(self.scope.group("?s ?p ?o")):
            raise StoreUnusable(f"{self._place} is not empty: load into a new one")
        self._folder.loading.touch()
        try:
            for quads in batched(_quads(source, form), LOADED_AT_ONCE):
                self._make(Change(added=quads), self.state.next())
        except BadRequest:
            self._clear()
            raise
        finally:
            self._folder.loading.unlink()
        self._indexes.forget()
        self.snapshot()

    def _clear(self) -> None:
        """Remove all that a load has left."""
        self._memory.forget()
        self._make(Change(tuple(self.documents())), self.state.next())
        while quads := tuple(islice(super().match(), LOADED_AT_ONCE)):
            self._make(Change(removed=quads), self.state.next())

    def close(self) -> None:
        """Make the last snapshot and let others write."""
        try:
            missed = self._folder.unfinished.exists() or not self.state.tables
            if missed and not self._failed:
                self.snapshot()
        finally:
            self._indexes.bands.close()
            super().close()
            self._folder.remove_leftovers()
            self._lock.release()


def _quads(source: IO[bytes], form: RdfFormat) -> Iterator[Quad]:
    try:
        for quad in parse(source, form):
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                raise BadRequest(
                    "the dump has blank nodes, which one request cannot tell another of", "file"
                )
            yield quad
    except (SyntaxError, UnicodeDecodeError, EOFError) as error:
        raise BadRequest(f"the dump cannot be read: {error}", "file") from error


def open_remote_writer(settings: Settings) -> RemoteWriter:
    """The store at the settings' URL, for writing; StoreBusy where another process here writes."""
    folder = Folder(settings.folder)
    folder.create()
    try:
        lock = WriterLock(folder)
    except OSError as error:
        raise unwritable(folder.path, error) from error
    try:
        return RemoteWriter(settings, folder, lock)
    except BaseException:
        lock.release()
        raise
