"""The folder of an embedded store: its format, the writer's lock, and snapshots for readers.

A snapshot in use is held by a shared lock on the file beside it, so that the writer, which keeps
the newest two, never removes what a reader has open.
"""

import fcntl
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from kg.errors import StoreBusy, StoreUnusable
from kg.settings import Settings

FORMAT = 1  # the layout of the folder and of the graph in it
FORMAT_FILE = "format"  # is there as soon as a folder is a store
# What a store that was killed while it was made, or a watcher of it, may have left there before.
BEFORE = ("format.new", "watch.")
START = Path("/proc/sys/kernel/random/boot_id")  # of Linux
KEPT = 2  # snapshots besides those in use


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the parts of a store lie."""

    path: Path

    @property
    def main(self) -> Path:
        """What the writer has open."""
        return self.path / "main"

    @property
    def fresh(self) -> Path:
        """Where a store is made that is to take the place of `main`."""
        return self.path / "fresh"

    @property
    def fresh_bands(self) -> Path:
        """The table of sketches of the fresh store."""
        return self.path / "fresh.sqlite"

    @property
    def broken(self) -> Path:
        """What was `main` before it could not be opened any more."""
        return self.path / "broken"

    @property
    def replaced(self) -> Path:
        """Where `main` lies while another takes its place."""
        return self.path / "replaced"

    @property
    def snapshots(self) -> Path:
        """What readers open."""
        return self.path / "snapshots"

    @property
    def unfinished(self) -> Path:
        """The marker that `main` holds more than the newest snapshot."""
        return self.path / "unfinished"

    @property
    def loading(self) -> Path:
        """The marker of a bulk load; if it is there at the start, the load was killed."""
        return self.path / "loading"

    @property
    def editing(self) -> Path:
        """The marker of an update by hand that the tables beside `main` may not know of yet."""
        return self.path / "editing"

    @property
    def edited(self) -> Path:
        """The marker that there may be conclusions which were written by hand."""
        return self.path / "edited"

    @property
    def start(self) -> Path:
        """Which start of the machine the last writer ran under."""
        return self.path / "start"

    def mark(self, marker: Path) -> None:
        """Set a marker, on disk before anything is written that it warns of."""
        if not marker.exists():
            marker.touch()
            _sync(self.path)

    def is_restarted(self) -> bool:
        """Whether the machine was started anew since: what was not synced then may be lost."""
        try:
            return self.start.read_text().strip() != _start()
        except OSError:
            return False  # nobody has written yet

    def note_start(self) -> None:
        """Note that a writer has seen to what may have been lost before."""
        if not self.start.exists() or self.is_restarted():
            replace(self.start, _start() + "\n")

    def check(self) -> None:
        """Refuse what is no store, or one that a newer version wrote."""
        if self.path.exists() and not self.path.is_dir():
            raise StoreUnusable(f"{self.path} is a file; a store is a folder")
        try:
            words = (self.path / FORMAT_FILE).read_text().split()
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise StoreUnusable(f"{self.path} cannot be read: {error}") from error
        if len(words) != 2 or words[0] != "collab-kg" or not words[1].isdigit():
            raise StoreUnusable(f"{self.path} is no store of collab-kg: its format is unknown")
        if int(words[1]) > FORMAT:
            raise StoreUnusable(
                f"{self.path} was written by a newer collab-kg (format {words[1]}, this one knows "
                f"{FORMAT}): update collab-kg, or use another folder"
            )

    def create(self) -> None:
        """Make the folder, or see that it is a store that can be written."""
        self.check()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not (self.path / FORMAT_FILE).exists():
                if not all(each.name.startswith(BEFORE) for each in self.path.iterdir()):
                    raise StoreUnusable(f"{self.path} is no store, and not empty: use a new folder")
                replace(self.path / FORMAT_FILE, f"collab-kg {FORMAT}\n")
            self.snapshots.mkdir(exist_ok=True)
        except OSError as error:
            raise unwritable(self.path, error) from error

    def remove_leftovers(self) -> None:
        """Remove what was left by a bulk load or a replacement of `main` that was killed."""
        if self.replaced.exists() and not self.main.exists():
            self.replaced.rename(self.main)
        for left in (self.replaced, self.fresh):
            shutil.rmtree(left, ignore_errors=True)
        for file in self.path.glob(f"{self.fresh_bands.name}*"):
            file.unlink()
        for file in self.path.glob("**/bulk-*.sst"):
            file.unlink()
        # The engine leaves one at each opening, up to a thousand, of which it needs none.
        for file in self.main.glob("LOG.old.*"):
            file.unlink()

    def put_fresh(self, bands: Path | None) -> None:
        """Let the fresh store take the place of `main`; whenever it is killed, one of both is."""
        self.main.rename(self.replaced)
        self.fresh.rename(self.main)
        if bands and self.fresh_bands.exists():
            self.fresh_bands.rename(bands)
        shutil.rmtree(self.replaced)

    def newest(self) -> str:
        """The name of the newest snapshot; empty where there is none yet."""
        try:
            # Each question looks: a file of Python's would take longer to make than to read.
            file = os.open(_current(self.path), os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return ""
        try:
            return os.read(file, 1024).decode().strip()
        finally:
            os.close(file)

    def hold_newest(self) -> "Held | None":
        """The newest snapshot, kept from being removed; None where there is none yet."""
        tried = ""
        while (name := self.newest()) != tried:
            with suppress(FileNotFoundError):  # removed since: there is a newer one
                held = Held(self.snapshots / name)
                if held.folder.is_dir():
                    return held
                held.release()
            tried = name
        return None

    def hold(self, name: str) -> "Held | None":
        """A snapshot by its name; None where it is not there."""
        try:
            held = Held(self.snapshots / name) if name else None
        except OSError:
            return None
        if held and not held.folder.is_dir():
            held.release()
            return None
        return held

    def prune(self) -> None:
        """Remove all but the newest snapshots and those that readers hold."""
        names = sorted(p.name for p in self.snapshots.iterdir() if p.is_dir())
        current = self.newest()
        for name in names[:-KEPT] + [late for late in names[-KEPT:] if late > current]:
            use = self.snapshots / f"{name}.use"
            with use.open("ab") as file, suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(self.snapshots / name)
                use.unlink()


class Held:
    """A snapshot that is in use as long as this is not released."""

    def __init__(self, folder: Path) -> None:
        """Wait while the snapshot is being removed, then share it."""
        self.name, self.folder = folder.name, folder
        self._file = folder.with_name(f"{folder.name}.use").open("rb")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let it be removed."""
        self._file.close()


