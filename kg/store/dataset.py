"""A query over chosen graphs, as the SPARQL protocol lets a client choose them."""

from dataclasses import dataclass

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from kg.errors import BadDocument, BadRequest
from kg.store import guard
from kg.store.answer import Answer
from kg.store.rdf import node
from kg.store.reader import FAILURES, EmbeddedStore
from kg.store.store import Store, sparql
from kg.store.syntax import failure


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that together are the default graph, and those that GRAPH may name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def chosen(self) -> bool:
        """Whether any graph is named at all."""
        return bool(self.default or self.named)


def query_over(store: Store, text: str, dataset: Dataset) -> Answer:
    """The answer of a query over a dataset, which outweighs FROM in the text.

    Relative IRIs are those of the data namespace: `<organization/x>`.
    """
    if isinstance(store, EmbeddedStore):
        return _asked(store, sparql(text), dataset)
    # Only here: its client takes longer to load than a worker may take to start.
    from kg.store.remote.store import RemoteStore

    if not dataset.chosen or not isinstance(store, RemoteStore):
        return store.query(text)
    graphs = (("default-graph-uri", dataset.default), ("named-graph-uri", dataset.named))
    return store.query(text, tuple((field, iri) for field, chosen in graphs for iri in chosen))


def _asked(store: EmbeddedStore, text: str, dataset: Dataset) -> Answer:
    names = store.vocabulary
    chosen = dataset.chosen  # then the graphs that are not named are out of sight
    try:
        found = store.engine.query(
            text,
            base_iri=names.data,
            prefixes=guard.prefixes_in(text, names.prefixes),
            default_graph=[*nodes(dataset.default, "default-graph-uri")] if chosen else None,
            named_graphs=[*nodes(dataset.named, "named-graph-uri")] if chosen else None,
        )
    except (SyntaxError, *FAILURES) as error:
        raise failure(text, error) from error
    if isinstance(found, QuerySolutions | QueryBoolean):
        return Answer(found)
    return Answer(found, names.prefixes)


def nodes(graphs: tuple[str, ...], field: str) -> list[NamedNode]:
    """Graphs by their names; BadRequest where one is no IRI."""
    try:
        return [node(iri) for iri in graphs]
    except BadDocument as error:
        raise BadRequest(str(error), field) from error
