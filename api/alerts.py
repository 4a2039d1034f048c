"""Saved questions and what changed in their answers: pages, JSON, and a feed for each."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from hashlib import blake2b
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.alert_schemas import AlertModel, AlertsModel, EventModel, EventsModel
from api.atom import MEDIA as ATOM
from api.atom import Feed, Item, as_atom
from api.formats import HTML, JSON
from api.pages import environment
from api.site import Format, Plain, Site, as_json, shape_of
from kg.alerting.events import Event
from kg.alerting.overview import AlertOverview, overview
from kg.alerting.state import FILE, AlertState
from kg.errors import NotFound
from kg.store.changes.told import moment

SHAPES: Mapping[str, str] = {JSON: "json", HTML: "html", ATOM: "atom"}

_FEED: dict[int | str, dict[str, object]] = {200: {"content": {HTML: {}, ATOM: {}}}}


def routes(site: Site) -> APIRouter:
    """The addresses of alerts."""
    router = APIRouter(tags=["Alerts"])

    def shape(request: Request, format: Format = "") -> str:
        return shape_of(request, format, SHAPES)

    @router.get("/alerts", response_model=AlertsModel, summary="Which answers are watched?")
    def alerts(shape: Plain) -> Response:
        """Each saved question: when it was asked, and when its answer changed."""
        found = AlertsModel(alerts=[_model(one) for one in _overview(site)])
        return as_json(found) if shape == "json" else site.page("alerts.html", found=found)

    @router.get("/alerts/{name}.atom", summary="What changed, as a feed", responses=_FEED)
    def feed(request: Request, name: str) -> Response:
        """An Atom feed with an entry for each time that the answer changed."""
        return _fresh(request, _feed(site, name, str(request.base_url).rstrip("/")))

    @router.get(
        "/alerts/{name}",
        response_model=EventsModel,
        summary="What changed in an answer",
        responses=_FEED,
    )
    def alert(request: Request, name: str, shape: Annotated[str, Depends(shape)]) -> Response:
        """Rows that are new or gone, with their sentences, the newest first."""
        if shape == "atom":
            return _fresh(request, _feed(site, name, str(request.base_url).rstrip("/")))
        about, events = _events(site, name)
        if shape == "html":
            return site.page("alert.html", alert=about, events=events, moment=moment)
        told = [EventModel.model_validate(event.as_dict()) for event in events]
        return as_json(EventsModel(alert=_model(about), events=told))

    return router


def _model(one: AlertOverview) -> AlertModel:
    told = {key: value for key, value in one.as_dict().items() if key != "ways"}
    # What went wrong may name whose machine it went wrong with.
    trouble = "it cannot be told or asked" if one.trouble else ""
    return AlertModel.model_validate({**told, "trouble": trouble})


def _overview(site: Site) -> list[AlertOverview]:
    folder = site.settings.folder
    if not (folder / FILE).exists():
        return []
    with closing(AlertState(folder)) as state:
        return overview(state)


def _events(site: Site, name: str) -> tuple[AlertOverview, Sequence[Event]]:
    about = next((one for one in _overview(site) if one.name == name), None)
    if about is None:
        raise NotFound(f"there is no alert {name[:80]!r}")
    with closing(AlertState(site.settings.folder)) as state:
        return about, state.events(name)


def _feed(site: Site, name: str, base: str) -> Feed:
    about, events = _events(site, name)
    template = environment(site.settings).get_template("alert_entry.html")
    return Feed(
        id=f"{site.settings.data}alerts/{name}",
        title=f"collab-kg: {about.title}",
        updated=moment(events[0].at) if events else about.checked or moment(0),
        links={"self": f"{base}/alerts/{name}.atom", "alternate": f"{base}/alerts/{name}"},
        items=[
            Item(
                id=f"{site.settings.data}alerts/{name}/{event.id}",
                title=f"{event.title}: {event.summary}",
                updated=moment(event.at),
                link=f"{base}/alerts/{name}#{event.id}",
                html=template.render(event=event, base=base),
            )
            for event in events
        ],
    )


def _fresh(request: Request, feed: Feed) -> Response:
    """The feed, or 304 where it is as the client has it."""
    answer = as_atom(feed)
    tag = f'"{blake2b(answer.body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
    known = request.headers.get("if-none-match", "")
    if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer
