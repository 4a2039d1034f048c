import random
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from kg.model import (
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Predicate,
    Reading,
    Standing,
    Type,
    Value,
    When,
)
from kg.ontology import Ontology
from kg.resolution.identity import canonical
from kg.resolution.publish import change_for, rebuild
from kg.settings import Settings
from kg.store.embedded import MemoryStore, open_memory
from kg.store.rdf import Vocabulary, reading_quads
from kg.store.store import Change

SETTINGS = Settings()
ONTOLOGY = Ontology(SETTINGS)
VOCABULARY = Vocabulary(SETTINGS)
DATA = SETTINGS.data
MONDO = "http://purl.obolibrary.org/obo/MONDO_"
MARFAN, LEUKEMIA, ALL = (Iri(MONDO + number) for number in ("0007947", "0005059", "0004967"))


def entity(kind: Type, label: str, *aliases: str, **more: object) -> Entity:
    return Entity(Iri(f"x#{kind}/{label}"), kind, label, aliases, **more)  # type: ignore[arg-type]


# What documents of these tests may name; the IRIs are made theirs when they are put in a document.
THINGS = [
    entity(Type.PERSON, "Zhang Shuyang", "Zhang"),
    entity(Type.PERSON, "Ann Lee", identifiers=("ORCID:0000-0001-5109-3700",)),
    entity(Type.ORGANIZATION, "Peking Union Medical College Hospital", "PUMCH"),
    entity(Type.ORGANIZATION, "Ortel Hospital", "OH", subclass="Hospital"),
    entity(Type.ORGANIZATION, "ORTEL hospital", "the hospital", subclass="University"),
    entity(Type.ORGANIZATION, "Ortel Clinic Berlin", identifiers=("ROR:00xyz",)),
    entity(Type.ORGANIZATION, "Ortel Clinics", identifiers=("ROR:00xyz", "ISNI:1")),
    entity(Type.ORGANIZATION, "Department of Radiology"),
    entity(Type.NETWORK, "China Alliance for Rare Diseases"),
    entity(Type.EVENT, "Annual Forum"),
    entity(Type.EVENT, "Ortel Forum"),
    entity(Type.DISEASE, "Marfan syndrome", same_as=MARFAN),
    entity(Type.DISEASE, "leukaemia", "blood cancer", same_as=LEUKEMIA),
    entity(Type.DISEASE, "ALL", same_as=ALL),
    entity(Type.DISEASE, "Ortel's disease"),
    entity(Type.THERAPY, "CAR-T", same_as=Iri(DATA + "therapy/car-t-cell-therapy")),
    entity(Type.TOPIC, "newborn screening", same_as=Iri(DATA + "topic/newborn-screening")),
    entity(Type.PLACE, "China", same_as=Iri(DATA + "place/cn")),
    entity(Type.PLACE, "Beijing", same_as=Iri(DATA + "place/cn-beijing")),
    entity(Type.PLACE, "Berlin", same_as=Iri(DATA + "place/de-berlin")),
]
PREDICATES = [
    Predicate.AFFILIATED_WITH,
    Predicate.PART_OF,
    Predicate.PART_OF,
    Predicate.LOCATED_IN,
    Predicate.COLLABORATES_WITH,
    Predicate.WORKS_ON,
    Predicate.START_DATE,
    Predicate.COUNT,
]
TEXTS = ["One text of some length.", "Another text, as long.", "A third text, longer yet."]


@st.composite
def claims(draw: st.DrawFn, document: Iri, things: list[Entity]) -> Claim:
    predicate = draw(st.sampled_from(PREDICATES))
    subject = draw(st.sampled_from(things))
    value: Value = draw(st.sampled_from(things)).iri
    if predicate is Predicate.COUNT:
        value = Count(draw(st.sampled_from(["members", "sites"])), draw(st.integers(1, 2)))
    elif predicate is Predicate.START_DATE:
        value = When(draw(st.sampled_from(["2019", "2019-07"])))
    confidence = draw(st.sampled_from([0.3, 0.6, 0.9, 0.95, 1.0]))
    return Claim(
        subject.iri,
        predicate,
        value,
        Evidence(document, "One text", draw(st.integers(0, 5)), 8, confidence, "rule"),
        draw(st.sampled_from([*[Standing.ASSERTED] * 4, Standing.NEGATED, Standing.TENTATIVE])),
        draw(st.sampled_from([None, "chair", "member"])),
        draw(st.sampled_from([None, When("2020"), When("2021-05")])),
    )


