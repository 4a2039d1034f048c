"""The Graph Store Protocol over a real socket."""

import httpx
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from tests.api.test_sparql import NEWS, TITLE, problem
from tests.api.written import WITH, asked, own, server

__all__ = ["own", "server"]  # fixtures
TURTLE = WITH | {"content-type": "text/turtle"}
BODIES = {
    "text/turtle": ("turtle", "@prefix : <#> . :a :b [ :c 1 ] ; <p> <rel> ; :d 'é\\n\"'@en ."),
    "application/n-triples": ("nt", '_:a <x:b> _:c .\n_:c <x:b> "1" .'),
    "application/ld+json": ("json-ld", '{"@id": "x:a", "x:b": [{"x:c": 1}, "d"]}'),
    "application/rdf+xml": (
        "xml",
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x.org/">'
        '<r:Description r:about="#a"><x:b>é</x:b></r:Description></r:RDF>',
    ),
}
READ = ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
FORMS = dict(zip(READ, ["turtle", "nt", "json-ld", "xml"], strict=True))


def of(graph: str) -> dict[str, str]:
    return {"graph": graph}


@pytest.mark.parametrize("media", BODIES)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's JSON-LD
def test_what_is_put_is_got(server: httpx.Client, media: str) -> None:
    form, body = BODIES[media]
    where = of(f"http://x.org/{form}")
    sent = server.put("/store", params=where, content=body, headers=WITH | {"content-type": media})
    assert sent.status_code == 201, sent.text
    again = server.put("/store", params=where, content=body, headers=WITH | {"content-type": media})
    assert again.status_code == 204
    meant = Graph().parse(data=body, format=form, publicID=where["graph"])
    for wanted in READ:
        got = server.get("/store", params=where, headers={"accept": wanted})
        assert got.headers["content-type"].partition(";")[0] == wanted
        assert isomorphic(Graph().parse(data=got.text, format=FORMS[wanted]), meant)


def test_post_adds_and_delete_removes(server: httpx.Client) -> None:
    where = of("http://x.org/life")
    problem(server.get("/store", params=where), 404)
    problem(server.delete("/store", params=where, headers=WITH), 404)
    for number, status in ((1, 201), (2, 204), (2, 204)):
        body = f"<x:a> <x:b> {number} ."
        sent = server.post("/store", params=where, content=body, headers=TURTLE)
        assert sent.status_code == status
    assert len(asked(server, "SELECT * { GRAPH <http://x.org/life> { ?s ?p ?o } }")) == 2
    head = server.head("/store", params=where)
    assert head.status_code == 200
    assert int(head.headers["content-length"]) == len(server.get("/store", params=where).content)
    assert server.delete("/store", params=where, headers=WITH).status_code == 204
    problem(server.get("/store", params=where), 404)


def test_a_graph_may_be_empty(server: httpx.Client) -> None:
    assert server.put("/store", params=of("x:none"), content="", headers=TURTLE).status_code == 201
    got = server.get("/store", params=of("x:none"), headers={"accept": "application/n-triples"})
    assert (got.status_code, got.content) == (200, b"")


def test_a_graph_without_a_name_gets_one(server: httpx.Client) -> None:
    sent = server.post("/store", content="<> <x:b> 1 .", headers=TURTLE)
    assert sent.status_code == 201
    assert "<x:b>" in server.get("/store", params=of(sent.headers["location"])).text
    problem(server.put("/store", content="<> <x:b> 1 .", headers=TURTLE), 400, "graph")


def test_documents_and_conclusions_are_graphs(server: httpx.Client) -> None:
    assert TITLE in server.get("/store", params=of(NEWS)).text
    conclusions = Graph().parse(data=server.get("/store?default").text, format="turtle")
    assert len(conclusions) == int(asked(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"])


def test_the_default_graph_can_be_added_to_and_replaced(server: httpx.Client) -> None:
    whole = server.get("/store?default").text
    new = "<x:new> a <https://w3id.org/collab-kg/ontology#Person> ; \
        <http://www.w3.org/2004/02/skos/core#prefLabel> 'Nova Novak' ."
    assert server.post("/store?default", content=new, headers=TURTLE).status_code == 204
    assert "Nova Novak" in server.get("/search?q=novak").text
    assert server.put("/store?default", content="[] <x:b> 1 .", headers=TURTLE).status_code == 204
    assert "Nova Novak" not in server.get("/search?q=novak").text
    assert len(asked(server, "SELECT * { ?s ?p ?o }")) == 1
    assert server.delete("/store?default", headers=WITH).status_code == 204
    assert asked(server, "SELECT * { ?s ?p ?o }") == []
    assert server.put("/store?default", content=whole, headers=TURTLE).status_code == 204
    assert "Valmont Hospital" in server.get("/search?q=valmont").text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "graph"),
        ("?default&graph=x:y", "graph"),
        ("?graph=x:y&graph=x:z", "graph"),
        ("?default=yes", "default"),
        ("?graph=relative", "graph"),
        ("?graph=", "graph"),
        ("?graph=x:%20y", "graph"),
        ("?grahp=x:y", "grahp"),
    ],
)
def test_one_graph_has_to_be_named(server: httpx.Client, query: str, field: str) -> None:
    problem(server.get(f"/store{query}"), 400, field)
    problem(server.delete(f"/store{query}", headers=WITH), 400, field)


@pytest.mark.parametrize(
    ("media", "body", "place"),
    [
        ("text/turtle", "<x:a> <x:b> 1 .\n<x:a> <x:b>", "line 2"),
        ("text/turtle", "<x:a> <x:b> p:q .", "line 1"),
        ("application/n-triples", "<x:a> <x:b> <rel> .", "line 1"),
        ("application/ld+json", "{", "line 1"),
        (
            "application/ld+json",
            '{"@context": "http://127.0.0.1:9/"}',
            "nothing is fetched",
        ),
        ("application/rdf+xml", "<a/>", "RDF/XML"),
        ("text/turtle", b"<x:a> <x:b> '\xff' .", "Turtle"),
    ],
)
def test_what_is_no_rdf_is_400_with_the_place(
    server: httpx.Client, media: str, body: str | bytes, place: str
) -> None:
    headers = WITH | {"content-type": media}
    sent = server.put("/store", params=of("x:bad"), content=body, headers=headers)
    assert place in problem(sent, 400, "body")
    problem(server.get("/store", params=of("x:bad")), 404)


@pytest.mark.parametrize("media", ["text/csv", "", "multipart/form-data", "application/trig"])
def test_other_media_are_415(server: httpx.Client, media: str) -> None:
    headers = WITH | {"content-type": media}
    problem(server.put("/store", params=of("x:y"), content="x", headers=headers), 415)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_only_the_token_writes(server: httpx.Client, client: httpx.Client, method: str) -> None:
    problem(server.request(method, "/store", params=of(NEWS)), 401)
    problem(client.request(method, "/store", params=of(NEWS), headers=WITH), 403)


def test_other_methods_and_formats_are_named(server: httpx.Client) -> None:
    refused = server.patch("/store", params=of(NEWS), headers=WITH)
    problem(refused, 405)
    assert refused.headers["allow"] == "DELETE, GET, HEAD, POST, PUT"
    problem(server.get("/store", params=of(NEWS), headers={"accept": "text/csv"}), 406)
