"""Where workers come from: one process that has loaded all they need, forked for each of them."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import api
from api.process import Worker
from kg.settings import Settings

NOTHING = MappingProxyType({"start": "", "folder": ""})


@dataclass(slots=True)
class Nursery:
    """The process (see forking.py), and the socket by which it is asked for a worker."""

    settings: Settings
    _process: "subprocess.Popen[bytes] | None" = None
    _line: socket.socket | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def worker(self, more: Mapping[str, str] = NOTHING, *slot: int) -> Worker:
        """One more, ready to be asked; OSError where there can be none.

        One that answers connections itself has the handle of a slot, and is told more.
        """
        mine, its = socket.socketpair()
        try:
            async with self._turn:
                pid, handle = await self._forked(its.fileno(), *slot)
        except BaseException:
            mine.close()
            raise
        finally:
            its.close()
        told = {"settings": self.settings.as_dict(), **NOTHING, **more}
        _, worker = await asyncio.get_running_loop().create_unix_connection(
            lambda: Worker(mine, pid, handle, told), sock=mine
        )
        return worker

    async def _forked(self, *given: int) -> tuple[int, int]:
        """The number of a new worker, to which these handles are given, and its own handle."""
        line = self._opened()
        try:
            socket.send_fds(line, [b"+"], given)
            told, handles = await _answer(line)
        except BaseException:  # whose answer would be taken for that to the next
            self.close()
            raise
        if not handles:
            self.close()
            raise OSError("no worker could be forked; the log says why")
        return int(told), handles[0]

    def _opened(self) -> socket.socket:
        if self._process and self._process.poll() is not None:
            self.close()  # somebody has killed it
        if self._line is None:
            self._line, its = socket.socketpair()
            root = str(Path(api.__file__).parents[1])
            path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "api.forking"],
                stdin=its.fileno(),
                env={**os.environ, "PYTHONPATH": path},
            )
            its.close()
        return self._line

    def close(self) -> None:
        """End it; its workers go on."""
        line, process, self._line, self._process = self._line, self._process, None, None
        if line and process:
            line.close()
            process.kill()
            process.wait()


async def _answer(line: socket.socket) -> tuple[bytes, list[int]]:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(line.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(line.fileno())
    told, handles, *_ = socket.recv_fds(line, 16, 1)
    return told, handles
