"""The SPARQL 1.1 Protocol over a real socket."""

import csv
import io
import json
import warnings
from urllib.parse import parse_qsl
from xml.dom.minidom import Document
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, URLENCODED, XML, SPARQLWrapper

from api.protocol import pairs_of
from kg.settings import DATA

NEWS = f"{DATA}document/news-1"
TITLES = f"SELECT ?title WHERE {{ GRAPH <{NEWS}> {{ <{NEWS}> ckg:title ?title }} }}"
CLAIMS = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{NEWS}> {{ ?s ?p ?o }} }}"
TITLE = "A Sino-French alliance against leukemia"
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
TABLES = [
    "application/sparql-results+json",
    "application/json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}


@given(st.text(st.sampled_from("%a1f=&+;eEzé \x00/C3A9"), max_size=30))
def test_an_address_is_read_as_the_standard_library_reads_it(asked: str) -> None:
    assert pairs_of(asked) == parse_qsl(asked, keep_blank_values=True)


def problem(response: httpx.Response, status: int, field: str = "") -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert told["title"]
    assert told.get("field", "") == field
    return str(told["detail"])


def test_three_ways_to_ask_give_one_answer(client: httpx.Client) -> None:
    asked = [
        client.get("/sparql", params={"query": TITLES}),
        client.post("/sparql", data={"query": TITLES}),
        client.post("/sparql", content=TITLES, headers=DIRECT),
    ]
    for response in asked:
        assert response.status_code == 200, response.text
        rows = response.json()["results"]["bindings"]
        assert [row["title"]["value"] for row in rows] == [TITLE]


@pytest.mark.parametrize("media", TABLES)
def test_tables_come_in_the_format_asked_for(client: httpx.Client, media: str) -> None:
    response = client.get("/sparql", params={"query": TITLES}, headers={"accept": media})
    assert response.headers["content-type"].partition(";")[0] == media
    assert int(response.headers["content-length"]) == len(response.content)
    assert "Accept" in response.headers["vary"]
    if "json" in media:
        assert json.loads(response.text)["head"]["vars"] == ["title"]
    elif "xml" in media:
        assert TITLE in "".join(ElementTree.fromstring(response.text).itertext())  # noqa: S314
    else:
        rows = list(
            csv.reader(io.StringIO(response.text), delimiter="," if "csv" in media else "\t")
        )
        assert rows[0][0].lstrip("?") == "title"
        assert TITLE in rows[1][0]


@pytest.mark.parametrize(("media", "form"), GRAPHS.items())
def test_graphs_come_in_the_format_asked_for(client: httpx.Client, media: str, form: str) -> None:
    response = client.get("/sparql", params={"query": CLAIMS}, headers={"accept": media})
    assert response.headers["content-type"].partition(";")[0] == media
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own JSON-LD parser
        assert len(Graph().parse(data=response.text, format=form)) > 50


@pytest.mark.parametrize("short", ["csv", "tsv", "json", "xml"])
def test_a_format_can_be_named_in_the_address(client: httpx.Client, short: str) -> None:
    response = client.get(
        "/sparql", params={"query": TITLES, "format": short}, headers={"accept": "text/html"}
    )
    assert short in response.headers["content-type"].replace("tab-separated", "tsv")


@pytest.mark.parametrize(
    ("forms", "accept", "media"),
    [
        (["json"], "*/*", "application/ld+json"),
        (["ttl"], "*/*", "text/turtle"),
        (["csv", "nt"], "*/*", "application/n-triples"),
        (["csv"], "application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_a_graph_takes_the_first_format_that_fits(
    client: httpx.Client, forms: list[str], accept: str, media: str
) -> None:
    asked = {"query": CLAIMS, "format": forms}
    response = client.get("/sparql", params=asked, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media


@pytest.mark.parametrize(("pattern", "truth"), [("?s ?p ?o", True), ("?s ckg:none ?o", False)])
def test_ask_says_yes_or_no(client: httpx.Client, pattern: str, truth: bool) -> None:
    query = f"ASK {{ GRAPH ?g {{ {pattern} }} }}"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is truth


@pytest.mark.parametrize("media", ["application/pdf", "text/turtle", "application/sparql-update"])
def test_a_table_in_no_format_of_tables_is_406(client: httpx.Client, media: str) -> None:
    response = client.get("/sparql", params={"query": TITLES}, headers={"accept": media})
    problem(response, 406)
    assert "text/csv" in response.json()["available"]


def test_a_dataset_is_chosen_by_the_protocol(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ckg:title ?o }"
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"

    def values(query: str, **graphs: str | list[str]) -> list[str]:
        asked = {name.replace("_", "-"): value for name, value in graphs.items()}
        rows = client.get("/sparql", params={"query": query, **asked}).json()["results"]["bindings"]
        return [cell["value"] for row in rows for cell in row.values()]

    evil = f"{DATA}document/evil"
    assert values(count, default_graph_uri=NEWS) == ["1"]
    assert values(count, default_graph_uri=[NEWS, evil]) == ["2"]
    assert values(count, named_graph_uri=NEWS) == ["0"]
    assert values(named, named_graph_uri=NEWS) == [NEWS]
    assert values(named, default_graph_uri=NEWS) == []
    # The protocol's choice outweighs the query's own.
    chosen = count.replace("WHERE", f"FROM <{evil}> WHERE")
    assert values(chosen) == ["1"]
    assert values(chosen, default_graph_uri=[NEWS, evil]) == ["2"]
    direct = client.post(
        "/sparql", params={"default-graph-uri": NEWS}, content=count, headers=DIRECT
    )
    assert direct.json()["results"]["bindings"][0]["n"]["value"] == "1"


def test_relative_names_are_those_of_our_data(client: httpx.Client) -> None:
    query = "SELECT ?title WHERE { GRAPH <document/news-1> { ?doc ckg:title ?title } }"
    (row,) = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["title"]["value"] == TITLE


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"timeout": "1"}, "query"),
        ({"query": ""}, "query"),
        ({"query": ["ASK {}", "ASK {}"]}, "query"),
        ({"query": "SELECT * WHERE {"}, "query"),
        ({"query": "INSERT DATA { <a:a> <a:a> <a:a> }"}, "query"),
        ({"query": "PREFIX a: <a:a> # SELECT\nDELETE WHERE { ?s ?p ?o }"}, "query"),
        ({"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "query"),
        ({"update": "CLEAR ALL"}, "update"),
        ({"query": "ASK {}", "timeout": "soon"}, "timeout"),
        ({"query": "ASK {}", "timeout": "0"}, "timeout"),
        ({"query": "ASK {}", "timeout": "-1"}, "timeout"),
        ({"query": "ASK {}", "timeout": "nan"}, "timeout"),
        ({"query": "ASK {}", "format": "pdf"}, "format"),
        ({"query": "ASK {}", "default-graph-uri": "no iri"}, "default-graph-uri"),
        ({"query": "ASK {}", "named-graph-uri": "<>"}, "named-graph-uri"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_cannot_be_answered_is_400_with_the_field(
    client: httpx.Client, method: str, parameters: dict[str, str | list[str]], field: str
) -> None:
    asked = {"params": parameters} if method == "GET" else {"data": parameters}
    assert problem(client.request(method, "/sparql", **asked), 400, field)  # type: ignore[arg-type]


def test_the_parser_says_where_it_stumbled(client: httpx.Client) -> None:
    assert "line 1, column 16" in problem(
        client.get("/sparql", params={"query": "SELECT * WHERE {"}), 400, "query"
    )


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"ASK {}", "application/sparql-update", 415),
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "", 415),
        (b"ASK { ?s ?p '\xff' }", "application/sparql-query", 400),
        (b"ASK {}", "application/sparql-query; charset=utf-16", 415),
        (b"#" * 1_000_001, "application/sparql-query", 413),
    ],
)
def test_bodies_that_are_not_taken(
    client: httpx.Client, content: bytes, media: str, status: int
) -> None:
    response = client.post("/sparql", content=content, headers={"content-type": media})
    assert response.status_code == status
    assert response.json()["detail"]


def test_a_bare_get_for_rdf_is_a_service_description(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"accept": "text/turtle"})
    graph = Graph().parse(data=response.text, format="turtle")
    asked = "ASK { ?s a sd:Service ; sd:endpoint ?e ; sd:supportedLanguage sd:SPARQL11Query }"
    sd = {"sd": "http://www.w3.org/ns/sparql-service-description#"}
    assert graph.query(asked, initNs=sd).askAnswer
    assert str(client.base_url).rstrip("/") + "/sparql" in response.text
    assert client.get("/sparql", headers={"accept": "*/*"}).headers["content-type"] == (
        "text/turtle; charset=utf-8"
    )


