"""Small worlds: sentences told as triples, published as documents are."""

from collections.abc import Callable

import pytest

from kg.model import Claim, Document, Entity, Evidence, Iri, Predicate, Reading, Type, When
from kg.ontology import Ontology
from kg.resolution.identity import slug
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import MemoryStore, open_memory

TYPES = {
    "org": Type.ORGANIZATION,
    "person": Type.PERSON,
    "net": Type.NETWORK,
    "prog": Type.PROGRAMME,
    "event": Type.EVENT,
    "disease": Type.DISEASE,
    "therapy": Type.THERAPY,
    "topic": Type.TOPIC,
    "place": Type.PLACE,
}
# Classes under organization that a test may name.
CLASSES = {
    "univ": "University",
    "hosp": "Hospital",
    "firm": "Company",
    "reg": "Regulator",
    "pat": "PatientOrganization",
}

type World = Callable[[str], MemoryStore]


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology(Settings())


@pytest.fixture(scope="session")
def world(ontology: Ontology) -> World:
    """Text to store: `# 2024-05-01` begins a document, `org:A worksOn disease:B` is a sentence."""

    def build(text: str) -> MemoryStore:
        store = open_memory()
        for number, part in enumerate(text.split("#")[1:]):
            date, *lines = part.strip().splitlines()
            iri = Iri(f"{DATA}document/{number}")
            published = When(date.strip()) if date.strip() else None
            reading = _reading(Document(iri, "x", published=published), lines, ontology)
            store.apply(change_for(store, ontology, [reading]))
        return store

    return build


def _reading(doc: Document, lines: list[str], ontology: Ontology) -> Reading:
    entities: dict[Iri, Entity] = {}
    claims = []
    for number, line in enumerate(lines):
        left = right = ""
        predicate = Predicate.ABOUT
        for word in line.split():
            if word in Predicate:
                left, right = line.split(f" {word} ")
                predicate = Predicate(word)
        subject = _entity(doc, left, ontology)
        value = _entity(doc, right, ontology)
        entities |= {subject.iri: subject, value.iri: value}
        evidence = Evidence(doc.iri, line.strip(), number * 10, number * 10 + 9, 0.9, "test")
        claims.append(Claim(subject.iri, predicate, value.iri, evidence))
    text = "x" * (10 * len(lines) + 10)
    doc = Document(doc.iri, text, f"Document {doc.iri[-1]}", published=doc.published)
    return Reading(doc, "test", tuple(entities.values()), (), tuple(claims))


def _entity(doc: Document, spec: str, ontology: Ontology) -> Entity:
    key, _, name = spec.strip().partition(":")
    kind = Type.ORGANIZATION if key in CLASSES else TYPES[key]
    known = ontology.named(name, kind)
    return Entity(
        Iri(f"{doc.iri}#{kind.lower()}/{slug(name)}"),
        kind,
        name,
        same_as=known[0].iri if known else None,
        subclass=CLASSES.get(key),
    )


@pytest.fixture(scope="module")
def leukemia(ontology: Ontology) -> Iri:
    return ontology.named("leukemia", Type.DISEASE)[0].iri
