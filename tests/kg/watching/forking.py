"""Watchers that are cheap to kill: one process loads everything, and forks one for each order.

An order is a line of JSON on its input; it tells the number of each process that it starts, and its
end. What these processes were sent and have acknowledged they tell themselves.
"""

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Event
from typing import Any

from extractors.watching.workshop import Workshop
from kg.ingest import Method, ingest
from kg.model import Document, Iri
from kg.scheduling.guarded import Guarded, _answer
from kg.settings import Settings
from kg.store.embedded import open_memory, open_writer
from kg.store.remote.writer import open_remote_writer
from kg.store.store import Change, Store
from kg.watching.state import WatchState
from kg.watching.watcher import Tools, Watcher, prepare
from tests.kg.watching.watched import ONTOLOGY, make_reader

ROOT = Path(__file__).parents[3]


@dataclass(slots=True)
class Here(Guarded):
    """Work in the very process that is killed: a worker of its own is slow to start."""

    def call(self, name: str, *values: object) -> object:
        ended, answer = _answer(self.make(), name, values)
        if ended == "failed":
            raise answer  # type: ignore[misc]  # as the other process sends it
        return answer

    def prepare(self, name: str) -> None:
        self.call(name)


@dataclass(frozen=True, slots=True)
class Order:
    """One watcher: of which store, for how long, and what it is sent meanwhile."""

    store: str
    local: str
    sources: str
    texts: tuple[str, ...] = ()  # that it accepts while it watches
    until_done: bool = False
    is_deadly: bool = False  # whether POISON WRITE kills it, and POISON END what comes after

    @property
    def settings(self) -> Settings:
        return replace(Settings(), store=self.store, local=self.local, private="127.0.0.1")

    def watch(self) -> None:
        settings = self.settings
        prepare(settings, lambda: opened(settings))
        state = WatchState(settings.folder)
        given = tools(settings)
        if self.is_deadly:
            given = replace(given, open_store=partial(deadly, settings))
        watcher = Watcher(given, state, Path(self.sources))
        sender = threading.Thread(target=self._accept, daemon=True)
        sender.start()
        if self.until_done:
            sender.join()
            while watcher.turn(Event()):
                pass
        else:
            watcher.run(Event())

    def _accept(self) -> None:
        """Keep what is sent, as the server does, and only then say so."""
        state = WatchState(self.settings.folder)
        for text in self.texts:
            state.accept("posted", [json.dumps({"text": text})])
            say(f"accepted {json.dumps(text)}")


def opened(settings: Settings) -> AbstractContextManager[Store]:
    return open_remote_writer(settings) if settings.is_remote else open_writer(settings)


@contextmanager
def deadly(settings: Settings) -> Iterator[Store]:
    """A store, and an end to the process before a document is in it, or in a snapshot."""
    with open_writer(settings) as store:
        write, snapshot, before = store.apply, store.snapshot, begun(settings)

        def apply(change: Change) -> None:
            die_of("POISON WRITE", [str(quad.object) for quad in change.added])
            write(change)

        def end() -> None:
            noted = {iri for iri, weight in begun(settings).items() if weight > before.get(iri, 0)}
            die_of("POISON END", [store.text(iri) or "" for iri in noted])
            snapshot()

        store.apply = apply  # type: ignore[method-assign]  # the engine itself cannot be killed
        store.snapshot = end  # type: ignore[method-assign]
        yield store


def begun(settings: Settings) -> dict[Iri, int]:
    with closing(WatchState(settings.folder)) as state:
        return state.begun()


def die_of(poison: str, texts: list[str]) -> None:
    if any(poison in text for text in texts):
        os.kill(os.getpid(), signal.SIGKILL)


def tools(settings: Settings) -> Tools:
    workshop = Workshop(settings, make_reader)
    guarded = Here(lambda: workshop, 60.0, 6000)
    return Tools(
        settings, partial(opened, settings), guarded, lambda: ONTOLOGY, lambda: "lines 1", _tell
    )


def _tell(text: str) -> None:
    say(f"told {text}")


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())  # in one piece, and not held back


@dataclass(slots=True)
class Zygote:
    """The process that forks; what was told since it was last asked."""

    process: "Popen[str]"
    told: list[str] = field(default_factory=list)

    def start(self, order: Order) -> int:
        """Start a watcher; its number."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asdict(order)) + "\n")
        self.process.stdin.flush()
        return self._number("started ")

    def end(self) -> int:
        """Wait for the end of a watcher: how it ended."""
        return self._number("ended ")

    def _number(self, wanted: str) -> int:
        """What is told of the process itself; what the process tells is kept."""
        while not (line := self.line()).startswith(wanted):
            self.told.append(line)
        return int(line.removeprefix(wanted))

    def line(self) -> str:
        """The next that it tells."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the process that forks is gone"
        return line.rstrip("\n")


@contextmanager
def zygote() -> Iterator[Zygote]:
    command = [sys.executable, "-m", "tests.kg.watching.forking"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = Popen(command, cwd=ROOT, env=environ, stdin=PIPE, stdout=PIPE, text=True)
    try:
        found = Zygote(process)
        assert found.line() == "ready"
        yield found
    finally:
        process.kill()
        process.communicate()


def warm() -> None:
    """Load here what each process would load; no store on disk, whose threads no fork has."""
    import defusedxml.ElementTree
    import numpy.ma

    doc = Document(Iri(f"{Settings().data}document/warm"), "Dr Warm\n")
    ingest([doc], Method("lines 1", make_reader), open_memory(), ONTOLOGY)
    del defusedxml, numpy


def serve() -> None:
    warm()
    say("ready")
    for line in sys.stdin:
        told: dict[str, Any] = json.loads(line)
        number = os.fork()
        if not number:
            status = 1
            try:
                Order(**{**told, "texts": tuple(told["texts"])}).watch()
                status = 0
            except BaseException:  # noqa: BLE001  # told, as the interpreter would
                traceback.print_exc()
            finally:
                os._exit(status)
        say(f"started {number}")
        say(f"ended {os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])}")


if __name__ == "__main__":
    serve()
