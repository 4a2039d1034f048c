"""Workers that answer over connections which the server lends them: nobody sees a difference."""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import httpx
import pytest
from pyoxigraph import Literal, Quad

from api.workers import BESIDE
from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.store.rdf import PREF_LABEL, node
from kg.store.store import Change
from tests.api.conftest import serving
from tests.api.lines import Line, connections, helpers
from tests.api.test_streaming import CSV, MANY, soon
from tests.api.test_workers import ENDLESS, FLOOD, workers

ROWS = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[httpx.Client]:
    """A server with one worker of each kind, whose questions may take a second."""
    with serving(replace(settings, query_workers=1, query_timeout=1.5)) as client:
        yield client


@pytest.fixture
def line(server: httpx.Client) -> Iterator[Line]:
    found = Line(server)
    try:
        yield found.lent()
    finally:
        found.close()


@pytest.fixture
def other(server: httpx.Client) -> Iterator[Line]:
    found = Line(server)
    yield found
    found.close()


def about(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    """An answer without what changes by the second."""
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if name != "date"}, body


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        (ROWS, "Accept: application/sparql-results+json\r\n"),
        (ROWS, "Accept: text/csv;q=0.5, text/tab-separated-values\r\n"),
        (ROWS, "Accept: application/sparql-results+xml\r\n"),
        (ROWS, ""),
        (ROWS, "Accept: text/html\r\n"),  # a page
        (ROWS, "Accept: image/png\r\n"),  # refused
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7", ""),
        ("SELECT * { ?s ?p }", ""),  # an error
        ("INSERT DATA { <a> <b> <c> }", ""),
        ("SELECT (STR(1/3) AS ?x) (NOW() = NOW() AS ?y) {}", ""),  # never kept
    ],
)
def test_the_answer_is_the_same(other: Line, line: Line, query: str, headers: str) -> None:
    other.ask(query, headers=headers)
    line.ask(query, headers=headers)
    assert about(line.answer()) == about(other.answer())


def test_what_the_client_has_is_not_sent_again(line: Line) -> None:
    line.ask(ROWS)
    tag = line.answer()[1]["etag"]
    line.ask(ROWS, headers=f"If-None-Match: {tag}\r\n")
    status, headers, body = line.answer()
    assert (status, headers["etag"], body) == (304, tag, b"")


def test_other_requests_over_the_same_connection(line: Line) -> None:
    for method in ("HEAD", "GET"):
        line.ask(ROWS, method=method)
        assert line.answer(method=method)[0] == 200
        line.lent()
    line.line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert line.answer()[0] == 200
    line.ask(method="PUT")
    assert line.answer()[0] == 405


