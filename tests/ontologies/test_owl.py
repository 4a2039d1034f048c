"""The OWL file declares what the code uses, explains it, and contradicts itself nowhere."""

import re
from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import SKOS

from kg.model import BEARERS, ENDS, SYMMETRIC, Predicate, Type
from kg.settings import ONTOLOGY

ROOT = Path(__file__).parents[2]
OWL_FILE = ROOT / "ontologies/collab-kg.ttl"
GRAPH = Graph().parse(OWL_FILE)
SAMPLE = """
@prefix ckg: <https://w3id.org/collab-kg/ontology#> .
@prefix mondo: <http://purl.obolibrary.org/obo/MONDO_> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://w3id.org/collab-kg/id/x/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:zhang a ckg:Person ; ckg:affiliatedWith x:hospital ; ckg:leads x:network ;
    ckg:worksOn mondo:0007947 .
x:hospital a ckg:Organization , ckg:Hospital ; ckg:locatedIn x:beijing ; ckg:country x:cn ;
    ckg:collaboratesWith x:network ; ckg:startDate "1921"^^xsd:gYear ; ckg:count x:beds .
x:beds ckg:counted "beds" ; rdf:value 2000 .
x:network a ckg:Network , ckg:Consortium ; ckg:about mondo:0007947 ; ckg:partOf x:hospital .
x:beijing a ckg:Place , ckg:City ; ckg:country x:cn .
x:cn a ckg:Place , ckg:Country ; ckg:countryCode "CN" .
mondo:0007947 a ckg:Disease ; rdfs:subClassOf mondo:0000001 ; skos:prefLabel "Marfan syndrome"@en .
mondo:0000001 a owl:Class .
x:gene a ckg:Therapy ; skos:broader x:cell ; ckg:treats mondo:0007947 .
x:cell a skos:Concept .
x:forum a ckg:Event , ckg:Forum ; ckg:date "2024-11-16"^^xsd:date .
x:doc a ckg:Document ; ckg:title "News"@en ; ckg:mentions x:zhang , mondo:0007947 .
x:said a ckg:Statement ; rdf:subject x:zhang ; rdf:predicate ckg:leads ; rdf:object x:network ;
    ckg:belief 0.9 ; ckg:evidence x:claim ; ckg:role "chair" ; ckg:date "2019"^^xsd:gYear .
x:claim a ckg:Claim ; ckg:quote "q" ; ckg:start 0 ; ckg:end 1 ; ckg:confidence 0.8 .
"""
WRONG = """
x:both a ckg:Person , ckg:Organization .
x:lisbon a ckg:City , ckg:Country .
x:mixed a ckg:Therapy , ckg:Topic .
x:seen a ckg:Place .
x:zhang ckg:organizes x:seen . # the range of organizes is Event
x:paper a ckg:Document ; ckg:treats mondo:0007947 . # the domain of treats is Therapy
"""


def ckg(name: str) -> URIRef:
    return URIRef(ONTOLOGY + name)


def contradictions(extra: str = "") -> list[str]:
    graph = Graph().parse(OWL_FILE).parse(data=SAMPLE + extra, format="turtle")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return [
        str(text)
        for error in graph.subjects(RDF.type, None)
        if any("ErrorMessage" in str(kind) for kind in graph.objects(error, RDF.type))
        for text in graph.objects(error)
        if isinstance(text, Literal)
    ]


def test_no_contradiction() -> None:
    assert contradictions() == []


def test_contradictions_are_found() -> None:
    found = "\n".join(contradictions(WRONG))
    for name in ("both", "lisbon", "mixed", "seen", "paper"):
        assert f"/id/x/{name}" in found, name


@pytest.mark.parametrize("type", Type)
def test_every_type_is_a_class(type: Type) -> None:
    assert (ckg(type.value), RDF.type, OWL.Class) in GRAPH


