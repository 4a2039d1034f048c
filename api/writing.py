"""The one process that writes for people, started when it is first needed, killed when it must be.

A client that goes away in the middle changes nothing: what it sent is written to the end.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Self

import api
from api.access import Elsewhere
from api.problems import TABLE, TooBusy, TookTooMuch
from api.writer import Edit, Written, as_line
from kg.errors import BadRequest, KgError, StoreUnusable, TookTooLong
from kg.settings import Settings

MEMORY = 8 << 30  # bytes of address space
LARGEST = 1 << 40  # bytes of one file of the store
PATIENCE = 10.0  # seconds that an edit waits for those before it
ERRORS = {cls.__name__: cls for cls in TABLE}


@dataclass(slots=True)
class Writing:
    """What is written over HTTP, one after the other."""

    settings: Settings
    folder: Path = Path()  # where bodies lie until they are written
    _process: Process | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _place: TemporaryDirectory[str] | None = None

    async def __aenter__(self) -> Self:
        """Make a place for bodies; the process starts with the first edit."""
        self._place = TemporaryDirectory(prefix="collab-kg-")
        self.folder = Path(self._place.name)
        return self

    async def __aexit__(self, *error: object) -> None:
        """End the process; what it has not finished is undone."""
        await self._end()
        if self._place:
            self._place.cleanup()

    def new_file(self) -> Path:
        """A name for a body; whoever takes it removes the file."""
        return self.folder / token_hex(8)

    async def write(self, edit: Edit, seconds: float) -> Written:
        """Make an edit; when this is over, readers see it. TookTooLong where it was undone."""
        if self.settings.is_remote:
            raise Elsewhere(
                f"the graph is kept by {self.settings.place}: send it what you write by hand, with "
                "its own login; docs/stores.md says what follows from that"
            )
        async with self._mine():
            process = self._process = await self._started()
            try:
                async with asyncio.timeout(seconds):
                    written = Written(**json.loads(await _asked(process, edit)))
            except TimeoutError as error:
                await self._end()
                raise TookTooLong(
                    f"the update was stopped after {seconds:g} seconds and undone; make it "
                    "narrower, or split it"
                ) from error
            except ConnectionError as error:
                await self._end()
                raise TookTooMuch(
                    "the update ended the process that made it, and is undone; split it"
                ) from error
            except BaseException:  # the server is being stopped
                await self._end()
                raise
            await self._shown(process)
        if written.error:
            raise _error(written)
        return written

    async def _shown(self, process: Process) -> None:
        """Wait until readers see what was written."""
        try:
            await _line(process)
        except ConnectionError as error:
            await self._end()
            raise StoreUnusable(
                "this is written, but cannot be shown to readers yet; the server's log says why"
            ) from error

    @asynccontextmanager
    async def _mine(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._turn.acquire()
        except TimeoutError as error:
            raise TooBusy("others are writing; send it again soon") from error
        try:
            yield
        finally:
            self._turn.release()

    async def _started(self) -> Process:
        if self._process and self._process.returncode is None:
            return self._process
        root = str(Path(api.__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "api.writer"),
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        told = {"settings": self.settings.as_dict(), "memory": MEMORY, "largest": LARGEST}
        try:
            await _send(process, json.dumps(told).encode() + b"\n")
            await _line(process)
        except BaseException as error:
            process.kill()
            await process.wait()
            if not isinstance(error, ConnectionError):
                raise
            raise StoreUnusable(
                "the writer cannot be started; the server's log says why"
            ) from error
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process and process.returncode is None:
            process.kill()
            await process.wait()


async def _asked(process: Process, edit: Edit) -> bytes:
    await _send(process, as_line(edit))
    return await _line(process)


async def _send(process: Process, line: bytes) -> None:
    if process.stdin is None:
        raise ConnectionError("the writer was started without pipes")
    process.stdin.write(line)
    await process.stdin.drain()


async def _line(process: Process) -> bytes:
    line = await process.stdout.readline() if process.stdout else b""
    if not line:
        raise ConnectionError("the writer has died")
    return line


def _error(written: Written) -> KgError:
    if written.error == BadRequest.__name__:
        return BadRequest(written.detail, written.field)
    return ERRORS.get(written.error, StoreUnusable)(written.detail)
