"""SERVICE, against endpoints that really listen."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from urllib.parse import parse_qs

import pytest
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from kg.errors import BadRequest, SourceUnavailable
from kg.settings import Settings
from kg.store import federation
from kg.store.embedded import open_memory
from kg.store.federation import federated

EX = "https://example.org/"
JSON = "application/sparql-results+json"
type Answering = Callable[[BaseHTTPRequestHandler, str], None]


@contextmanager
def listening(answering: Answering) -> Iterator[tuple[str, list[str]]]:
    """An endpoint, and what it has been asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            asked.append(parse_qs(body)["query"][0])
            answering(self, asked[-1])

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql", asked
        finally:
            server.shutdown()
            thread.join()


def send(handler: BaseHTTPRequestHandler, body: bytes, media: str = JSON) -> None:
    handler.send_response(200)
    handler.send_header("content-type", media)
    handler.end_headers()
    handler.wfile.write(body)


def knowing(handler: BaseHTTPRequestHandler, query: str) -> None:
    """Answer as an engine does that knows two cities."""
    store = Store()
    for name, country in (("paris", "fr"), ("lyon", "fr"), ("basel", "ch")):
        store.add(Quad(NamedNode(EX + name), NamedNode(EX + "in"), NamedNode(EX + country)))
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    send(handler, found.serialize(format=QueryResultsFormat.JSON) or b"")


def answered(text: str, allowed: str) -> list[dict[str, str]]:
    """The rows of a query over a store that knows who is where."""
    settings = Settings(service=allowed)
    with open_memory(settings) as store:
        for person, city in (("ann", "paris"), ("bob", "basel"), ("eve", "rome")):
            store.engine.add(
                Quad(NamedNode(EX + person), NamedNode(EX + "at"), NamedNode(EX + city))
            )
        rows = list(store.query(federated(text, settings)))
    short = [{key: str(value).removeprefix(EX) for key, value in row.items()} for row in rows]
    return sorted(short, key=json.dumps)


JOIN = "PREFIX ex: <https://example.org/>\nSELECT * { ?who ex:at ?city . %s }"


def test_what_another_endpoint_knows_is_joined() -> None:
    with listening(knowing) as (endpoint, asked):
        block = f"SERVICE <{endpoint}> {{ ?city ex:in ?land # where\n }}"
        rows = answered(JOIN % block, f"https://elsewhere.example/, {endpoint}")
    assert rows == [
        {"city": "basel", "land": "ch", "who": "bob"},
        {"city": "paris", "land": "fr", "who": "ann"},
    ]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("block", "number"),
    [
        ("OPTIONAL {{ SERVICE <{0}> {{ ?city ex:in ?land }} }}", 3),
        ("FILTER NOT EXISTS {{ SERVICE <{0}> {{ ?city ex:in ?land }} }}", 1),
        ("service silent <{0}> {{ ?city ex:in ex:fr }}", 1),
        ("SERVICE <{0}> {{ ex:lyon ex:in ex:fr }}", 3),
        ("SERVICE <{0}> {{ ex:rome ex:in ex:fr }}", 0),
        ("SERVICE <{0}> {{ ?city ex:in ?x }} SERVICE <{0}> {{ ?y ex:in ?x }}", 3),
    ],
)
def test_it_may_stand_wherever_a_group_may(block: str, number: int) -> None:
    with listening(knowing) as (endpoint, _):
        assert len(answered(JOIN % block.format(endpoint), endpoint)) == number


@pytest.mark.parametrize(
    "block",
    [
        "SERVICE <{0}/other> {{ ?s ?p ?o }}",
        "SERVICE SILENT <{0}/other> {{ ?s ?p ?o }}",
        "SERVICE ?who {{ ?s ?p ?o }}",
        "SERVICE <{0}> {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SERVICE <{0}> {{ ?s ?p ?o",
        "SERVICE <{0}>",
        "SERVICE",
        "FILTER(1<?who#>)\n) SERVICE <{0}> {{ ?s ?p ?o }}",
        "SERVICEex:a {{ ?s ?p ?o }}",
    ],
)
def test_what_nobody_allowed_is_refused_and_not_asked(block: str) -> None:
    with listening(knowing) as (endpoint, asked), pytest.raises(BadRequest):
        answered(JOIN % block.format(endpoint), endpoint)
    assert asked == []


def test_by_default_nobody_is_asked() -> None:
    with listening(knowing) as (endpoint, asked):
        with pytest.raises(BadRequest, match="SERVICE is refused"):
            answered(JOIN % f"SERVICE <{endpoint}> {{ ?s ?p ?o }}", "")
        graph = f"SELECT * FROM <{endpoint}> FROM NAMED <{endpoint}> {{ ?s ?p ?o }}"  # noqa: S608
        assert answered(graph, endpoint) == []
    assert asked == []


def redirecting(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(303)
    handler.send_header("location", "/elsewhere")
    handler.end_headers()


def dripping(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _step in range(30):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return
        sleep(0.1)


FAILING: dict[str, Answering] = {
    "redirects": redirecting,
    "drips": dripping,
    "breaks off": lambda handler, _: send(
        handler, b'{"head":{"vars":["s"]},"results":{"bindings":['
    ),
    "says yes": lambda handler, _: send(handler, b'{"head":{},"boolean":true}'),
    "is a page": lambda handler, _: send(handler, b"<html>", "text/html"),
    "is large": lambda handler, _: send(handler, b" " * 20_000),
    "fails": lambda handler, _: handler.send_error(500),
}


@pytest.mark.parametrize("how", FAILING)
def test_an_endpoint_that_fails_is_told_or_passed_over(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(federation, "PATIENCE", 0.5)
    monkeypatch.setattr(federation, "LARGEST", 10_000)
    with listening(FAILING[how]) as (endpoint, asked):
        block = f"<{endpoint}> {{ ?city ?p ?o }}"
        with pytest.raises(SourceUnavailable, match="SERVICE"):
            answered(JOIN % f"SERVICE {block}", endpoint)
        assert len(answered(JOIN % f"SERVICE SILENT {block}", endpoint)) == 3
    assert not [path for path in asked if path == "/elsewhere"]


def test_too_many_rows_are_told_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federation, "ROWS", 2)
    with listening(knowing) as (endpoint, _), pytest.raises(BadRequest, match="more than 2 rows"):
        answered(JOIN % f"SERVICE SILENT <{endpoint}> {{ ?s ?p ?o }}", endpoint)


def test_nodes_without_a_name_are_given_one() -> None:
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"bnode","value":"b1"}}]}}'
    with listening(lambda handler, _: send(handler, body)) as (endpoint, _):
        (row,) = answered(f"SELECT * {{ SERVICE <{endpoint}> {{ ?x ?p ?o }} }}", endpoint)
    assert row["x"] == f"{endpoint}/.well-known/genid/b1"
