"""One process that answers SPARQL: questions in as lines of JSON, answers out as files.

A query that runs in the engine cannot be stopped from Python, but a process can. It is started
as `python -m api.worker`, reads its settings from its first line, and ends with its parent: the
pipe that it reads from closes when the parent is gone, however that happened.
"""

import json
import sys
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from api.child import limit, listen, say
from api.formats import GRAPHS, HTML, TABLES, media_of
from api.graph import is_old, open_graph
from api.negotiate import NotAcceptable, choose, ranges
from kg.errors import BadRequest, KgError
from kg.model import Iri
from kg.settings import Settings
from kg.store.answer import Answer
from kg.store.dataset import Dataset, query_over
from kg.store.store import Store

MEMORY = 4 << 30  # bytes of address space: a query that wants more ends its process, not the server
LARGEST = 1 << 30  # bytes of one answer
SHOWN = 500  # rows of an answer on a page
TOLD = 4000  # characters of an error
READY = b"ready\n"


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
    """What became of a question: the media type of the written answer, or an error."""

    media: str = ""
    error: str = ""  # the name of an error's class
    detail: str = ""
    field: str = ""
    offers: tuple[str, ...] = ()


def as_line(record: Question | Outcome, **more: str) -> bytes:
    """A record as one line of JSON."""
    return json.dumps({**asdict(record), **more}).encode() + b"\n"


def first_line(settings: Settings, memory: int) -> bytes:
    """What a worker is told when it starts: its settings, and the bytes that it may use."""
    return json.dumps({"settings": settings.as_dict(), "memory": memory}).encode() + b"\n"


def answer(question: Question, store: Store, out: Path) -> Outcome:
    """Write a question's answer to a file; an error that its asker can mend is an outcome."""
    try:
        dataset = Dataset(tuple(question.default_graphs), tuple(question.named_graphs))
        found = query_over(store, question.text, dataset)
        media = _media(found, question)
        with out.open("wb") as file:
            if media == HTML:
                file.write(json.dumps(_table(found)).encode())
            else:
                found.write(file, (GRAPHS if found.is_graph else TABLES)[media])
    except NotAcceptable as error:
        return Outcome(error="NotAcceptable", detail=str(error), offers=error.offers)
    except KgError as error:
        field = error.field if isinstance(error, BadRequest) else ""
        return Outcome(error=type(error).__name__, detail=str(error)[:TOLD], field=field)
    except OSError as error:  # the answer ran over the limit of its size, or the disk is full
        return Outcome(error="TookTooMuch", detail=f"the answer cannot be kept: {error.strerror}")
    except (ValueError, RuntimeError) as error:
        return Outcome(error="BadRequest", detail=f"the query failed: {error}", field="query")
    return Outcome(media)


def _media(found: Answer, question: Question) -> str:
    formats = GRAPHS if found.is_graph else TABLES
    for form in question.forms:
        media = HTML if form == "html" else media_of(form, formats)
        if media == HTML or media in formats:
            return media
    # Some clients name a format of tables in every address, and mean what their header says.
    if not question.forms or any(it.specificity for it in ranges(question.accept)):
        return choose(question.accept, [*formats, HTML])
    short = ", ".join(dict.fromkeys([*formats.values(), "html"]))
    raise BadRequest(f"there is no {question.forms[0]!r} here, only {short}", "format")


def _table(found: Answer) -> dict[str, Any]:
    """The first rows for a page; each cell with whether it is an IRI."""
    names = ("subject", "predicate", "object") if found.is_graph else found.variables
    rows = list(islice(found, SHOWN + 1)) if found.truth is None else []
    cells = [
        [[str(row[name]), isinstance(row[name], Iri)] if name in row else None for name in names]
        for row in rows[:SHOWN]
    ]
    return {"columns": names, "rows": cells, "cut": len(rows) > SHOWN, "truth": found.truth}


def main() -> None:
    """Answer until the parent is gone."""
    lines: SimpleQueue[bytes] = SimpleQueue()
    told = json.loads(sys.stdin.buffer.readline())
    limit(told["memory"], LARGEST)
    settings = Settings(**told["settings"])
    Thread(target=listen, args=(lines,), daemon=True).start()
    store: Store | None = None
    say(READY)
    while True:
        asked = json.loads(lines.get())
        out = Path(asked.pop("out"))
        try:
            if store and is_old(store, settings):
                store.close()
                store = None
            store = store or open_graph(settings)
        except KgError as error:
            outcome = Outcome(error=type(error).__name__, detail=str(error))
        else:
            outcome = answer(Question(**asked), store, out)
        say(as_line(outcome))


if __name__ == "__main__":
    main()
