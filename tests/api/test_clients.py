"""Clients that others wrote, as analysts use them: for reading, for writing, with the token."""

import json
import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from tests.api.test_sparql import TITLE, TITLES
from tests.api.written import TOKEN, WITH, asked, own, server

__all__ = ["own", "server"]  # fixtures
X = Namespace("http://x.org/")
PREFIX = "PREFIX ckg: <https://w3id.org/collab-kg/ontology#> "


@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates(server: httpx.Client, way: str) -> None:
    wrapper = SPARQLWrapper(f"{server.base_url}/update")
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(way)
    wrapper.setQuery(f"INSERT DATA {{ GRAPH <x:wrapped> {{ <x:a> <x:b> '{way}' }} }}")
    with wrapper.query().response as response:
        assert response.status == 204
    rows = asked(server, "SELECT ?o { GRAPH <x:wrapped> { ?s ?p ?o } }")
    assert {"o": way} in rows


def test_rdflib_reads(server: httpx.Client) -> None:
    graph = Graph(SPARQLStore(f"{server.base_url}/sparql"))
    rows = list(graph.query(PREFIX + TITLES))
    assert [str(row[0]) for row in rows] == [TITLE]  # type: ignore[index]


@pytest.fixture
def written(server: httpx.Client) -> Iterator[Graph]:
    store = SPARQLUpdateStore(
        f"{server.base_url}/sparql",
        f"{server.base_url}/update",
        headers=dict(WITH),
    )
    graph = Graph(store, identifier=URIRef("http://x.org/rdflib"))
    yield graph
    store.close()


def test_rdflib_reads_what_it_writes(written: Graph) -> None:
    written.add((X.a, X.b, Literal('é "quoted"\n', lang="fr")))
    written.add((X.a, X.b, Literal(3)))
    assert set(written.objects(X.a, X.b)) == {Literal('é "quoted"\n', lang="fr"), Literal(3)}
    written.remove((X.a, X.b, Literal(3)))
    assert len(written) == 1


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_goes_the_whole_way(server: httpx.Client) -> None:
    def curl(*arguments: str) -> str:
        command = ["curl", "-sS", "--fail-with-body", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    token = ("-H", f"Authorization: Bearer {TOKEN}")
    store, sparql = f"{server.base_url}/store?graph=x:curl", f"{server.base_url}/sparql"
    turtle = ("-H", "Content-Type: text/turtle", "--data-binary", "<x:a> <x:b> 'curled' .")
    curl("-X", "PUT", *token, *turtle, store)
    assert "curled" in curl(store)
    query = "query=SELECT ?o { GRAPH <x:curl> { ?s ?p ?o } }"
    rows = json.loads(curl("-G", "--data-urlencode", query, sparql))["results"]["bindings"]
    assert [row["o"]["value"] for row in rows] == ["curled"]
    gone = "update=DROP GRAPH <x:curl>"
    curl(*token, "--data-urlencode", gone, f"{server.base_url}/update")
    with pytest.raises(subprocess.CalledProcessError):
        curl(store)
