"""Connections over which short questions are asked, lent to workers that answer them (direct.py).

While a connection is lent the server does not read from it. A question that takes long is taken
over: the worker's other connections come back, what becomes of the question is waited for as of any
other, and the worker goes over to those that are lent out one question at a time. Where it has died
the server asks once more.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from time import time_ns
from typing import Protocol

from api.loan import Loan
from api.process import Worker
from api.slot import Slot, Turn
from api.workers import Reply, Workers
from kg.settings import Settings

TICK = 0.05  # seconds after which a question that is still the same takes long
MOST = 200  # connections that one worker has
NEVER = Turn(0, 0)


@dataclass(slots=True)
class Begun:
    """A question that a worker is at, whose reply is taken once, or dropped."""

    workers: Workers
    loan: Loan
    _is_taken: bool = False

    async def reply(self) -> Reply:
        """The reply; cancelling this ends what works on it."""
        self._is_taken = True
        return await self.workers.reply(self.loan)

    def drop(self) -> None:
        """End what works on it, unless it was taken."""
        if not self._is_taken:
            self.loan.end(good=False)


class Lendable(Protocol):
    """A connection of the server's, between two questions."""

    def fileno(self) -> int:
        """Its handle."""

    def leave(self) -> None:
        """Read nothing more from it."""

    def back(self, read: bytes = b"", begun: Begun | None = None) -> None:
        """Read again, first what somebody else has read, and may have begun to answer."""

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
    seen: Turn = NEVER  # when it was looked at last
    is_called: bool = False  # it is to let go of all connections

    def given_back(self, number: int, data: bytes, is_answer: bool) -> None:
        """Take a connection back from it."""
        if connection := self.lent.pop(number, None):
            if is_answer:
                connection.write(data)
            connection.back(b"" if is_answer else data)


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
        if self.workers.is_full:
            return  # there is no place for one more that takes long
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

    def _begin(self) -> None:
        if not self._is_starting:
            self._is_starting = True
            self._do(self._started())

    async def _started(self) -> None:
        """Start one more; where there can be none, the server answers as before."""
        slot = Slot.made()
        try:
            worker = await self.workers.helper(self.start, slot.fileno())
        except OSError:
            slot.close()
            return
        finally:
            self._is_starting = False
        helper = Helper(worker, slot)
        self._helpers.append(helper)
        worker.given_back = helper.given_back
        worker.died = lambda: self._bury(helper)

    def _look_soon(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            asyncio.get_running_loop().call_later(TICK, self._look)

    def _look(self) -> None:
        """See who is still at the same question."""
        self._is_looking = False
        for helper in [one for one in self._helpers if one.lent and not one.is_called]:
            self._look_soon()
            turn = helper.slot.turn
            if turn.connection and turn == helper.seen and helper.slot.hold():
                self._call(helper)
            helper.seen = turn

    def _call(self, helper: Helper) -> None:
        """Take all connections back, and over what the worker is at."""
        helper.is_called = True
        helper.worker.come()
        turn = helper.slot.turn
        asked = helper.lent.pop(turn.connection, None)
        for number in list(helper.lent):
            helper.lent.pop(number).back()
        if asked is None:
            self._do(self._heard(helper))
            return
        # From now on it is one of the others, and what is said of it is heard by the loan.
        self._helpers.remove(helper)
        helper.worker.given_back = helper.worker.died = None
        loan = self.workers.adopt(helper.worker, turn.number)
        asked.back(helper.slot.request, Begun(self.workers, loan))
        helper.slot.close()

    async def _heard(self, helper: Helper) -> None:
        """Wait until a worker has let go of all it had; then it may have more."""
        with suppress(ConnectionError):
            await helper.worker.hear()
        helper.is_called = False
        helper.slot.release()

    def _bury(self, helper: Helper) -> None:
        """Take back what a dead worker had."""
        self._helpers.remove(helper)
        for number, connection in helper.lent.items():
            if number != helper.slot.turn.connection:
                connection.back()
            elif helper.slot.is_sending:
                connection.abort()
            else:
                connection.back(helper.slot.request)
        helper.lent.clear()
        helper.slot.close()

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
