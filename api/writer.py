"""The process that writes for people: one update or one graph at a time, then it lets others write.

Like those that answer queries it can be killed, which undoes what it has not finished: an update
cannot be stopped in any other way. It is started as `python -m api.writer`.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from pyoxigraph import Quad, RdfFormat

from api.child import limit, listen, say
from kg.errors import BadRequest, KgError, StoreBusy
from kg.model import Iri
from kg.settings import Settings
from kg.store import edits
from kg.store.dataset import Dataset
from kg.store.embedded import WriterStore, open_writer
from kg.store.store import Graph

PATIENCE = 10.0  # seconds that it waits for another process to end its writing
LOOK = 0.05  # seconds between two looks
TOLD = 4000  # characters of an error

# The formats that a graph can be sent in.
FORMATS: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be written: an update, or what becomes of one graph."""

    action: str  # update, put, post or delete
    body: str = ""  # the file with the update or with the triples
    media: str = ""  # of the triples
    graph: str = ""  # empty for the default graph
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an edit: whether it made a graph, or an error."""

    new: bool = False
    error: str = ""  # the name of an error's class
    detail: str = ""
    field: str = ""


def _update(store: WriterStore, edit: Edit) -> bool:
    dataset = Dataset(tuple(edit.default_graphs), tuple(edit.named_graphs))
    edits.update(store, Path(edit.body).read_text(encoding="utf-8"), dataset)
    return False


def _put(store: WriterStore, edit: Edit) -> bool:
    return edits.put(store, _graph(edit), _triples(store, edit))


def _post(store: WriterStore, edit: Edit) -> bool:
    return edits.post(store, _graph(edit), _triples(store, edit))


def _delete(store: WriterStore, edit: Edit) -> bool:
    edits.delete(store, _graph(edit))
    return False


ACTIONS: Mapping[str, Callable[[WriterStore, Edit], bool]] = {
    "update": _update,
    "put": _put,
    "post": _post,
    "delete": _delete,
}


def _graph(edit: Edit) -> Graph:
    return Iri(edit.graph) if edit.graph else None


def _triples(store: WriterStore, edit: Edit) -> Sequence[Quad]:
    base = store.vocabulary.data
    return edits.read(Path(edit.body), FORMATS[edit.media], _graph(edit), base)


def write(edit: Edit, settings: Settings, tell: Callable[[Written], None]) -> None:
    """Make an edit and tell what became of it; then show it to readers."""
    try:
        store = _opened(settings)
    except KgError as error:
        tell(_failed(error))
        return
    with store:
        try:
            new = ACTIONS[edit.action](store, edit)
        except KgError as error:
            tell(_failed(error))
            return
        tell(Written(new))
        store.snapshot()


def _opened(settings: Settings) -> WriterStore:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return open_writer(settings)
        except StoreBusy:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK)


def _failed(error: KgError) -> Written:
    field = error.field if isinstance(error, BadRequest) else ""
    return Written(error=type(error).__name__, detail=str(error)[:TOLD], field=field)


def main() -> None:
    """Write until the parent is gone."""
    lines: SimpleQueue[bytes] = SimpleQueue()
    told = json.loads(sys.stdin.buffer.readline())
    limit(told["memory"], told["largest"])
    settings = Settings(**told["settings"])
    Thread(target=listen, args=(lines,), daemon=True).start()
    say(DONE)  # it is ready: until now the clock of the first edit stands still
    while True:
        edit = Edit(**json.loads(lines.get()))
        write(edit, settings, lambda written: say(as_line(written)))
        say(DONE)


DONE = b"{}\n"  # the line that says that it has started, or that readers see what was written


def as_line(record: Edit | Written) -> bytes:
    """A record as one line of JSON."""
    return json.dumps(asdict(record)).encode() + b"\n"


if __name__ == "__main__":
    main()
