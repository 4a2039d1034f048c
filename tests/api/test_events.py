"""Events, countries and related groups over HTTP."""

from collections.abc import Iterator

import httpx
import pytest
from icalendar import Calendar

from kg.analytics.events import Window
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer
from tests.api.conftest import evil, news, serving
from tests.browser.conftest import CHINESE, meeting

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(store=str(tmp_path_factory.mktemp("events") / "kg"), query_workers=1)
    with open_writer(settings) as store:
        readings = [news(), evil(), meeting()]
        store.apply(change_for(store, Ontology(settings), readings))
    with serving(settings) as client:
        yield client


def test_an_event_is_told_with_its_surroundings(server: httpx.Client) -> None:
    found = server.get("/events").raise_for_status().json()
    assert (found["total"], found["undated"]) == (1, 0)
    (event,) = found["events"]
    assert (event["label"], event["start"], event["end"]) == (
        "Lupus Days 2025",
        "2025-03-10",
        "2025-03-12",
    )
    assert [one["label"] for one in event["places"]] == ["France"]
    assert [one["label"] for one in event["organizers"]] == ["Valmont Hospital"]
    page = server.get("/events", headers=HTML).raise_for_status().text
    assert 'href="/entities/event/lupus-days-2025"' in page


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"since": "2025-03-12"}, 1),
        ({"since": "2025-03-13"}, 0),
        ({"until": "2025-03"}, 1),
        ({"until": "2025-03-09"}, 0),
        ({"country": "fr"}, 1),
        ({"country": "Frankreich"}, 1),
        ({"country": "JP"}, 0),
    ],
)
def test_days_and_places_narrow(server: httpx.Client, asked: dict[str, str], number: int) -> None:
    assert server.get("/events", params=asked).json()["total"] == number
    file = server.get("/events.ics", params=asked).raise_for_status()
    assert len(Calendar.from_ical(file.content).walk("VEVENT")) == number


def test_a_calendar_ends_the_day_after(server: httpx.Client) -> None:
    file = server.get("/events.ics").raise_for_status()
    assert file.headers["content-type"].startswith("text/calendar")
    (entry,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert entry["uid"] == f"{DATA}event/lupus-days-2025"
    assert str(entry.decoded("dtstart")) == "2025-03-10"
    assert str(entry.decoded("dtend")) == "2025-03-13"
    assert file.content == server.get("/events.ics").content


@pytest.mark.parametrize(("field", "status"), [("since", 422), ("until", 422), ("country", 400)])
def test_a_wrong_day_or_place_is_named(server: httpx.Client, field: str, status: int) -> None:
    response = server.get("/events", params={field: "yesterday"})
    assert response.status_code == status
    assert response.json()["field"] == field


@pytest.mark.parametrize(
    ("window", "days", "holds"),
    [
        (Window(), ("2025", "2025"), True),
        (Window(since="2025-03-10"), ("2025", "2025"), True),
        (Window(since="2026"), ("2025-12-30", "2026-01-02"), True),
        (Window(until="2024"), ("2025-01-01", "2025-01-01"), False),
    ],
)
def test_a_window(window: Window, days: tuple[str, str], holds: bool) -> None:
    assert window.holds(*days) is holds


def test_pairs_of_countries_lead_to_sentences(server: httpx.Client) -> None:
    found = server.get("/countries").raise_for_status().json()
    pairs = {(one["one"], one["other"]): one["number"] for one in found["pairs"]}
    assert pairs == {("CN", "FR"): 1, ("FR", "JP"): 1}
    told = server.get("/countries/fr/JP").raise_for_status().json()
    (link,) = told["links"]
    assert CHINESE in link["evidence"][0]["quote"]
    assert server.get("/countries/JP/FR").json()["links"]
    page = server.get("/countries", headers=HTML).text
    assert 'href="/countries/CN/FR"' in page
    assert "Valmont Hospital" in server.get("/countries/CN/FR", headers=HTML).text


def test_no_such_country(server: httpx.Client) -> None:
    assert server.get("/countries/XX/FR").status_code == 404
    assert "Nobody of the one" in server.get("/countries/BR/FR", headers=HTML).text


def test_groups_with_common_members_are_related(server: httpx.Client) -> None:
    page = server.get("/entities/event/lupus-days-2025", headers=HTML).raise_for_status().text
    related = page.split('id="related"')[1].split("</section>")[0]
    assert "Lumen Programme" in related
    assert "Valmont Hospital" in related
