"""The processes that answer SPARQL: lent out one question at a time, killed when one runs over.

Where somebody waits, a question that takes long leaves the pool with its worker: it goes on
behind all others (`nice`), and a fresh worker takes the place. So short questions do not wait for
long ones.
"""

import asyncio
import math
import os
import sys
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import api
from api.loan import Loan, LongAnswer
from api.problems import TooBusy
from api.process import Worker
from api.worker import Question
from kg.settings import Settings

PATIENCE = 10.0  # seconds that a question waits for a free worker
LONG = 0.5  # seconds after which a question is one that takes long
LONG_ONES = 4  # of them may run beside the pool, for each of its workers


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: whole, or so long that it is sent while it grows."""

    media: str
    body: bytes = b""
    truncated: int = 0  # rows after which it was cut; 0 where it is whole
    long: LongAnswer | None = None


@dataclass(slots=True)
class Workers:
    """As many processes as the settings say, and the folder that they write long answers into."""

    settings: Settings
    _folder: TemporaryDirectory[str] | None = None
    # None stands for a worker that is still to be started.
    _free: asyncio.LifoQueue[Worker | None] = field(default_factory=asyncio.LifoQueue)
    _all: set[Worker] = field(default_factory=set)
    _chores: set[asyncio.Task[None]] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=count)
    _waiting: int = 0
    _long: int = 0  # questions beside the pool
    _due: dict[Loan, None] = field(default_factory=dict)  # those that would leave it, oldest first

    async def __aenter__(self) -> Self:
        """Start them."""
        self._folder = TemporaryDirectory(prefix="collab-kg-")
        wanted = max(self.settings.query_workers, 1)
        for worker in await asyncio.gather(*(self._start() for _ in range(wanted))):
            self._free.put_nowait(worker)
        return self

    async def __aexit__(self, *error: object) -> None:
        """End them all."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        if self._folder:
            self._folder.cleanup()

    async def ask(self, question: Question, seconds: float, whole: float = math.inf) -> Reply:
        """The answer, or its beginning; TookTooLong when neither is there after so many seconds.

        In `whole`, the seconds that the asker has, counts too how long a free worker is waited for.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + whole
        worker = await self._borrow(min(PATIENCE, whole))
        now = loop.time()
        end = min(now + seconds, end)
        loan = Loan(worker, self._place(), seconds, end, self.settings, self._take_back)
        # One timer for most questions, which are over before it: each costs as much as a look-up.
        if end <= now + LONG:
            loan.timer = loop.call_at(end, worker.be_late)
        else:
            loan.timer = loop.call_at(now + LONG, self._grown_long, loan)
        outcome, rest = await loan.ask(question)
        if outcome.part:
            return Reply(outcome.media, long=LongAnswer(loan, outcome.part))
        return Reply(outcome.media, rest, outcome.truncated)

    def _place(self) -> str:
        if self._folder is None:
            raise TooBusy("the server has not started")
        return f"{self._folder.name}/{next(self._numbers)}"

    async def _borrow(self, patience: float) -> Worker:
        try:
            worker = self._free.get_nowait()
        except asyncio.QueueEmpty:
            worker = await self._wait(patience)
        if worker and worker.is_alive:
            return worker
        if worker:
            self._all.discard(worker)
        try:
            return await self._start()
        except OSError as error:
            self._free.put_nowait(None)
            raise TooBusy(f"no worker can be started: {error}") from error
        except BaseException:  # the client has gone away meanwhile: its place is free again
            self._free.put_nowait(None)
            raise

    async def _wait(self, patience: float) -> Worker | None:
        if self._waiting >= self.settings.query_queue:
            raise TooBusy(f"{self._waiting} queries are waiting already; ask again soon")
        self._waiting += 1
        if self._due:
            self._set_aside(next(iter(self._due)))
        try:
            async with asyncio.timeout(patience):
                return await self._free.get()
        except TimeoutError as error:
            raise TooBusy("all workers are busy with other queries; ask again soon") from error
        finally:
            self._waiting -= 1

    def _grown_long(self, loan: Loan) -> None:
        if not loan.is_over:
            loop = asyncio.get_running_loop()
            loan.timer = loop.call_at(loan.deadline, loan.worker.be_late)
            self._due[loan] = None
            if self._waiting:
                self._set_aside(loan)

    def _set_aside(self, loan: Loan) -> None:
        """Let a question that takes long go on beside the pool, or end where too many do."""
        del self._due[loan]
        if self._long >= LONG_ONES * max(self.settings.query_workers, 1):
            loan.is_refused = True
            loan.worker.kill()
            return
        loan.is_long = True
        self._long += 1
        loan.worker.stand_back()
        self._do(self._fill())

    def _take_back(self, loan: Loan, good: bool) -> None:
        self._due.pop(loan, None)
        self._long -= loan.is_long
        if good and not loan.is_long:
            self._free.put_nowait(loan.worker)
        else:
            self._do(self._clear(loan))

    async def _clear(self, loan: Loan) -> None:
        """End a worker that ran over, or one that stands back and cannot come forward again."""
        await loan.worker.end()
        self._all.discard(loan.worker)
        if not loan.is_streamed:
            loan.sweep()
        if not loan.is_long:
            await self._fill()

    async def _fill(self) -> None:
        """Start a worker for a place in the pool."""
        try:
            self._free.put_nowait(await self._start())
        except OSError:
            self._free.put_nowait(None)

    async def _start(self) -> Worker:
        root = str(Path(api.__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        _, worker = await asyncio.get_running_loop().subprocess_exec(
            lambda: Worker(self.settings),
            *(sys.executable, "-P", "-m", "api.worker"),
            stderr=None,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._all = {one for one in self._all if one.is_alive} | {worker}
        try:
            await worker.hear()  # that it is ready
        except asyncio.CancelledError:
            worker.kill()  # and at the end it is waited for, like all of them
            raise
        except ConnectionError as error:
            await worker.end()
            self._all.discard(worker)
            told = "a worker ended while it was being started; the log says why"
            raise OSError(told) from error
        return worker

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
