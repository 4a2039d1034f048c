"""The engine's own files, which a power cut may leave behind half written or not to be opened.

Nothing is acknowledged before it is in a snapshot: what `main` holds beyond the newest one is sent
or read again. So after a power cut it is made of that snapshot, and whatever came later is let go
of, rather than trusted to be whole.
"""

import logging
import shutil

from pyoxigraph import Store as Engine

from kg.store.snapshot import Folder

DAMAGED = "Corruption"  # as the engine's errors name it


def open_main(folder: Folder) -> tuple[Engine, bool]:
    """What the writer has open, and whether it had to be made of the newest snapshot.

    What cannot be opened is kept, as `broken`.
    """
    is_new, is_unfinished = not folder.main.exists(), folder.unfinished.exists()
    is_restored = is_unfinished and (is_new or folder.is_restarted())
    if is_restored or is_new:  # what has no `main` is a backup
        _restore(folder)
    try:
        return Engine(str(folder.main)), is_restored
    except (OSError, RuntimeError) as error:
        if DAMAGED not in str(error) or not (folder.newest() or is_unfinished):
            raise
        told = "%s was damaged (%s): generation %s took its place"
        # Its words: whoever keeps an error keeps the frames that it went through, and what they
        # have open; here that is an engine, and with it the lock on its files.
        newest = folder.newest() or "none"
        logging.getLogger(__name__).warning(told, folder.main, str(error), newest)
    shutil.rmtree(folder.broken, ignore_errors=True)
    folder.main.rename(folder.broken)
    folder.mark(folder.unfinished)
    _restore(folder)
    return Engine(str(folder.main)), True


def _restore(folder: Folder) -> None:
    """Make `main` of the newest snapshot, or empty; whenever it is killed, one of both is whole."""
    newest = folder.newest()
    shutil.rmtree(folder.fresh, ignore_errors=True)
    if newest:
        Engine.read_only(str(folder.snapshots / newest)).backup(str(folder.fresh))
    else:
        Engine(str(folder.fresh))
    if folder.main.exists():
        folder.put_fresh(None)
    else:
        folder.fresh.rename(folder.main)
