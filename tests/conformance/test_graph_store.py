"""The W3C's tests of the Graph Store Protocol with graphs named by a parameter."""

from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import RdfFormat

from tests.conformance import suite
from tests.conformance.exceptions import GRAPH_STORE
from tests.conformance.requests import HT, body, expected, headers, is_expected, requests, sent
from tests.conformance.same import parsed
from tests.conformance.suite import MF, Manifest

FOLDER = "graph-store-protocol"
MANIFEST = Manifest(FOLDER, "manifest-indirect.ttl") if suite.ROOT.exists() else None
ENTRIES = list(MANIFEST.entries()) if MANIFEST else []

pytestmark = pytest.mark.skipif(not suite.ROOT.exists(), reason=suite.ABSENT)


def name_of(entry: object) -> str:
    return MANIFEST.name(entry) if MANIFEST else ""


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_graph_store(endpoint: httpx.Client, entry: object, request: pytest.FixtureRequest) -> None:
    assert MANIFEST
    if name_of(entry) in GRAPH_STORE:
        request.applymarker(pytest.mark.xfail(reason=GRAPH_STORE[name_of(entry)]))
    # The suite takes no graph to be there.
    assert endpoint.post("/update", data={"update": "DROP ALL"}).status_code == 204
    places: dict[str, str] = {}
    for one in requests(MANIFEST, entry):
        path = MANIFEST.text(one, f"{HT}absolutePath")
        path = path.replace("/gsp", "/store", 1)
        for place, known in places.items():
            path = path.replace(place, quote(known, safe=""))
        response = sent(endpoint, MANIFEST, one, path)
        told = MANIFEST.value(one, f"{HT}resp")
        assert is_expected(response.status_code, expected(MANIFEST, told)), response.text
        if place := MANIFEST.text(told, f"{MF}expectedLocation"):
            places[place] = response.headers["location"]
        for name, value in headers(MANIFEST, told).items():
            assert response.headers[name] == value
        if meant := body(MANIFEST, told):
            got = parsed(response.content, RdfFormat.TURTLE, "http://www.example/")
            assert got == parsed(meant, RdfFormat.TURTLE, "http://www.example/")
