"""One process that answers SPARQL: questions in as lines of JSON, answers out as they grow.

A query that runs in the engine cannot be stopped from Python, but a process can. It is forked (see
forking.py), reads its settings from its first line, and ends with its parent: the socket that it
reads from closes when the parent is gone, however that happened.

An answer is a line that tells what became of the question and how many bytes follow. Before it
there is a line for each file that a long answer has filled until then (see spool.py).
"""

import gc
import json
import math
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from select import EPOLLIN, POLLHUP, epoll, poll
from threading import Thread
from typing import IO, Any, NoReturn, cast

from api.child import limit
from api.direct import STALE, Begin, Direct
from api.formats import GRAPHS, HTML, TABLES, media_of
from api.graph import is_old, open_graph
from api.negotiate import NotAcceptable, choose, ranges
from api.question import BACK, COME, LEND, REST, TAKEN, Outcome, Question, as_line, of_line
from api.slot import Slot
from api.spool import PART, SHORT, Spool
from api.tags import Tags
from kg.errors import BadRequest, KgError
from kg.model import Iri
from kg.settings import Settings
from kg.store.answer import Answer
from kg.store.dataset import Dataset, query_over
from kg.store.federation import federated
from kg.store.rows import marked, marked_end
from kg.store.store import Store

SHOWN = 500  # rows of an answer on a page
LONGEST_PAGE = 32 << 20  # bytes of such an answer
TOLD = 4000  # characters of an error
IDLE = 20.0  # seconds after which a worker that is not asked lets go of an old snapshot
STDIN, STDOUT, SLOT = 0, 1, 3


@dataclass(slots=True)
class Reader:
    """The newest snapshot, opened when it is asked for."""

    settings: Settings
    store: Store | None = None
    told: str = ""  # the newest generation, as the server found it

    def newest(self) -> Store:
        """The store as it is now, or as it was a moment ago when the question was handed over."""
        if self.store and self.told and self.told == self.store.generation:
            return self.store
        self.let_go()
        self.store = self.store or open_graph(self.settings)
        return self.store

    def let_go(self) -> None:
        """Close a snapshot that is old: as long as it is open, it takes space."""
        if self.store and is_old(self.store, self.settings):
            self.store.close()
            self.store = None


def answer(question: Question, reader: Reader, begin: Callable[[str], Spool]) -> Outcome:
    """Write a question's answer; an error that its asker can mend is an outcome.

    `begin` is told the media type, and gives what to write into.
    """
    try:
        return _written(question, reader, begin)
    except NotAcceptable as error:
        return Outcome(error="NotAcceptable", detail=str(error), offers=error.offers)
    except KgError as error:
        at = error.field if isinstance(error, BadRequest) else ""
        return Outcome(error=type(error).__name__, detail=str(error)[:TOLD], field=at)
    except OSError as error:  # the disk is full
        return Outcome(error="TookTooMuch", detail=f"the answer cannot be kept: {error.strerror}")
    except (ValueError, RuntimeError) as error:
        return Outcome(error="BadRequest", detail=f"the query failed: {error}", field="query")


def _written(question: Question, reader: Reader, begin: Callable[[str], Spool]) -> Outcome:
    settings = reader.settings
    text = federated(question.text, settings)
    dataset = Dataset(tuple(question.default_graphs), tuple(question.named_graphs))
    found = query_over(reader.newest(), text, dataset)
    media = _media(found, question)
    output = begin(media)
    if media == HTML:
        output.write(json.dumps(_table(found)).encode())
        if output.size > LONGEST_PAGE:
            raise BadRequest("the answer is too long for a page: ask for format=csv", "format")
        return Outcome(media)
    form = (GRAPHS if found.is_graph else TABLES)[media]
    is_cut = found.write_rows(cast("IO[bytes]", output), form, settings.query_rows)
    rows = settings.query_rows if is_cut else found.truncated  # by whoever keeps the graph
    if not rows:
        return Outcome(media)
    mark = marked if output.is_whole else partial(marked_end, columns=len(found.variables))
    output.amend(lambda body: mark(body, form, rows))
    return Outcome(media, truncated=rows)


def _media(found: Answer, question: Question) -> str:
    formats = GRAPHS if found.is_graph else TABLES
    for form in question.forms:
        media = HTML if form == "html" else media_of(form, formats)
        if media == HTML or media in formats:
            return media
    # Some clients name a format of tables in every address, and mean what their header says.
    if not question.forms or any(it.specificity for it in ranges(question.accept)):
        return _liked(question.accept, is_graph=found.is_graph)
    short = ", ".join(dict.fromkeys([*formats.values(), "html"]))
    raise BadRequest(f"there is no {question.forms[0]!r} here, only {short}", "format")


@lru_cache(maxsize=256)
def _liked(accept: str, *, is_graph: bool) -> str:
    return choose(accept, [*(GRAPHS if is_graph else TABLES), HTML])


