"""What a worker is doing that answers connections itself, in memory that it shares with the server.

Nothing has to be said for the server to see which question takes long, and what was asked where the
process has died. To hold the worker up the server first says so here and then looks what it does;
the worker first says what it does and then looks whether it is held up: so one sees the other.
"""

import mmap
import os
from dataclasses import dataclass
from enum import IntEnum

SIZE = 1 << 17
WORDS = 8  # before the request, of eight bytes each
LARGEST = SIZE - 8 * WORDS  # bytes of a request


class Phase(IntEnum):
    """How far a worker has come with a connection."""

    IDLE = 0
    READING = 1  # nothing is taken from the connection yet
    ASKING = 2  # the request is taken, and nothing of the answer sent
    SENDING = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A worker at one moment: its how-manieth question, on which connection, how far."""

    turn: int
    connection: int
    phase: Phase


class Slot:
    """The memory, as both sides know it."""

    def __init__(self, handle: int) -> None:
        """Map what a handle stands for."""
        self._memory = mmap.mmap(handle, SIZE)
        self._words = memoryview(self._memory).cast("Q")

    @staticmethod
    def made() -> int:
        """The handle of a new one, empty, which goes when nobody has it any more."""
        handle = os.memfd_create("slot")
        os.truncate(handle, SIZE)
        return handle

    def begin(self, connection: int) -> bool:
        """Say that a connection has its turn; False where the server holds this worker up."""
        words = self._words
        words[1] += 1
        words[2], words[3] = connection, Phase.READING
        if words[0]:
            words[3] = Phase.IDLE
            return False
        return True

    def note(self, request: bytes) -> None:
        """Say that this was taken from the connection."""
        self._memory[8 * WORDS : 8 * WORDS + len(request)] = request
        self._words[4] = len(request)
        self._words[3] = Phase.ASKING

    def send(self) -> None:
        """Say that the answer is being sent."""
        self._words[3] = Phase.SENDING

    def end(self) -> None:
        """Say that nothing is being done."""
        self._words[3] = Phase.IDLE

    @property
    def is_held(self) -> bool:
        """Whether the worker is to begin nothing."""
        return bool(self._words[0])

    def hold(self) -> None:
        """Let the worker begin nothing more."""
        self._words[0] = 1

    def release(self) -> None:
        """Let it go on."""
        self._words[0] = 0

    def seen(self) -> Seen:
        """What the worker does now."""
        return Seen(self._words[1], self._words[2], Phase(self._words[3]))

    @property
    def request(self) -> bytes:
        """What was taken from the connection last."""
        return self._memory[8 * WORDS : 8 * WORDS + self._words[4]]
