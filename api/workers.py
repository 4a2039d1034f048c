"""The processes that answer SPARQL: lent out one question at a time, killed when one runs over."""

import asyncio
import json
import math
import os
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Self

import api
from api.negotiate import NotAcceptable
from api.problems import TABLE, TooBusy, TookTooMuch
from api.worker import MEMORY, READY, Outcome, Question, as_line, first_line
from kg.errors import BadRequest, KgError, TookTooLong
from kg.settings import Settings

LONGEST_LINE = 1 << 20
PATIENCE = 10.0  # seconds that a question waits for a free worker
ERRORS = {cls.__name__: cls for cls in TABLE}


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in a file without a name: it is gone when the file is closed."""

    media: str
    file: IO[bytes]

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return os.fstat(self.file.fileno()).st_size


@dataclass(frozen=True, slots=True)
class Worker:
    """One running process."""

    process: Process

    async def ask(self, question: Question, out: Path) -> Outcome:
        """Hand over a question and wait; ConnectionError where the process has died of it."""
        to, back = self.process.stdin, self.process.stdout
        if to is None or back is None:
            raise ConnectionError("the worker was started without pipes")
        to.write(as_line(question, out=str(out)))
        await to.drain()
        line = await back.readline()
        if not line:
            raise ConnectionError("the worker has died")
        return Outcome(**json.loads(line))

    async def end(self) -> None:
        """Kill it, whatever it is doing."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


@dataclass(slots=True)
class Workers:
    """As many processes as the settings say, and the folder that they write answers into."""

    settings: Settings
    memory: int = MEMORY  # bytes that each may use
    _folder: TemporaryDirectory[str] = field(
        default_factory=lambda: TemporaryDirectory(prefix="collab-kg-")
    )
    # None stands for a worker that is still to be started.
    _free: asyncio.LifoQueue[Worker | None] = field(default_factory=asyncio.LifoQueue)
    _all: set[Worker] = field(default_factory=set)
    _chores: set[asyncio.Task[None]] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=count)

    async def __aenter__(self) -> Self:
        """Start them."""
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
        self._folder.cleanup()

    async def ask(self, question: Question, seconds: float, whole: float = math.inf) -> Written:
        """The answer, complete; TookTooLong when it is not there after so many seconds.

        In `whole`, the seconds that the asker has, counts too how long a free worker is waited for.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + whole
        worker = await self._borrow(min(PATIENCE, whole))
        out = Path(self._folder.name) / str(next(self._numbers))
        alive = False
        try:
            async with asyncio.timeout_at(min(clock() + seconds, end)):
                outcome = await worker.ask(question, out)
            alive = True
        except TimeoutError as error:
            raise TookTooLong(
                f"the query was stopped after {seconds:g} seconds; make it narrower, or add a LIMIT"
            ) from error
        except ConnectionError as error:
            raise TookTooMuch(
                "the query ended the process that answered it, which may use "
                f"{self.memory >> 30} GB of memory; make it narrower, or sort and group less"
            ) from error
        finally:
            # Also when the client has gone away and this is cancelled.
            if alive:
                self._free.put_nowait(worker)
            else:
                self._replace(worker, out)
        return _opened(outcome, out)

    async def _borrow(self, patience: float) -> Worker:
        try:
            async with asyncio.timeout(patience):
                worker = await self._free.get()
        except TimeoutError as error:
            raise TooBusy("all workers are busy with other queries; ask again soon") from error
        if worker and worker.process.returncode is None:
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

    async def _start(self) -> Worker:
        root = str(Path(api.__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "api.worker"),
            stdin=PIPE,
            stdout=PIPE,
            limit=LONGEST_LINE,
            env={**os.environ, "PYTHONPATH": path},
        )
        worker = Worker(process)
        self._all.add(worker)
        if process.stdin and process.stdout:
            process.stdin.write(first_line(self.settings, self.memory))
            try:
                ready = await process.stdout.readline() == READY
            except asyncio.CancelledError:
                process.kill()
                self._all.discard(worker)
                raise
            if ready:
                return worker
        await worker.end()
        self._all.discard(worker)
        raise OSError("a worker ended while it was being started; the log says why")

    def _replace(self, worker: Worker, left: Path) -> None:
        chore = asyncio.create_task(self._restart(worker, left))
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)

    async def _restart(self, worker: Worker, left: Path) -> None:
        await worker.end()
        self._all.discard(worker)
        left.unlink(missing_ok=True)
        try:
            self._free.put_nowait(await self._start())
        except OSError:
            self._free.put_nowait(None)


def _opened(outcome: Outcome, out: Path) -> Written:
    if outcome.error:
        out.unlink(missing_ok=True)
        raise _error(outcome)
    file = out.open("rb")
    out.unlink()
    return Written(outcome.media, file)


def _error(outcome: Outcome) -> KgError:
    if outcome.error == NotAcceptable.__name__:
        return NotAcceptable("such format", outcome.offers)
    if outcome.error == BadRequest.__name__:
        return BadRequest(outcome.detail, outcome.field)
    return ERRORS.get(outcome.error, KgError)(outcome.detail)
