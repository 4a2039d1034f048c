from dataclasses import replace

import pytest

from kg.errors import BadDocument
from kg.model import (
    ATTRIBUTES,
    BEARERS,
    ENDS,
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Mention,
    Predicate,
    Reading,
    Type,
    When,
)
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import MemoryStore, open_memory
from kg.store.rdf import PREF_LABEL, node, reading_quads, words
from kg.store.shapes import check
from kg.store.store import Change
from kg.store.validation import validate

SETTINGS = Settings()
D = Iri(SETTINGS.data + "document/d")
TEXT = "Ann Lee works at Ortel Hospital."
ANN = Entity(Iri(D + "#person/ann-lee"), Type.PERSON, "Ann Lee")
ORTEL = Entity(Iri(D + "#organization/ortel"), Type.ORGANIZATION, "Ortel Hospital", ("Ortel",))
EVIDENCE = Evidence(D, TEXT, 0, len(TEXT), 0.8, "test")
WORKS = Claim(ANN.iri, Predicate.AFFILIATED_WITH, ORTEL.iri, EVIDENCE, role="nurse")
COUNT = Claim(ORTEL.iri, Predicate.COUNT, Count("beds", 9), EVIDENCE)
SINCE = Claim(ORTEL.iri, Predicate.START_DATE, When("1999"), EVIDENCE)
READING = Reading(
    Document(D, TEXT, title="Ann Lee", published=When("2024-01-02")),
    "test 1",
    (ANN, ORTEL),
    (Mention(ANN.iri, 0, 7),),
    (WORKS, COUNT, SINCE),
)


def with_claim(claim: Claim) -> Reading:
    return replace(READING, claims=(claim,))


def test_a_right_reading_passes() -> None:
    check(READING)


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (replace(READING, entities=(ANN, replace(ORTEL, label=" "))), "has no name"),
        (replace(READING, entities=(ANN, ORTEL, replace(ANN, label="A"))), "two entities"),
        (replace(READING, entities=(ANN, ORTEL, replace(ANN, iri=Iri("http://a/b")))), "beneath"),
        (replace(READING, mentions=(Mention(ANN.iri, 30, 33),)), "30-33 is outside the text"),
        (replace(READING, mentions=(Mention(ANN.iri, 3, 3),)), "outside the text"),
        (replace(READING, mentions=(Mention(D, 0, 7),)), "is no entity"),
        (with_claim(replace(WORKS, subject=D)), "its subject is no entity"),
        (with_claim(replace(WORKS, value=D)), "its object is no entity"),
        (
            with_claim(replace(WORKS, subject=ORTEL.iri, value=ANN.iri)),
            "no Organization to a Person",
        ),
        (with_claim(replace(WORKS, value=When("2024"))), "affiliatedWith is no attribute"),
        (with_claim(replace(COUNT, value=ANN.iri)), "count leads from no"),
        (with_claim(replace(COUNT, value=When("2024"))), "another kind of value"),
        (with_claim(replace(SINCE, subject=ANN.iri)), "startDate is no attribute of a Person"),
        (
            with_claim(replace(WORKS, evidence=replace(EVIDENCE, quote="Ann"))),
            "other words at 0-32",
        ),
        (with_claim(replace(WORKS, evidence=replace(EVIDENCE, end=999))), "other words at 0-999"),
        (
            with_claim(replace(WORKS, evidence=replace(EVIDENCE, document=ANN.iri))),
            "evidence is in",
        ),
        (
            with_claim(Claim(ORTEL.iri, Predicate.PART_OF, ORTEL.iri, EVIDENCE)),
            "ties an entity to itself",
        ),
    ],
)
def test_a_reading_that_contradicts_itself_names_the_part(reading: Reading, why: str) -> None:
    with pytest.raises(BadDocument, match=why):
        check(reading)


def test_every_predicate_has_its_ends() -> None:
    assert set(ENDS) == set(Predicate) - ATTRIBUTES
    assert set(BEARERS) == ATTRIBUTES


@pytest.fixture
def store() -> MemoryStore:
    made = open_memory()
    made.apply(change_for(made, Ontology(SETTINGS), [READING]))
    return made


def test_what_ingestion_writes_has_the_right_shape(store: MemoryStore) -> None:
    assert list(validate(store)) == []


def test_a_wrong_document_graph_is_told(store: MemoryStore) -> None:
    wrong = with_claim(replace(WORKS, subject=ORTEL.iri, value=ANN.iri))
    store.apply(Change((D,), (), tuple(reading_quads(wrong, store.vocabulary))))
    found = list(validate(store))
    assert {violation.graph for violation in found} == {D}
    messages = " ".join(violation.message for violation in found)
    assert "leads from no Organization to a Person" in messages  # the quick check
    assert "This predicate does not lead from a Organization." in messages  # the shapes


def test_a_wrong_conclusion_is_told(store: MemoryStore) -> None:
    ortel = next(store.query("SELECT ?x { ?x skos:prefLabel 'Ortel Hospital'@en }").__iter__())["x"]
    about = node(str(ortel))
    second = next(iter(store.match(about, PREF_LABEL)))
    other = type(second)(about, PREF_LABEL, words("Ortel", "en"))
    store.apply(Change(added=(other,)))
    found = list(validate(store))
    assert [(violation.graph, violation.node) for violation in found] == [("", ortel)]
    assert "one preferred label" in found[0].message
