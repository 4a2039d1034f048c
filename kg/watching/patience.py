"""A write is made as soon as the store can be written, however long that takes."""

from collections.abc import Callable
from threading import Event

from kg.errors import SourceUnavailable, StoreBusy, StoreUnusable, TookTooLong
from kg.watching.outcomes import BUSY

AWAY, LONGEST_AWAY = 1.0, 60.0  # seconds until a store that is not there is tried again


def patiently[T](write: Callable[[], T], stop: Event, tell: Callable[[str], None]) -> T | None:
    """What a write answers; None where the watcher is to stop before."""
    told, pause = "", AWAY
    while not stop.is_set():
        try:
            return write()
        except (StoreBusy, StoreUnusable, SourceUnavailable, TookTooLong) as error:
            if str(error) != told:
                tell(f"{error}; tried again until it can be written")
            told = str(error)
            if isinstance(error, StoreBusy):
                stop.wait(BUSY)
            else:
                stop.wait(pause)
                pause = min(2 * pause, LONGEST_AWAY)
    return None
