"""A query over chosen graphs, as the SPARQL protocol lets a client choose them."""

from dataclasses import dataclass

from pyoxigraph import QueryBoolean, QuerySolutions

from kg.errors import BadDocument, BadRequest
from kg.store.answer import Answer
from kg.store.embedded import EmbeddedStore
from kg.store.rdf import node
from kg.store.store import Store, sparql


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that together are the default graph, and those that GRAPH may name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def query_over(store: Store, text: str, dataset: Dataset) -> Answer:
    """The answer of a query over a dataset, which outweighs FROM in the text."""
    if not (dataset.default or dataset.named):
        return store.query(text)
    if not isinstance(store, EmbeddedStore):
        raise BadRequest("graphs cannot be chosen on this store: use FROM", "default-graph-uri")
    try:
        graphs = [node(iri) for iri in dataset.default], [node(iri) for iri in dataset.named]
    except BadDocument as error:
        raise BadRequest(str(error), "default-graph-uri") from error
    prefixes = store.vocabulary.prefixes
    try:
        found = store.engine.query(
            sparql(text),
            prefixes=prefixes,
            default_graph=list(graphs[0]),
            named_graphs=list(graphs[1]),
        )
    except SyntaxError as error:
        raise BadRequest(f"this is no SPARQL: {error}", "query") from error
    if isinstance(found, QuerySolutions | QueryBoolean):
        return Answer(found)
    return Answer(found, prefixes)
