"""The graphs of a whole store against the SHACL shapes of ontologies/, piece by piece."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import batched

import rdflib
from pyoxigraph import NamedNode, Quad
from pyshacl import validate as shacl

from kg.errors import BadDocument
from kg.model import Iri
from kg.settings import ONTOLOGY
from kg.store.rdf import PREF_LABEL, RDF_OBJECT, RDF_SUBJECT, RDF_TYPE, Object, Vocabulary
from kg.store.shapes import check
from kg.store.store import Store

BATCH = 50  # entities of the conclusions that are checked at a time: pyshacl wants all in memory
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a graph breaks."""

    graph: str  # the document's IRI; empty in the conclusions
    node: str
    message: str


def validate(store: Store) -> Iterator[Violation]:
    """All violations, as they are found: of each document's graph, and of the conclusions."""
    for document in sorted(store.documents()):
        yield from _document(store, document)
    for entities in batched(_entities(store), BATCH):
        yield from _entities_violations(store, entities)


def _document(store: Store, document: Iri) -> Iterator[Violation]:
    reading = store.reading(document)
    try:
        if reading is not None:
            check(reading)
    except BadDocument as error:
        yield Violation(document, document, str(error))
    yield from _violations(store.match(graph=document), store.vocabulary, document)


def _entities(store: Store) -> Iterator[NamedNode]:
    for quad in store.match(None, PREF_LABEL):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _entities_violations(store: Store, entities: Iterable[NamedNode]) -> Iterator[Violation]:
    """Check entities with the statements about them; of the other ends only types are told."""
    quads: dict[Quad, None] = {}
    focus: dict[str, None] = {}
    for entity in entities:
        focus[entity.value] = None
        quads |= dict.fromkeys(store.match(entity))
        for key, other in ((RDF_SUBJECT, RDF_OBJECT), (RDF_OBJECT, RDF_SUBJECT)):
            for found in store.match(None, key, entity):
                statement = found.subject
                if not isinstance(statement, NamedNode):
                    continue
                focus[statement.value] = None
                quads |= dict.fromkeys(store.match(statement))
                for end in store.match(statement, other):
                    quads |= _described(store, end.object)  # type: ignore[arg-type]  # no triple terms
    yield from _violations(quads, store.vocabulary, "", list(focus))


def _described(store: Store, end: Object) -> dict[Quad, None]:
    """What must be known of the other end of a statement: its types, or all of a count."""
    if not isinstance(end, NamedNode):
        return {}
    if "/count/" in end.value:
        return dict.fromkeys(store.match(end))
    return dict.fromkeys(store.match(end, RDF_TYPE))


def _violations(
    quads: Iterable[Quad], vocabulary: Vocabulary, graph: str, focus: list[str] | None = None
) -> Iterator[Violation]:
    text = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads)
    data = rdflib.Graph().parse(data=text, format="nt")
    shapes = _shapes(vocabulary.ontology)
    conforms, report, _ = shacl(data, shacl_graph=shapes, focus_nodes=focus, inference="none")
    if conforms or not isinstance(report, rdflib.Graph):
        return
    found = set()
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        message = str(report.value(result, SH.resultMessage) or "breaks a shape")
        found.add(Violation(graph, str(report.value(result, SH.focusNode)), message))
    yield from sorted(found, key=lambda each: (each.node, each.message))


@lru_cache(maxsize=2)
def _shapes(ontology: str) -> rdflib.Graph:
    text = files("ontologies").joinpath("shapes.ttl").read_text("utf-8")
    return rdflib.Graph().parse(data=text.replace(ONTOLOGY, ontology), format="turtle")
