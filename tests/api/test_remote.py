"""The pages and the endpoint over a store that another server keeps."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from kg.settings import Settings
from tests.api.conftest import serving


@pytest.fixture(scope="module")
def second(client: httpx.Client) -> Iterator[httpx.Client]:
    with serving(Settings(store=f"{client.base_url}/sparql", query_workers=1)) as found:
        yield found


@pytest.mark.parametrize(
    "path",
    [
        "/entities/organization/valmont-hospital",
        "/entities/disease/MONDO_0005059",
        "/documents/news-1",
        "/documents",
        "/stats",
        "/partners?topic=leukemia&for=Valmont+Hospital",
        "/sparql?query=SELECT+%3Fs+WHERE+%7B+%3Fs+ckg%3AworksOn+%3Fo+%7D",
        "/sparql?query=ASK+%7B%7D",
        "/sparql?query=CONSTRUCT+WHERE+%7B+%3Fs+ckg%3AworksOn+%3Fo+%7D&format=nt",
    ],
)
def test_it_tells_the_same(client: httpx.Client, second: httpx.Client, path: str) -> None:
    near, far = client.get(path), second.get(path)
    assert far.status_code == 200, far.text
    assert far.content == near.content


def test_what_the_other_side_has_cut_is_told_here_too(settings: Settings) -> None:
    query = {"query": "SELECT ?n { VALUES ?n { 1 2 3 4 } }"}
    with (
        serving(replace(settings, query_rows=3, query_workers=1)) as near,
        serving(Settings(store=f"{near.base_url}/sparql", query_workers=1)) as far,
    ):
        response = far.get("/sparql", params=query)
    assert response.headers["x-collab-kg-truncated"] == "rows=3"
    assert response.json()["truncated"]["rows"] == 3
    assert len(response.json()["results"]["bindings"]) == 3


def test_what_is_written_by_hand_is_sent_to_who_keeps_the_graph(client: httpx.Client) -> None:
    graph = {"content-type": "text/turtle"}
    update = {"content-type": "application/sparql-update"}
    bearer = {"authorization": "Bearer secret"}
    place = Settings(store=f"{client.base_url}/sparql", token="secret", query_workers=1)  # noqa: S106
    with serving(place) as far:
        told = [
            far.post("/update", content="CLEAR ALL", headers=update | bearer),
            far.put("/store?default", content="", headers=graph | bearer),
            far.delete("/store?default", headers=bearer),
        ]
        assert far.post("/update", content="CLEAR ALL", headers=update).status_code == 401
        assert far.get("/store?default", headers={"accept": "text/turtle"}).status_code == 200
    assert [one.status_code for one in told] == [501] * 3
    assert str(client.base_url) in told[0].json()["detail"]


def test_what_the_other_side_refuses_is_told(second: httpx.Client) -> None:
    response = second.get("/sparql", params={"query": "SELECT * WHERE {"})
    assert response.status_code == 400
    assert response.json()["field"] == "query"


def test_an_endpoint_that_is_not_there_is_503() -> None:
    with serving(Settings(store="http://127.0.0.1:9/sparql", query_workers=1)) as client:
        for path in ("/health", "/sparql?query=ASK+%7B%7D"):
            response = client.get(path)
            assert response.status_code == 503
            assert "127.0.0.1:9" in response.json()["detail"]
