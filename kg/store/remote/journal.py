"""The change that is under way, beside the store's tables here: after a kill it is made again.

Every change may be made twice: graphs are dropped, and quads removed and added by their names. So
one that was stopped half way is whole after it has been made from the beginning.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.errors import StoreUnusable
from kg.model import Iri
from kg.store.store import Change

FILE = "journal"
END = b"end\n"  # what is not there in a file whose writing was stopped: then nothing was sent


@dataclass(frozen=True, slots=True)
class Journal:
    """The file of one store."""

    folder: Path

    @property
    def path(self) -> Path:
        """Where it lies while a change is under way."""
        return self.folder / FILE

    def write(self, change: Change) -> None:
        """See that a change is on the disk before it is sent."""
        draft = self.path.with_suffix(".new")
        with draft.open("wb") as file:
            file.write(_told(change))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)

    def read(self) -> Change | None:
        """The change that was under way when a writer was killed."""
        if not self.path.exists():
            return None
        content = self.path.read_bytes()
        if not content.endswith(END):
            raise StoreUnusable(
                f"{self.path} cannot be read: remove it, and ingest what was ingested last again"
            )
        return _change(content)

    def clear(self) -> None:
        """Note that the change was made."""
        self.path.unlink(missing_ok=True)


def _told(change: Change) -> bytes:
    parts = [f"{len(change.cleared)}\n", *(f"{iri}\n" for iri in change.cleared)]
    removed, added = (_lines(quads) for quads in (change.removed, change.added))
    return b"".join([*(part.encode() for part in parts), _size(removed), _size(added), END])


def _lines(quads: tuple[Quad, ...]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def _size(lines: bytes) -> bytes:
    return f"{len(lines)}\n".encode() + lines


def _change(content: bytes) -> Change:
    head, _, rest = content.partition(b"\n")
    cleared = []
    for _ in range(int(head)):
        line, _, rest = rest.partition(b"\n")
        cleared.append(Iri(line.decode()))
    sides = []
    for _ in range(2):
        size, _, rest = rest.partition(b"\n")
        lines, rest = rest[: int(size)], rest[int(size) :]
        sides.append(tuple(parse(lines, RdfFormat.N_QUADS)))
    removed, added = sides
    return Change(tuple(cleared), removed, added)
