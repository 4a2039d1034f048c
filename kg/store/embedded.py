"""Oxigraph in a folder, with one writer and readers of its snapshots; or in memory."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Self

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat
from pyoxigraph import Store as Engine

from kg.errors import BadRequest, StoreBusy, StoreUnusable
from kg.model import Iri, Reading
from kg.settings import Settings
from kg.store.answer import Answer, Row
from kg.store.bands import Bands
from kg.store.indexes import Indexes, texts_in
from kg.store.rdf import DEFAULT, Cell, Object, Term, Vocabulary, cell
from kg.store.reading import reading
from kg.store.snapshot import Folder, Held, WriterLock, unwritable
from kg.store.store import Change, Graph, question, sparql, update_text
from kg.store.syntax import failure

FLUSH_EVERY = 20_000  # quads; what is not flushed is replayed at the next start, 10 s per 300,000
SNAPSHOT_EVERY = 30.0  # seconds
FAILURES = (OSError, RuntimeError, sqlite3.Error)  # files fail, or are damaged


class EmbeddedStore:
    """The reading side: an engine in this process, over a snapshot."""

    def __init__(self, engine: Engine, vocabulary: Vocabulary, held: Held | None = None) -> None:
        """Take over the engine, and the snapshot that it has open."""
        self._engine: Engine | None = engine
        self._vocabulary, self._held = vocabulary, held

    @property
    def engine(self) -> Engine:
        """The engine itself, for bulk work and backups."""
        if self._engine is None:
            raise StoreUnusable("this store has been closed")
        return self._engine

    @property
    def vocabulary(self) -> Vocabulary:
        """The namespaces in which this store speaks."""
        return self._vocabulary

    @property
    def generation(self) -> str:
        """The name of the snapshot that is read."""
        return self._held.name if self._held else ""

    @property
    def folder(self) -> Path | None:
        """Where the snapshot lies that is read, with the index of names beside it."""
        return self._held.folder if self._held else None

    def select(self, name: str, /, **values: Cell | Iterable[Cell]) -> Iterator[Row]:
        """The rows of a question file."""
        return iter(self._ask(question(name, values)))

    def query(self, text: str) -> Answer:
        """The answer of any SPARQL query; relative IRIs are those of the data namespace."""
        return self._ask(sparql(text))

    def _ask(self, text: str) -> Answer:
        prefixes, base = self.vocabulary.prefixes, self.vocabulary.data
        try:
            found = self.engine.query(text, prefixes=prefixes, base_iri=base)
        except (SyntaxError, *FAILURES) as error:
            raise failure(text, error) from error
        if isinstance(found, QuerySolutions | QueryBoolean):
            return Answer(found)
        return Answer(found, prefixes)

    def match(
        self,
        subject: Object | None = None,
        predicate: Object | None = None,
        value: Term | None = None,
        *,
        graph: Graph = None,
    ) -> Iterator[Quad]:
        """The quads of one graph that fit a pattern."""
        where = NamedNode(graph) if graph else DEFAULT
        # A literal is no subject or predicate; the engine says so with a TypeError.
        return self.engine.quads_for_pattern(subject, predicate, value, where)  # type: ignore[arg-type]

    def everywhere(self, predicate: NamedNode, value: Term) -> Iterator[Quad]:
        """The quads of any graph with this property and value."""
        return self.engine.quads_for_pattern(None, predicate, value, None)

    def documents(self) -> Iterator[Iri]:
        """The IRI of every document."""
        return (Iri(graph.value) for graph in self.engine.named_graphs())

    def text(self, document: Iri) -> str | None:
        """A document's text; None where it is not in the store."""
        found = self.match(NamedNode(document), self.vocabulary.ckg("text"), graph=document)
        return next((str(cell(quad.object)) for quad in found), None)

    def reading(self, document: Iri) -> Reading | None:
        """What was read out of a document."""
        quads = list(self.match(graph=document))
        return reading(quads, self.vocabulary) if quads else None

    @property
    def bands(self) -> Bands:
        """Refuse: only the writer keeps them."""
        raise StoreUnusable("this store was opened for reading: it keeps no sketches of texts")

    def apply(self, change: Change) -> None:
        """Refuse: only the writer changes the store."""
        raise StoreUnusable(f"this store was opened for reading: {len(change)} quads not written")

    def dump(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write everything as it streams; formats without graphs get the conclusions alone."""
        graph = None if form.supports_datasets else DEFAULT
        self.engine.dump(output, form, from_graph=graph, prefixes=self.vocabulary.prefixes)

    def backup(self, target: Path) -> None:
        """Copy the store into a new folder, which is then a store itself."""
        folder = Folder(target.expanduser())
        if folder.path.exists() and (not folder.path.is_dir() or any(folder.path.iterdir())):
            raise StoreUnusable(f"{folder.path} is there already: back up into a new folder")
        folder.create()
        Indexes(folder, self.vocabulary).snapshot(self.engine, self.match)

    def close(self) -> None:
        """Let go of the snapshot."""
        self._engine = None
        if self._held:
            self._held.release()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()


class MemoryStore(EmbeddedStore):
    """A store that changes and is gone at the end."""

    def __init__(self, vocabulary: Vocabulary, engine: Engine | None = None) -> None:
        """Start empty, or take over an engine."""
        # An empty engine is false, so `or` would not do.
        super().__init__(Engine() if engine is None else engine, vocabulary)
        self._lock, self._bands = Lock(), Bands(None)

    @property
    def bands(self) -> Bands:
        """The sketches of all texts."""
        self._bands.ready(self)
        return self._bands

    def apply(self, change: Change) -> None:
        """Make a change in one transaction."""
        texts = texts_in(change, self.vocabulary)
        # Threads that update one engine at the same time lose updates.
        with self._lock:
            self._bands.note(texts)
            self.engine.update(update_text(change))
            self._bands.write(texts)

    def close(self) -> None:
        """Let go of everything."""
        self._bands.close()
        super().close()


class WriterStore(MemoryStore):
    """The writing side: holds the folder's lock, makes snapshots as it goes and when it ends."""

    def __init__(self, folder: Folder, lock: WriterLock, vocabulary: Vocabulary) -> None:
        """Open what the last writer left, whole, even if it was killed."""
        self._folder, self._writer_lock = folder, lock
        self._unflushed, self._snapshot_due = 0, time.monotonic() + SNAPSHOT_EVERY
        self._indexes = Indexes(folder, vocabulary)
        folder.remove_leftovers()
        if not folder.main.exists() and (newest := folder.newest()):  # a backup
            Engine.read_only(str(folder.snapshots / newest)).backup(str(folder.main))
        super().__init__(vocabulary, Engine(str(folder.main)))
        self._bands = self._indexes.bands
        if folder.loading.exists():
            self.engine.clear()
            self._indexes.forget()
            folder.loading.unlink()

    @property
    def generation(self) -> str:
        """The name of the newest snapshot that it made."""
        return self._folder.newest()

    def apply(self, change: Change) -> None:
        """Make a change in one transaction; now and then flush and make a snapshot."""
        self._guarded(lambda: self._apply(change))

    def _apply(self, change: Change) -> None:
        self._folder.unfinished.touch()
        self._indexes.see(change, self.match)
        super().apply(change)
        self._unflushed += len(change)
        if self._unflushed >= FLUSH_EVERY:
            self.engine.flush()
            self._unflushed = 0
        if time.monotonic() >= self._snapshot_due:
            self.snapshot()

    def snapshot(self) -> None:
        """Show readers what has been written until now."""
        self.engine.flush()
        self._indexes.snapshot(self.engine, self.match)
        self._folder.unfinished.unlink(missing_ok=True)
        self._unflushed, self._snapshot_due = 0, time.monotonic() + SNAPSHOT_EVERY

    def load(self, source: IO[bytes], form: RdfFormat) -> None:
        """Fill an empty store from a dump, as it streams; on an error it stays empty."""
        if len(self.engine):
            raise StoreUnusable(f"{self._folder.path} is not empty: load into a new folder")
        self._folder.loading.touch()
        try:
            self._guarded(lambda: self._load(source, form))
        finally:
            self._folder.loading.unlink()

    def _load(self, source: IO[bytes], form: RdfFormat) -> None:
        try:
            self.engine.bulk_load(source, form)
        except (SyntaxError, UnicodeDecodeError, EOFError) as error:
            self.engine.clear()
            raise BadRequest(f"the dump cannot be read: {error}", "file") from error
        self._indexes.forget()
        self.snapshot()

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except FAILURES as error:
            # The engine takes no more writes after a failed one: nothing to flush at the end.
            self._engine = None
            raise unwritable(self._folder.path, error) from error

    def close(self) -> None:
        """Make the last snapshot and let others write."""
        try:
            missed = self._folder.unfinished.exists() or not self.generation
            if self._engine is not None and missed:
                self._guarded(self.snapshot)
        finally:
            super().close()
            self._writer_lock.release()


def open_memory(settings: Settings | None = None) -> MemoryStore:
    """An empty store in memory."""
    return MemoryStore(Vocabulary(settings or Settings()))


def open_writer(settings: Settings) -> WriterStore:
    """The store in the settings' folder, for writing; StoreBusy where another process writes."""
    folder = Folder(settings.folder)
    folder.create()
    try:
        lock = WriterLock(folder)
    except OSError as error:
        raise unwritable(folder.path, error) from error
    try:
        return WriterStore(folder, lock, Vocabulary(settings))
    except FAILURES as error:
        lock.release()
        raise StoreUnusable(f"{folder.path} cannot be opened: {error}") from error


def open_reader(settings: Settings) -> EmbeddedStore:
    """The newest snapshot in the settings' folder; made first if a killed writer missed it."""
    folder = Folder(settings.folder)
    folder.check()
    if folder.unfinished.exists():
        with suppress(StoreBusy, StoreUnusable):  # then the last snapshot is what can be read
            open_writer(settings).close()
    held = folder.hold_newest()
    if held is None:
        raise StoreUnusable(f"nothing has been ingested into {folder.path} yet: run kg ingest")
    try:
        engine = Engine.read_only(str(folder.snapshots / held.name))
    except FAILURES as error:
        held.release()
        raise StoreUnusable(f"{folder.path} cannot be opened: {error}") from error
    return EmbeddedStore(engine, Vocabulary(settings), held)


def newest_generation(settings: Settings) -> str:
    """The name of the newest snapshot, for whoever has an older one open."""
    return Folder(settings.folder).newest()
