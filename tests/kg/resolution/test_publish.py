import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from kg.model import (
    Count,
    Entity,
    Iri,
    Predicate,
    Reading,
    Standing,
    Type,
    Value,
    When,
)
from kg.resolution.identity import canonical
from kg.resolution.publish import change_for, rebuild
from kg.store.embedded import MemoryStore, open_memory
from kg.store.rdf import reading_quads
from kg.store.store import Change
from tests.kg.resolution.made import (
    ALL,
    CHINA,
    CLINIC,
    DATA,
    DISEASE,
    HOSPITAL,
    LEUKEMIA,
    ONTOLOGY,
    STEPS,
    VOCABULARY,
    ask,
    conclusions,
    entity,
    publish,
    reading,
)


@given(STEPS, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_no_history_shows_in_the_conclusions(
    steps: list[tuple[list[Reading], list[Iri]]], shuffle: random.Random
) -> None:
    store, held = open_memory(), dict[Iri, Reading]()
    for found, removed in steps:
        taken = [iri for iri in removed if iri not in {r.document.iri for r in found}]
        publish(store, found, taken)
        held |= {reading.document.iri: reading for reading in found}
        for iri in taken:
            held.pop(iri, None)
    assert rebuild(store, ONTOLOGY) == Change()
    order = list(held.values())
    shuffle.shuffle(order)
    one_by_one = open_memory()
    for read in order:
        publish(one_by_one, [read])
    assert conclusions(one_by_one) == conclusions(store)
    graphs = {quad for iri in held for quad in store.match(graph=iri)}
    assert graphs == {q for read in order for q in reading_quads(read, VOCABULARY)}
    publish(store, [], list(held))
    assert len(store.engine) == 0


@pytest.mark.parametrize(
    ("shares", "believed"),
    [
        ([("a", 0.8)], 0.8),
        ([("a", 0.8), ("b", 0.5)], 0.9),
        ([("a", 0.8), ("a", 0.9), ("a", 0.5)], 0.9),
        ([("a", 1.0)], 0.99),
        ([("a", 0.9), ("b", 0.95)], 0.99),
        ([("a", 0.0001)], 0.0001),
    ],
)
def test_belief_grows_with_independent_sources(
    shares: list[tuple[str, float]], believed: float
) -> None:
    store = open_memory()
    for number, (text, confidence) in enumerate(shares):
        ties = [(0, Predicate.WORKS_ON, 1)]
        publish(
            store,
            [reading(f"d{number}", HOSPITAL, DISEASE, ties=ties, text=text, confidence=confidence)],
        )
    assert ask(store, "SELECT ?b { ?s ckg:belief ?b }") == [(believed,)]


@pytest.mark.parametrize("standing", [Standing.NEGATED, Standing.TENTATIVE])
def test_what_is_not_asserted_is_not_concluded(standing: Standing) -> None:
    ties = [(0, Predicate.WORKS_ON, 1)]
    store = publish(open_memory(), [reading("d", HOSPITAL, DISEASE, ties=ties, standing=standing)])
    assert not store.query("ASK { ?s a ckg:Statement }").truth
    assert not store.query("ASK { ?s ckg:worksOn ?o }").truth
    assert store.query("ASK { GRAPH ?d { ?c a ckg:Claim } }").truth


def test_first_and_last_seen_and_roles_follow_the_documents() -> None:
    asked = """SELECT ?first ?last (GROUP_CONCAT(COALESCE(?role, "")) AS ?roles) {
        ?s ckg:belief ?b OPTIONAL { ?s ckg:firstSeen ?first ; ckg:lastSeen ?last }
        OPTIONAL { ?s ckg:role ?role } } GROUP BY ?first ?last"""
    store, ties = open_memory(), [(0, Predicate.WORKS_ON, 1)]

    def said(key: str, published: str | None, role: str | None) -> Reading:
        when = When(published) if published else None
        return reading(key, HOSPITAL, DISEASE, ties=ties, published=when, role=role)

    publish(store, [said("d0", None, None)])
    assert ask(store, asked) == [(None, None, "")]
    publish(store, [said("d1", "2024-05", "lead")])
    publish(store, [said("d2", "2023", "lead"), said("d3", "2024-11-16", None)])
    assert ask(store, asked) == [("2023", "2024-11-16", "lead")]
    publish(store, [], [Iri(f"{DATA}document/d3"), Iri(f"{DATA}document/d1")])
    assert ask(store, asked) == [("2023", "2023", "lead")]
    publish(store, [said("d2", "2023", None)])
    assert ask(store, asked) == [("2023", "2023", "")]


def test_a_symmetric_statement_is_found_either_way_round() -> None:
    ties = [(0, Predicate.COLLABORATES_WITH, 1)]
    store = publish(open_memory(), [reading("d", HOSPITAL, CLINIC, ties=ties)])
    assert len(ask(store, "SELECT ?x ?y { ?x ckg:collaboratesWith ?y }")) == 2
    rows = ask(store, "SELECT ?e { ?s rdf:predicate ckg:collaboratesWith ; ckg:evidence ?e }")
    assert rows == [(f"{DATA}document/d#claim-1",)] * 2


def test_an_entity_has_one_preferred_name_in_each_language() -> None:
    long = entity(Type.ORGANIZATION, "ORTEL HOSPITAL", "Ortel Hospital of Delphi")
    german = reading("d2", long, language="de")
    store = publish(open_memory(), [reading("d1", HOSPITAL), german])
    names = """SELECT (LANG(?l) AS ?tag) ?l ?kind {
        VALUES ?kind { skos:prefLabel skos:altLabel } ?x ?kind ?l } ORDER BY ?tag ?kind ?l"""
    skos = "http://www.w3.org/2004/02/skos/core#"
    assert ask(store, names) == [
        ("de", "ORTEL HOSPITAL", skos + "altLabel"),
        ("de", "Ortel Hospital of Delphi", skos + "prefLabel"),
        ("en", "OH", skos + "altLabel"),
        ("en", "Ortel Hospital", skos + "prefLabel"),
    ]


def test_a_linked_entity_has_the_name_of_its_authority() -> None:
    store = publish(open_memory(), [reading("d", DISEASE)])
    x = f"<{LEUKEMIA}>"
    assert ask(store, f"SELECT ?l {{ {x} skos:prefLabel ?l }}") == [("leukemia",)]
    assert store.query(
        f"ASK {{ {x} a ckg:Disease, owl:Class ; skos:altLabel 'leukaemia'@en }}"
    ).truth


def test_what_is_above_is_there_but_not_counted() -> None:
    store = publish(open_memory(), [reading("d", entity(Type.DISEASE, "ALL", same_as=ALL))])
    assert ask(store, "SELECT ?x { ?x a ckg:Disease }") == [(ALL,)]
    assert store.query(f"ASK {{ <{ALL}> rdfs:subClassOf* <{LEUKEMIA}> }}").truth
    above = (
        "SELECT ?x { ?x a owl:Class ; skos:prefLabel ?l FILTER NOT EXISTS { ?x a ckg:Disease } }"
    )
    assert {row[0] for row in ask(store, above)} == set(ONTOLOGY.ancestors(ALL))
    publish(store, [reading("d2", DISEASE)])
    publish(store, [], [Iri(f"{DATA}document/d2")])
    assert rebuild(store, ONTOLOGY) == Change()


@pytest.mark.parametrize(
    ("things", "ties", "country"),
    [
        ([entity(Type.ORGANIZATION, "Peking Union Medical College Hospital")], [], "CN"),
        ([HOSPITAL, CHINA], [(0, Predicate.LOCATED_IN, 1)], "CN"),
        ([entity(Type.ORGANIZATION, "Ortel Hospital of Japan")], [], "JP"),
        ([entity(Type.ORGANIZATION, "Danish Ortel Society")], [], "DK"),
        ([entity(Type.ORGANIZATION, "Heidelberg Ortel School")], [], "DE"),
        ([entity(Type.EVENT, "Sino-Danish Ortel Forum")], [], None),
        ([HOSPITAL], [], None),
        ([entity(Type.PERSON, "China Miller")], [], None),
        (
            [
                entity(Type.ORGANIZATION, "Department of Radiology"),
                entity(Type.ORGANIZATION, "Unit of Ortel"),
                entity(Type.ORGANIZATION, "Ortel Hospital of Japan"),
            ],
            [(0, Predicate.PART_OF, 1), (1, Predicate.PART_OF, 2)],
            "JP",
        ),
    ],
)
def test_the_country_of_a_body(
    things: list[Entity], ties: list[tuple[int, Predicate, int | Value]], country: str | None
) -> None:
    read = reading("d", *things, ties=ties)
    store = publish(open_memory(), [read])
    x = canonical(read, ONTOLOGY, VOCABULARY)[read.entities[0].iri]
    rows = ask(store, f"SELECT ?code {{ <{x}> ckg:country/ckg:countryCode ?code }}")
    assert rows == ([(country,)] if country else [])


def test_parts_follow_when_the_country_of_the_whole_becomes_known() -> None:
    unit = entity(Type.ORGANIZATION, "Unit of Ortel")
    part = reading("d1", unit, HOSPITAL, ties=[(0, Predicate.PART_OF, 1)])
    place = reading("d2", HOSPITAL, CHINA, ties=[(0, Predicate.LOCATED_IN, 1)])
    asked = "SELECT (COUNT(?x) AS ?n) { ?x a ckg:Organization ; ckg:country ?c }"
    store = publish(open_memory(), [part])
    assert ask(store, asked) == [(0,)]
    publish(store, [place])
    assert ask(store, asked) == [(2,)]
    publish(store, [], [place.document.iri])
    assert ask(store, asked) == [(0,)]
    assert not store.query("ASK { ?x ckg:countryCode ?c }").truth


def test_counts_and_dates_are_facts_of_the_entity() -> None:
    network = entity(Type.NETWORK, "Ortel Network")
    ties: list[tuple[int, Predicate, int | Value]] = [
        (0, Predicate.COUNT, Count("hospitals", 324)),
        (0, Predicate.START_DATE, When("2019-07")),
    ]
    store = publish(open_memory(), [reading("d", network, ties=ties)])
    asked = """SELECT ?noun ?n ?start {
        ?x a ckg:Network ; ckg:startDate ?start ; ckg:count ?c .
        ?c ckg:counted ?noun ; rdf:value ?n }"""
    assert ask(store, asked) == [("hospitals", 324, "2019-07")]


def test_the_sentence_behind_a_fact_is_one_short_query() -> None:
    ties = [(0, Predicate.WORKS_ON, 1)]
    store = publish(open_memory(), [reading("d", HOSPITAL, DISEASE, ties=ties, title="News")])
    asked = """SELECT ?belief ?quote ?title {
        ?s rdf:subject ?x ; rdf:predicate ckg:worksOn ; rdf:object ?o ;
          ckg:belief ?belief ; ckg:evidence ?e .
        ?doc a ckg:Document ; ckg:title ?title ; ckg:mentions ?x, ?o .
        GRAPH ?doc { ?e ckg:quote ?quote } }"""
    assert ask(store, asked) == [(0.8, "x", "News")]


def test_a_document_more_does_not_read_a_popular_entity_again() -> None:
    """What is asked of the store for one document does not grow with those that are there."""
    store = open_memory()
    asked: list[int] = []

    class Counted(MemoryStore):
        def match(self, *pattern: object, **graph: object) -> Iterator[Quad]:
            for quad in super().match(*pattern, **graph):  # type: ignore[arg-type]
                asked[-1] += 1
                yield quad

    counted = Counted(store.vocabulary, store.engine)
    ties = [(0, Predicate.WORKS_ON, 1), (0, Predicate.LOCATED_IN, 2)]
    for number in range(240):
        asked.append(0)
        text = f"Text {number}."
        change = change_for(
            counted,
            ONTOLOGY,
            [reading(f"d{number}", HOSPITAL, DISEASE, CHINA, ties=ties, text=text)],
        )
        store.apply(change)
    assert max(asked[200:]) <= max(asked[80:100])  # more than are remembered
    before = asked[-1]
    asked.append(0)
    change_for(counted, ONTOLOGY, [reading("d7", HOSPITAL, DISEASE, CHINA, ties=ties, title="New")])
    assert asked[-1] < 6 * before
