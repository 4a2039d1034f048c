"""What came and went over HTTP: a page, a feed, JSON and lines; nothing twice, nothing left out."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from kg.ingest import remove
from kg.model import Iri
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer
from kg.store.snapshot import newest_generation
from tests.api.conftest import evil, serving
from tests.kg.store.changes.told import ONTOLOGY, WORDS, publish, reading

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LINES = {"Accept": "application/x-ndjson"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(store=str(tmp_path_factory.mktemp("changes") / "kg"))


@pytest.fixture(scope="module")
def names(place: Settings) -> list[str]:
    """Three generations: two that add, one that withdraws."""
    found = []
    for key, person in (("a", "Ann Lee"), ("b", "Cy Ott")):
        with open_writer(place) as store:
            publish(store, reading(key, person, "Ortel Hospital"))
        found.append(newest_generation(place))
    with open_writer(place) as store:
        publish(store, reading("a", "Ann Lee", "Delphi Clinic"), evil())
    return [*found, newest_generation(place)]


@pytest.fixture(scope="module")
def client(place: Settings, names: list[str]) -> Iterator[httpx.Client]:
    assert names
    with serving(place) as found:
        yield found


def lines(answer: httpx.Response) -> list[dict[str, object]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_lines_go_on_where_the_last_page_ended(client: httpx.Client) -> None:
    whole = lines(client.get("/changes", headers=LINES))
    assert len(whole) > 5
    paged, address = [], "/changes?limit=2"
    while address:
        answer = client.get(address, headers=LINES)
        paged += lines(answer)
        address = answer.links.get("next", {}).get("url", "")
    assert paged == whole
    numbers = [line["number"] for line in whole]
    assert numbers == sorted(numbers, key=lambda number: int(str(number)))


def test_since_a_generation_is_what_its_readers_lack(
    client: httpx.Client, names: list[str]
) -> None:
    found = client.get("/changes", params={"since": names[0]}).json()
    assert found["generation"] == names[2]
    assert {one["generation"] for one in found["changes"]} == set(names[1:])
    withdrawn = [one for one in found["changes"] if one["change"] == "withdrawn"]
    assert {one["object"]["label"] for one in withdrawn} == {"Ortel Hospital"}
    [piece] = withdrawn[0]["evidence"]
    assert piece["quote"] == WORDS.format(person="Ann Lee", body="Ortel Hospital")
    assert piece["document"]["published"] == "2024-11-16"
    assert client.get("/changes", params={"since": names[2]}).json()["changes"] == []


def test_the_feed_has_an_entry_for_each_generation(client: httpx.Client, names: list[str]) -> None:
    answer = client.get("/changes", headers={"Accept": "application/atom+xml"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  # our own
    ids = [one.text for one in feed.findall("a:entry/a:id", ATOM)]
    assert ids == [f"{DATA}changes/{name}" for name in reversed(names)]
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:entry/a:updated"):
        assert feed.findtext(path, "", ATOM), path
    contents = [one.text or "" for one in feed.findall("a:entry/a:content", ATOM)]
    assert WORDS.format(person="Cy Ott", body="Ortel Hospital") in contents[1]
    assert "<script>" not in contents[0]
    assert "&lt;script&gt;" in contents[0]
    oldest = [one.get("href", "") for one in feed.findall("a:entry/a:link", ATOM)][-1]
    address, _, anchor = oldest.partition("#")  # also when it is on none of the first pages
    assert f'id="{anchor}"' in client.get(address, headers={"Accept": "text/html"}).text
    links = {one.get("rel"): one.get("href", "") for one in feed.findall("a:link", ATOM)}
    again = client.get(links["self"])
    assert again.content == answer.content
    older = ElementTree.fromstring(client.get("/changes?limit=1&format=atom").content)  # noqa: S314
    [following] = [one.get("href", "") for one in older.findall("a:link[@rel='next']", ATOM)]
    second = ElementTree.fromstring(client.get(following).content)  # noqa: S314
    assert second.findtext("a:entry/a:id", "", ATOM) == ids[1]


def test_the_page_and_how_it_is_found(client: httpx.Client) -> None:
    page = client.get("/changes", headers={"Accept": "text/html"}).text
    assert "Ann Lee</a> affiliated with <a" in page
    assert "<script>alert" not in page
    home = client.get("/", headers={"Accept": "text/html"}).text
    assert '<link rel="alternate" type="application/atom+xml"' in home
    assert 'href="/changes">changes</a>' in home
    assert client.get("/changes?format=html&before=1").text.count("<h2") == 0


def test_what_did_not_change_is_not_sent_again(client: httpx.Client) -> None:
    answer = client.get("/changes", headers=LINES)
    again = client.get("/changes", headers={**LINES, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("since=yesterday", 400, "since"),
        ("before=2", 400, "before"),
        ("after=2&format=atom", 400, "after"),
        ("limit=0", 422, "limit"),
        ("after=-1", 422, "after"),
        ("until=2026", 400, "until"),
        ("format=rss", 406, None),
    ],
)
def test_what_cannot_be_asked(
    client: httpx.Client, query: str, status: int, field: str | None
) -> None:
    answer = client.get(f"/changes?{query}", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json().get("field")) == (status, field)


def test_nothing_has_changed_yet(tmp_path: Path, place: Settings) -> None:
    with serving(replace(place, store=str(tmp_path / "new"))) as client:
        assert client.get("/changes").json()["changes"] == []
        assert client.get("/changes", headers=LINES).text == ""
        assert ElementTree.fromstring(client.get("/changes?format=atom").content) is not None  # noqa: S314
        assert "Nothing has been added" in client.get("/changes?format=html").text


def test_a_document_that_was_taken_out_is_in_no_answer(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    with open_writer(settings) as store:
        publish(store, reading("a", "Ann Lee", "Ortel Hospital"))
    with serving(settings) as client:
        assert "Ann Lee" in client.get("/changes?format=html").text
        with open_writer(settings) as store:
            remove(store, ONTOLOGY, [Iri(f"{DATA}document/a")])
        for shape in ("html", "atom", "json", "jsonl"):
            answer = client.get(f"/changes?format={shape}")
            assert answer.status_code == 200
            assert "Ann" not in answer.text, shape
            assert "ithdrawn" in answer.text, shape
