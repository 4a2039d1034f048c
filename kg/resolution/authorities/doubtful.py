"""Bodies that a document puts in another country than the authority: perhaps not they at all."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Iri, Predicate, Reading, Standing
from kg.ontology import Ontology
from kg.resolution.identity import BODIES
from kg.resolution.parting import named
from kg.store.store import Store


@dataclass(frozen=True, slots=True)
class Doubt:
    """One body in one document, with the words that speak against it."""

    entity: Iri
    label: str  # as the document names it
    known: str  # the authority's country, by its ISO code
    told: str  # the document's
    quote: str
    document: Iri


def doubts(store: Store, ontology: Ontology) -> Iterator[Doubt]:
    """All of a store, in order of documents."""
    for iri in sorted(store.documents()):
        reading = store.reading(iri)
        if reading:
            yield from _of_reading(reading, ontology, store)


def _of_reading(reading: Reading, ontology: Ontology, store: Store) -> Iterator[Doubt]:
    naming = named(store, reading, ontology)
    entities = {entity.iri: entity for entity in reading.entities}
    for claim in reading.claims:
        located = claim.predicate is Predicate.LOCATED_IN and claim.standing is Standing.ASSERTED
        body = entities.get(claim.subject)
        if not located or body is None or body.type not in BODIES or claim.value not in naming:
            continue
        place = naming[Iri(str(claim.value))]
        known, told = ontology.country_of(naming[body.iri]), ontology.country_of(place)
        if known and told and known.country != told.country:
            codes = known.country or "", told.country or ""
            quote, document = claim.evidence.quote, reading.document.iri
            yield Doubt(naming[body.iri], body.label, *codes, quote, document)
