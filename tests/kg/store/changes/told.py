"""Documents by hand: one person at one body, which works with another."""

from kg.model import (
    Claim,
    Document,
    Entity,
    Evidence,
    Iri,
    Kind,
    Predicate,
    Reading,
    Type,
    When,
)
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import WriterStore

ONTOLOGY = Ontology(Settings())
WORDS = "Dr {person} of {body} works with Keio University."


def reading(key: str, person: str, body: str) -> Reading:
    """One document with an employer and a partner."""
    iri = Iri(f"{DATA}document/{key}")
    text = WORDS.format(person=person, body=body)
    ends = [
        Entity(Iri(f"{iri}#person/p"), Type.PERSON, person),
        Entity(Iri(f"{iri}#organization/b"), Type.ORGANIZATION, body),
        Entity(Iri(f"{iri}#organization/k"), Type.ORGANIZATION, "Keio University"),
    ]
    evidence = Evidence(iri, text, 0, len(text), 0.8, "by hand")
    claims = (
        Claim(ends[0].iri, Predicate.AFFILIATED_WITH, ends[1].iri, evidence, role="dean"),
        Claim(ends[1].iri, Predicate.COLLABORATES_WITH, ends[2].iri, evidence),
    )
    about = {"title": f"On {body}", "url": f"https://example.org/{key}", "kind": Kind.NEWS}
    doc = Document(iri, text, published=When("2024-11-16"), **about)  # type: ignore[arg-type]  # by name
    return Reading(doc, "by hand 1", tuple(ends), (), claims)


def publish(store: WriterStore, *readings: Reading) -> None:
    store.apply(change_for(store, ONTOLOGY, readings))
