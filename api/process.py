"""One process that answers questions, at the other end of its socket.

What it says is told the moment it has come, without a stream in between: most answers come in one
piece, and most questions take less time than a stream would. Connections that it gives back are
told to whoever lent them.
"""

import asyncio
import json
import os
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

from api.question import BACK, COME, LEND, REST, Outcome, Question, as_line, of_line

NICE = 10  # how far a question that takes long stands back behind the others
DIED = "the worker has died"


class Worker(asyncio.Protocol):
    """A running process that was told its settings."""

    def __init__(self, line: socket.socket, pid: int, handle: int, told: Mapping[str, Any]) -> None:
        """Take over a process with the handle by which it is killed, as protocol of its socket.

        The first that it hears is what it is to be `told`.
        """
        self._line, self._told = line, told
        self.pid, self._handle = pid, handle
        self._held = bytearray()
        self._wanted = 0  # bytes without which there is nothing to look at
        self._waiter: asyncio.Future[None] | None = None
        self._outcome: Outcome | None = None  # whose bytes have not all come
        self.given_back: Callable[[int, bytes, bool], None] | None = None
        self.died: Callable[[], None] | None = None
        self.is_alive = False
        self._is_late = False
        self._gone = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hand over the settings."""
        self._transport = cast("asyncio.Transport", transport)
        self.is_alive = True
        self.tell(json.dumps(self._told).encode() + b"\n")

    def data_received(self, data: bytes) -> None:
        """Keep it until all has come that belongs together."""
        self._held += data
        self._sort()
        if len(self._held) >= self._wanted:
            self._wake()

    def _sort(self) -> None:
        """See to all that comes before an outcome."""
        while self._outcome is None and self._held[:5] in (BACK, REST) and self._gave_back():
            pass

    def _gave_back(self) -> bool:
        """Tell whose connection has come back, if all has come that belongs to it."""
        line, end, rest = self._held.partition(b"\n")
        number, size = line[5:].split() if end else (b"", b"")
        if not end or len(rest) < int(size):
            return False
        if self.given_back:
            self.given_back(int(number), bytes(rest[: int(size)]), line[:5] == REST)
        self._held = rest[int(size) :]
        return True

    def lend(self, number: int, handle: int) -> bool:
        """Hand over a connection; False where that cannot be done at once."""
        if not self.is_alive or self._transport.get_write_buffer_size():
            return False
        try:
            socket.send_fds(self._line, [b"%b%d\n" % (LEND, number)], [handle])
        except OSError:
            return False
        return True

    def connection_lost(self, _error: Exception | None) -> None:
        """It is gone."""
        self.is_alive = False
        os.close(self._handle)
        self._wake()
        if self.died:
            self.died()
        if not self._gone.done():
            self._gone.set_result(None)

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def ask(self, question: Question, folder: str, generation: str) -> None:
        """Hand a question over, with the state of the graph that it is about, or a newer one."""
        self._is_late = False
        self.tell(as_line(question, folder=folder, generation=generation))

    def come(self) -> None:
        """Let it give up all connections, and say so."""
        self._is_late = False
        self.tell(COME + b"\n")

    def tell(self, line: bytes) -> None:
        """Hand a line over."""
        if self.is_alive:
            self._transport.write(line)

    async def hear(self) -> tuple[Outcome, bytes]:
        """What it says next; ConnectionError where it has died, TimeoutError once it is late."""
        while (found := self._said()) is None:
            if not self.is_alive:
                raise ConnectionError(DIED)
            if self._is_late:
                raise TimeoutError
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return found

    def _said(self) -> tuple[Outcome, bytes] | None:
        """A line and the bytes that follow it; None as long as some of them are missing."""
        if self._outcome is None:
            if (end := self._held.find(b"\n")) < 0:
                return None
            self._outcome = Outcome(**of_line(self._held[:end]))
            del self._held[: end + 1]
        outcome = self._outcome
        self._wanted = outcome.size
        if len(self._held) < outcome.size:
            return None
        rest = bytes(self._held[: outcome.size])
        del self._held[: outcome.size]
        self._outcome, self._wanted = None, 0
        self._sort()
        return outcome, rest

    def be_late(self) -> None:
        """Wait for nothing more that it says of this question."""
        self._is_late = True
        self._wake()

    def stand_back(self) -> None:
        """Let every other process go first from now on."""
        if self.is_alive:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, NICE)

    def kill(self) -> None:
        """End it, whatever it is doing."""
        if self.is_alive:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        self.kill()
        await asyncio.shield(self._gone)
