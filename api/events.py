"""Events by date, as a page, as JSON, and as a calendar that other programs subscribe to."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from icalendar import Calendar
from icalendar import Event as Entry
from pydantic import BaseModel, Field

from api.schemas import Ref
from api.site import Limit, Offset, Plain, Site, as_json
from kg.analytics.events import Event, Window, calendar, days
from kg.analytics.overview import newest_date
from kg.asking.places import code_named
from kg.ontology import Ontology

MEDIA = "text/calendar"
MOST = 1000  # events of a calendar file, the latest
Day = Annotated[str, Query(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$", description="2025-03-10")]
Land = Annotated[str, Query(max_length=100, description="A country by name or ISO 3166 code")]


class EventModel(Ref):
    """An event, when and where it is, what about and by whom."""

    start: str
    end: str
    countries: list[str]
    places: list[Ref]
    topics: list[Ref]
    organizers: list[Ref]

    @classmethod
    def told(cls, event: Event) -> "EventModel":
        """Tell of an event."""
        return cls(
            **Ref.of(event.entity).model_dump(),
            start=event.start,
            end=event.end,
            countries=sorted(event.countries),
            places=[Ref.of(one) for one in event.places],
            topics=[Ref.of(one) for one in event.topics],
            organizers=[Ref.of(one) for one in event.organizers],
        )


class EventsModel(BaseModel):
    """One page of events, the latest first."""

    total: int
    events: list[EventModel]
    undated: int = Field(description="Those of whom only a month or a year is known")


class WindowParameters(BaseModel):
    """Which events, in an address."""

    since: Day = ""
    until: Day = ""
    country: Land = ""
    limit: Limit = 50
    offset: Offset = 0

    def window(self, ontology: Ontology) -> Window:
        """The same as the graph is asked; a country that nobody knows is the fault of its field."""
        return Window(self.since, self.until, code_named(ontology, self.country, "country"))

    @property
    def address(self) -> str:
        """The address of the same question from its first page on."""
        pairs = (("since", self.since), ("until", self.until), ("country", self.country))
        return "/events?" + urlencode([pair for pair in pairs if pair[1]])


_ICS: dict[int | str, dict[str, object]] = {200: {"content": {MEDIA: {}}}}


def routes(site: Site) -> APIRouter:
    """The calendar at /events and /events.ics."""
    router = APIRouter(tags=["Graph"])

    @router.get("/events", response_model=EventsModel, summary="Events by date")
    def listing(shape: Plain, window: Annotated[WindowParameters, Query()]) -> Response:
        """Events, the latest first, with their places, topics and organizers."""
        asked = window.window(site.ontology)
        limit, offset = window.limit, window.offset
        with site.graph.read() as store:
            found = calendar(store, site.ontology, asked, limit=limit, offset=offset)
        if shape == "json":
            told = [EventModel.told(each) for each in found.events]
            return as_json(EventsModel(total=found.total, events=told, undated=found.undated))
        return site.page(
            "events.html",
            events=found.events,
            total=found.total,
            undated=found.undated,
            asked=window,
            lands=sorted(site.ontology.countries(), key=lambda land: land.label),
            here_again=window.address,
        )

    @router.get("/events.ics", summary="Events as a calendar", responses=_ICS)
    def file(since: Day = "", until: Day = "", country: Land = "") -> Response:
        """Events of known days as an iCalendar file."""
        window = Window(since, until, code_named(site.ontology, country, "country"))
        with site.graph.read() as store:
            shown = days(store, site.ontology, window, limit=MOST)
            newest = newest_date(store)
        disposition = {"Content-Disposition": 'attachment; filename="events.ics"'}
        return Response(written(shown, newest), headers=disposition, media_type=MEDIA)

    return router


def written(shown: Sequence[Event], newest: str) -> bytes:
    """A calendar (RFC 5545); the same events give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//collab-kg//events//EN")
    made.add("version", "2.0")
    stamp = date.fromisoformat(newest[:10]) if len(newest) >= 10 else date(1970, 1, 1)
    for each in shown:
        entry = Entry()
        entry.add("uid", each.entity.iri)
        entry.add("dtstamp", datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC))
        entry.add("summary", each.entity.label)
        entry.add("dtstart", date.fromisoformat(each.start))
        # The end is the day after the last.
        entry.add("dtend", date.fromisoformat(each.end) + timedelta(days=1))
        if each.places:
            entry.add("location", ", ".join(place.label for place in each.places))
        if each.topics:
            entry.add("categories", [topic.label for topic in each.topics])
        entry.add("url", each.entity.iri)
        made.add_component(entry)
    return bytes(made.to_ical())