def _table(found: Answer) -> dict[str, Any]:
    """The first rows for a page; each cell with whether it is an IRI."""
    names = ("subject", "predicate", "object") if found.is_graph else found.variables
    rows = list(islice(found, SHOWN + 1)) if found.truth is None else []
    cells = [
        [[str(row[name]), isinstance(row[name], Iri)] if name in row else None for name in names]
        for row in rows[:SHOWN]
    ]
    return {"columns": names, "rows": cells, "cut": len(rows) > SHOWN, "truth": found.truth}


@dataclass(slots=True)
class Server:
    """Whose worker this is, at the other end of a socket."""

    reader: Reader = field(init=False)
    spool: Spool | None = None
    direct: Direct | None = None  # where it lends connections
    _socket: socket.socket = field(default_factory=lambda: socket.socket(fileno=STDIN))
    _poller: epoll = field(default_factory=epoll)
    _held: bytes = b""
    _handles: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hear what is to be done, and be ready for it."""
        self._poller.register(STDIN, EPOLLIN)
        told = json.loads(self.line())
        settings = Settings(**told["settings"])
        self.reader = Reader(settings)
        if told["start"]:
            tags, folder = Tags(settings, told["start"]), f"{told['folder']}/{os.getpid()}-"
            self.direct = Direct(Slot(SLOT), tags, self, self._poller, folder)

    def line(self) -> bytes:
        """What it says next, but for what is about connections."""
        while (line := self._next()) is None:
            self._read()
        return line

    def question(self) -> bytes:
        """What it asks next; empty where it asks nothing for long."""
        while (line := self._next(TAKEN)) is None:
            patience = IDLE if self.reader.store else None
            is_lent = self.direct and self.direct.lent
            if ready := self._poller.poll(STALE if is_lent else patience):
                self._look(ready)
            if self.direct:
                self.direct.give_back_stale()
            if not ready:
                return b""
        return line

    def _next(self, passed_over: bytes = b"") -> bytes | None:
        """What it has said that was not looked at yet; None where there is nothing."""
        while b"\n" in self._held:
            line, _, self._held = self._held.partition(b"\n")
            if self.direct and line.startswith(LEND):
                self.direct.take(int(line.removeprefix(LEND)), self._handles.pop(0))
            elif self.direct and line == COME:
                self.direct.let_go_of_all()
                if not self.direct.is_taken_over:
                    self.say(Outcome())
            elif line != passed_over:
                return line
        return None

    def _look(self, ready: list[tuple[int, int]]) -> None:
        """Read what it says, before anything else; else what came over connections that it lent."""
        if any(handle == STDIN for handle, _ in ready):
            self._read()
        elif self.direct:
            for handle, _ in ready:
                self.direct.serve(handle)

    def _read(self) -> None:
        told, handles, *_ = socket.recv_fds(self._socket, 1 << 16, 16)
        self._held += told or leave()
        self._handles += handles

    def ask(self, question: Question, generation: str, begin: Begin) -> Outcome:
        """What becomes of a question about a generation of the graph, or a newer one."""
        self.reader.told = generation
        return answer(question, self.reader, begin)

    def give_back(self, number: int, data: bytes, *, is_answer: bool) -> None:
        """Give a connection back, with what was read from it or is still to be sent."""
        self._write(b"%b%d %d\n" % (REST if is_answer else BACK, number, len(data)) + data)

    def begin(self, folder: str, media: str) -> Spool:
        """What an answer is written into; with too much of it unsent, it waits to be told."""
        part = math.inf if media == HTML else PART
        self.spool = Spool(folder, part, partial(self.announce, media))
        self.spool.wait = self.line
        return self.spool

    def announce(self, media: str, part: int) -> None:
        """Say that a part of an answer is full."""
        self.say(Outcome(media, part=part))

    def tell(self, outcome: Outcome, spool: Spool | None) -> None:
        """Say what became of a question, with what is left of the answer."""
        spool = None if outcome.error else spool
        if spool and spool.size > SHORT:
            outcome = replace(outcome, rest=spool.keep())
        self.say(outcome, spool.rest() if spool else b"")

    def say(self, outcome: Outcome, rest: bytes = b"") -> None:
        """Say it."""
        self._write(as_line(outcome, size=len(rest)) + rest)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(STDOUT, left) :]


def main() -> None:
    """Answer until the parent is gone."""
    server = Server()
    limit(server.reader.settings.query_memory << 20, 2 * PART)
    Thread(target=_watch, daemon=True).start()
    gc.freeze()  # what has been made until now stays: it is not looked through again
    server.say(Outcome())  # ready
    while True:
        line = server.question()
        if not line:
            server.reader.let_go()
            continue
        asked = of_line(line)
        folder, server.spool = asked.pop("folder"), None
        generation = asked.pop("generation", "")
        outcome = server.ask(Question(**asked), generation, partial(server.begin, folder))
        server.tell(outcome, server.spool)


def _watch() -> None:
    """Leave when the parent is gone, whatever the main thread is doing."""
    parent = poll()
    parent.register(STDIN, POLLHUP)
    parent.poll()
    leave()


def leave() -> NoReturn:
    """End this process at once."""
    os._exit(0)
