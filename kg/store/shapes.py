"""What a reading must be like, checked quickly; `kg.store.validation` makes the slow checks.

For the graph of an article with 100 claims (1,100 quads) pyshacl takes a second, longer than it
takes to read the article; `check` takes half a millisecond. So ingestion does only the latter.
"""

from collections.abc import Mapping

from kg.errors import BadDocument
from kg.model import BEARERS, ENDS, Claim, Count, Entity, Iri, Predicate, Reading, Type, When


def check(reading: Reading) -> None:
    """Refuse a reading that contradicts itself or its text; BadDocument names the part at fault."""
    entities: dict[Iri, Entity] = {}
    for entity in reading.entities:
        _check_entity(entity, reading.document.iri)
        if entities.setdefault(entity.iri, entity) is not entity:
            raise BadDocument(f"two entities are called {entity.iri}")
    length = len(reading.document.text)
    for mention in reading.mentions:
        if mention.entity not in entities:
            raise BadDocument(f"a mention names {mention.entity}, which is no entity")
        if not 0 <= mention.start < mention.end <= length:
            span = f"{mention.start}-{mention.end}"
            raise BadDocument(f"a mention of {mention.entity} at {span} is outside the text")
    for claim in reading.claims:
        if fault := _fault(claim, entities) or _misquote(claim, reading):
            raise BadDocument(f"{claim.subject} {claim.predicate} {claim.value}: {fault}")


def _check_entity(entity: Entity, document: Iri) -> None:
    if not entity.label.strip():
        raise BadDocument(f"{entity.iri} has no name")
    if not entity.iri.startswith(f"{document}#"):
        raise BadDocument(f"{entity.iri} is not named beneath its document {document}")


def _misquote(claim: Claim, reading: Reading) -> str:
    evidence, doc = claim.evidence, reading.document
    if evidence.document != doc.iri:
        return f"its evidence is in {evidence.document}"
    quoted = doc.text[evidence.start : evidence.end]
    if evidence.end > len(doc.text) or quoted != evidence.quote:
        return f"the text has other words at {evidence.start}-{evidence.end}"
    return ""


def _fault(claim: Claim, entities: Mapping[Iri, Entity]) -> str:
    subject, value = entities.get(claim.subject), claim.value
    if subject is None:
        return "its subject is no entity of the document"
    if not isinstance(value, Iri):
        return _attribute_fault(claim, subject.type)
    other = entities.get(value)
    if other is None:
        return "its object is no entity of the document"
    if other is subject:
        return "it ties an entity to itself"
    if (subject.type, other.type) not in ENDS.get(claim.predicate, frozenset()):
        return f"{claim.predicate} leads from no {subject.type} to a {other.type}"
    return ""


def _attribute_fault(claim: Claim, bearer: Type) -> str:
    wanted = Count if claim.predicate is Predicate.COUNT else When
    if bearer not in BEARERS.get(claim.predicate, frozenset()):
        return f"{claim.predicate} is no attribute of a {bearer}"
    return "" if isinstance(claim.value, wanted) else f"{claim.predicate} has another kind of value"
