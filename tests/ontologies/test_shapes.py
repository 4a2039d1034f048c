"""The shapes take a right graph, and each of their constraints refuses a wrong one."""

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import SH

SHAPES = Graph().parse(Path(__file__).parents[2] / "ontologies/shapes.ttl")

PREFIXES = """
@prefix ckg: <https://w3id.org/collab-kg/ontology#> .
@prefix d: <https://w3id.org/collab-kg/id/document/one#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

CLAIMS = (
    PREFIXES
    + """
<https://w3id.org/collab-kg/id/document/one> a ckg:Document ;
    ckg:title "Sino-American Forum"@en ; ckg:url <https://example.org/one> ; ckg:publisher "CGTN" ;
    ckg:published "2024-11-16"^^xsd:date ; ckg:language "en" ; ckg:kind "news" ;
    ckg:text "Zhang leads it." ; ckg:contentHash "abc" ; ckg:readBy "collab-kg 0.1.0" .
d:person a ckg:Person ; skos:prefLabel "Zhang Shuyang"@en ; skos:altLabel "Zhang"@en ;
    ckg:identifier "ORCID:0000-0001-2345-6789" ; ckg:span "0-5" .
d:body a ckg:Organization , ckg:Hospital ; skos:prefLabel "PUMCH"@en ;
    skos:exactMatch <https://w3id.org/collab-kg/id/organization/pumch> .
d:department a ckg:Organization ; skos:prefLabel "Department"@en .
d:network a ckg:Network ; skos:prefLabel "Network"@en .
d:programme a ckg:Programme ; skos:prefLabel "Action"@en .
d:event a ckg:Event ; skos:prefLabel "Forum"@en .
d:session a ckg:Event ; skos:prefLabel "Session"@en .
d:disease a ckg:Disease ; skos:prefLabel "Marfan syndrome"@en .
d:therapy a ckg:Therapy ; skos:prefLabel "Kymriah"@en .
d:topic a ckg:Topic ; skos:prefLabel "genomics"@en .
d:place a ckg:Place ; skos:prefLabel "Beijing"@en .
d:hospitals ckg:counted "hospitals" ; rdf:value 324 .
d:claim-0 a ckg:Claim ; rdf:subject d:network ; rdf:predicate ckg:count ; rdf:object d:hospitals ;
    ckg:quote "It has 324." ; ckg:start 16 ; ckg:end 27 ; ckg:confidence 0.7 ;
    ckg:standing "tentative" ; ckg:rule "number" .
d:claim-1 a ckg:Claim ; rdf:subject d:person ; rdf:predicate ckg:leads ; rdf:object d:network ;
    ckg:quote "Zhang leads it." ; ckg:start 0 ; ckg:end 15 ; ckg:confidence 0.8 ;
    ckg:standing "asserted" ; ckg:role "chair" ; ckg:rule "verb" ;
    ckg:date "2019-07"^^xsd:gYearMonth .
"""
)
CLAIM = """
d:claim-{n} a ckg:Claim ; rdf:subject d:{subject} ; rdf:predicate ckg:{predicate} ;
    rdf:object {object} ; ckg:quote "q" ; ckg:start 0 ; ckg:end 9 ; ckg:confidence 1.0 ;
    ckg:standing "negated" ; ckg:rule "verb" .
"""
CONCLUSIONS = (
    PREFIXES
    + """
d:person a ckg:Person ; skos:prefLabel "Zhang Shuyang"@en , "张抒扬"@zh .
d:network a ckg:Network ; skos:prefLabel "Network"@en .
<https://w3id.org/collab-kg/id/document/one> a ckg:Document ; ckg:language "en" .
d:statement a ckg:Statement ; rdf:subject d:person ; rdf:predicate ckg:leads ;
    rdf:object d:network ; ckg:belief 0.9 ; ckg:evidence d:claim-1 ;
    ckg:firstSeen "2019"^^xsd:gYear ; ckg:lastSeen "2024-11-16"^^xsd:date .
