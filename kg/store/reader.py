"""The reading side of an embedded store: Oxigraph in this process, over a snapshot."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Self

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    serialize,
)
from pyoxigraph import Store as Engine

from kg.errors import StoreUnusable
from kg.model import Iri, Reading
from kg.store import guard
from kg.store.answer import Answer, Row
from kg.store.bands import Bands
from kg.store.indexes import Indexes
from kg.store.rdf import DEFAULT, RDF_TYPE, Cell, Object, Term, Vocabulary, cell
from kg.store.reading import reading
from kg.store.snapshot import Folder, Held
from kg.store.store import Change, Graph, question, sparql
from kg.store.syntax import failure

FAILURES = (OSError, RuntimeError, sqlite3.Error)  # files fail, or are damaged


class EmbeddedStore:
    """The reading side: an engine in this process, over a snapshot."""

    def __init__(self, engine: Engine, vocabulary: Vocabulary, held: Held | None = None) -> None:
        """Take over the engine, and the snapshot that it has open."""
        self._engine: Engine | None = engine
        self._vocabulary, self._held = vocabulary, held

    @property
    def engine(self) -> Engine:
        """The engine itself, for bulk work and backups."""
        if self._engine is None:
            raise StoreUnusable("this store has been closed")
        return self._engine

    @property
    def vocabulary(self) -> Vocabulary:
        """The namespaces in which this store speaks."""
        return self._vocabulary

    @property
    def generation(self) -> str:
        """The name of the snapshot that is read."""
        return self._held.name if self._held else ""

    @property
    def folder(self) -> Path | None:
        """Where the snapshot lies that is read, with the index of names beside it."""
        return self._held.folder if self._held else None

    def select(self, name: str, /, **values: Cell | Iterable[Cell]) -> Iterator[Row]:
        """The rows of a question file."""
        return iter(self._ask(question(name, values)))

    def query(self, text: str) -> Answer:
        """The answer of any SPARQL query; relative IRIs are those of the data namespace."""
        return self._ask(sparql(text))

    def _ask(self, text: str) -> Answer:
        names = self.vocabulary
        try:
            found = self.engine.query(
                text, prefixes=guard.prefixes_in(text, names.prefixes), base_iri=names.data
            )
        except (SyntaxError, *FAILURES) as error:
            raise failure(text, error) from error
        if isinstance(found, QuerySolutions | QueryBoolean):
            return Answer(found)
        return Answer(found, names.prefixes)

    def match(
        self,
        subject: Object | None = None,
        predicate: Object | None = None,
        value: Term | None = None,
        *,
        graph: Graph = None,
    ) -> Iterator[Quad]:
        """The quads of one graph that fit a pattern."""
        where = NamedNode(graph) if graph else DEFAULT
        # A literal is no subject or predicate; the engine says so with a TypeError.
        return self.engine.quads_for_pattern(subject, predicate, value, where)  # type: ignore[arg-type]

    def expect(self, subjects: Iterable[Object]) -> None:
        """Nothing is far away here."""

    def everywhere(self, predicate: NamedNode, value: Term) -> Iterator[Quad]:
        """The quads of any graph with this property and value."""
        return self.engine.quads_for_pattern(None, predicate, value, None)

    def documents(self) -> Iterator[Iri]:
        """The IRI of every document."""
        for graph in self.engine.named_graphs():
            # Others put graphs of their own beside ours.
            if self.is_document(graph):
                yield Iri(str(graph.value))

    def is_document(self, graph: NamedNode | BlankNode) -> bool:
        """Whether a graph holds the claims of a document that is called as it is."""
        kind = self.vocabulary.ckg("Document")
        return next(self.engine.quads_for_pattern(graph, RDF_TYPE, kind, graph), None) is not None

    def text(self, document: Iri) -> str | None:
        """A document's text; None where it is not in the store."""
        found = self.match(NamedNode(document), self.vocabulary.ckg("text"), graph=document)
        return next((str(cell(quad.object)) for quad in found), None)

    def reading(self, document: Iri) -> Reading | None:
        """What was read out of a document."""
        quads = list(self.match(graph=document))
        return reading(quads, self.vocabulary) if quads else None

    @property
    def bands(self) -> Bands:
        """Refuse: only the writer keeps them."""
        raise StoreUnusable("this store was opened for reading: it keeps no sketches of texts")

    def apply(self, change: Change) -> None:
        """Refuse: only the writer changes the store."""
        raise StoreUnusable(f"this store was opened for reading: {len(change)} quads not written")

    def snapshot(self) -> None:
        """Nothing is kept back from readers."""

    def dump(self, output: IO[bytes], form: RdfFormat, beside: Iterable[Quad] = ()) -> None:
        """Write everything as it streams; formats without graphs get the conclusions alone."""
        prefixes = self.vocabulary.prefixes
        if not form.supports_datasets:
            self.engine.dump(output, form, from_graph=DEFAULT, prefixes=prefixes)
        elif (more := list(beside)) and form == RdfFormat.JSON_LD:  # one value, not lines
            serialize(chain(self.engine, more), output, form, prefixes=prefixes)
        else:
            self.engine.dump(output, form, prefixes=prefixes)
            if more:
                serialize(more, output, form, prefixes=prefixes)

    def backup(self, target: Path) -> None:
        """Copy the store into a new folder, which is then a store itself."""
        folder = Folder(target.expanduser())
        if folder.path.exists() and (not folder.path.is_dir() or any(folder.path.iterdir())):
            raise StoreUnusable(f"{folder.path} is there already: back up into a new folder")
        folder.create()
        Indexes(folder, self.vocabulary).snapshot(
            lambda path: self.engine.backup(str(path)), self.match
        )

    def close(self) -> None:
        """Let go of the snapshot."""
        self._engine = None
        if self._held:
            self._held.release()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()
