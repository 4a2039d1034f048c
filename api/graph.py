"""The graph as this process reads it: always the newest snapshot, each closed by its last user."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from api.renewal import Renewal
from kg.analytics.participations import Lending
from kg.errors import StoreUnusable
from kg.settings import Settings
from kg.store.embedded import open_memory, open_reader
from kg.store.snapshot import Folder, newest_generation
from kg.store.store import Store


def open_graph(settings: Settings) -> Store:
    """Open the settings' store for reading; one that nothing was ever put into is empty."""
    if settings.is_remote:
        # Only here: its client takes longer to load than a worker may take to start.
        from kg.store.remote.store import RemoteStore

        return RemoteStore(settings)
    folder = Folder(settings.folder)
    folder.check()
    if folder.newest() or folder.unfinished.exists():
        try:
            return open_reader(settings)
        except StoreUnusable:
            # While the very first documents are written there is nothing to see yet.
            if folder.newest():
                raise
    return open_memory(settings)


def is_old(store: Store, settings: Settings) -> bool:
    """Whether there is a newer state than the one that is open."""
    if settings.is_remote:
        from kg.store.remote.store import RemoteStore

        return isinstance(store, RemoteStore) and not store.is_current()
    return store.generation != newest_generation(settings)


@dataclass(slots=True)
class _Open:
    store: Store
    users: int = 0


@dataclass(slots=True)
class Graph:
    """The store of one server, lent to the threads that answer."""

    settings: Settings
    _open: _Open | None = None
    _lock: Lock = field(default_factory=Lock)
    _renewal: Renewal = field(init=False)
    _lending: Lending = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is opened before it is asked for."""
        self._renewal = Renewal(self.settings, self._renew)
        self._lending = Lending(self._renewal.ask)

    @contextmanager
    def read(self) -> Iterator[Store]:
        """Lend the newest state; whoever has it keeps seeing it until done."""
        with self._lock:
            held = self._newest()
            held.users += 1
        try:
            yield held.store
        finally:
            with self._lock:
                held.users -= 1
                if held is not self._open and not held.users:
                    held.store.close()

    def close(self) -> None:
        """Let go of the store."""
        self._renewal.close()
        with self._lock:
            self._drop()

    def _newest(self) -> _Open:
        if self._open is None or is_old(self._open.store, self.settings):
            fresh = _Open(open_graph(self.settings))
            self._lending.to(fresh.store)
            self._drop()
            self._open = fresh
        return self._open

    def _renew(self, snapshot: Path, seconds: float) -> bool:
        """Take over an index that was made beside us; False where nobody asks any more."""
        with self._lock:
            return self._open is not None and self._lending.take(
                self._open.store, snapshot, seconds
            )

    def _drop(self) -> None:
        if self._open and not self._open.users:
            self._open.store.close()
        self._open = None
