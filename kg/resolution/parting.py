"""What one document names, taken out of what its name would put it into.

Two of one name at one hospital get one IRI, since a document's words tell no more. A decision may
therefore name an entity as one document has it (`DOCUMENT#person/wei-zhang`): it then has an IRI of
its own, and the decision holds of that. In the store the document's entity is replaced by its own
IRI, as a name is that gave way, so that a rebuild and whoever reads the store from elsewhere know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from kg.model import Iri, Reading, Type
from kg.ontology import Ontology
from kg.resolution.clusters import APART
from kg.resolution.decisions import Decision
from kg.resolution.identity import canonical, document_key
from kg.store.rdf import Vocabulary, node
from kg.store.redirect import moved_to, redirects
from kg.store.store import Store

_LOCAL = re.compile(rf"#({'|'.join(Type)})/", re.IGNORECASE)
_UNKNOWN: Mapping[Iri, Iri] = {}


def is_local(iri: Iri) -> bool:
    """Whether an IRI is that of an entity as one document names it."""
    return _LOCAL.search(iri) is not None


def apart(iri: Iri, vocabulary: Vocabulary) -> Iri:
    """The IRI that a document's entity has when it is parted; any other IRI stays what it is."""
    if not is_local(iri):
        return iri
    document, _, entity = iri.partition("#")
    kind, _, key = entity.partition("/")
    known = document_key(Iri(document), vocabulary)
    return vocabulary.entity(Type(kind.capitalize()), f"{key}--{known}{APART}")


def of_parted(decisions: Iterable[Decision], vocabulary: Vocabulary) -> list[Decision]:
    """The decisions as they hold: of what was parted in place of what documents name."""
    return [
        replace(each, left=apart(each.left, vocabulary), right=apart(each.right, vocabulary))
        for each in decisions
    ]


def locals_of(decisions: Iterable[Decision]) -> set[Iri]:
    """What documents name that these decisions part."""
    return {iri for each in decisions for iri in (each.left, each.right) if is_local(iri)}


def named(
    store: Store, reading: Reading, ontology: Ontology, moves: Mapping[Iri, Iri] = _UNKNOWN
) -> Mapping[Iri, Iri]:
    """Local IRI to canonical IRI, as `canonical` gives it, but for what was parted.

    `moves` are what the store does not know yet.
    """
    found = canonical(reading, ontology, store.vocabulary)
    store.expect(map(node, (*found, *found.values())))
    led = {local: moves.get(local) or moved_to(store, local) for local in found}
    return {local: led[local] if led[local] != local else iri for local, iri in found.items()}


def parted(store: Store) -> Iterator[tuple[Iri, Iri]]:
    """All that is parted in a store, each with what it leads to."""
    return ((iri, to) for iri, to in redirects(store) if is_local(iri))


def named_in(store: Store, entity: Iri, document: Iri) -> Sequence[Iri]:
    """What a document names that is concluded as an entity, sorted."""
    about, key = node(moved_to(store, entity)), store.vocabulary.ckg("mentionedAs")
    found = (quad.object for quad in store.match(about, key))
    local = {Iri(each.value) for each in found if isinstance(each, NamedNode)}
    return sorted(each for each in local if document_of(each) == document)


def name_of(store: Store, ontology: Ontology, local: Iri) -> Iri | None:
    """What a document's entity would be called if it were not parted; None where it is gone."""
    reading = store.reading(document_of(local))
    return canonical(reading, ontology, store.vocabulary).get(local) if reading else None


def document_of(local: Iri) -> Iri:
    """The document that names it."""
    return Iri(local.partition("#")[0])
