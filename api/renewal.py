"""The index by which partners are weighed, made anew beside the server while documents come in.

Making it looks at all conclusions, and a new generation may come every other second. So an earlier
index is lent to the generations after it, and a process of its own makes the next, for a tenth of
the time at most.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from kg.errors import KgError
from kg.scheduling.guarded import Guarded
from kg.settings import Settings
from kg.store.snapshot import Folder

PAUSE = 9.0  # times as long as it takes to make one, nothing is made
LONGEST = 3600.0  # seconds of the processor that one may take


@dataclass(frozen=True, slots=True)
class Maker:
    """What is done in the other process."""

    settings: Settings

    def make(self, generation: str) -> None:
        """Lay an index into the folder of a snapshot."""
        from kg.analytics.participations import write_down
        from kg.store.embedded import open_generation

        os.nice(10)  # questions come first
        with open_generation(self.settings, generation) as store:
            write_down(store)


@dataclass(slots=True)
class Renewal:
    """Makes an index when it was asked for, and not too often; `take` is told where it lies."""

    settings: Settings
    take: Callable[[Path, float], bool]
    _asked: Event = field(default_factory=Event)
    _over: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _guarded: Guarded | None = None

    def ask(self) -> None:
        """Say that there is a generation without an index of its own."""
        self._asked.set()
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Make no more."""
        self._over.set()
        self._asked.set()
        if self._guarded:
            self._guarded.close()
        if self._thread:
            self._thread.join(PAUSE)

    def _run(self) -> None:
        while self._asked.wait() and not self._over.is_set():
            self._asked.clear()
            started = monotonic()
            self._make()
            self._over.wait(PAUSE * (monotonic() - started))

    def _make(self) -> None:
        """One index; where that fails the earlier one goes on, and the next generation asks."""
        started, memory = monotonic(), self.settings.query_memory
        held = Folder(self.settings.folder).hold_newest()  # it may be an old one by then
        if held is None:
            return
        self._guarded = Guarded(partial(Maker, self.settings), LONGEST, memory, slack=4.0)
        try:
            self._guarded.call("make", held.name)
            self.take(held.folder, monotonic() - started)
        except (KgError, ValueError):  # its process was stopped
            return
        finally:
            self._guarded.close()
            held.release()
