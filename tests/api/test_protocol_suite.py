"""The W3C's own tests of the SPARQL 1.1 Protocol, but those that need an endpoint for updates."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.store.store import Change
from tests.api.conftest import serving

SUITE = Path(__file__).parents[3] / "shared" / "conformance" / "sparql11" / "protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")

pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="there is no ../shared/conformance")


@cache
def manifest() -> Graph:
    """The suite's manifest; nothing where the suite is not there."""
    graph = Graph()
    return graph.parse(SUITE / "manifest.ttl") if SUITE.exists() else graph


def names() -> list[str]:
    """Every test of queries, and every test that an update must be refused."""
    found = (str(test).partition("#")[2] for test in manifest().subjects(RDF.type, MF.ProtocolTest))
    return sorted(name for name in found if not name.startswith("update_"))


def described(name: str) -> Node:
    tests = manifest().subjects(RDF.type, MF.ProtocolTest)
    return next(test for test in tests if str(test).endswith(f"#{name}"))


def listed(subject: Node, predicate: Node) -> Iterator[Node]:
    head = manifest().value(subject, predicate)
    yield from Collection(manifest(), head) if head is not None else ()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(store=str(tmp_path_factory.mktemp("protocol") / "kg"), query_workers=1)
    graphs = {
        (manifest().value(data, UT.graph), manifest().value(data, RDFS.label))
        for data in manifest().objects(None, UT.graphData)
    }
    with open_writer(settings) as store:
        for file, label in graphs:
            path = SUITE / str(file).rpartition("/")[2]
            quads = [
                type(quad)(quad.subject, quad.predicate, quad.object, NamedNode(str(label)))
                for quad in parse(path=path, format=RdfFormat.N_TRIPLES)
            ]
            store.apply(Change(added=tuple(quads)))
    with serving(settings) as client:
        yield client


def sent(endpoint: httpx.Client, request: Node) -> httpx.Response:
    graph = manifest()
    headers = {
        str(graph.value(one, HT.fieldName)): str(graph.value(one, HT.fieldValue))
        for one in listed(request, HT.headers)
    }
    body = graph.value(request, HT.body)
    content = b""
    if body is not None:
        encoding = str(graph.value(body, CNT.characterEncoding))
        content = str(graph.value(body, CNT.chars)).encode(encoding)
    path = str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    method = str(graph.value(request, HT.methodName))
    return endpoint.request(method, path, headers=headers, content=content)


@pytest.mark.parametrize("name", names())
def test_protocol(endpoint: httpx.Client, name: str) -> None:
    graph = manifest()
    connection = graph.value(described(name), MF.action)
    assert connection is not None
    for request in listed(connection, HT.requests):
        response = sent(endpoint, request)
        expected = graph.value(request, HT.resp)
        allowed = {str(one)[-3] for one in graph.objects(expected, MF.expectedStatus)}
        assert str(response.status_code)[0] in allowed, response.text
        media = response.headers["content-type"].partition(";")[0]
        form = str(graph.value(expected, MF.expectedFormat) or "")
        assert media in {"tabular": TABLES, "RDF": GRAPHS}.get(form, media)
        truth = graph.value(expected, MF.expectedBoolean)
        if truth is not None:
            assert response.json()["boolean"] is bool(truth.toPython())  # type: ignore[attr-defined]
