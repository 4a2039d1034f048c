"""Work in a process of its own with an end to its time and memory: what overruns costs only that.

The process is started when it is first needed, ends with its parent, and takes its place again
after it was stopped.
"""

import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, cast

from kg.errors import BadDocument, KgError, NotNow

STARTING = 300.0  # seconds that a process may take until it is ready
CHECKED = 20  # how often within its time a process is asked how much of the processor it had


class Overran(NotNow):
    """The work was stopped at its limit; trying it again may only be worth it much later."""


@dataclass(slots=True)
class Guarded:
    """Methods of one object, called in another process; `make` makes it there."""

    make: Callable[[], object]
    seconds: float
    memory: int  # megabytes
    # How many times its seconds may pass by the clock while it had less of the processor: on a busy
    # machine a good document is not poison.
    slack: float = 1.0
    _process: BaseProcess | None = None
    _pipe: "Connection[Any, Any] | None" = None
    started: int = 0  # how many processes there have been
    _prepared: int = 0  # the last of them that has done what takes long only once

    def call(self, name: str, *values: object) -> object:
        """What the method answers; BadDocument for what it raises, Overran where it was stopped."""
        return self._call(self.seconds, name, values)

    def prepare(self, name: str) -> None:
        """Call a method once in each process, with the time that starting one may take."""
        if self._pipe is None or self._prepared != self.started:
            self._call(STARTING, name, ())
            self._prepared = self.started

    def _call(self, seconds: float, name: str, values: tuple[object, ...]) -> object:
        pipe = self._pipe or self._start()
        try:
            pipe.send((name, values))
            if not self._answers(pipe, seconds):
                self.close()
                raise Overran(f"stopped after {seconds:g} seconds")
            ended, answer = pipe.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise Overran(
                f"ended the process that read it, which may use {self.memory:,} MB"
            ) from error
        if ended == "spent":
            self.close()
            raise Overran(f"needs more than {self.memory:,} MB")
        if ended == "failed":
            raise cast(KgError, answer)
        return answer

    def _answers(self, pipe: "Connection[Any, Any]", seconds: float) -> bool:
        """Whether an answer came before its time was over."""
        until, before = monotonic() + seconds * self.slack, self._spent()
        step = seconds if self.slack == 1 else seconds / CHECKED
        while not pipe.poll(max(min(step, until - monotonic()), 0)):
            if monotonic() >= until or self._spent() - before >= seconds:
                return False
        return True

    def _spent(self) -> float:
        """Seconds of the processor that the process had; those of the clock where none tells."""
        try:
            number = self._process.pid if self._process else None
            told = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return monotonic()
        return (int(told[11]) + int(told[12])) / float(os.sysconf("SC_CLK_TCK"))

    def close(self) -> None:
        """Stop the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _start(self) -> "Connection[Any, Any]":
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self.make, theirs, self.memory), daemon=True
        )
        self._process.start()
        theirs.close()
        self._pipe, self.started = ours, self.started + 1
        if not ours.poll(STARTING) or ours.recv() != "ready":
            self.close()
            raise Overran(f"no reading process after {STARTING:g} seconds")
        return ours


def _serve(make: Callable[[], object], pipe: "Connection[Any, Any]", memory: int) -> None:
    # Ctrl-C goes to all processes of a terminal; the first of them stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    most = memory << 20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    calls: SimpleQueue[tuple[str, tuple[object, ...]]] = SimpleQueue()
    Thread(target=_listen, args=(pipe, calls), daemon=True).start()
    served = make()
    pipe.send("ready")
    while True:
        name, values = calls.get()
        pipe.send(_answer(served, name, values))


def _listen(
    pipe: "Connection[Any, Any]", calls: SimpleQueue[tuple[str, tuple[object, ...]]]
) -> None:
    """Pass on each call; leave when the parent is gone, whatever is being done."""
    try:
        while True:
            calls.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)


def _answer(served: object, name: str, values: tuple[object, ...]) -> tuple[str, object]:
    try:
        return "done", getattr(served, name)(*values)
    except MemoryError:
        return "spent", None
    except KgError as error:
        return "failed", error
    except Exception as error:  # noqa: BLE001  # one bad document must not stop the others
        return "failed", BadDocument(f"cannot be read: {type(error).__name__}: {error}")
