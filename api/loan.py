"""One worker lent to one question, and the answer as it comes out of it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from api.formats import GRAPHS, TABLES
from api.negotiate import NotAcceptable
from api.problems import TABLE, TooBusy, TookTooMuch
from api.process import Worker
from api.question import TAKEN, Outcome, Question
from api.spool import AHEAD, part_of
from kg.errors import BadRequest, KgError, TookTooLong
from kg.settings import Settings
from kg.store.snapshot import newest_generation

CHUNK = 1 << 18
# In these the end of an answer can say that it was cut, so that its readers see it; in others it
# would be a comment, which they pass over.
TELLING = {
    media
    for media, form in {**TABLES, **GRAPHS}.items()
    if form in ("json", "csv", "tsv", "jsonld")
}
ERRORS = {cls.__name__: cls for cls in TABLE}


@dataclass(slots=True, eq=False)
class Loan:
    """A worker in use: until when, and what becomes of it afterwards."""

    worker: Worker
    folder: str  # of the files of a long answer
    seconds: float  # that the question may take
    deadline: float  # by the loop's clock, kept by the timer
    settings: Settings
    give_back: Callable[["Loan", bool], None]  # with whether the worker is still good
    is_back: bool = False  # it stands back behind all others, which cannot be undone
    is_refused: bool = False  # it had to make room
    is_streamed: bool = False
    is_over: bool = False
    timer: asyncio.TimerHandle | None = None  # of whatever is to happen next while it lasts
    _ready: "asyncio.Queue[Path | bytes | KgError] | None" = None

    async def ask(self, question: Question | None) -> tuple[Outcome, bytes]:
        """Hand over the question, and wait for the answer or its first part.

        None stands for a question that the worker was asked already.
        """
        try:
            if question:
                # Told, and so not looked up: each file is one more that the worker waits for.
                newest = "" if self.settings.is_remote else newest_generation(self.settings)
                self.worker.ask(question, self.folder, newest)
            outcome, rest = await self._hear()
        except BaseException:  # also when the client has gone away and this is cancelled
            self.end(good=False)
            raise
        self.is_streamed = bool(outcome.part)
        if not self.is_streamed:
            self.end(good=True)
        if outcome.error:
            raise _error(outcome)
        return outcome, rest

    async def _hear(self) -> tuple[Outcome, bytes]:
        try:
            outcome, rest = await self.worker.hear()
        except TimeoutError as error:
            raise TookTooLong(
                f"the query was stopped after {self.seconds:g} seconds; make it narrower, "
                "or add a LIMIT"
            ) from error
        except ConnectionError as error:
            if self.is_refused:
                raise TooBusy(
                    "too many queries that take long are running; ask again later"
                ) from error
            raise TookTooMuch(
                "the query ended the process that answered it, which may use "
                f"{self.settings.query_memory} MB of memory; "
                "make it narrower, or sort and group less"
            ) from error

        if outcome.rest:
            rest = part_of(self.folder, outcome.rest).read_bytes()
            if not self.is_streamed:
                self.sweep()
        return outcome, rest

    @property
    def ready(self) -> "asyncio.Queue[Path | bytes | KgError]":
        """The parts of a long answer that are full; short ones need none."""
        self._ready = self._ready or asyncio.Queue()
        return self._ready

    async def follow(self, part: int) -> None:
        """Line up the parts of a long answer as they become full, then the rest or the error."""
        try:
            outcome, rest = Outcome(part=part), b""
            while outcome.part:
                self.ready.put_nowait(part_of(self.folder, outcome.part))
                outcome, rest = await self._hear()
            self.end(good=True)
            if outcome.error:
                raise _error(outcome)
            if outcome.truncated and outcome.media not in TELLING:
                raise TookTooMuch(f"the answer has more than {outcome.truncated:,} rows")
            self.ready.put_nowait(rest)
        except KgError as error:
            self.ready.put_nowait(error)
        finally:
            self.end(good=False)

    def stand_back(self) -> None:
        """Let all other processes go first."""
        if not self.is_back:
            self.is_back = True
            self.worker.stand_back()

    def refuse(self) -> None:
        """End it, because others wait and there is no place for one more that takes long."""
        self.is_refused = True
        self.worker.kill()

    def end(self, *, good: bool) -> None:
        """Give the worker back, once."""
        if not self.is_over:
            self.is_over = True
            if self.timer:
                self.timer.cancel()
            self.give_back(self, good)

    def sweep(self) -> None:
        """Remove what is left of the answer's files."""
        shutil.rmtree(self.folder, ignore_errors=True)


class LongAnswer:
    """An answer that is sent while it grows; what ends it early is raised in the middle of it."""

    def __init__(self, loan: Loan, part: int) -> None:
        """Begin to follow it."""
        self._loan = loan
        self._following = asyncio.create_task(loan.follow(part))

    async def complete(self) -> int:
        """Wait for its end, and tell its size: for clients that would take half for all."""
        ready = self._loan.ready
        while not self._following.done():
            if ready.qsize() >= AHEAD:
                raise TookTooMuch("the answer is too long for HTTP/1.0: ask over HTTP/1.1")
            await asyncio.wait([self._following], timeout=0.05)
        waiting = [ready.get_nowait() for _ in range(ready.qsize())]
        for one in waiting:
            ready.put_nowait(one)
        if isinstance(waiting[-1], KgError):
            raise waiting[-1]
        return sum(
            len(one) if isinstance(one, bytes) else one.stat().st_size
            for one in waiting
            if not isinstance(one, KgError)
        )

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its bytes, to the end or to an error."""
        while not isinstance(one := await self._loan.ready.get(), bytes):
            if isinstance(one, KgError):
                raise one
            with one.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
            one.unlink()
            if not self._loan.is_over:
                self._loan.worker.tell(TAKEN + b"\n")
        yield one

    async def close(self) -> None:
        """Stop what still works on it, and remove what is left."""
        self._following.cancel()
        await asyncio.gather(self._following, return_exceptions=True)
        self._loan.sweep()


def _error(outcome: Outcome) -> KgError:
    if outcome.error == NotAcceptable.__name__:
        return NotAcceptable("such format", outcome.offers)
    if outcome.error == BadRequest.__name__:
        return BadRequest(outcome.detail, outcome.field)
    return ERRORS.get(outcome.error, KgError)(outcome.detail)
