import httpx
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from api.dataset import described
from kg.analytics.extent import extent
from kg.settings import Settings
from kg.store.embedded import open_memory

VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
TERMS = Namespace("http://purl.org/dc/terms/")
TURTLE = {"Accept": "text/turtle"}


def number(client: httpx.Client, query: str) -> int:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    return int(answer.raise_for_status().text.split()[1])


@pytest.fixture(scope="module")
def graph(client: httpx.Client) -> Graph:
    found = client.get("/.well-known/void", headers=TURTLE).raise_for_status()
    return Graph().parse(data=found.text, format="turtle")


def test_its_numbers_are_what_the_endpoint_counts(client: httpx.Client, graph: Graph) -> None:
    about = URIRef(f"{client.base_url}/dataset")
    triples = number(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert graph.value(about, VOID.triples) == Literal(triples)
    documents = number(client, "SELECT (COUNT(?d) AS ?n) { ?d a ckg:Document }")
    assert graph.value(about, VOID.documents) == Literal(documents)
    parts = list(graph.objects(about, VOID.propertyPartition))
    assert len(parts) > 10
    for part in parts:
        counted = f"SELECT (COUNT(*) AS ?n) {{ ?s <{graph.value(part, VOID.property)}> ?o }}"
        assert graph.value(part, VOID.triples) == Literal(number(client, counted))
    kinds = list(graph.objects(about, VOID.classPartition))
    assert len(kinds) > 3
    for part in kinds:
        counted = f"SELECT (COUNT(*) AS ?n) {{ ?s a <{graph.value(part, VOID['class'])}> }}"
        assert graph.value(part, VOID.entities) == Literal(number(client, counted))


def test_it_says_where_the_data_is(client: httpx.Client, graph: Graph) -> None:
    about = URIRef(f"{client.base_url}/dataset")
    assert {DCAT.Dataset, VOID.Dataset} == set(graph.objects(about, RDF.type))
    for key in (VOID.sparqlEndpoint, VOID.dataDump):
        assert client.get(str(graph.value(about, key)), headers=TURTLE).status_code == 200
    generation = client.get("/health").json()["generation"]
    assert graph.value(about, DCAT.version) == Literal(generation)
    assert graph.value(about, TERMS.modified)
    assert list(graph.objects(about, VOID.exampleResource))
    service = graph.value(graph.value(about, DCAT.distribution), DCAT.accessService)
    assert graph.value(service, DCAT.servesDataset) == about


@pytest.mark.parametrize("media", ["application/ld+json", "application/rdf+xml", "text/html"])
def test_it_is_there_in_every_format(client: httpx.Client, media: str) -> None:
    found = client.get("/dataset", headers={"Accept": media}).raise_for_status()
    assert found.headers["content-type"].startswith(media)
    assert "Organization" in found.text


def test_the_service_description_leads_there(client: httpx.Client) -> None:
    found = client.get("/sparql", headers=TURTLE).raise_for_status()
    assert "/dataset>" in found.text


def test_a_store_that_keeps_no_counts_tells_what_it_can() -> None:
    with open_memory() as store:
        triples = described(extent(store), "http://localhost/", Settings())
    assert not [t for t in triples if t.predicate.value == str(VOID.triples)]
