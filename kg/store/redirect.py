"""Redirects: the name that an entity had, and the one under which it is concluded now."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.model import Iri
from kg.store.rdf import is_iri, name
from kg.store.store import Store

REPLACED_BY = name("dcterms:isReplacedBy")


def moved_to(store: Store, iri: Iri) -> Iri:
    """Under which name an entity is concluded; its own where it was not merged into another."""
    if not is_iri(iri):
        return iri
    found = next(store.match(NamedNode(iri), REPLACED_BY), None)
    return _named(found.object) if found else iri


def moved_from(store: Store, iri: Iri) -> list[Iri]:
    """The names that lead to an entity, sorted; not what single documents name it."""
    found = (_named(quad.subject) for quad in store.match(None, REPLACED_BY, NamedNode(iri)))
    return sorted(each for each in found if "#" not in each)


def redirects(store: Store) -> Iterator[tuple[Iri, Iri]]:
    """Every name that leads to another, and the other."""
    for quad in store.match(None, REPLACED_BY):
        yield _named(quad.subject), _named(quad.object)


def _named(term: object) -> Iri:
    return Iri(term.value if isinstance(term, NamedNode) else "")
