"""Quads that are told apart by a number."""

from pyoxigraph import Literal, NamedNode, Quad

from kg.settings import Settings
from kg.store.embedded import WriterStore

DATA = Settings().data


def quad(number: int, graph: str = "") -> Quad:
    a, p = NamedNode(f"{DATA}a{number}"), NamedNode(DATA + "p")
    return Quad(a, p, Literal(number), NamedNode(graph)) if graph else Quad(a, p, Literal(number))


def numbers(store: WriterStore) -> list[object]:
    return [row["n"] for row in store.query("SELECT ?n { ?s ?p ?n } ORDER BY ?n")]
