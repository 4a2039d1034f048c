"""Alerts over HTTP: pages and feeds that say what changed, and not who is told."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from kg.alerting.alert import read_alerts
from kg.alerting.events import Cell, Event, Row
from kg.alerting.state import AlertState
from kg.settings import DATA, Settings
from kg.store.changes.told import Origin, Piece
from kg.store.embedded import open_writer
from tests.api.conftest import EVIL, serving

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FILE = """
[alerts.staff]
title = "Who is at <Ortel>"
query = "SELECT ?a { ?a ?b ?c }"
mail = "unseen@example.org"
[alerts.quiet]
query = "ASK {}"
webhook = "https://unseen.example.org/x"
secret = "sixteen characters at least"
"""


def event(number: int) -> Event:
    piece = Piece(
        f"{DATA}document/d#claim-1", f"{EVIL} spoke.", Origin(f"{DATA}document/d", EVIL, "", "2024")
    )
    cells = (Cell("who", f"{DATA}person/p", EVIL), Cell("n", str(number), str(number)))
    rows = (Row(str(number), cells, (piece,)),)
    return Event(
        f"e{number}", "staff", "Who is at <Ortel>", 1e9 + number, "1", "2", 9, 3, 0, rows, ()
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("alerts")
    found = Settings(store=str(folder / "kg"))
    open_writer(found).close()
    (folder / "sources.toml").write_text(FILE)
    alerts = read_alerts(folder / "sources.toml")
    with closing(AlertState(found.folder)) as state:
        state.set_alerts(alerts.values())
        for number in (1, 2):
            state.answered(alerts["staff"], "2", (), event(number), 1e9)
        state.failed("quiet", "unseen.example.org is 10.0.0.1", "2", 1e9)
    return found


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as found:
        yield found


def test_all_alerts_without_those_who_are_told(client: httpx.Client) -> None:
    found = {one["name"]: one for one in client.get("/alerts").json()["alerts"]}
    assert (found["staff"]["changes"], found["quiet"]["changes"]) == (2, 0)
    assert found["quiet"]["trouble"]
    page = client.get("/alerts?format=html").text
    assert "Who is at &lt;Ortel&gt;</a>" in page
    for path in ("/alerts", "/alerts?format=html", "/alerts/staff", "/alerts/staff.atom"):
        assert "unseen" not in client.get(path).text, path


def test_the_feed_of_one(client: httpx.Client) -> None:
    answer = client.get("/alerts/staff.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  # our own
    ids = [one.text for one in feed.findall("a:entry/a:id", ATOM)]
    assert ids == [f"{DATA}alerts/staff/e2", f"{DATA}alerts/staff/e1"]
    assert feed.findtext("a:title", "", ATOM) == "collab-kg: Who is at <Ortel>"
    content = feed.findtext("a:entry/a:content", "", ATOM)
    assert "<script>" not in content
    assert "&lt;script&gt;" in content
    assert "2 more." in content
    again = client.get("/alerts/staff.atom", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    same = client.get("/alerts/staff", headers={"Accept": "application/atom+xml"})
    assert same.content == answer.content


def test_the_page_of_one_leads_to_its_feed(client: httpx.Client) -> None:
    page = client.get("/alerts/staff", headers={"Accept": "text/html"}).text
    assert 'href="/alerts/staff.atom"' in page.partition("</head>")[0]
    assert "<script>alert" not in page
    assert "Nothing has changed" in client.get("/alerts/quiet?format=html").text
    told = client.get("/alerts/staff").json()
    assert [one["id"] for one in told["events"]] == ["e2", "e1"]


@pytest.mark.parametrize("path", ["/alerts/none", "/alerts/none.atom", "/alerts/..%2F..%2Fx"])
def test_no_such_alert(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_nobody_asked_anything_yet(tmp_path: Path) -> None:
    with serving(Settings(store=str(tmp_path / "new"))) as client:
        assert client.get("/alerts").json() == {"alerts": []}
        assert "No question is saved" in client.get("/alerts?format=html").text
