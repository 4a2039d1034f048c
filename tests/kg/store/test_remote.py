import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import parse_qs

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import BadRequest, KgError, SourceUnavailable, StoreUnusable, TookTooLong
from kg.model import Claim, Document, Entity, Evidence, Iri, Predicate, Reading, Type
from kg.settings import Settings
from kg.store.embedded import MemoryStore, open_memory
from kg.store.rdf import Vocabulary, reading_quads, tidy
from kg.store.remote.store import RemoteStore
from kg.store.store import Change

DATA = Settings().data
D = Iri(DATA + "document/d")
A, P = NamedNode(DATA + "a"), NamedNode(DATA + "p")
READING = Reading(
    Document(D, "Ann works at B.", language="en"),
    "test 1",
    (
        Entity(Iri(D + "#person/ann"), Type.PERSON, "Ann"),
        Entity(Iri(D + "#organization/b"), Type.ORGANIZATION, "B"),
    ),
    (),
    (
        Claim(
            Iri(D + "#person/ann"),
            Predicate.AFFILIATED_WITH,
            Iri(D + "#organization/b"),
            Evidence(D, "Ann works at B.", 0, 15, 0.8, "test"),
        ),
    ),
)


type Limit = tuple[str, int]  # the header by which a server tells of it, and how many rows
LIMITS: dict[str, Limit] = {
    "/ours": ("X-Collab-KG-Truncated", 1),
    "/virtuoso": ("X-SPARQL-MaxRows", 1),
}
MORE = {"/stopped": {"X-SQL-State": "S1TAT", "X-SQL-Message": "incomplete"}}
CANNED = {
    "/fails": (500, "text/plain", b"out of memory"),
    "/html": (200, "text/html", b"<h1>Welcome</h1>"),
}


def answered(store: MemoryStore, text: str) -> tuple[int, str, bytes]:
    try:
        answer = store.query(text)
    except KgError as error:
        return 400, "text/plain", str(error).encode()
    media = "application/n-triples" if answer.is_graph else "application/sparql-results+json"
    return 200, media, answer.to_bytes(media)


def limited(store: MemoryStore, text: str, path: str) -> tuple[int, str, bytes, dict[str, str]]:
    """What a server sends that has a limit of rows, and tells of it in a header."""
    header, most = LIMITS[path]
    status, media, whole = answered(store, text)
    if media != "application/sparql-results+json":
        return status, media, whole, {}
    output = BytesIO()
    is_cut = store.query(text).write_rows(output, "json", most)
    return status, media, output.getvalue(), {header: f"rows={most}"} if is_cut else {}


def answering(store: MemoryStore) -> type[BaseHTTPRequestHandler]:
    class Endpoint(BaseHTTPRequestHandler):
        """A SPARQL endpoint over an engine, with some ways to misbehave by path."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            text = parse_qs(body)["query"][0]
            time.sleep(2 if self.path == "/slow" else 0)
            if self.path in LIMITS:
                self.reply(*limited(store, text, self.path))
                return
            status, media, sent = CANNED.get(self.path) or answered(store, text)
            self.reply(status, media, sent[: len(sent) // 2] if self.path == "/half" else sent)

        def reply(
            self, status: int, media: str, body: bytes, more: Mapping[str, str] | None = None
        ) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", media)
                if self.path != "/endless":
                    self.send_header("Content-Length", str(len(body)))
                for name, value in (more or MORE.get(self.path, {})).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except BrokenPipeError:  # who asked has given up
                pass

        def log_message(self, format: str, *values: object) -> None:
            """Keep the test's output clean."""

    return Endpoint


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    store = open_memory()
    facts = (Quad(A, P, Literal(1)), Quad(A, P, Literal("x", language="en")), Quad(A, P, A))
    store.apply(Change(added=(*facts, *reading_quads(READING, store.vocabulary))))
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering(store))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def remote(endpoint: str) -> RemoteStore:
    return RemoteStore(Settings(store=endpoint + "/sparql"))


