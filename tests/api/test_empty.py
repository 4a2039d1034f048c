"""A graph with nothing in it: every page stands, and says so."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.settings import Settings
from kg.store.embedded import open_writer
from tests.api.conftest import serving


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("empty") / "kg"
    settings = Settings(store=str(folder), query_workers=1)
    with open_writer(settings):
        pass
    with serving(settings) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "kg ingest"),
        ("/search", "kg ingest"),
        ("/partners", "kg ingest"),
        ("/documents", "kg ingest"),
        ("/stats", "kg ingest"),
        ("/about", "kg ingest"),
        ("/events", "gives the date of an event"),
        ("/countries", "two countries work together"),
        ("/shortlist", "Short list"),
    ],
)
def test_every_page_stands(empty: httpx.Client, path: str, told: str) -> None:
    response = empty.get(path, headers={"accept": "text/html"})
    assert response.status_code == 200
    assert told in response.text


def test_a_calendar_of_nothing(empty: httpx.Client) -> None:
    assert b"BEGIN:VCALENDAR" in empty.get("/events.ics").raise_for_status().content
