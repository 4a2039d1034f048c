"""Queries that run over are stopped, and nothing else is."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, Quad

from api.problems import TooBusy, TookTooMuch
from api.question import Question
from api.workers import BESIDE, Workers
from kg.errors import TookTooLong
from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.store.rdf import PREF_LABEL, node
from kg.store.store import Change
from tests.api.conftest import serving

ANY = "{ " + " ".join(f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(4)) + " }"
ENDLESS = f"SELECT (COUNT(*) AS ?n) WHERE {ANY}"
FLOOD = f"SELECT * WHERE {ANY}"
HOARD = f"SELECT * WHERE {ANY} ORDER BY ?s0 ?s1 ?s2 ?s3"


def children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(folder.name))
    return found


def workers(parent: int) -> set[int]:
    lines = {pid: (Path("/proc") / str(pid) / "cmdline").read_bytes() for pid in children(parent)}
    nurseries = {pid for pid, line in lines.items() if b"api.forking" in line}
    return {worker for pid in nurseries for worker in children(pid)}


def test_a_runaway_query_is_stopped_and_the_next_one_runs_at_once(client: httpx.Client) -> None:
    started = time.monotonic()
    response = client.get("/sparql", params={"query": ENDLESS, "timeout": "0.5"})
    assert time.monotonic() - started < 3
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"].endswith("took-too-long")
    assert "0.5 seconds" in response.json()["detail"]
    started = time.monotonic()
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    assert time.monotonic() - started < 5  # the machine may be busy with other tests


def test_the_server_has_its_own_limit(settings: Settings) -> None:
    with serving(replace(settings, query_timeout=0.3, query_workers=1)) as client:
        response = client.get("/sparql", params={"query": ENDLESS, "timeout": "3000"})
        assert "0.3 seconds" in response.json()["detail"]
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_one_worker_is_enough_for_many_clients(settings: Settings) -> None:
    before = workers(os.getpid())
    with serving(replace(settings, query_workers=1)) as client:
        for _ in range(20):
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        # One is lent questions, and one connections.
        assert len(workers(os.getpid()) - before) <= 2


def test_a_worker_starts_without_the_framework() -> None:
    code = "import sys, api.worker; print(*{'fastapi', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("", 0)


def test_a_killed_worker_is_replaced(settings: Settings) -> None:
    before = workers(os.getpid())
    with serving(replace(settings, query_workers=1)) as client:
        (mine,) = workers(os.getpid()) - before
        os.kill(mine, signal.SIGKILL)
        time.sleep(0.2)
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert workers(os.getpid()) == before


def test_a_client_that_hangs_up_frees_its_worker(settings: Settings) -> None:
    with serving(replace(settings, query_workers=1)) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.get("/sparql", params={"query": ENDLESS}, timeout=0.3)
        started = time.monotonic()
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert time.monotonic() - started < 5


def test_a_hoarder_of_memory_dies_alone(settings: Settings) -> None:
    async def ask() -> None:
        async with Workers(replace(settings, query_workers=1, query_memory=1024)) as workers:
            with pytest.raises(TookTooMuch, match="1024 MB"):
                await workers.ask(Question(HOARD), 60)
            reply = await workers.ask(Question("ASK {}"), 60)
            assert b"true" in reply.body

    asyncio.run(ask())


def test_new_conclusions_are_seen_at_once(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s skos:prefLabel ?o }"

    def counted() -> str:
        rows = client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
        return str(rows[0]["n"]["value"])

    with serving(settings) as client:
        assert counted() == "0"
        for number in range(1, 4):
            label = Quad(node(f"https://example.org/{number}"), PREF_LABEL, Literal("x"))
            with open_writer(settings) as store:
                store.apply(Change(added=(label,)))
            assert counted() == str(number)


@pytest.fixture
def orphans(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], set[int]]]:
    code = (
        "import json, sys, uvicorn\n"
        "from api.app import create_app\n"
        "from kg.settings import Settings\n"
        "uvicorn.run(create_app(Settings(**json.loads(sys.argv[1]))), port=0, log_level='error')"
    )
    server = subprocess.Popen([sys.executable, "-c", code, json.dumps(settings.as_dict())])
    try:
        deadline = time.monotonic() + 20
        while len(workers(server.pid)) < settings.query_workers and time.monotonic() < deadline:
            time.sleep(0.05)
        yield server, workers(server.pid)
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_server(
    orphans: tuple[subprocess.Popen[bytes], set[int]], end: signal.Signals
) -> None:
    server, started = orphans
    assert len(started) == 2
    server.send_signal(end)
    server.wait(20)
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in started) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]


async def _queued(settings: Settings) -> tuple[float, str]:
    """How long a question waits whose second is over before a worker is free."""
    async with Workers(replace(settings, query_workers=1)) as workers:
        busy = asyncio.create_task(workers.ask(Question(ENDLESS), 4))
        await asyncio.sleep(0.2)
        begun = time.monotonic()
        with pytest.raises(TooBusy) as refused:
            await workers.ask(Question("ASK {}"), 20, 0.2)
        waited = time.monotonic() - begun
        with pytest.raises(TookTooLong):
            await busy
    return waited, str(refused.value)


def test_waiting_for_a_worker_counts_into_the_time_of_the_question(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.workers.BESIDE", 0)
    waited, why = asyncio.run(_queued(settings))
    assert waited < 2
    assert "busy" in why


async def _beside_endless(settings: Settings, many: int) -> list[str]:
    """What becomes of endless questions until a trivial one that came later has been answered."""
    async with Workers(settings) as workers:
        endless = [asyncio.create_task(workers.ask(Question(ENDLESS), 60)) for _ in range(many)]
        await asyncio.sleep(0.1)
        try:
            await workers.ask(Question("ASK {}"), 60)
        finally:
            for one in endless:
                one.cancel()
            ends = await asyncio.gather(*endless, return_exceptions=True)
    return [type(end).__name__ for end in ends]


def test_endless_questions_do_not_hold_up_a_trivial_one(settings: Settings) -> None:
    assert asyncio.run(_beside_endless(settings, 3)) == ["CancelledError"] * 3


def test_many_endless_questions_make_room_for_a_trivial_one(settings: Settings) -> None:
    ends = asyncio.run(_beside_endless(settings, 12))
    assert ends.count("TooBusy") <= 12 - 2 * (1 + BESIDE) + 1  # and no more than has to
    assert set(ends) == {"TooBusy", "CancelledError"}


def test_no_two_workers_draw_the_same(settings: Settings) -> None:
    async def ask() -> set[bytes]:
        async with Workers(settings) as workers:
            drawn = Question("SELECT (UUID() AS ?u) (RAND() AS ?r) {}", "text/csv")
            asked = [workers.ask(drawn, 20) for _ in range(2)]
            return {reply.body for reply in await asyncio.gather(*asked)}

    assert len(asyncio.run(ask())) == 2


def test_where_workers_come_from_is_started_again(settings: Settings) -> None:
    before = set(children(os.getpid()))
    with serving(replace(settings, query_workers=1)) as client:
        for pid in set(children(os.getpid())) - before:
            for one in [pid, *children(pid)]:
                os.kill(one, signal.SIGKILL)
        time.sleep(0.2)
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_only_so_many_that_take_long_run_at_a_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.workers.BESIDE", 0)
    assert "TooBusy" in asyncio.run(_beside_endless(settings, 3))


def test_a_queue_has_an_end(settings: Settings) -> None:
    async def ask() -> float:
        async with Workers(replace(settings, query_workers=1, query_queue=2)) as workers:
            asked = [asyncio.create_task(workers.ask(Question(ENDLESS), 2)) for _ in range(3)]
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            with pytest.raises(TooBusy, match="2 queries are waiting"):
                await workers.ask(Question("ASK {}"), 20)
            took = time.monotonic() - begun
            for one in asked:
                one.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        return took

    assert asyncio.run(ask()) < 0.5
