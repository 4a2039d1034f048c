"""Small graphs to hand out: all that is said around one entity, all that one document says."""

from collections.abc import Iterator
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg.model import Iri
from kg.store.answer import Answer
from kg.store.rdf import RDF_OBJECT, RDF_SUBJECT, node
from kg.store.store import Store

MOST = 1000  # statements of one entity


def graph_around(store: Store, entity: Iri) -> Answer:
    """An entity's own triples, the statements that it is part of, and their evidence."""
    return Answer(dict.fromkeys(quad.triple for quad in _around(store, entity)), _prefixes(store))


def graph_of(store: Store, document: Iri) -> Answer:
    """A document's named graph."""
    return Answer([quad.triple for quad in store.match(graph=document)], _prefixes(store))


def _prefixes(store: Store) -> dict[str, str]:
    return dict(store.vocabulary.prefixes)


def _around(store: Store, entity: Iri) -> Iterator[Quad]:
    about = node(entity)
    yield from store.match(about)
    for part in (RDF_SUBJECT, RDF_OBJECT):
        for found in islice(store.match(None, part, about), MOST):
            statement = _named(found)
            yield Quad(statement, part, about)
            for quad in store.match(statement):
                yield quad
                if quad.predicate == store.vocabulary.ckg("evidence"):
                    yield from _evidence(store, quad)


def _named(quad: Quad) -> NamedNode:
    # No subject of ours is a blank node or a triple.
    return quad.subject if isinstance(quad.subject, NamedNode) else NamedNode("urn:none")


def _evidence(store: Store, link: Quad) -> Iterator[Quad]:
    if isinstance(link.object, NamedNode):
        document = Iri(link.object.value.partition("#")[0])
        yield from store.match(link.object, graph=document)