@pytest.mark.parametrize("predicate", Predicate)
def test_every_predicate_is_a_property(predicate: Predicate) -> None:
    kinds = set(GRAPH.objects(ckg(predicate.value), RDF.type))
    assert kinds & {OWL.ObjectProperty, OWL.DatatypeProperty}
    assert (OWL.SymmetricProperty in kinds) == (predicate in SYMMETRIC)
    assert GRAPH.value(ckg(predicate.value), RDFS.domain) is not None
    assert GRAPH.value(ckg(predicate.value), RDFS.range) is not None


def classes(predicate: Predicate, side: URIRef) -> set[str]:
    """The local names of the classes in a domain or a range."""
    end = GRAPH.value(ckg(predicate.value), side)
    union = GRAPH.value(end, OWL.unionOf)
    members = [end] if union is None else list(GRAPH.items(union))
    return {str(member).removeprefix(ONTOLOGY) for member in members}


@pytest.mark.parametrize("predicate", ENDS)
def test_ends_of_predicates_are_those_that_the_store_checks(predicate: Predicate) -> None:
    assert classes(predicate, RDFS.domain) == {left.value for left, _ in ENDS[predicate]}
    assert classes(predicate, RDFS.range) == {right.value for _, right in ENDS[predicate]}


@pytest.mark.parametrize("predicate", BEARERS)
def test_bearers_of_attributes_are_those_that_the_store_checks(predicate: Predicate) -> None:
    types = classes(predicate, RDFS.domain) - {"Claim", "Statement"}
    assert types == {type.value for type in BEARERS[predicate]}


def used_names() -> set[str]:
    """Every name of our namespace in the plan of the house, the questions and the code."""
    texts = [ROOT / "CONTRIBUTING.md", ROOT / "ontologies/shapes.ttl"]
    texts += sorted((ROOT / "kg").rglob("*.rq"))
    found = {name for path in texts for name in re.findall(r"\bckg:(\w+)", path.read_text("utf-8"))}
    for path in sorted((ROOT / "kg").rglob("*.py")):
        found.update(re.findall(r"ckg\(\"(\w+)\"\)", path.read_text("utf-8")))
    return found


def test_every_name_in_use_is_declared() -> None:
    declared = {
        str(name).removeprefix(ONTOLOGY)
        for name in GRAPH.subjects(RDF.type)
        if str(name).startswith(ONTOLOGY)
    }
    assert used_names() - declared == set()


def test_every_subclass_of_the_lexicon_and_the_starter_list_is_declared() -> None:
    lists = (("organizations.tsv", 3), ("lexicons/heads.tsv", 2))
    for name, column in lists:
        lines = (ROOT / "ontologies" / name).read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines if "\t" in line and not line.startswith("#")]
        named = {row[column] for row in rows} - {"-", "class"}
        assert [kind for kind in named if (ckg(kind), RDF.type, OWL.Class) not in GRAPH] == []


def test_every_term_has_one_label_and_one_definition() -> None:
    for term in set(GRAPH.subjects(RDF.type)):
        if str(term).startswith(ONTOLOGY):
            for words in (RDFS.label, SKOS.definition):
                found = list(GRAPH.objects(term, words))
                assert len(found) == 1, (term, words)
                assert isinstance(found[0], Literal)
                assert found[0].language == "en"


def test_inverses_go_both_ways() -> None:
    pairs = set(GRAPH.subject_objects(OWL.inverseOf))
    assert pairs == {(right, left) for left, right in pairs}


def test_main_classes_are_disjoint() -> None:
    members = [
        {str(item).removeprefix(ONTOLOGY) for item in GRAPH.items(head)}
        for head in GRAPH.objects(None, OWL.members)
    ]
    assert any({type.value for type in Type} <= group for group in members)


def test_aligned_with_the_vocabularies_of_others() -> None:
    links = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
    others = {str(thing) for link in links for thing in GRAPH.objects(None, link)}
    for base in (
        "https://schema.org/",
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/ns/prov#",
        str(SKOS),
        "http://vivoweb.org/ontology/core#",
    ):
        assert any(other.startswith(base) for other in others), base
