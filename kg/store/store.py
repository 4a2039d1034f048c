"""What a store promises, and the questions that are asked of it by name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import IO, Protocol, Self

from pyoxigraph import NamedNode, Quad, RdfFormat

from kg.errors import BadRequest
from kg.model import Iri, Reading
from kg.store import guard
from kg.store.answer import Answer, Row
from kg.store.bands import Bands
from kg.store.rdf import DEFAULT, Cell, Object, Term, Vocabulary, term

type Graph = Iri | None  # a document's graph; None is the default graph, the conclusions

OFTEN = 10_000  # characters of a query that is remembered to be harmless
_PARAMETER = re.compile(r"(VALUES\s+\?(\w+)\s*\{)\s*\}")


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction does: graphs emptied, then quads removed, then quads added."""

    cleared: tuple[Iri, ...] = ()
    removed: tuple[Quad, ...] = ()
    added: tuple[Quad, ...] = ()
    is_exact: bool = False  # of the conclusions all that it removes is there, and nothing it adds

    def __len__(self) -> int:
        """How many quads are named by it."""
        return len(self.removed) + len(self.added)

    def conclusions(self) -> Iterator[Quad]:
        """The quads of the default graph that it removes or adds."""
        return (q for q in chain(self.removed, self.added) if q.graph_name == DEFAULT)


class Store(Protocol):
    """Claims in one named graph per document, conclusions in the default graph."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The namespaces in which this store speaks."""
        ...

    @property
    def generation(self) -> str:
        """The name of the state that is read; another name means newer conclusions."""
        ...

    @property
    def folder(self) -> Path | None:
        """Where the tables lie that go with the state that is read; None where there are none."""
        ...

    def select(self, question: str, /, **values: Cell | Iterable[Cell]) -> Iterator[Row]:
        """The rows of `queries/<question>.rq` with its parameters filled."""
        ...

    def query(self, text: str) -> Answer:
        """The answer of any SPARQL query; BadRequest for updates, SERVICE and wrong syntax."""
        ...

    def match(
        self,
        subject: Object | None = None,
        predicate: Object | None = None,
        value: Term | None = None,
        *,
        graph: Graph = None,
    ) -> Iterator[Quad]:
        """The quads of one graph that fit a pattern; the shortest way to a few facts."""
        ...

    def expect(self, subjects: Iterable[Object]) -> None:
        """Say which subjects will be asked about next: a store far away then asks once for all."""
        ...

    def everywhere(self, predicate: NamedNode, value: Term) -> Iterator[Quad]:
        """The quads of any graph with this property and value."""
        ...

    def documents(self) -> Iterator[Iri]:
        """The IRI of every document."""
        ...

    def text(self, document: Iri) -> str | None:
        """A document's text; None where it is not in the store."""
        ...

    @property
    def bands(self) -> Bands:
        """The sketches of all texts, by which copies are found; only who writes keeps them."""
        ...

    def reading(self, document: Iri) -> Reading | None:
        """What was read out of a document, or None where it is not in the store."""
        ...

    def dump(self, output: IO[bytes], form: RdfFormat, beside: Iterable[Quad] = ()) -> None:
        """Write everything as it streams; formats without graphs get the conclusions alone.

        Others also get the graphs `beside`, which are not in the store.
        """
        ...

    def apply(self, change: Change) -> None:
        """Make a change in one transaction: whole or not at all, also after a kill."""
        ...

    def snapshot(self) -> None:
        """See that readers get all that was written until now."""
        ...

    def close(self) -> None:
        """Let others write."""
        ...

    def __enter__(self) -> Self:
        """The store itself."""
        ...

    def __exit__(self, *error: object) -> None:
        """Close it."""
        ...


def sparql(text: str) -> str:
    """A query that may be handed to an engine: no update, no network, no end to its stack."""
    # Most queries are short, and asked again and again.
    return _checked(text) if len(text) <= OFTEN else _checked.__wrapped__(text)


@lru_cache(maxsize=512)
def _checked(text: str) -> str:
    if guard.is_update(text):
        raise BadRequest(
            "this is an update; only queries are answered here: it goes to /update",
            "query",
        )
    if guard.uses_service(text):
        raise BadRequest("SERVICE is refused: queries have no network access", "query")
    if guard.is_too_deep(text):
        raise BadRequest(
            f"the query is too deep: at most {guard.MOST_NESTED} brackets within each other and "
            f"{guard.MOST_LINKED:,} operators and patterns are answered here; use VALUES for lists",
            "query",
        )
    return text


def question(name: str, values: Mapping[str, Cell | Iterable[Cell]]) -> str:
    """A question file's text, its empty VALUES blocks filled with terms."""
    text = _question_text(name)
    wanted = {found.group(2) for found in _PARAMETER.finditer(text)}
    if wanted != set(values):
        raise ValueError(f"{name}.rq takes {sorted(wanted)}, not {sorted(values)}")
    return _PARAMETER.sub(lambda found: f"{found[1]} {_terms(values[found[2]])} }}", text)


def update_text(change: Change) -> str:
    """One update request, which is one transaction, from terms that the engine itself escapes."""
    text = StringIO()
    for graph in change.cleared:
        text.write(f"DROP SILENT GRAPH {NamedNode(graph)} ;\n")
    for verb, quads in (("DELETE", change.removed), ("INSERT", change.added)):
        if quads:
            text.write(f"{verb} DATA {{\n")
            _write_quads(quads, text)
            text.write("} ;\n")
    return text.getvalue()


def _write_quads(quads: Iterable[Quad], text: StringIO) -> None:
    graphs: defaultdict[object, list[Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad)
    for graph, members in graphs.items():
        lines = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in members)
        text.write(lines if graph == DEFAULT else f"GRAPH {graph} {{\n{lines}}}\n")


def _terms(value: Cell | Iterable[Cell]) -> str:
    cells = [value] if isinstance(value, str | int | float) else value
    return " ".join(str(term(cell)) for cell in cells)


@cache
def _question_text(name: str) -> str:
    file = resources.files("kg.store") / "queries" / f"{name}.rq"
    return file.read_text(encoding="utf-8")
