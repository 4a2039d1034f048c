"""Whether what was removed is gone: Virtuoso 7.2.5 was seen to keep triples it said it deleted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched

from pyoxigraph import Quad

from kg.store.rdf import Term
from kg.store.remote.whole import Ask, Pattern, whole

AT_ONCE = 100  # subjects of one question


def remaining(ask: Ask, quads: Iterable[Quad], place: str) -> Iterator[Quad]:
    """Those of some quads, all in named graphs, that the store still has."""
    graphs: defaultdict[object, defaultdict[Term, set[Quad]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for quad in quads:
        graphs[quad.graph_name][quad.subject].add(quad)
    for graph, subjects in graphs.items():
        for some in batched(subjects, AT_ONCE):
            names = " ".join(map(str, some))
            where = f"VALUES ?s {{ {names} }} GRAPH {graph} {{ ?s ?p ?o }}"
            for row in whole(ask, Pattern(("?s", "?p", "?o"), where), place):
                quad = Quad(row["s"], row["p"], row["o"], graph)  # type: ignore[arg-type]
                if quad in subjects[quad.subject]:
                    yield quad
