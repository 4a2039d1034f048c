"""The W3C's three tests of service descriptions; they are told in words, so they stand here."""

import httpx
import pytest
from rdflib import RDF, Graph, Namespace, URIRef

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMS = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}
# What the schema says of what the properties of a service point from and to.
ENDS = {
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
}


def described(endpoint: httpx.Client, path: str, media: str) -> Graph:
    response = endpoint.get(path, headers={"accept": media})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media
    return Graph().parse(data=response.text, format=FORMS[media])


@pytest.mark.parametrize("media", FORMS)
@pytest.mark.parametrize("path", ["/sparql", "/update"])
def test_a_bare_get_returns_rdf_with_a_matching_endpoint(
    endpoint: httpx.Client, path: str, media: str
) -> None:
    graph = described(endpoint, path, media)
    own = URIRef(str(endpoint.base_url).rstrip("/") + path)
    (service,) = graph.subjects(SD.endpoint, own)
    language = SD.SPARQL11Update if path == "/update" else SD.SPARQL11Query
    assert (service, SD.supportedLanguage, language) in graph


def test_the_description_conforms_to_the_schema(endpoint: httpx.Client) -> None:
    graph = described(endpoint, "/sparql", "text/turtle")
    services = list(graph.subjects(RDF.type, SD.Service))
    assert len(services) == 2
    for service in services:
        assert len(list(graph.objects(service, SD.endpoint))) == 1
    for key, (domain, range_) in ENDS.items():
        found = list(graph.subject_objects(key))
        assert found
        for subject, value in found:
            assert (subject, RDF.type, domain) in graph
            assert (value, RDF.type, range_) in graph
    known = {SD.Service, SD.Dataset, SD.Graph}
    assert {kind for kind in graph.objects(None, RDF.type) if str(kind).startswith(SD)} <= known
