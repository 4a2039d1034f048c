"""One process that answers SPARQL: questions in as lines of JSON, answers out as they grow.

A query that runs in the engine cannot be stopped from Python, but a process can. It is started
as `python -m api.worker`, reads its settings from its first line, and ends with its parent: the
pipe that it reads from closes when the parent is gone, however that happened.

An answer is a line that tells what became of the question and how many bytes follow. Before it
there is a line for each file that a long answer has filled until then (see spool.py).
"""

import gc
import json
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from json.encoder import encode_basestring_ascii
from select import POLLHUP, poll, select
from threading import Thread
from typing import IO, Any, NoReturn, cast

from api.child import limit
from api.formats import GRAPHS, HTML, TABLES, media_of
from api.graph import is_old, open_graph
from api.negotiate import NotAcceptable, choose, ranges
from api.spool import PART, SHORT, Spool
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
TAKEN = b"taken"
STDIN, STDOUT = 0, 1
READ = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the protocol carries it; the first of `forms` that fits outweighs `accept`."""

    text: str
    accept: str = ""
    forms: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question, or how far it has come: a part is full, or the rest follows."""

    media: str = ""
    part: int = 0  # the number of the file that is full; 0 at the end
    size: int = 0  # bytes that follow this line
    rest: int = 0  # the number of the file that holds the end instead
    truncated: int = 0  # rows after which the answer was cut; 0 where it is whole
    error: str = ""  # the name of an error's class
    detail: str = ""
    field: str = ""
    offers: tuple[str, ...] = ()


def as_line(record: Question | Outcome, **more: str | int) -> bytes:
    """A record as one line of JSON; what is as it is by default is left out."""
    told = {name: value for name in record.__slots__ if (value := getattr(record, name))}
    words = [f'"{name}":{_json(value)}' for name, value in (told | more).items()]
    return f"{{{','.join(words)}}}\n".encode()


def _json(value: object) -> str:
    # Texts are by far the most, and the module's own way is long where nothing is in the cache.
    return encode_basestring_ascii(value) if isinstance(value, str) else json.dumps(value)


def of_line(line: bytes | bytearray) -> dict[str, Any]:
    """What a line of JSON says."""
    told: dict[str, Any] = READ(line.decode())[0]
    return told


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
    """Whose worker this is, at the other end of two pipes."""

    spool: Spool | None = None
    _held: bytes = b""

    def line(self, patience: float | None = None) -> bytes:
        """What it says next; empty where it says nothing for so long."""
        while b"\n" not in self._held:
            if patience and not select([STDIN], [], [], patience)[0]:
                return b""
            self._held += os.read(STDIN, 1 << 16) or leave()
        line, _, self._held = self._held.partition(b"\n")
        return line

    def question(self, patience: float | None) -> bytes:
        """What it asks next."""
        while (line := self.line(patience)) == TAKEN:
            pass
        return line

    def begin(self, folder: str, media: str) -> Spool:
        """What an answer is written into; with too much of it unsent, it waits to be told."""
        part = math.inf if media == HTML else PART
        self.spool = Spool(folder, part, lambda number: self.say(Outcome(media, part=number)))
        self.spool.wait = self.line
        return self.spool

    def say(self, outcome: Outcome, rest: bytes = b"") -> None:
        """Tell what became of a question, with what is left of the answer."""
        left = memoryview(as_line(outcome, size=len(rest)) + rest)
        while left:
            left = left[os.write(STDOUT, left) :]


def main() -> None:
    """Answer until the parent is gone."""
    server = Server()
    reader = Reader(Settings(**json.loads(server.line())))
    limit(reader.settings.query_memory << 20, 2 * PART)
    Thread(target=_watch, daemon=True).start()
    gc.freeze()  # what has been made until now stays: it is not looked through again
    server.say(Outcome())  # ready
    while True:
        line = server.question(IDLE if reader.store else None)
        if not line:
            reader.let_go()
            continue
        asked = of_line(line)
        folder, server.spool = asked.pop("folder"), None
        reader.told = asked.pop("generation", "")
        outcome = answer(Question(**asked), reader, partial(server.begin, folder))
        spool = None if outcome.error else server.spool
        if spool and spool.size > SHORT:
            outcome = replace(outcome, rest=spool.keep())
        server.say(outcome, spool.rest() if spool else b"")


def _watch() -> None:
    """Leave when the parent is gone, whatever the main thread is doing."""
    parent = poll()
    parent.register(STDIN, POLLHUP)
    parent.poll()
    leave()


def leave() -> NoReturn:
    """End this process at once."""
    os._exit(0)


if __name__ == "__main__":
    main()
