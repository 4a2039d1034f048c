"""Any SPARQL 1.1 endpoint, for reading: the same questions, asked over HTTP."""

from collections.abc import Iterable, Iterator
from http.client import HTTPException
from io import BytesIO
from typing import Self
from urllib.error import HTTPError

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kg.errors import BadRequest, SourceUnavailable, StoreUnusable, TookTooLong
from kg.model import Iri, Reading
from kg.settings import Settings
from kg.store.answer import Answer, Row
from kg.store.bands import Bands
from kg.store.rdf import DEFAULT, Cell, Object, Term, Vocabulary, cell
from kg.store.reading import reading
from kg.store.store import Change, Graph, question, sparql

ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8"


class RemoteStore:
    """A store that somebody else keeps; each question is one request."""

    def __init__(self, settings: Settings) -> None:
        """Asks nothing yet."""
        self._settings, self._vocabulary = settings, Vocabulary(settings)

    @property
    def vocabulary(self) -> Vocabulary:
        """The namespaces in which this store speaks."""
        return self._vocabulary

    @property
    def generation(self) -> str:
        """Unknown: an endpoint does not tell when it changes."""
        return ""

    def select(self, name: str, /, **values: Cell | Iterable[Cell]) -> Iterator[Row]:
        """The rows of a question file."""
        return iter(self._ask(question(name, values)))

    def query(self, text: str) -> Answer:
        """The answer of any SPARQL query."""
        return self._ask(sparql(text))

    def _ask(self, text: str) -> Answer:
        body, media = self._fetch(self._prologue() + text)
        try:
            return self._answer(body, media)
        except (SyntaxError, ValueError) as error:
            # An endpoint that runs out of time may send half an answer as if it were all.
            raise SourceUnavailable(f"{self._place} sent a broken answer: {error}") from error

    @property
    def _place(self) -> str:
        return self._settings.store

    def _prologue(self) -> str:
        prefixes = self.vocabulary.prefixes.items()
        return "".join(f"PREFIX {short}: <{long}>\n" for short, long in prefixes)

    def _fetch(self, text: str) -> tuple[bytes, str]:
        client = SPARQLWrapper(self._place)
        client.setMethod(POST)
        client.setQuery(text)
        client.setTimeout(max(1, round(self._settings.query_timeout)))
        client.addCustomHttpHeader("Accept", ACCEPT)
        try:
            with client.query().response as response:
                return response.read(), response.headers.get_content_type()
        except QueryBadFormed as error:
            raise BadRequest(
                f"{self._place} does not understand the query: {error}", "query"
            ) from error
        except TimeoutError as error:
            waited = f"{self._settings.query_timeout:g} seconds"
            raise TookTooLong(f"{self._place} did not answer within {waited}") from error
        except (OSError, HTTPException, HTTPError, SPARQLWrapperException) as error:
            raise SourceUnavailable(f"{self._place} cannot be asked: {error}") from error

    def _answer(self, body: bytes, media: str) -> Answer:
        table = QueryResultsFormat.from_media_type(media)
        if table is not None:
            found = parse_query_results(body, table)
            if isinstance(found, QuerySolutions):
                list(parse_query_results(body, table))  # type: ignore[arg-type]  # finds a cut end early
            return Answer(found)
        graph = RdfFormat.from_media_type(media)
        if graph is None:
            raise SourceUnavailable(f"{self._place} is no SPARQL endpoint: it answers with {media}")
        quads = list(parse(BytesIO(body), graph))
        return Answer([quad.triple for quad in quads], self.vocabulary.prefixes)

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
        pattern = " ".join(
            f"?{key}" if given is None else str(given)
            for key, given in (("s", subject), ("p", predicate), ("o", value))
        )
        where = NamedNode(graph) if graph else None
        inner = f"GRAPH {where} {{ {pattern} }}" if where else pattern
        found = self._ask(f"CONSTRUCT {{ {pattern} }} WHERE {{ {inner} }}")
        triples = found.triples()
        return (Quad(t.subject, t.predicate, t.object, where or DEFAULT) for t in triples)

    def everywhere(self, predicate: NamedNode, value: Term) -> Iterator[Quad]:
        """The quads of any graph with this property and value."""
        rows = self._ask(f"SELECT ?s ?g {{ GRAPH ?g {{ ?s {predicate} {value} }} }}")
        for row in rows:
            yield Quad(NamedNode(str(row["s"])), predicate, value, NamedNode(str(row["g"])))
        yield from self.match(None, predicate, value)

    def documents(self) -> Iterator[Iri]:
        """The IRI of every document."""
        rows = self._ask("SELECT DISTINCT ?g { GRAPH ?g { ?g a ckg:Document } }")
        return (Iri(row["g"]) for row in rows)

    def text(self, document: Iri) -> str | None:
        """A document's text; None where it is not in the store."""
        found = self.match(NamedNode(document), self.vocabulary.ckg("text"), graph=document)
        return next((str(cell(quad.object)) for quad in found), None)

    @property
    def bands(self) -> Bands:
        """Refuse: only who writes a store keeps them."""
        raise StoreUnusable(f"{self._place} is only read: it keeps no sketches of texts")

    def reading(self, document: Iri) -> Reading | None:
        """What was read out of a document."""
        quads = list(self.match(graph=document))
        return reading(quads, self.vocabulary) if quads else None

    def apply(self, change: Change) -> None:
        """Refuse: endpoints are only read."""
        raise StoreUnusable(
            f"{self._place} is only read: {len(change)} quads not written; use a folder as --store"
        )

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