@st.composite
def readings(draw: st.DrawFn, number: int) -> Reading:
    document = Document(
        Iri(f"{DATA}document/d{number}"),
        draw(st.sampled_from(TEXTS)),
        title=draw(st.sampled_from(["", "A title"])),
        published=draw(st.sampled_from([None, When("2023"), When("2024-01-02"), When("2024-11")])),
        language=draw(st.sampled_from(["en", "en", "de"])),
    )
    chosen = draw(st.lists(st.sampled_from(THINGS), max_size=6, unique_by=lambda e: e.iri))
    things = [local(document.iri, position, thing) for position, thing in enumerate(chosen)]
    found = draw(st.lists(claims(document.iri, things), max_size=6)) if things else []
    return Reading(document, "test 1", tuple(things), (), tuple(found))


def local(document: Iri, position: int, thing: Entity) -> Entity:
    iri = Iri(f"{document}#{thing.type.lower()}/{position}")
    return Entity(
        iri,
        thing.type,
        thing.label,
        thing.aliases,
        thing.identifiers,
        thing.same_as,
        thing.subclass,
    )


# A history: for each step, documents that come in or change, and documents that are removed.
STEPS = st.lists(
    st.tuples(
        st.lists(
            st.integers(0, 3).flatmap(readings), max_size=3, unique_by=lambda r: r.document.iri
        ),
        st.lists(st.integers(0, 3).map(lambda n: Iri(f"{DATA}document/d{n}")), max_size=1),
    ),
    min_size=1,
    max_size=5,
)


def publish(
    store: MemoryStore, found: Iterable[Reading], removed: Iterable[Iri] = ()
) -> MemoryStore:
    store.apply(change_for(store, ONTOLOGY, list(found), list(removed)))
    return store


def conclusions(store: MemoryStore) -> list[str]:
    return sorted(str(quad) for quad in store.match())


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
    for reading in order:
        publish(one_by_one, [reading])
    assert conclusions(one_by_one) == conclusions(store)
    graphs = {quad for iri in held for quad in store.match(graph=iri)}
    assert graphs == {q for read in order for q in reading_quads(read, VOCABULARY)}
    publish(store, [], list(held))
    assert len(store.engine) == 0


def reading(
    key: str,
    *things: Entity,
    ties: Iterable[tuple[int, Predicate, int | Value]] = (),
    **more: object,
) -> Reading:
    """A document that names these things and ties them by their positions, each surely to 0.8."""
    standing = more.pop("standing", Standing.ASSERTED)
    confidence = more.pop("confidence", 0.8)
    role = more.pop("role", None)
    text = more.pop("text", f"The text of {key}.")
    doc = Document(Iri(f"{DATA}document/{key}"), text, **more)  # type: ignore[arg-type]
    placed = [local(doc.iri, position, thing) for position, thing in enumerate(things)]
    claims = [
        Claim(
            placed[subject].iri,
            predicate,
            placed[value].iri if isinstance(value, int) else value,
            Evidence(doc.iri, "x", at, at + 1, confidence, "test"),  # type: ignore[arg-type]
            standing,  # type: ignore[arg-type]
            role,  # type: ignore[arg-type]
        )
        for at, (subject, predicate, value) in enumerate(ties)
    ]
    return Reading(doc, "test 1", tuple(placed), (), tuple(claims))


HOSPITAL = entity(Type.ORGANIZATION, "Ortel Hospital", "OH")
CLINIC = entity(Type.ORGANIZATION, "Delphi Clinics")
CHINA = entity(Type.PLACE, "China", same_as=Iri(DATA + "place/cn"))
DISEASE = entity(Type.DISEASE, "leukaemia", same_as=LEUKEMIA)


def ask(store: MemoryStore, text: str) -> list[tuple[object, ...]]:
    answer = store.query(text)
    return [tuple(row.get(name) for name in answer.variables) for row in answer]


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
    assert max(asked[200:]) <= max(asked[20:40])
    before = asked[-1]
    asked.append(0)
    change_for(counted, ONTOLOGY, [reading("d7", HOSPITAL, DISEASE, CHINA, ties=ties, title="New")])
    assert asked[-1] < 6 * before
