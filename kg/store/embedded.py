"""Oxigraph in a folder, with one writer and readers of its snapshots; or in memory."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from typing import IO

from pyoxigraph import Quad, RdfFormat
from pyoxigraph import Store as Engine

from kg.errors import BadRequest, StoreBusy, StoreUnusable
from kg.settings import Settings
from kg.store.bands import Bands
from kg.store.changes.log import ChangeWriter
from kg.store.gone import Cause, lost
from kg.store.indexes import Indexes, texts_in
from kg.store.memory import give_back
from kg.store.rdf import DEFAULT, Vocabulary
from kg.store.reader import FAILURES, EmbeddedStore
from kg.store.recovery import open_main
from kg.store.snapshot import Folder, Held, WriterLock, unwritable
from kg.store.store import Change, update_text
from kg.store.syntax import failure

# Quads; what is not flushed is replayed at the next start, 5 s for so many. Each flush costs the
# more, the larger the store is: its files are soon merged with those that are there.
FLUSH_EVERY = 150_000
SNAPSHOT_EVERY = 30.0  # seconds


class MemoryStore(EmbeddedStore):
    """A store that changes and is gone at the end."""

    def __init__(
        self, vocabulary: Vocabulary, engine: Engine | None = None, bands: Bands | None = None
    ) -> None:
        """Start empty, or take over an engine, and the table of its sketches."""
        # An empty engine is false, so `or` would not do.
        super().__init__(Engine() if engine is None else engine, vocabulary)
        self._lock, self._bands = Lock(), bands or Bands(None)

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


class _Fresh(MemoryStore):
    """A store on disk that is being filled; the engine would hold very much before it writes."""

    _unflushed = 0

    def apply(self, change: Change) -> None:
        """Make a change in one transaction; now and then flush."""
        super().apply(change)
        self._unflushed += len(change)
        if self._unflushed >= FLUSH_EVERY:
            self.engine.flush()
            give_back()  # a rebuild may go on for hours
            self._unflushed = 0


class WriterStore(MemoryStore):
    """The writing side: holds the folder's lock, makes snapshots as it goes and when it ends."""

    def __init__(self, folder: Folder, lock: WriterLock, vocabulary: Vocabulary) -> None:
        """Open what the last writer left, whole, even if it was killed."""
        self._folder, self._writer_lock = folder, lock
        self._unflushed, self._snapshot_due = 0, time.monotonic() + SNAPSHOT_EVERY
        self._indexes = Indexes(folder, vocabulary)
        self._changes = ChangeWriter(folder, vocabulary)
        folder.remove_leftovers()
        engine, is_restored = open_main(folder)
        super().__init__(vocabulary, engine, self._indexes.bands)
        self._recover(folder, is_restored)

    def _recover(self, folder: Folder, is_restored: bool) -> None:
        """See to what a writer left that was killed, or whose machine lost its power."""
        if folder.loading.exists():
            self.engine.clear()
        marks = [mark for mark in (folder.loading, folder.editing) if mark.exists()]
        if marks or is_restored:
            self._forget()
        elif folder.is_restarted():
            self._indexes.copy_again()
        for mark in marks:
            mark.unlink()
        folder.note_start()

    @property
    def generation(self) -> str:
        """The name of the newest snapshot that it made."""
        return self._folder.newest()

    def apply(self, change: Change) -> None:
        """Make a change in one transaction; now and then flush and make a snapshot."""
        self._guarded(lambda: self._apply(change))

    def _apply(self, change: Change) -> None:
        self._folder.mark(self._folder.unfinished)
        self._indexes.see(change, self.match)
        self._changes.see(change)
        super().apply(change)
        self._unflushed += len(change)
        if self._unflushed >= FLUSH_EVERY:
            self.engine.flush()
            self._unflushed = 0
        if time.monotonic() >= self._snapshot_due:
            self.snapshot()

    def edit(self, text: str, touched: Iterable[Quad] | None = None) -> None:
        """Run an update that somebody wrote, in one transaction; `snapshot` shows it to readers.

        `touched` are the quads that it may remove or add, None where that is unknown.
        """
        folder = self._folder
        marks = [it for it in (folder.unfinished, folder.editing) if not it.exists()]
        seen = None if touched is None else list(touched)
        for mark in marks:
            folder.mark(mark)
        try:
            with self._lock:
                self.engine.update(
                    text, base_iri=self.vocabulary.data, prefixes=self.vocabulary.prefixes
                )
        except (SyntaxError, RuntimeError) as error:  # all of it is undone
            for mark in marks:
                mark.unlink()
            raise failure(text, error) from error
        except OSError as error:
            self._engine = None
            raise unwritable(folder.path, error) from error
        if seen is None or any(quad.graph_name == DEFAULT for quad in seen):
            folder.edited.touch()
        if seen is None:
            self._changes.forget()
        else:
            self._changes.touch(quad for quad in seen if quad.graph_name == DEFAULT)
        self._indexes.edited(seen)
        folder.editing.unlink()

    def snapshot(self) -> None:
        """Show readers what has been written until now."""
        self.engine.flush()
        self._indexes.mend(self.engine, self.match)
        self._indexes.snapshot(
            lambda path: self.engine.backup(str(path)),
            self.match,
            lambda name: self._changes.save(name, self),
        )
        self._indexes.sync()
        self._folder.unfinished.unlink(missing_ok=True)
        self._unflushed, self._snapshot_due = 0, time.monotonic() + SNAPSHOT_EVERY

    @property
    def is_edited(self) -> bool:
        """Whether there may be conclusions that somebody wrote by hand."""
        return self._folder.edited.exists()

    def is_as_concluded(self) -> None:
        """Say that all conclusions were computed."""
        self._folder.edited.unlink(missing_ok=True)

    def fresh(self) -> MemoryStore:
        """A new store beside this one, until it is put in its place or this is closed.

        It has the graphs that are no documents.
        """
        self._folder.remove_leftovers()
        bands = Bands(self._folder.fresh_bands)
        engine = Engine(str(self._folder.fresh))
        for graph in self.engine.named_graphs():
            if not self.is_document(graph):  # nothing follows from it, and it stays
                engine.add_graph(graph)
                engine.extend(self.engine.quads_for_pattern(None, None, None, graph))
        return _Fresh(self.vocabulary, engine, bands)

    def put_in_place(self, fresh: MemoryStore) -> None:
        """Let the store that was made beside this one be this one; a kill leaves one of both."""
        fresh.engine.flush()
        self._indexes.partings.note(lost(self, fresh), Cause.READ_ANEW)
        fresh.close()
        self._folder.mark(self._folder.unfinished)
        self._forget()
        self._engine = None  # its files must be let go of
        self._folder.put_fresh(self._indexes.bands.path)
        self._engine = Engine(str(self._folder.main))
        self.snapshot()

    def load(self, source: IO[bytes], form: RdfFormat) -> None:
        """Fill an empty store from a dump, as it streams; on an error it stays empty."""
        if len(self.engine):
            raise StoreUnusable(f"{self._folder.path} is not empty: load into a new folder")
        self._folder.mark(self._folder.loading)
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
        self._indexes.remake(self.engine, self.match)
        self._changes.begin()
        if not form.supports_datasets:
            self._folder.edited.touch()
        self.snapshot()

    def _forget(self) -> None:
        """Say that the store changed, and not how."""
        self._indexes.forget()
        self._changes.forget()

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
            self._folder.remove_leftovers()
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
    if folder.unfinished.exists() or folder.is_restarted():
        with suppress(StoreBusy, StoreUnusable):  # then the last snapshot is what can be read
            open_writer(settings).close()
    if (held := folder.hold_newest()) is None:
        raise StoreUnusable(f"nothing has been ingested into {folder.path} yet: run kg ingest")
    return _reader(settings, held)


def open_generation(settings: Settings, name: str) -> EmbeddedStore:
    """One snapshot by its name; StoreUnusable where it is not there any more."""
    if (held := Folder(settings.folder).hold(name)) is None:
        raise StoreUnusable(f"{settings.place} has no generation {name} any more")
    return _reader(settings, held)


def _reader(settings: Settings, held: Held) -> EmbeddedStore:
    try:
        engine = Engine.read_only(str(held.folder))
    except FAILURES as error:
        held.release()
        raise StoreUnusable(f"{held.folder} cannot be opened: {error}") from error
    return EmbeddedStore(engine, Vocabulary(settings), held)