def test_a_request_in_pieces(line: Line) -> None:
    line.line.sendall(b"GET /sparql?query=ASK%20%7B%7D")
    time.sleep(0.2)
    line.line.sendall(b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert line.answer()[0] == 200


def test_requests_in_a_row(line: Line) -> None:
    for query in ("ASK {}", "ASK { FILTER(false) }") * 5:
        line.ask(query)
    found = [line.answer()[2] for _ in range(10)]
    assert [b"true" in body for body in found] == [True, False] * 5


@pytest.mark.parametrize("seed", range(4))
def test_answers_come_in_order_however_the_requests_come(line: Line, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    asked, whole = [], b""
    for number in range(120):
        query = f"SELECT ({number} AS ?n) (?{rng.choice('xy')} AS ?m) {{ VALUES ?x {{ 1 2 }} }}"
        asked.append(number)
        path = httpx.URL("/sparql", params={"query": query}).raw_path.decode()
        usual = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"
        form = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        posted = f"{form}Content-Length: {len(query)}\r\n\r\n{query}"
        whole += (posted if rng.random() < 0.1 else usual).encode()

    def send() -> None:
        left = whole
        while left:
            size = rng.choice((len(usual), rng.randint(1, 1500)))
            line.line.sendall(left[:size])
            left = left[size:]
            time.sleep(rng.choice((0, 0, 0.002, 0.01)))

    sending = Thread(target=send)
    sending.start()
    answers = [json.loads(line.answer()[2]) for _ in asked]
    sending.join()
    found = [int(answer["results"]["bindings"][0]["n"]["value"]) for answer in answers]
    assert found == asked


def test_a_long_question_is_stopped_and_others_go_on(other: Line, line: Line) -> None:
    other.lent()
    line.ask(ENDLESS)
    time.sleep(0.3)
    started = time.monotonic()
    other.ask()
    assert other.answer()[0] == 200
    assert time.monotonic() - started < 1
    status, _, body = line.answer()
    assert (status, b"took-too-long" in body, b"1.5 seconds" in body) == (503, True, True)
    for _ in range(2):
        line.ask()
        assert line.answer()[0] == 200


def test_there_is_an_end_to_long_questions_over_lent_connections(settings: Settings) -> None:
    before = workers(os.getpid())
    most = 1 + BESIDE + 1  # those that are lent questions, and one that is lent connections
    with ExitStack() as stack:
        client = stack.enter_context(serving(replace(settings, query_workers=1)))
        lines = [stack.enter_context(closing(Line(client))) for _ in range(most + 4)]
        for line in lines:
            before_it, deadline = connections(), time.monotonic() + 1
            while connections() <= before_it and time.monotonic() < deadline:
                line.ask()
                line.answer()
            line.ask(ENDLESS)
            time.sleep(0.3)
        assert len(workers(os.getpid()) - before) <= most
        lines[-1].hang_up()
        assert any(b"too-busy" in line.answer()[2] for line in lines[most - 1 : -1])


def test_an_idle_connection_is_closed_though_its_worker_is_busy(settings: Settings) -> None:
    with ExitStack() as stack:
        client = stack.enter_context(serving(replace(settings, query_workers=1)))
        line, other = (stack.enter_context(closing(Line(client))).lent() for _ in range(2))
        line.ask(ENDLESS)
        time.sleep(0.3)
        other.line.settimeout(12)
        assert other.line.recv(1) == b""
        assert workers(os.getpid()) & set(helpers())  # it is still at it
        line.hang_up()


def test_nothing_works_for_a_client_that_is_gone(line: Line) -> None:
    before = {pid for pid, number in helpers().items() if number}
    line.ask(ENDLESS)
    time.sleep(0.5)
    line.hang_up()
    assert soon(lambda: not before & workers(os.getpid()))


def test_a_long_answer_over_a_lent_connection(settings: Settings) -> None:
    with serving(replace(settings, query_workers=1)) as client, closing(Line(client)) as line:
        line.lent()
        line.ask(f"{FLOOD} LIMIT {MANY}", headers=f"Accept: {CSV['accept']}\r\n")
        status, headers, body = line.answer()
        assert (status, headers["transfer-encoding"]) == (200, "chunked")
        assert body.count(b"\r\n") == MANY + 1


@pytest.mark.parametrize("query", ["ASK {}", ENDLESS])
def test_a_worker_that_dies_takes_no_connection_with_it(
    other: Line, line: Line, query: str
) -> None:
    other.lent()
    if query == ENDLESS:
        line.ask(query)
        time.sleep(0.3)
    for pid in helpers():  # also one that has gone over to the others
        os.kill(pid, signal.SIGKILL)
    if query == ENDLESS:
        status, _, body = line.answer()
        assert (status, b"took-too-much" in body) == (503, True)
    for one in (line, other):
        one.ask()
        assert one.answer()[0] == 200


def test_it_answers_about_the_newest_state(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"), query_workers=1)
    name = Quad(node("http://x/a"), PREF_LABEL, Literal("first"))
    later = Quad(name.subject, PREF_LABEL, Literal("second"))
    with open_writer(settings) as store:
        store.apply(Change((), (), (name,)))
    with serving(settings) as client, closing(Line(client)) as line:
        line.lent()
        query = "SELECT ?o { ?s ?p ?o }"
        line.ask(query)
        assert b"first" in line.answer()[2]
        with open_writer(settings) as store:
            store.apply(Change((), (name,), (later,)))
        line.ask(query)
        assert b"second" in line.answer()[2]


def test_a_connection_that_nobody_uses_is_closed(line: Line) -> None:
    started = time.monotonic()
    assert line.line.recv(1) == b""
    assert time.monotonic() - started > 4
