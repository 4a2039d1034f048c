"""What a power cut takes from a store's folder: the ends of files that nobody had synced.

Of the engine that is its logs since it was flushed, of the table of sketches its log since it was
folded in, and of a snapshot all that was copied into it. The other tables are synced by each of
their transactions, and so is what a watcher notes. A marker that was removed may be there again.
"""

import random
from pathlib import Path

UNSYNCED = ("main/*.log", "bands.sqlite-wal", "snapshots/*/*.sqlite", "snapshots/*/ranking/*")


def cut(folder: Path, chance: random.Random) -> None:
    """Cut the power off."""
    for pattern in UNSYNCED:
        for path in sorted(folder.glob(pattern)):
            lose(path, chance)
    for path in folder.glob("*.sqlite-shm"):  # memory that was shared is gone
        path.unlink()
    if chance.random() < 0.3:
        (folder / "unfinished").touch()
    if (folder / "start").exists():
        (folder / "start").write_text(f"another {chance.random()}\n")


def lose(path: Path, chance: random.Random) -> None:
    """Cut a file short, empty it, fill its end with nothing, or leave it as it is."""
    whole = path.read_bytes()
    left = chance.randrange(len(whole) + 1)
    ways = (whole[:left], b"", whole[:left] + bytes(len(whole) - left), whole)
    path.write_bytes(chance.choices(ways, (5, 1, 2, 3))[0])