class WriterLock:
    """The right to write in a folder; the kernel takes it back from a process that was killed."""

    def __init__(self, folder: Folder) -> None:
        """Take it, or tell who has it."""
        self._file = (folder.path / "writer.lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise StoreBusy(
                f"{folder.path} is being written by process {holder}; "
                "wait for it, or use --store http://... to ask its server"
            ) from error
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let others write."""
        self._file.close()

    def __enter__(self) -> Self:
        """The lock itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Release it."""
        self.release()


@lru_cache(maxsize=16)
def _current(store: Path) -> str:
    return str(store / "snapshots" / "CURRENT")


def replace(path: Path, text: str) -> None:
    """Write a small file so that readers see the old or the new text."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # else a power cut may leave the new name with no text
    draft.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """See that what was made and removed in a folder is so on the disk."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@lru_cache(maxsize=1)
def _start() -> str:
    """What tells one start of this machine from another; empty where nothing does."""
    try:
        return START.read_text().strip()
    except OSError:
        return ""


def newest_generation(settings: Settings) -> str:
    """The name of the newest snapshot, for whoever has an older one open."""
    return _folder(settings.store).newest()


@lru_cache(maxsize=16)
def _folder(store: str) -> Folder:
    return Folder(Path(store).expanduser())


def unwritable(path: Path, error: Exception) -> StoreUnusable:
    """The error to raise where a store cannot be written."""
    return StoreUnusable(f"{path} cannot be written: {error}; see to its rights and free space")
