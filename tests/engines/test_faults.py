"""Servers that are busy, slow, gone or closed, and writers that are killed; told and mended."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import KgError, SourceUnavailable, StoreBusy, StoreUnusable, TookTooLong
from kg.settings import Settings
from kg.store.remote.store import RemoteStore
from kg.store.remote.writer import open_remote_writer
from tests.api.conftest import evil, news
from tests.engines.acting import contents, put
from tests.engines.conftest import EMBEDDED, Engine
from tests.engines.proxy import Told, proxy

ROOT = Path(__file__).parents[2]
KILLED = """
import sys
from kg.settings import Settings
from tests.api.conftest import evil, news
from tests.engines.acting import put
put(Settings(store=sys.argv[1], local=sys.argv[2], update_size=100), [news(), evil()])
"""


@pytest.fixture
def between(started: Callable[[str], Engine], tmp_path: Path) -> Iterator[tuple[Settings, Told]]:
    """A store behind the proxy."""
    found = started("oxigraph").settings(tmp_path)
    with proxy(found.store) as (url, told):
        yield replace(found, store=url), told


def test_a_busy_server_is_asked_again(between: tuple[Settings, Told]) -> None:
    settings, told = between
    told.busy = 2
    assert put(settings, [news()]).taken == 1
    with RemoteStore(settings) as store:
        told.busy, told.retry_after = 2, "0"
        told.seen.clear()
        assert store.query("ASK {}").truth is True
        assert len(told.seen) == 4  # twice busy, then what it tells of itself, then the answer


def test_one_that_stays_busy_is_told(between: tuple[Settings, Told]) -> None:
    settings, told = between
    told.busy, told.retry_after = 100, "3000"
    with pytest.raises(SourceUnavailable, match="also when asked again: it answers 503"):
        list(RemoteStore(settings).documents())
    assert len(told.seen) == 1  # it would have to wait longer than a query may take


@pytest.mark.parametrize(
    ("fault", "error", "why"),
    [
        ({"seconds": 2.0}, TookTooLong, "within 1 seconds"),
        ({"cut": True}, SourceUnavailable, "broken answer"),
        ({"authorization": "Bearer x"}, StoreUnusable, "KG_STORE_LOGIN"),
    ],
)
def test_faults_are_told(
    between: tuple[Settings, Told], fault: dict[str, object], error: type[KgError], why: str
) -> None:
    settings, told = between
    for key, value in fault.items():
        setattr(told, key, value)
    with pytest.raises(error, match=why):
        list(RemoteStore(replace(settings, query_timeout=1.0)).documents())


@pytest.mark.parametrize(
    ("more", "authorization"),
    [
        ({"store_login": "ada:se:cret"}, "Basic YWRhOnNlOmNyZXQ="),
        ({"store_token": "abc"}, "Bearer abc"),
    ],
)
def test_who_logs_in_may_write(
    between: tuple[Settings, Told], more: dict[str, str], authorization: str
) -> None:
    settings, told = between
    told.authorization = authorization
    put(replace(settings, **more), [news()])  # type: ignore[arg-type]  # texts
    with RemoteStore(replace(settings, **more)) as store:  # type: ignore[arg-type]
        assert store.query("ASK { ?s a ckg:Document }").truth is True
    with pytest.raises(StoreUnusable) as caught:
        open_remote_writer(replace(settings, store_login="ada:wrong"))
    assert "wrong" not in str(caught.value)


def test_a_login_in_the_address_is_never_told(between: tuple[Settings, Told]) -> None:
    settings, told = between
    told.authorization = "Basic YWRhOnNlY3JldA=="
    url = settings.store.replace("://", "://ada:secret@")
    inside = replace(settings, store=url)
    assert "secret" not in inside.place
    assert "secret" not in str(inside.folder)
    put(inside, [news()])
    told.authorization = "Bearer x"
    with pytest.raises(StoreUnusable) as caught:
        open_remote_writer(inside)
    assert "secret" not in str(caught.value)


def test_digest_is_answered(started: Callable[[str], Engine], tmp_path: Path) -> None:
    found = started("virtuoso").settings(tmp_path)
    closed = replace(found, store=found.store + "-auth", update_url=found.store + "-auth")
    put(replace(closed, store_login="dba:secret"), [news()])
    with RemoteStore(replace(closed, store_login="dba:secret")) as store:
        assert store.query("ASK { ?s a ckg:Document }").truth is True
    with pytest.raises(StoreUnusable, match="refuses with status 401"):
        list(RemoteStore(replace(closed, store_login="dba:wrong")).documents())


def test_one_writer_at_a_time(between: tuple[Settings, Told]) -> None:
    settings, _ = between
    store = open_remote_writer(settings)
    with pytest.raises(StoreBusy, match="is being written by process"):
        open_remote_writer(settings)
    put(replace(settings, local=f"{settings.local}-2"), [evil()])  # as from another machine
    with pytest.raises(StoreBusy, match="by somebody else too"):
        store.close()


@pytest.mark.parametrize("after", [4, 5])
def test_what_a_kill_leaves_is_mended(
    engine: Engine, started: Callable[[str], Engine], tmp_path: Path, after: int
) -> None:
    if engine.name == EMBEDDED:
        pytest.skip("tests/kg/test_crash.py kills writers of a folder")
    settings = engine.settings(tmp_path)
    update = engine.url.replace("/query", "/update")
    with proxy(engine.url) as (url, told):
        told.update, told.stop_after = update, after  # the first four are those of the probe
        command = [sys.executable, "-c", KILLED, url, settings.local]
        writer = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert told.stopped.wait(60)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        told.stop_after = -1
        through = replace(settings, store=url)
        open_remote_writer(through).close()
        put(through, [news(), evil()])
        beside = started(EMBEDDED).settings(tmp_path / "beside")
        put(beside, [news(), evil()])
        assert contents(through) == contents(beside)
        assert not (through.folder / "journal").exists()
