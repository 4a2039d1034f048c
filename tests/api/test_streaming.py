"""Long answers go out as they grow, and half of one is never taken for all."""

import csv
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kg.settings import Settings
from tests.api.conftest import serving
from tests.api.test_workers import FLOOD, workers

MANY = 12_000  # rows, more than 4 MB
CSV = {"accept": "text/csv"}
FEW = "SELECT ?n { VALUES ?n { 1 2 3 } }"


@pytest.fixture(scope="module")
def small(settings: Settings) -> Iterator[httpx.Client]:
    """A server whose answers may have three rows, made by one worker."""
    with serving(replace(settings, query_rows=3, query_workers=1)) as client:
        yield client


def parts() -> set[Path]:
    """The files in which answers lie that are not sent yet."""
    folder = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108
    return set(folder.glob("collab-kg-*/*/*"))


def soon(test: Callable[[], bool]) -> bool:
    """Whether something becomes true within twenty seconds: machines that test are busy."""
    deadline = time.monotonic() + 20
    while not (found := test()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def test_a_long_answer_is_whole(client: httpx.Client) -> None:
    query = {"query": f"{FLOOD} LIMIT {MANY}"}
    with client.stream("GET", "/sparql", params=query, headers=CSV) as response:
        assert response.headers["transfer-encoding"] == "chunked"
        assert "content-length" not in response.headers
        rows = list(csv.reader(io.StringIO(response.read().decode())))
    assert len(rows) == MANY + 1
    assert {len(row) for row in rows} == {16}


def test_nothing_is_left_of_a_long_answer(client: httpx.Client) -> None:
    before = parts()
    query = {"query": f"{FLOOD} LIMIT {MANY}"}
    assert client.get("/sparql", params=query, headers=CSV).is_success
    assert soon(lambda: parts() <= before)


def test_an_answer_that_runs_over_breaks_off(client: httpx.Client) -> None:
    # Whoever reads to the end sees that there is none.
    query = {"query": FLOOD, "timeout": "2.5"}
    with client.stream("GET", "/sparql", params=query, headers=CSV) as response:
        assert response.status_code == 200
        last = deque[bytes](maxlen=1)
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            last.extend(response.iter_raw())
    assert b"\n# this answer is not whole: the query was stopped after 2.5 seconds" in last[0]
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.fixture(scope="module")
def limited(settings: Settings) -> Iterator[httpx.Client]:
    """A server whose long answers are cut once they are on their way."""
    with serving(replace(settings, query_rows=MANY, query_workers=1)) as client:
        yield client


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_long_answer_with_too_many_rows_says_so_at_its_end(
    limited: httpx.Client, form: str
) -> None:
    query = {"query": FLOOD, "format": form}
    response = limited.get("/sparql", params=query)
    assert "content-length" not in response.headers
    if form == "json":
        found = response.json()
        assert (len(found["results"]["bindings"]), found["truncated"]["rows"]) == (MANY, MANY)
    else:
        rows = list(csv.reader(io.StringIO(response.text)))
        assert (len(rows), {len(row) for row in rows}) == (MANY + 2, {16})
        assert rows[-1][0].startswith("truncated")


def test_where_a_reader_would_not_see_it_a_long_answer_breaks_off(limited: httpx.Client) -> None:
    query = {"query": FLOOD, "format": "xml"}
    last = deque[bytes](maxlen=1)
    with (
        limited.stream("GET", "/sparql", params=query) as response,
        pytest.raises(httpx.RemoteProtocolError, match="incomplete"),
    ):
        last.extend(response.iter_raw())
    assert last[0].endswith(
        b"<!-- this answer is not whole: the answer has more than 12,000 rows -->\n"
    )


def test_hanging_up_in_the_middle_stops_the_work(client: httpx.Client) -> None:
    with client.stream("GET", "/sparql", params={"query": FLOOD}, headers=CSV) as response:
        body = response.iter_raw()
        next(body)
        before = workers(os.getpid())
    del body
    assert soon(lambda: bool(before - workers(os.getpid())))
    assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def asked(client: httpx.Client, head: str) -> tuple[dict[str, str], bytes]:
    """The head and the body of an answer over HTTP/1.0."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as line:
        line.sendall(head.encode())
        whole = b"".join(iter(lambda: line.recv(1 << 16), b""))
    first, _, body = whole.partition(b"\r\n\r\n")
    lines = first.decode().split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}, body


def test_a_client_of_http_1_0_is_told_the_length(client: httpx.Client) -> None:
    query = httpx.QueryParams({"query": f"{FLOOD} LIMIT {MANY}"})
    headers, body = asked(client, f"GET /sparql?{query} HTTP/1.0\r\nAccept: text/csv\r\n\r\n")
    assert int(headers["content-length"]) == len(body) > 4 << 20
    assert len(list(csv.reader(io.StringIO(body.decode())))) == MANY + 1


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_what_was_cut_says_so_in_head_and_body(small: httpx.Client, accept: str) -> None:
    query = {"query": FEW.replace("3", "3 4")}
    response = small.get("/sparql", params=query, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["x-collab-kg-truncated"] == "rows=3"
    assert "etag" not in response.headers
    assert "after 3 rows" in response.text
    if "json" in accept:
        assert [one["n"]["value"] for one in response.json()["results"]["bindings"]] == list("123")


def test_what_is_whole_says_nothing(small: httpx.Client) -> None:
    response = small.get("/sparql", params={"query": FEW})
    assert "x-collab-kg-truncated" not in response.headers
    assert json.loads(response.text).keys() == {"head", "results"}


def test_the_command_line_passes_it_on(
    small: httpx.Client,
) -> None:
    address = f"{small.base_url}/sparql"
    query = FEW.replace("3", "3 4")
    code = "from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "query", query, "--store", address, "--format", "csv"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "has cut the answer (rows=3)" in done.stderr