def test_tables_graphs_and_truths(remote: RemoteStore) -> None:
    answer = remote.query("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert answer.variables == ("o",)
    assert {row["o"] for row in answer} == {DATA + "a", "x", 1}
    assert remote.query("ASK { ?s ?p 1 }").truth is True
    assert len(list(remote.query("CONSTRUCT WHERE { ?s ?p ?o }").triples())) == 3


def test_patterns_and_readings(remote: RemoteStore) -> None:
    assert set(remote.match(A, P)) == {
        Quad(A, P, Literal(1)),
        Quad(A, P, Literal("x", language="en")),
        Quad(A, P, A),
    }
    assert list(remote.match(A, P, Literal(1))) == [Quad(A, P, Literal(1))]
    assert list(remote.documents()) == [D]
    assert remote.reading(D) == tidy(READING)
    assert remote.reading(Iri(DATA + "document/none")) is None
    standing = Vocabulary(Settings()).ckg("standing")
    assert [quad.graph_name for quad in remote.everywhere(standing, Literal("asserted"))] == [
        NamedNode(D)
    ]


def test_questions_are_asked_with_their_values(remote: RemoteStore) -> None:
    rows = list(remote.select("partner_under", topic=Iri(DATA + "a")))
    assert rows == [{"under": DATA + "a"}]


def test_it_is_only_read(remote: RemoteStore) -> None:
    with pytest.raises(StoreUnusable, match="only read"), remote as store:
        store.apply(Change(added=(Quad(A, P, A),)))


@pytest.mark.parametrize(
    ("path", "error", "why"),
    [
        ("/slow", TookTooLong, "within 1 seconds"),
        ("/fails", SourceUnavailable, "cannot be asked"),
        ("/html", SourceUnavailable, "no SPARQL endpoint: it answers with text/html"),
        ("/half", SourceUnavailable, "broken answer"),
        ("/stopped", TookTooLong, "half an answer: incomplete"),
    ],
)
def test_an_endpoint_that_misbehaves_is_told(
    endpoint: str, path: str, error: type[KgError], why: str
) -> None:
    store = RemoteStore(replace(Settings(store=endpoint + path), query_timeout=1.0))
    with pytest.raises(error, match=why):
        list(store.query("SELECT ?o { ?s ?p ?o }"))


def test_lines_without_an_end_are_no_answer(endpoint: str) -> None:
    store = RemoteStore(Settings(store=endpoint + "/endless"))
    with pytest.raises(SourceUnavailable, match="where its answer ends"):
        store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert len(list(store.query("SELECT * { ?s ?p ?o }"))) == 3  # which has an end of its own


@pytest.mark.parametrize("path", ["/ours", "/virtuoso"])
def test_what_a_server_says_to_have_cut_is_never_taken_for_all(endpoint: str, path: str) -> None:
    store = RemoteStore(Settings(store=endpoint + path))
    assert len(set(store.match(A, P))) == 3  # in parts
    subject, values = Iri(A.value), (Iri(A.value), 1)
    with pytest.raises(SourceUnavailable, match="sends 1 of 2 rows"):
        store.select("entity_between", subject=subject, object=values)
    assert len(list(store.select("entity_between", subject=subject, object=[1]))) == 1
    answer = store.query("SELECT * { ?s ?p ?o }")
    assert (len(list(answer)), answer.truncated) == (1, 1)


def test_nobody_there(endpoint: str) -> None:
    host = endpoint.rpartition(":")[0]
    with pytest.raises(SourceUnavailable, match="cannot be asked"):
        RemoteStore(Settings(store=f"{host}:9/sparql")).query("ASK {}")


@pytest.mark.parametrize("text", ["SELECT", "INSERT DATA {}", "ASK { SERVICE <http://a> {} }"])
def test_what_is_no_query_is_refused(remote: RemoteStore, text: str) -> None:
    with pytest.raises(BadRequest):
        remote.query(text)
