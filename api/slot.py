"""What a worker is doing that answers connections itself, in memory that it shares with the server.

Nothing has to be said for the server to see which question takes long, to take it over, and to know
what was asked where the process has died. Each side changes it under a lock that goes with its
process.
"""

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

SIZE = 1 << 17
HEAD = 64  # bytes before the request
IS_HELD, TURN, CONNECTION, IS_SENDING, LENGTH = range(5)  # words of eight bytes


class Turn(NamedTuple):
    """A worker at one moment: its how-manieth question, on which connection; 0 if on none."""

    number: int
    connection: int


class Slot:
    """The memory, as both sides know it."""

    def __init__(self, handle: int) -> None:
        """Map what a handle stands for, which is closed with this."""
        self._handle = handle
        self._memory = mmap.mmap(handle, SIZE)
        self._words = memoryview(self._memory).cast("Q")

    @classmethod
    def made(cls) -> "Slot":
        """A new one, empty, which goes when nobody has it any more."""
        handle = os.memfd_create("slot")
        os.truncate(handle, SIZE)
        return cls(handle)

    def fileno(self) -> int:
        """Its handle."""
        return self._handle

    def close(self) -> None:
        """Have nothing to do with it any more."""
        os.close(self._handle)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold off the other side."""
        fcntl.lockf(self._handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._handle, fcntl.LOCK_UN)

    def hold(self) -> bool:
        """Let the worker begin and send nothing more; False where it is in the middle of that."""
        try:
            fcntl.lockf(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self._words[IS_HELD] = 1
        fcntl.lockf(self._handle, fcntl.LOCK_UN)
        return True

    def release(self) -> None:
        """Let it go on."""
        self._words[IS_HELD] = 0

    @property
    def is_held(self) -> bool:
        """Whether the worker is to begin and send nothing."""
        return bool(self._words[IS_HELD])

    def begin(self, connection: int, request: bytes) -> None:
        """Say what was taken from which connection."""
        self._memory[HEAD : HEAD + len(request)] = request
        self._words[LENGTH] = len(request)
        self._words[TURN] += 1
        self._words[CONNECTION] = connection

    def send(self) -> None:
        """Say that the answer is being sent."""
        self._words[IS_SENDING] = 1

    def end(self) -> None:
        """Say that nothing is being done."""
        self._words[CONNECTION] = self._words[IS_SENDING] = 0

    @property
    def turn(self) -> Turn:
        """What the worker does now."""
        return Turn(self._words[TURN], self._words[CONNECTION])

    @property
    def is_sending(self) -> bool:
        """Whether some of the answer may have been sent."""
        return bool(self._words[IS_SENDING])

    @property
    def request(self) -> bytes:
        """What was taken from the connection."""
        return self._memory[HEAD : HEAD + self._words[LENGTH]]
