"""The W3C's tests of the SPARQL 1.1 Protocol: queries go to /sparql, updates to /update."""

from pathlib import Path

import httpx
import pytest

from tests.conformance import suite
from tests.conformance.requests import HT, expected, headers, is_expected, requests, sent
from tests.conformance.suite import MF, UT, Manifest

TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
MANIFEST = Manifest("protocol") if suite.ROOT.exists() else None
ENTRIES = list(MANIFEST.entries()) if MANIFEST else []

pytestmark = pytest.mark.skipif(not suite.ROOT.exists(), reason=suite.ABSENT)


@pytest.fixture(scope="module")
def filled(endpoint: httpx.Client) -> httpx.Client:
    """The graphs that the suite takes to be there."""
    assert MANIFEST
    text = "DROP ALL ;\n"
    data = {quad.object for quad in MANIFEST.store if quad.predicate.value == f"{UT}graphData"}
    for node in data:
        name = MANIFEST.text(node, f"{suite.RDFS}label")
        file = f"{suite.BASE}protocol/{Path(MANIFEST.text(node, f'{UT}graph')).name}"
        text += suite.insertion(suite.Graphs(named=((name, file),))) + " ;\n"
    assert endpoint.post("/update", data={"update": text}).status_code == 204
    return endpoint


def name_of(entry: object) -> str:
    return MANIFEST.name(entry).partition("/")[2] if MANIFEST else ""


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_protocol(filled: httpx.Client, entry: object) -> None:
    assert MANIFEST
    for request in requests(MANIFEST, entry):
        address = MANIFEST.text(request, f"{HT}absolutePath").partition("?")
        # The suite has one address for both; which is meant is told by the test and the request.
        media = headers(MANIFEST, request).get("content-type", "")
        asks = "query" in media or "query=" in address[2]
        is_update = "update" in name_of(entry) and not asks
        path = ("/update" if is_update else "/sparql") + "".join(address[1:])
        response = sent(filled, MANIFEST, request, path)
        told = MANIFEST.value(request, f"{HT}resp")
        assert is_expected(response.status_code, expected(MANIFEST, told)), response.text
        got = response.headers.get("content-type", "").partition(";")[0]
        form = MANIFEST.text(told, f"{MF}expectedFormat")
        assert got in {"tabular": TABLES, "RDF": GRAPHS}.get(form, (got,))
        truth = MANIFEST.text(told, f"{MF}expectedBoolean")
        if truth:
            assert response.json()["boolean"] is (truth == "true")
