"""Documents sent to a server: kept before they are acknowledged, read by a watcher, told of."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.intake import Intake
from kg.settings import Settings
from kg.signing import HEADER, signed
from kg.store.embedded import open_writer
from kg.watching.source import read_sources
from kg.watching.state import WatchState
from tests.api.conftest import EVIL, serving

SECRET = "sixteen characters and more"  # noqa: S105  # of this test alone
SOURCES = f"""
[sources.partner]
kind = "push"
secret = "{SECRET}"
[sources.files]
kind = "folder"
path = "in"
"""
TOKEN = {"Authorization": "Bearer right"}
TEXT = "Peking Union Medical College Hospital in China works with Keio University in Japan."


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("intake")
    (folder / "sources.toml").write_text(SOURCES)
    settings = Settings(store=str(folder / "kg"), token="right")  # noqa: S106
    open_writer(settings).close()
    return settings


@pytest.fixture(scope="module")
def client(place: Settings) -> Iterator[httpx.Client]:
    with serving(place, Intake(place.folder.parent / "sources.toml")) as found:
        yield found


def test_what_is_sent_is_a_job_that_waits(client: httpx.Client, place: Settings) -> None:
    sent = [{"url": "https://example.org/a"}, {"title": "B", "text": TEXT, "kind": "news"}]
    answer = client.post("/ingest", json=sent, headers=TOKEN)
    assert answer.status_code == 202
    assert answer.headers["location"] == answer.json()["location"]
    job = client.get(answer.headers["location"]).json()
    assert job["state"] == "waiting"
    assert [(one["name"], one["state"]) for one in job["documents"]] == [
        ("https://example.org/a", "waiting"),
        ("B", "waiting"),
    ]
    state = WatchState(place.folder)
    try:
        assert [json.loads(item.payload) for item in state.due_items(time.time(), 2)] == sent
    finally:
        state.close()


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        ("{", "body", "no JSON"),
        ("[]", "body", "1 to 1000"),
        ("[1]", "body", "an object"),
        ('{"title": "A"}', "text", "neither"),
        ('{"url": "file:///etc/passwd"}', "url", "not an address with http"),
        ('{"text": "a", "kind": "gossip"}', "kind", "not one of news, conference"),
        ('{"text": "a", "published": "yesterday"}', "published", "not a date such as"),
        ('{"text": "a\\ud800"}', "text", "not text"),
        ('{"text": "a", "\\ud800": "b"}', "?", "unknown field"),
        ('[{"text": "a"}, {"text": 5}]', "text", "document 2"),
        ('{"url": "https://example.org/", "title": "A"}', "title", "goes with a text"),
        ('{"text": "a", "txet": "b"}', "txet", "unknown field"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(
    client: httpx.Client, body: str, field: str, told: str
) -> None:
    headers = {**TOKEN, "Content-Type": "application/json"}
    answer = client.post("/ingest", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert told in answer.json()["detail"]


def test_who_may_send(client: httpx.Client, place: Settings, tmp_path: Path) -> None:
    assert client.post("/ingest", json={"text": "a"}).status_code == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert client.post("/ingest", json={"text": "a"}, headers=wrong).status_code == 401
    assert client.post("/ingest", content="text", headers=TOKEN).status_code == 415
    assert client.get("/jobs/none").status_code == 404
    with serving(Settings(store=str(tmp_path / "kg"))) as closed:
        assert closed.post("/ingest", json={"text": "a"}).status_code == 403
        assert closed.get("/sources").json() == {"sources": [], "troubles": []}
        assert closed.get("/jobs/none").status_code == 404
    fresh = Settings(store=str(tmp_path / "none"), token="right")  # noqa: S106
    with serving(fresh, Intake()) as early:  # before its watcher has made the folder
        assert early.post("/ingest", json={"text": "a"}, headers=TOKEN).status_code == 503
    with serving(place) as unread:
        answer = unread.post("/ingest", json={"text": "a"}, headers=TOKEN)
        assert (answer.status_code, "--watch" in answer.text) == (503, True)


def test_a_signed_push_and_its_replay(client: httpx.Client) -> None:
    def push(seconds: int, body: str, header: str = "", source: str = "partner") -> httpx.Response:
        header = header or signed(body, SECRET, seconds)
        headers = {HEADER: header, "Content-Type": "application/json"}
        return client.post(f"/ingest/hook/{source}", content=body, headers=headers)

    now, body = int(time.time()), '{"text": "Dr Ada Alm"}'
    first = push(now, body)
    assert first.status_code == 202
    assert push(now, body).json() == first.json()  # the same message is the same job
    assert push(now + 1, body).json() != first.json()
    assert push(now - 400, body).status_code == 401
    assert push(now, body, signed(body, "another secret here", now)).status_code == 401
    assert push(now, body + " ", signed(body, SECRET, now)).status_code == 401
    assert push(now, body, "t=1,v1=xyz").status_code == 401
    assert push(now, body, source="files").status_code == 404
    assert push(now, body, source="nobody").status_code == 404


def test_a_file_of_sources_that_is_wrong_is_no_fault_of_who_pushes(
    client: httpx.Client, place: Settings
) -> None:
    path, body = place.folder.parent / "sources.toml", '{"text": "Dr Bo Berg"}'
    headers = {HEADER: signed(body, SECRET, int(time.time())), "Content-Type": "application/json"}
    path.write_text("[sources.")
    try:
        answer = client.post("/ingest/hook/partner", content=body, headers=headers)
        assert answer.status_code == 202
        path.unlink()
        again = client.post("/ingest/hook/partner", content=body, headers=headers)
        assert again.json() == answer.json()
    finally:
        path.write_text(SOURCES)


def test_the_page_of_sources(client: httpx.Client, place: Settings) -> None:
    state = WatchState(place.folder)
    found = read_sources(place.folder.parent / "sources.toml")
    state.set_sources(found.values())
    state.failed(found["files"], EVIL, None, time.time())
    state.close()
    shown = client.get("/sources").json()["sources"]
    assert [one["name"] for one in shown] == ["files", "partner"]
    assert EVIL in shown[0]["warnings"][0]
    assert shown[1]["waiting"] == 3
    page = client.get("/sources", headers={"Accept": "text/html"}).text
    assert "<strong>files</strong>: failed: " in page
    assert EVIL not in page
    assert str(place.folder.parent) not in page


@contextmanager
def served(settings: Settings, sources: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--watch", str(sources)]
    environ = {**os.environ, "KG_STORE": settings.store, "KG_TOKEN": settings.token}
    with subprocess.Popen(
        command, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stderr
        line = server.stderr.readline()
        found = re.search(r"http://\S+", line)
        try:
            assert found, line
            yield server, found.group()
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
                server.wait(30)


def test_a_server_that_is_killed_after_its_word_keeps_it(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"), token="right")  # noqa: S106
    open_writer(settings).close()
    sources = tmp_path / "sources.toml"
    sources.write_text(SOURCES)
    (tmp_path / "in").mkdir()
    with served(settings, sources) as (server, address):
        sent = httpx.post(f"{address}/ingest", json={"text": TEXT}, headers=TOKEN, timeout=30)
        server.kill()
        server.wait()
    assert sent.status_code == 202
    with served(settings, sources) as (server, address):
        deadline = time.monotonic() + 120
        job = httpx.get(address + sent.headers["location"], timeout=30).json()
        while job["state"] != "done" and time.monotonic() < deadline:
            time.sleep(0.3)
            job = httpx.get(address + sent.headers["location"], timeout=30).json()
        [doc] = job["documents"]
        assert doc["state"] == "taken"
        assert doc["claims"] > 0
        key = doc["documents"][0].rpartition("/")[2]
        shown = httpx.get(f"{address}/documents/{key}", timeout=30)
        assert "Keio University" in shown.text
