"""The engine's own files, which a power cut may leave so that it does not open them any more."""

import logging
import shutil

from pyoxigraph import Store as Engine

from kg.store.snapshot import Folder

DAMAGED = "Corruption"  # as the engine's errors name it


def open_main(folder: Folder) -> tuple[Engine, bool]:
    """What the writer has open, and whether it had to be taken from the newest snapshot.

    Nothing is acknowledged before it is in a snapshot: what was damaged held no more than what is
    sent or read again. It is kept, as `broken`.
    """
    newest = folder.newest()
    if not folder.main.exists() and newest:  # a backup
        _restore(folder, newest)
    try:
        return Engine(str(folder.main)), False
    except (OSError, RuntimeError) as error:
        if not newest or DAMAGED not in str(error):
            raise
        told = "%s was damaged (%s): generation %s took its place"
        # Its words: whoever keeps an error keeps the frames that it went through, and what they
        # have open; here that is an engine, and with it the lock on its files.
        logging.getLogger(__name__).warning(told, folder.main, str(error), newest)
    shutil.rmtree(folder.broken, ignore_errors=True)
    folder.main.rename(folder.broken)
    _restore(folder, newest)
    return Engine(str(folder.main)), True


def _restore(folder: Folder, newest: str) -> None:
    """Make `main` of a snapshot; what a kill leaves is no `main` yet."""
    shutil.rmtree(folder.fresh, ignore_errors=True)
    Engine.read_only(str(folder.snapshots / newest)).backup(str(folder.fresh))
    folder.fresh.rename(folder.main)
