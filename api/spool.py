"""Where a worker writes an answer: into memory, and what is too long for that into files.

Each full file is announced at once, so that the server can begin to send it, and only so many lie
there unsent: a worker whose answer nobody takes waits, in constant memory and space.
"""

from collections.abc import Callable
from pathlib import Path

PART = 4 << 20  # bytes of one file
SHORT = 1 << 17  # bytes that go through the socket at once; what is longer is handed over in a file
AHEAD = 32  # files that may lie unsent


class Spool:
    """The file, as the writers of answers know it."""

    def __init__(self, folder: str | Path, part: float, announce: Callable[[int], None]) -> None:
        """Files of so many bytes go into a folder; `announce` tells of each by number."""
        self._folder, self._part, self._announce = folder, part, announce
        self._pieces: list[bytes] = []
        self._size = self._parts = self._taken = 0
        self.wait: Callable[[], object] = int  # until one of the files has been sent and removed

    def write(self, piece: bytes) -> int:
        """Take a piece of the answer; waits while too much of it lies unsent.

        The last piece is never in a file, so that the end of an answer can be amended.
        """
        if self._size >= self._part:
            if self._parts - self._taken >= AHEAD:
                self.wait()
                self._taken += 1
            self._parts += 1
            Path(self._folder).mkdir(exist_ok=True)
            part_of(self._folder, self._parts).write_bytes(self.rest())
            self._announce(self._parts)
            self._pieces, self._size = [], 0
        self._pieces.append(piece)
        self._size += len(piece)
        return len(piece)

    def keep(self) -> int:
        """Put what is left into a file too; its number, or 0 where it cannot be written."""
        try:
            Path(self._folder).mkdir(exist_ok=True)
            part_of(self._folder, self._parts + 1).write_bytes(self.rest())
        except OSError:
            return 0
        self._pieces, self._size = [], 0
        return self._parts + 1

    def flush(self) -> None:
        """Nothing waits to be written before a part is full."""

    def amend(self, change: Callable[[bytes], bytes]) -> None:
        """Change what is in no file; what is in one may have been sent."""
        self._pieces = [change(self.rest())]

    @property
    def is_whole(self) -> bool:
        """Whether no part of the answer is in a file."""
        return not self._parts

    @property
    def size(self) -> int:
        """How many bytes are in no file."""
        return self._size

    def rest(self) -> bytes:
        """What is in no file: all, where there is none."""
        return b"".join(self._pieces)


def part_of(folder: str | Path, number: int) -> Path:
    """Where a part of an answer lies."""
    return Path(folder, str(number))