def test_a_bare_get_for_a_table_has_forgotten_the_query(client: httpx.Client) -> None:
    problem(client.get("/sparql", headers={"accept": "text/csv"}), 400, "query")


def test_put_is_not_for_the_endpoint(client: httpx.Client) -> None:
    response = client.put("/sparql", content="ASK {}")
    problem(response, 405)
    assert response.headers["allow"]


def test_the_page_answers_with_a_table(client: httpx.Client) -> None:
    html = {"accept": "text/html"}
    assert "<textarea" in client.get("/sparql", headers=html).text
    answered = client.get("/sparql", params={"query": TITLES}, headers=html).text
    assert TITLE in answered
    assert "<th" in answered
    wrong = client.get("/sparql", params={"query": "SELECT <b>"}, headers=html)
    assert wrong.status_code == 400
    assert "SELECT &lt;b&gt;" in wrong.text
    yes = client.get("/sparql", params={"query": "ASK {}"}, headers=html).text
    assert "Yes" in yes


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_a_common_client_gets_along(client: httpx.Client, method: str, way: str, form: str) -> None:
    if method == GET and way == POSTDIRECTLY:
        pytest.skip("a GET has no body")
    wrapper = SPARQLWrapper(f"{client.base_url}/sparql")
    wrapper.setQuery("PREFIX ckg: <https://w3id.org/collab-kg/ontology#> " + TITLES)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(way)
    wrapper.setReturnFormat(form)
    found = wrapper.query().convert()
    assert TITLE in (found.toxml() if isinstance(found, Document) else str(found))


def test_a_common_client_gets_a_graph(client: httpx.Client) -> None:
    wrapper = SPARQLWrapper(f"{client.base_url}/sparql")
    wrapper.setQuery(CLAIMS)
    wrapper.setReturnFormat("turtle")
    assert TITLE in str(wrapper.query().convert())


@pytest.mark.parametrize("form", [XML, "rdf+xml", "json-ld", "n3"])
def test_a_format_that_fits_another_answer_yields_to_the_header(
    client: httpx.Client, form: str
) -> None:
    wrapper = SPARQLWrapper(f"{client.base_url}/sparql")
    wrapper.setQuery(CLAIMS)
    wrapper.setReturnFormat(form)
    with wrapper.query().response as response:
        assert TITLE in response.read().decode()
