"""What a client has already is not sent again, and nothing old is taken for new."""

from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, Quad

from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.store.rdf import PREF_LABEL, node
from kg.store.store import Change
from tests.api.conftest import serving

COUNT = "/sparql?query=SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
READ = [COUNT, "/partners?topic=leukemia", "/search?q=valmont", "/stats", "/documents"]
READ += ["/entities/organization/valmont-hospital", "/documents/news-1"]


@pytest.mark.parametrize("address", READ)
def test_the_same_is_not_sent_twice(client: httpx.Client, address: str) -> None:
    first = client.get(address)
    assert first.status_code == 200, first.text
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(address, headers={"if-none-match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_each_format_and_each_question_is_another(client: httpx.Client) -> None:
    accepts = ["application/json", "text/csv", "application/sparql-results+xml"]
    tags = [client.get(COUNT, headers={"accept": one}).headers["etag"] for one in accepts]
    tags.append(client.get(COUNT + " LIMIT 1").headers["etag"])
    assert len(set(tags)) == 4


def test_what_is_kept_is_the_same_answer(client: httpx.Client) -> None:
    for address in [*READ, "/dataset", "/sparql", "/sparql?query=CONSTRUCT{?s ?p ?o}{?s ?p ?o}"]:
        for accept in ("*/*", "text/turtle", "text/html"):
            first, again = (client.get(address, headers={"accept": accept}) for _ in range(2))
            assert (again.status_code, again.content) == (first.status_code, first.content)
            for told in (first, again):
                del told.headers["date"]
            assert again.headers == first.headers


def test_what_names_its_own_address_is_kept_for_each(client: httpx.Client) -> None:
    for host in ("one.example", "two.example"):
        told = client.get("/sparql", headers={"accept": "text/turtle", "host": host})
        assert f"http://{host}/sparql" in told.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?n) {}",
        "SELECT (rand() AS ?n) {}",
        "SELECT (\\u004EOW() AS ?n) {}",
        "SELECT (\\U0000004EOW() AS ?n) {}",
        "ASK {",
    ],
)
def test_what_is_another_each_time_has_no_tag(client: httpx.Client, query: str) -> None:
    assert "etag" not in client.get("/sparql", params={"query": query}).headers


def test_health_is_always_asked_for(client: httpx.Client) -> None:
    assert "etag" not in client.get("/health").headers


def publish(settings: Settings, number: int) -> None:
    label = Quad(node(f"https://example.org/{number}"), PREF_LABEL, Literal("x"))
    with open_writer(settings) as store:
        store.apply(Change(added=(label,)))


def test_what_is_published_has_another_tag(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"), query_workers=1)
    publish(settings, 1)
    with serving(settings) as client:
        first = client.get(COUNT)
        publish(settings, 2)
        second = client.get(COUNT, headers={"if-none-match": first.headers["etag"]})
        again = client.get(COUNT)
    assert second.status_code == 200
    assert first.headers["etag"] != second.headers["etag"]
    for found in (second, again):
        assert found.json()["results"]["bindings"][0]["n"]["value"] == "2"
