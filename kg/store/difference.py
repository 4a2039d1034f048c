"""Which conclusions one store has and another has not."""

from collections.abc import Iterator
from itertools import batched

from pyoxigraph import Quad

from kg.store.store import Store

AT_ONCE = 2000  # quads whose subjects are looked up together


def missing(store: Store, other: Store) -> Iterator[Quad]:
    """The conclusions of one store that another has not."""
    for quads in batched(store.match(), AT_ONCE):
        other.expect({quad.subject for quad in quads})  # type: ignore[misc]  # no blank nodes
        yield from (quad for quad in quads if next(_same(other, quad), None) is None)


def _same(store: Store, quad: Quad) -> Iterator[Quad]:
    return store.match(quad.subject, quad.predicate, quad.object)  # type: ignore[arg-type]
