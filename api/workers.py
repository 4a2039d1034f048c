"""The processes that answer SPARQL: lent out one question at a time, killed when one runs over.

Where somebody has waited a moment, one more is started, and questions that take long go on behind
all others (`nice`): so short questions do not wait for long ones. Where there are as many as may
be, the youngest of those that take long makes room, and its asker is told to come again. Who is
not needed any more, or stood back, ends with its question.
"""

import asyncio
import math
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import count
from tempfile import TemporaryDirectory
from typing import Self

from api.loan import Loan, LongAnswer
from api.nursery import Nursery
from api.problems import TooBusy
from api.process import Worker
from api.question import Question
from kg.settings import Settings

PATIENCE = 10.0  # seconds that a question waits for a free worker
GRACE = 0.1  # seconds after which one more is started for a question that waits
LONG = 0.5  # seconds after which a question is one that takes long
BESIDE = 4  # workers that there may be besides each of those that the settings say


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
    _nursery: Nursery = field(init=False)
    _folder: TemporaryDirectory[str] | None = None
    # None stands for a worker that is still to be started.
    _free: asyncio.LifoQueue[Worker | None] = field(default_factory=asyncio.LifoQueue)
    _all: set[Worker] = field(default_factory=set)
    _chores: set[asyncio.Task[None]] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=count)
    _waiting: int = 0
    _places: int = 0  # workers that there are, or that are being started
    _coming: int = 0  # of them are being started because somebody waits
    _long: dict[Loan, None] = field(default_factory=dict)  # those that take long, oldest first

    def __post_init__(self) -> None:
        """Start none yet."""
        self._nursery = Nursery(self.settings)

    async def __aenter__(self) -> Self:
        """Start them."""
        self._folder = TemporaryDirectory(prefix="collab-kg-")
        self._places = self._kept
        for worker in await asyncio.gather(*(self._start() for _ in range(self._kept))):
            self._free.put_nowait(worker)
        return self

    async def __aexit__(self, *error: object) -> None:
        """End them all."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._nursery.close()
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
        return await self.reply(loan, question)

    @property
    def _kept(self) -> int:
        """How many there always are."""
        return max(self.settings.query_workers, 1)

    @property
    def is_full(self) -> bool:
        """Whether there are as many as may be."""
        return self._places >= self._kept * (1 + BESIDE)

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
        for loan in self._long:
            loan.stand_back()
        timer = asyncio.get_running_loop().call_later(GRACE, self._grow)
        try:
            async with asyncio.timeout(patience):
                return await self._free.get()
        except TimeoutError as error:
            raise TooBusy("all workers are busy with other queries; ask again soon") from error
        finally:
            timer.cancel()
            self._waiting -= 1

    def _grown_long(self, loan: Loan) -> None:
        if not loan.is_over:
            loop = asyncio.get_running_loop()
            loan.timer = loop.call_at(loan.deadline, loan.worker.be_late)
            self._long[loan] = None
            if self._waiting:
                loan.stand_back()
                self._grow()

    def _grow(self) -> None:
        """Start one more for whoever waits, or make room for it."""
        if self._coming >= self._waiting:
            return
        if not self.is_full:
            self._places += 1
            self._coming += 1
            self._do(self._fill_up())
        elif self._long and not self._coming:
            self._coming += 1
            loan, _ = self._long.popitem()
            loan.refuse()

    def _take_back(self, loan: Loan, good: bool) -> None:
        self._long.pop(loan, None)
        is_wanted = self._waiting or self._free.qsize() < self._kept
        # What had to make room may have been answered just before.
        if good and is_wanted and not (loan.is_back or loan.is_refused):
            self._free.put_nowait(loan.worker)
        else:
            self._do(self._clear(loan))

    async def _clear(self, loan: Loan) -> None:
        """End a worker that ran over, is one too many, or stood back, which is for good."""
        await loan.worker.end()
        self._all.discard(loan.worker)
        if not loan.is_streamed:
            loan.sweep()
        if loan.is_refused:
            await self._fill_up()
        elif self._waiting or self._places <= self._kept:
            await self._fill()
        else:
            self._places -= 1

    async def _fill_up(self) -> None:
        """Start a worker for somebody who waits, and see whether that was enough."""
        await self._fill()
        self._coming -= 1
        if self._waiting:
            asyncio.get_running_loop().call_later(GRACE, self._grow)

    async def _fill(self) -> None:
        """Start a worker for a place in the pool."""
        try:
            self._free.put_nowait(await self._start())
        except OSError:
            self._free.put_nowait(None)

    async def helper(self, start: str, slot: int) -> Worker:
        """One more beside all these, which answers connections itself."""
        told = {"start": start, "folder": self._folder.name if self._folder else ""}
        return await self._ready(await self._nursery.worker(told, slot))

    def adopt(self, worker: Worker, turn: int) -> Loan:
        """Take over such a one with the question that it is at: it is one of these now."""
        now, folder = asyncio.get_running_loop().time(), self._folder.name if self._folder else ""
        place, seconds = f"{folder}/{worker.pid}-{turn}", self.settings.query_timeout
        loan = Loan(worker, place, seconds, now + seconds, self.settings, self._take_back)
        self._places += 1
        self._grown_long(loan)
        return loan

    async def reply(self, loan: Loan, question: Question | None = None) -> Reply:
        """The answer of a worker to a question, or to the one that it is at, or its beginning."""
        outcome, rest = await loan.ask(question)
        if outcome.part:
            return Reply(outcome.media, long=LongAnswer(loan, outcome.part))
        return Reply(outcome.media, rest, outcome.truncated)

    async def _start(self) -> Worker:
        return await self._ready(await self._nursery.worker())

    async def _ready(self, worker: Worker) -> Worker:
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
