"""Connections over which short questions are asked, lent to workers that answer them (direct.py).

While a connection is lent the server does not read from it. A worker whose question takes long is
held up before the next: its other connections come back, and it goes over to those that answer long
questions, with their limits; another is started when one is wanted. Where it died before it
answered, the server asks once more, and tells what is wrong.
"""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from time import time_ns
from typing import Protocol

from api.process import Worker
from api.slot import Phase, Slot
from api.workers import Workers
from kg.errors import KgError
from kg.settings import Settings

TICK = 0.05  # seconds after which a question that is still the same takes long
MOST = 200  # connections that one worker has


class Lendable(Protocol):
    """A connection of the server's, between two questions."""

    def fileno(self) -> int:
        """Its handle."""

    def leave(self) -> None:
        """Read nothing more from it."""

    def watch(self) -> None:
        """Read again, though somebody else is still answering: to see whether it is closed."""

    def back(self, read: bytes = b"", error: KgError | None = None) -> None:
        """Read again, first what somebody else has read; `error` is what became of that."""

    def write(self, data: bytes) -> None:
        """Send the rest of an answer."""

    def abort(self) -> None:
        """Break it off."""


@dataclass(slots=True, eq=False)
class Helper:
    """A worker that answers connections itself."""

    worker: Worker
    slot: Slot
    lent: dict[int, Lendable] = field(default_factory=dict)  # by number
    seen: tuple[int, int] = (0, 0)  # turn and connection, when it was looked at last
    is_called: bool = False  # it is to let go of all connections


@dataclass(slots=True)
class Lending:
    """Who has which connection."""

    settings: Settings
    workers: Workers
    start: str = field(default_factory=lambda: str(time_ns()))  # of the server
    _helpers: list[Helper] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _chores: set[asyncio.Task[None]] = field(default_factory=set)
    _is_starting: bool = False
    _is_looking: bool = False

    async def close(self) -> None:
        """End all workers that have connections."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await asyncio.gather(*(helper.worker.end() for helper in self._helpers))

    def lend(self, connection: Lendable) -> None:
        """Lend a connection to whoever has the fewest, if anybody can take it."""
        if self.settings.is_remote or self.settings.origins:
            return  # the server alone asks elsewhere, and tells scripts of other origins what is so
        free = [one for one in self._helpers if one.worker.is_alive and not one.is_called]
        helper = min(free, key=lambda one: len(one.lent), default=None)
        if (helper is None or helper.lent) and len(free) < max(self.settings.query_workers, 1):
            self._begin()
        if helper is None or len(helper.lent) >= MOST:
            return
        number = next(self._numbers)
        if helper.worker.lend(number, connection.fileno()):
            helper.lent[number] = connection
            connection.leave()
            self._look_soon()

    def lost(self, connection: Lendable) -> None:
        """Note that a client has gone whose question takes long."""
        for helper in self._helpers:
            for number, one in list(helper.lent.items()):
                if one is connection:
                    del helper.lent[number]
                    if helper.is_called:
                        helper.worker.kill()

    def _begin(self) -> None:
        if not self._is_starting:
            self._is_starting = True
            self._do(self._started())

    async def _started(self) -> None:
        handle = Slot.made()
        try:
            slot = Slot(handle)
            worker = await self.workers.started(self.start, handle)
        except OSError:
            return  # the server answers as before
        finally:
            os.close(handle)
            self._is_starting = False
        helper = Helper(worker, slot)
        self._helpers.append(helper)

        def given_back(number: int, data: bytes, is_answer: bool) -> None:
            if connection := helper.lent.pop(number, None):
                if is_answer:
                    connection.write(data)
                connection.back(b"" if is_answer else data)

        worker.given_back = given_back
        worker.died = lambda: None if helper.is_called else self._bury(helper)

    def _look_soon(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            asyncio.get_running_loop().call_later(TICK, self._look)

    def _look(self) -> None:
        """See who is still at the same question."""
        self._is_looking = False
        for helper in [one for one in self._helpers if one.lent and not one.is_called]:
            self._look_soon()
            seen = helper.slot.seen()
            turn = (seen.turn, seen.connection)
            if seen.phase is not Phase.IDLE and turn == helper.seen:
                self._call(helper)
            helper.seen = turn

    def _call(self, helper: Helper) -> None:
        """Let a worker finish what it does, and take all else back."""
        helper.is_called = True
        helper.slot.hold()
        helper.worker.come()
        seen = helper.slot.seen()
        busy = seen.connection if seen.phase is not Phase.IDLE else 0
        for number in [number for number in helper.lent if number != busy]:
            helper.lent.pop(number).back()
        if busy in helper.lent:
            helper.lent[busy].watch()
            self._helpers.remove(helper)
            self._do(self._attend(helper, busy))
        else:
            self._do(self._heard(helper))

    async def _heard(self, helper: Helper) -> None:
        """Wait until a worker has let go of all it had; then it may have more."""
        with suppress(ConnectionError):
            await helper.worker.hear()
        helper.is_called = False
        helper.slot.release()
        if not helper.worker.is_alive:
            self._bury(helper)

    async def _attend(self, helper: Helper, number: int) -> None:
        """Wait for the end of what takes long, as all that takes long is waited for."""
        try:
            await self.workers.adopted(helper.worker)
        except KgError as error:
            if connection := helper.lent.pop(number, None):
                self._answer(connection, helper.slot, error)
            return
        if connection := helper.lent.pop(number, None):
            connection.back()

    def _bury(self, helper: Helper) -> None:
        """Take back what a dead worker had."""
        with suppress(ValueError):
            self._helpers.remove(helper)
        seen = helper.slot.seen()
        for number, connection in helper.lent.items():
            if number == seen.connection and seen.phase is not Phase.IDLE:
                self._answer(connection, helper.slot)
            else:
                connection.back()
        helper.lent.clear()

    def _answer(self, connection: Lendable, slot: Slot, error: KgError | None = None) -> None:
        """Answer in place of a worker that did not; where it had begun, nothing can be told."""
        match slot.seen().phase:
            case Phase.SENDING:
                connection.abort()
            case Phase.ASKING:
                connection.back(slot.request, error)
            case _:
                connection.back()

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
