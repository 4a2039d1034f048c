"""Any SPARQL 1.1 store at a URL, for reading: the same questions, asked over HTTP."""

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Self

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    serialize,
)

from kg.errors import SourceUnavailable, StoreUnusable
from kg.model import Iri, Reading
from kg.settings import Settings
from kg.store.answer import Answer, Row
from kg.store.bands import Bands
from kg.store.rdf import DEFAULT, Cell, Object, Term, Vocabulary, cell
from kg.store.reading import reading
from kg.store.remote import wrapper
from kg.store.remote.address import address_of
from kg.store.remote.answers import answer_of, solutions_of
from kg.store.remote.client import Client, Form
from kg.store.remote.scope import Scope
from kg.store.remote.state import State, read_state
from kg.store.remote.whole import Pattern, Rows, count, whole
from kg.store.snapshot import Folder, Held
from kg.store.store import Change, Graph, question, sparql

FRESH = 1.0  # seconds for which a state is not asked for again
AT_ONCE = 200  # subjects of one question


class RemoteStore:
    """A store that somebody else keeps; each question is one request."""

    def __init__(self, settings: Settings) -> None:
        """Asks nothing yet."""
        self._settings, self._vocabulary = settings, Vocabulary(settings)
        self._client = Client(address_of(settings), settings.query_timeout)
        self._state: State | None = None
        self._looked = 0.0
        self._held: Held | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """The namespaces in which this store speaks."""
        return self._vocabulary

    @property
    def state(self) -> State:
        """What the store told of itself when it was first asked."""
        if self._state is None:
            self._state = self._read_state()
            self._held = Folder(self._settings.folder).hold(self._state.tables)
        return self._state

    def _read_state(self) -> State:
        self._looked = time.monotonic()
        return read_state(self._plain_rows, self.vocabulary)

    @property
    def generation(self) -> str:
        """The name of the state that was found; empty where nobody of us wrote into it."""
        return self.state.generation

    def is_current(self) -> bool:
        """Whether nothing was published since; asked at most once a second."""
        if self._state is None or time.monotonic() - self._looked < FRESH:
            return True
        return self._read_state().generation == self._state.generation

    @property
    def folder(self) -> Path | None:
        """Where the tables lie that go with what is read, where they were made on this machine."""
        return self._held.folder if self.state and self._held else None

    @property
    def scope(self) -> Scope:
        """Where the conclusions are."""
        return self.state.scope

    def select(self, name: str, /, **values: Cell | Iterable[Cell]) -> Iterator[Row]:
        """The rows of a question file; SourceUnavailable where the server keeps some back."""
        text = question(name, values)
        scoped, form = self.scope.question(text)
        reply = self._client.ask(self._prologue() + scoped, form)
        answer, rows = answer_of(reply, self.vocabulary, self._place)
        if rows.is_doubtful and (number := self._count_of(text)) > rows.number:
            raise SourceUnavailable(
                f"{self._place} sends {rows.number} of {number} rows: raise its limit of rows "
                "(Virtuoso: ResultSetMaxRows)"
            )
        return iter(answer)

    def _count_of(self, text: str) -> int:
        scoped, form = self.scope.question(f"SELECT (COUNT(*) AS ?number) {{ {{ {text} }} }}")
        reply = self._client.ask(self._prologue() + scoped, form)
        found, _ = solutions_of(reply, self._place)
        return int(next(found)[0].value)

    def query(self, text: str, form: Form = ()) -> Answer:
        """The answer of any SPARQL query; `form` has what the protocol sends with it."""
        text = sparql(text)
        if not form:
            text, form = self.scope.question(text)
        reply = wrapper.ask(self._client, self._prologue() + text, form)
        return answer_of(reply, self.vocabulary, self._place)[0]

    @property
    def _place(self) -> str:
        return self._client.address.query

    def _prologue(self) -> str:
        prefixes = self.vocabulary.prefixes.items()
        lines = "".join(f"PREFIX {short}: <{long}>\n" for short, long in prefixes)
        return f"BASE <{self.vocabulary.data}>\n{lines}"

    def _plain_rows(self, text: str, form: Form) -> list[Row]:
        answer, _ = answer_of(self._client.ask(text, form), self.vocabulary, self._place)
        return list(answer)

    def _solutions(self, text: str) -> tuple[QuerySolutions, Rows]:
        return solutions_of(self._client.ask(text), self._place)

    def match(
        self,
        subject: Object | None = None,
        predicate: Object | None = None,
        value: Term | None = None,
        *,
        graph: Graph = None,
    ) -> Iterator[Quad]:
        """The quads of one graph that fit a pattern."""
        if isinstance(value, BlankNode):
            raise StoreUnusable("a blank node has no name that an endpoint would know")
        given = {"?s": subject, "?p": predicate, "?o": value}
        triple = " ".join(key if term is None else str(term) for key, term in given.items())
        open_ = [key for key, term in given.items() if term is None]
        shown = NamedNode(graph) if graph else DEFAULT
        where = f"GRAPH {shown} {{ {triple} }}" if graph else self.scope.group(triple)
        if not open_:
            there = count(self._solutions, Pattern((), where)) > 0
            return iter([Quad(subject, predicate, value, shown)] if there else [])  # type: ignore[arg-type]
        rows = whole(self._solutions, Pattern(open_, where), self._place)
        return (_quad(row, given, shown) for row in rows)

    def expect(self, subjects: Iterable[Object]) -> None:
        """Nothing is kept of a store that others may change."""

    def everywhere(self, predicate: NamedNode, value: Term) -> Iterator[Quad]:
        """The quads of any graph with this property and value."""
        found = Pattern(("?s", "?g"), f"GRAPH ?g {{ ?s {predicate} {value} }}")
        conclusions = self.scope.node
        for row in whole(self._solutions, found, self._place):
            graph = DEFAULT if row["g"] == conclusions else row["g"]
            yield Quad(row["s"], predicate, value, graph)
        if conclusions == DEFAULT:
            yield from self.match(None, predicate, value)

    def documents(self) -> Iterator[Iri]:
        """The IRI of every document."""
        kind = self.vocabulary.ckg("Document")
        found = Pattern(("?g",), f"GRAPH ?g {{ ?g a {kind} }}")
        return (Iri(cell(row[0])) for row in whole(self._solutions, found, self._place))

    def text(self, document: Iri) -> str | None:
        """A document's text; None where it is not in the store."""
        found = self.match(NamedNode(document), self.vocabulary.ckg("text"), graph=document)
        return next((str(cell(quad.object)) for quad in found), None)

    @property
    def bands(self) -> Bands:
        """Refuse: only who writes a store keeps them."""
        raise StoreUnusable(f"{self._place} is only read here: it keeps no sketches of texts")

    def reading(self, document: Iri) -> Reading | None:
        """What was read out of a document."""
        quads = list(self.match(graph=document))
        return reading(quads, self.vocabulary) if quads else None

    def apply(self, change: Change) -> None:
        """Refuse: it was opened for reading."""
        raise StoreUnusable(f"{self._place} is only read here: {len(change)} quads not written")

    def snapshot(self) -> None:
        """Nothing is kept back from readers."""

    def dump(self, output: IO[bytes], form: RdfFormat, beside: Iterable[Quad] = ()) -> None:
        """Write everything as it streams; formats without graphs get the conclusions alone."""
        graphs = chain(self._claims(), beside) if form.supports_datasets else ()
        quads = chain(graphs, self.match())
        serialize(quads, output, form, prefixes=self.vocabulary.prefixes)

    def _claims(self) -> Iterator[Quad]:
        for document in self.documents():
            yield from self.match(graph=document)

    def close(self) -> None:
        """Let go of the connections, and of the tables."""
        self._client.close()
        if self._held:
            self._held.release()
            self._held = None

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()


def _quad(
    row: QuerySolution, given: Mapping[str, Term | None], graph: NamedNode | DefaultGraph
) -> Quad:
    subject, predicate, value = (term or row[key[1:]] for key, term in given.items())
    return Quad(subject, predicate, value, graph)  # type: ignore[arg-type]  # no blank nodes
