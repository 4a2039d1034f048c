"""`kg alerts` as it is typed, and one article sent to a server: one alert in each of three ways."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from kg.cli import run
from kg.settings import Settings
from kg.store.embedded import open_writer
from tests.api.test_intake import served
from tests.kg.alerting.receivers import hooked, post_office
from tests.kg.store.changes.told import publish, reading

SECRET = "sixteen characters and more"  # noqa: S105  # of this test alone
QUERY = "SELECT ?who ?body { ?who ckg:collaboratesWith ?body FILTER(STR(?who) < STR(?body)) }"
ALERT = f"""
[alerts.partners]
title = "Who works with whom"
query = '''{QUERY}'''
"""
TEXT = "Peking Union Medical College Hospital in China works with Keio University in Japan."
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 180
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.3)


def test_one_article_is_one_alert_in_each_of_three_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(store=str(tmp_path / "kg"), token="right")  # noqa: S106
    with open_writer(settings) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    with post_office() as office, hooked() as hook:
        monkeypatch.setenv("KG_SMTP", office.address)
        monkeypatch.setenv("KG_PRIVATE", "127.0.0.1")
        path = tmp_path / "sources.toml"
        ways = f'mail = "office@example.org"\nwebhook = "{hook.address}"\nsecret = "{SECRET}"\n'
        path.write_text(ALERT + ways)
        with (
            served(settings, path) as (_, address),
            httpx.Client(base_url=address, timeout=60) as client,
        ):
            until(lambda: any(one["checked"] for one in client.get("/alerts").json()["alerts"]))
            document = {"title": "News", "text": TEXT, "published": "2026-11-20", "kind": "news"}
            for _ in range(2):  # a machine may send it again
                headers = {"Authorization": "Bearer right"}
                job = client.post("/ingest", json=document, headers=headers).headers["location"]
                until(lambda at=job: client.get(at).json()["state"] == "done")  # type: ignore[misc]
            until(lambda: bool(hook.bodies and office.mails))
            time.sleep(2)  # for what must not come
            feed = ElementTree.fromstring(client.get("/alerts/partners.atom").content)  # noqa: S314
    [event], [mail] = hook.events, office.mails
    [entry] = feed.findall("a:entry", ATOM)
    [row] = event["added"]
    assert {cell["label"] for cell in row["cells"].values()} == {
        "Keio University",
        "Peking Union Medical College Hospital",
    }
    assert [piece["quote"] for piece in row["evidence"]] == [TEXT]
    assert TEXT in mail.get_content()
    assert TEXT in entry.findtext("a:content", "", ATOM)
    assert (entry.findtext("a:id", "", ATOM).rpartition("/")[2], hook.keys) == (
        event["id"],
        [event["id"]],
    )


def test_alerts_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    monkeypatch.setenv("KG_STORE", settings.store)
    monkeypatch.setenv("COLUMNS", "160")
    path = tmp_path / "sources.toml"
    path.write_text(ALERT + "[alerts.bad]\nquery = 'SELECT ?x { ?x'\n")
    with open_writer(settings) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    assert run(["alerts", "list"]) == 0
    assert "no alert has been asked yet" in capsys.readouterr().err
    assert run(["alerts", "run", str(path)]) == 1  # one of both cannot be asked
    told = capsys.readouterr().err
    assert "partners: 1 row to compare with" in told
    assert "alert bad: this is no SPARQL" in told
    with open_writer(settings) as store:
        publish(store, reading("b", "Cy Ott", "Delphi Clinic"))
    assert run(["alerts", "run", str(path)]) == 1
    assert "* Delphi Clinic, Keio University" in capsys.readouterr().out
    assert run(["alerts", "show", "partners", "--format", "json"]) == 0
    [event] = json.loads(capsys.readouterr().out)
    assert event["added_total"] == 1
    assert run(["alerts", "list", "--format", "json"]) == 0
    listed = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert (listed["partners"]["changes"], listed["partners"]["trouble"]) == (1, "")
    assert "no SPARQL" in listed["bad"]["trouble"]
    assert run(["alerts", "test", "partners", str(path)]) == 0
    assert "Test of Who works with whom: 2 new" in capsys.readouterr().out
    assert run(["alerts", "test", "none", str(path)]) == 2
    assert "there is partners, bad" in capsys.readouterr().err
    assert run(["alerts", "show", "none"]) == 1