"""
)


def faults(turtle: str) -> set[str]:
    """The messages of what is wrong with a graph."""
    ok, report, _ = validate(Graph().parse(data=turtle, format="turtle"), shacl_graph=SHAPES)
    messages = {str(message) for message in report.objects(None, SH.resultMessage)}
    assert ok == (not messages)
    return messages


def claim(subject: str, predicate: str, obj: str) -> str:
    return CLAIM.format(n=2, subject=subject, predicate=predicate, object=obj)


def test_the_shapes_are_shapes() -> None:
    ok, _, text = validate(SHAPES, shacl_graph=SHAPES, meta_shacl=True)
    assert ok, text


def test_right_graphs_pass() -> None:
    assert faults(CLAIMS) == set()
    assert faults(CONCLUSIONS) == set()


@pytest.mark.parametrize(
    ("subject", "predicate", "obj"),
    [
        ("person", "affiliatedWith", "d:body"),
        ("body", "memberOf", "d:network"),
        ("department", "partOf", "d:body"),
        ("network", "partOf", "d:body"),
        ("session", "partOf", "d:event"),
        ("programme", "partOf", "d:network"),
        ("event", "locatedIn", "d:place"),
        ("person", "participatesIn", "d:programme"),
        ("network", "organizes", "d:event"),
        ("person", "runs", "d:programme"),
        ("body", "supports", "d:department"),
        ("place", "collaboratesWith", "d:body"),
        ("body", "develops", "d:therapy"),
        ("body", "approves", "d:therapy"),
        ("therapy", "treats", "d:disease"),
        ("person", "worksOn", "d:topic"),
        ("programme", "about", "d:disease"),
        ("event", "date", '"2024"^^xsd:gYear'),
        ("body", "startDate", '"2024-01-01"^^xsd:date'),
        ("network", "count", "d:hospitals"),
        ("disease", "count", "d:hospitals"),
    ],
)
def test_right_claims_pass(subject: str, predicate: str, obj: str) -> None:
    assert faults(CLAIMS + claim(subject, predicate, obj)) == set()


@pytest.mark.parametrize(
    ("subject", "predicate", "obj", "message"),
    [
        ("place", "affiliatedWith", "d:body", "does not lead from a Place"),
        ("person", "affiliatedWith", "d:event", "does not lead to a Event"),
        ("person", "approves", "d:therapy", "does not lead from a Person"),
        ("therapy", "treats", "d:topic", "does not lead to a Topic"),
        ("network", "develops", "d:therapy", "does not lead from a Network"),
        ("disease", "treats", "d:therapy", "does not lead from a Disease"),
        ("topic", "about", "d:disease", "does not lead from a Topic"),
        ("therapy", "worksOn", "d:disease", "does not lead from a Therapy"),
        ("body", "about", "d:disease", "does not lead from a Organization"),
        ("programme", "worksOn", "d:disease", "does not lead from a Programme"),
        ("event", "worksOn", "d:disease", "does not lead from a Event"),
        ("body", "supports", "d:person", "does not lead to a Person"),
        ("person", "participatesIn", "d:body", "does not lead to a Organization"),
        ("person", "worksOn", "d:network", "does not lead to a Network"),
        ("body", "organizes", "d:programme", "does not lead to a Programme"),
        ("body", "develops", "d:disease", "does not lead to a Disease"),
        ("therapy", "treats", "d:therapy", "does not lead to a Therapy"),
        ("body", "worksOn", "d:place", "does not lead to a Place"),
        ("person", "date", '"2024"^^xsd:gYear', "does not lead from a Person"),
        ("event", "partOf", "d:network", "Of what a Event may be a part: Event."),
        ("body", "partOf", "d:event", "Only a Event is a part of a Event."),
        ("network", "partOf", "d:programme", "Only a Programme is a part of a Programme."),
        ("programme", "partOf", "d:body", "Of what a Programme may be a part"),
        ("body", "collaboratesWith", "d:body", "not the object as well"),
        ("person", "knows", "d:body", "does not lead from a Person"),
        ("person", "leads", "d:hospitals", "Only ckg:count leads to a count."),
        ("stranger", "leads", "d:network", "subject is described"),
        ("person", "leads", "d:stranger", "object fits the predicate"),
        ("person", "leads", '"a network"', "object fits the predicate"),
        ("event", "date", '"November"', "object fits the predicate"),
        ("event", "date", "d:hospitals", "Only ckg:count leads to a count."),
        ("event", "count", "324", "object fits the predicate"),
    ],
)
def test_claims_that_do_not_fit(subject: str, predicate: str, obj: str, message: str) -> None:
    found = faults(CLAIMS + claim(subject, predicate, obj))
    assert any(message in fault for fault in found), found


SEEN_IN_CLAIMS = {"does not lead", "a part", "object fits", "subject is described", "Only"}
WRONG = [
    (CLAIMS, 'skos:prefLabel "Network"@en .', 'skos:altLabel "N"@en .', "preferred label"),
    (CLAIMS, '"Network"@en .', '"Network"@en , "Net"@en .', "one preferred label"),
    (CLAIMS, '"Network"@en .', '"Network" .', "in which language"),
    (CLAIMS, '"Zhang"@en', '"Zhang"', "Another name"),
    (CLAIMS, '"ORCID:0000-0001-2345-6789"', '"0000"', "SCHEME:value"),
    (
        CLAIMS,
        "exactMatch <https://w3id.org/collab-kg/id/organization/pumch>",
        'exactMatch "x"',
        "IRI",
    ),
    (CLAIMS, '"0-5"', '"0"', "two offsets"),
    (CLAIMS, "d:network a", "_:x a ckg:Network . d:network a", "Value is not of Node Kind sh:IRI"),
    (CLAIMS, "rdf:subject d:person ;", "", "One subject"),
    (CLAIMS, "rdf:subject d:person ;", "rdf:subject d:person , d:body ;", "One subject"),
    (CLAIMS, "rdf:predicate ckg:leads ;", "", "One predicate"),
    (CLAIMS, "rdf:object d:network ;", "", "One object"),
    (CLAIMS, "rdf:object d:network ;", "rdf:object d:network , d:event ;", "One object"),
    (CLAIMS, 'ckg:quote "Zhang leads it." ;', "", "quotes its sentence"),
    (CLAIMS, 'ckg:quote "Zhang leads it." ;', 'ckg:quote "" ;', "quotes its sentence"),
    (CLAIMS, "ckg:start 0 ;", "", "starts at one offset"),
    (CLAIMS, "ckg:start 0 ;", "ckg:start -1 ;", "starts at one offset"),
    (CLAIMS, "ckg:start 0 ;", "ckg:start 15 ;", "before its end"),
    (CLAIMS, "ckg:start 0 ;", "ckg:start 0.5 ;", "starts at one offset"),
    (CLAIMS, "ckg:end 15 ;", "", "ends at one offset"),
    (CLAIMS, "ckg:confidence 0.8 ;", "", "confidence"),
    (CLAIMS, "ckg:confidence 0.8 ;", "ckg:confidence 0.0 ;", "confidence"),
    (CLAIMS, "ckg:confidence 0.8 ;", "ckg:confidence 1.1 ;", "confidence"),
    (CLAIMS, '"asserted"', '"rumoured"', "asserted, negated or tentative"),
    (CLAIMS, 'ckg:standing "asserted" ;', "", "asserted, negated or tentative"),
    (CLAIMS, ' ckg:rule "verb" ;', "", "the rule that found it"),
    (CLAIMS, '"chair"', "d:person", "role is words"),
    (CLAIMS, '"2019-07"^^xsd:gYearMonth', '"July"', "A date is"),
    (CLAIMS, 'ckg:counted "hospitals"', 'ckg:counted "hospitals" , "beds"', "one kind of things"),
    (CLAIMS, "rdf:value 324", 'rdf:value "many"', "one number"),
    (CLAIMS, ' ; ckg:language "en"', "", "in one language"),
    (CLAIMS, '"Sino-American Forum"@en', '"One"@en , "Two"@en', "at most one title"),
    (CLAIMS, "ckg:url <https://example.org/one>", 'ckg:url "one"', "address of a document"),
    (CLAIMS, '"CGTN"', '"CGTN" , "Xinhua"', "at most one publisher"),
    (CLAIMS, '"2024-11-16"^^xsd:date', '"Saturday"', "came out"),
    (CLAIMS, '"news"', '"rumour"', "is news, of a conference"),
    (CLAIMS, 'ckg:text "Zhang leads it."', 'ckg:text "a" , "b"', "has one text"),
    (CLAIMS, 'ckg:contentHash "abc" ;', "", "the hash of it and the reader"),
    (CLAIMS, ' ; ckg:readBy "collab-kg 0.1.0"', "", "the hash of it and the reader"),
    (CONCLUSIONS, "ckg:belief 0.9 ;", "", "one degree"),
    (CONCLUSIONS, "ckg:belief 0.9 ;", "ckg:belief 0.9 ; ckg:support 1.2 ;", "at most one degree"),
    (CONCLUSIONS, "ckg:belief 0.9 ;", 'ckg:belief 0.9 ; ckg:competesWith "x" ;', "competes with"),
    (CONCLUSIONS, "ckg:belief 0.9 ;", "ckg:belief 1.2 ;", "one degree"),
    (CONCLUSIONS, "ckg:evidence d:claim-1 ;", "", "points to its evidence"),
    (CONCLUSIONS, '"2019"^^xsd:gYear', '"2019"^^xsd:gYear , "2020"^^xsd:gYear', "first seen once"),
    (
        CONCLUSIONS,
        '"2024-11-16"^^xsd:date',
        '"2023"^^xsd:gYear , "2024"^^xsd:gYear',
        "last seen once",
    ),
    (CONCLUSIONS, '"张抒扬"@zh', '"Shuyang Zhang"@en', "one preferred label"),
]


@pytest.mark.parametrize(("graph", "right", "wrong", "message"), WRONG)
def test_each_constraint_refuses(graph: str, right: str, wrong: str, message: str) -> None:
    assert right in graph
    found = faults(graph.replace(right, wrong))
    assert any(message in fault for fault in found), found


def test_every_message_is_seen_to_fail_somewhere() -> None:
    told = {str(message) for message in SHAPES.objects(None, SH.message)}
    seen = {message for *_, message in WRONG} | SEEN_IN_CLAIMS
    assert [text for text in told if not any(part in text for part in seen)] == []


def test_every_shape_has_a_target() -> None:
    targets = (SH.targetClass, SH.targetSubjectsOf)
    for shape in SHAPES.subjects(RDF.type, SH.NodeShape):
        assert isinstance(shape, URIRef)
        assert any(SHAPES.value(shape, target) for target in targets)
