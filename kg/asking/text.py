"""A text pasted in, an abstract, a call or an e-mail -> what it names, and the question in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.asking.names import SEEKERS
from kg.asking.typed import Typed
from kg.errors import BadRequest, NotFound
from kg.model import Document, Entity, Iri, Kind, Reading, Type
from kg.ontology import Ontology
from kg.resolution.find import FIELDS, resolve, resolve_topic
from kg.store.store import Store

LONGEST = 20_000  # characters of a text
PARTS = frozenset({"Department", "Committee"})  # every hospital has such: the name is not enough
TOPICS = 5  # that are proposed, those named most often

# A country is asked for where a sentence seeks somebody there, and who asks speaks of itself.
SEEKING = re.compile(r"\b(?:seek|look(?:s|ing)? for|partner|applicant|eligible|consorti)", re.I)
SPEAKING = re.compile(r"\b(?:we|our|us|on behalf of|regards|sincerely)\b", re.I)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Something that a text names, and the field of a question that it can stand in."""

    entity: Entity  # of the store or the ontologies where known, else as the text calls it
    field: str  # topic, country or for; empty where it is not known
    value: str  # what to write into the field
    spans: tuple[tuple[int, int], ...]
    proposed: bool


def document_of(text: str) -> Document:
    """A text as it goes to the reader; BadRequest where there is nothing, or too much, to read."""
    if not text.strip():
        raise BadRequest("there is no text to read", "text")
    if len(text) > LONGEST:
        raise BadRequest(f"a text may have {LONGEST:,} characters, not {len(text):,}", "text")
    return Document(Iri("urn:collab-kg:text"), text, kind=Kind.NEWS)


def recognised(store: Store, ontology: Ontology, reading: Reading) -> list[Recognised]:
    """What a reading names, what is named most often first."""
    spans: defaultdict[Iri, list[tuple[int, int]]] = defaultdict(list)
    for mention in reading.mentions:
        spans[mention.entity].append((mention.start, mention.end))
    found: dict[Iri, Recognised] = {}
    for entity in reading.entities:
        one = _known(store, ontology, entity, (reading.document.text, sorted(spans[entity.iri])))
        if before := found.get(one.entity.iri):
            one = Recognised(
                *(one.entity, one.field, one.value, tuple(sorted({*before.spans, *one.spans}))),
                before.proposed or one.proposed,
            )
        found[one.entity.iri] = one
    ranked = sorted(found.values(), key=lambda one: (-len(one.spans), one.spans, one.entity.label))
    return list(_at_most(ranked))


def proposal(found: Iterable[Recognised]) -> Typed:
    """The question that a text asks, to be changed by whoever reads it."""
    values: dict[str, dict[str, None]] = {"topic": {}, "country": {}, "for": {}}
    for one in found:
        if one.proposed and one.field:
            values[one.field][one.value] = None
    return Typed(tuple(values["for"]), tuple(values["topic"]), tuple(values["country"]))


def _at_most(ranked: Iterable[Recognised]) -> Iterator[Recognised]:
    topics = 0
    for one in ranked:
        topics += one.field == "topic"
        proposed = one.proposed and (one.field != "topic" or topics <= TOPICS)
        yield Recognised(one.entity, one.field, one.value, one.spans, proposed)


def _known(
    store: Store, ontology: Ontology, entity: Entity, told: tuple[str, list[tuple[int, int]]]
) -> Recognised:
    text, spans = told
    around = [_sentence(text, start, end) for start, end in spans]
    if entity.type is Type.PLACE:
        country = ontology.country_of(entity.same_as) if entity.same_as else None
        if country is not None and country.country:
            meant = Entity(country.iri, Type.PLACE, country.label)
            sought = any(SEEKING.search(words) for words in around)
            return Recognised(meant, "country", country.country, tuple(spans), sought)
    if topic := _topic(store, ontology, entity):
        return Recognised(topic, "topic", topic.label, tuple(spans), proposed=True)
    if entity.type in SEEKERS and (seeker := _seeker(store, ontology, entity)):
        speaks = any(SPEAKING.search(words) for words in around)
        return Recognised(seeker, "for", seeker.label, tuple(spans), speaks)
    return Recognised(entity, "", "", tuple(spans), proposed=False)


def _topic(store: Store, ontology: Ontology, entity: Entity) -> Entity | None:
    if entity.type not in FIELDS and not entity.same_as:
        # `a CAR-T trial`: what a study is called by is what it is about.
        concept = next(iter(ontology.named(entity.label, *FIELDS)), None)
    else:
        concept = ontology.concept(entity.same_as) if entity.same_as else None
    if concept and concept.type in FIELDS:
        return Entity(concept.iri, concept.type, concept.label)
    if entity.type not in FIELDS:
        return None
    try:
        (iri, *others) = resolve_topic(store, ontology, entity.label)
    except NotFound:
        return None
    return None if others else Entity(iri, entity.type, entity.label)


def _seeker(store: Store, ontology: Ontology, entity: Entity) -> Entity | None:
    if entity.subclass in PARTS:
        return None
    try:
        return resolve(store, ontology, entity.label, types=SEEKERS)
    except NotFound:
        return None


def _sentence(text: str, start: int, end: int) -> str:
    """The words around a span, up to the ends of its sentence."""
    first = max(text.rfind(sign, 0, start) for sign in (". ", "! ", "? ", "\n\n"))
    ends = [at for sign in (". ", "! ", "? ", "\n\n") if (at := text.find(sign, end)) >= 0]
    return text[first + 1 : min(ends, default=len(text))]
