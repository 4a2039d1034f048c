"""A reading in the form of annotated documents: what `kg extract --format gold` prints."""

from typing import Any

from kg.model import ATTRIBUTES, Count, Predicate, Reading, Standing, When


def as_gold(reading: Reading) -> dict[str, Any]:
    """Entities, relations and attributes of a reading; only what the text states."""
    ids = {entity.iri: f"e{number}" for number, entity in enumerate(reading.entities, 1)}
    stated = [claim for claim in reading.claims if claim.standing is Standing.ASSERTED]
    doc = reading.document
    return {
        "id": doc.iri.rsplit("/", 1)[-1],
        "kind": doc.kind.value if doc.kind else None,
        "published": doc.published,
        "entities": [
            {
                "id": ids[entity.iri],
                "type": entity.type.value,
                "name": entity.label,
                "aliases": list(entity.aliases),
                "identifiers": list(entity.identifiers),
            }
            for entity in reading.entities
        ],
        "relations": [
            {
                "subject": ids[claim.subject],
                "predicate": claim.predicate.value,
                "object": ids[claim.value],  # type: ignore[index]  # a relation's value is an IRI
                "role": claim.role,
                "date": claim.date,
            }
            for claim in stated
            if claim.predicate not in ATTRIBUTES
        ],
        "attributes": [
            {
                "entity": ids[claim.subject],
                "attribute": _attribute(claim.predicate, claim.value),
                "value": claim.value.number if isinstance(claim.value, Count) else str(claim.value),
            }
            for claim in stated
            if isinstance(claim.value, Count | When)
        ],
    }


def _attribute(predicate: Predicate, value: object) -> str:
    return f"count:{value.noun}" if isinstance(value, Count) else predicate.value
