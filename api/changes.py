"""What each generation added and withdrew: a page, a feed, and lines for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from api.atom import MEDIA as ATOM
from api.atom import Feed, Item, as_atom
from api.change_schemas import ChangeModel, ChangesModel
from api.formats import HTML, JSON
from api.pages import environment
from api.site import Format, Site, as_json, shape_of
from kg.errors import BadRequest
from kg.store.changes.history import History, history
from kg.store.changes.told import Entry, Generation, moment

LINES = "application/x-ndjson"
SHAPES: Mapping[str, str] = {JSON: "json", HTML: "html", ATOM: "atom", LINES: "jsonl"}
SHOWN = 30  # statements of one generation in a page or a feed
MOST, USUAL = 10_000, 1000  # statements at once
PAGE, PAGES = 20, 100  # generations at once

_ANSWER: dict[int | str, dict[str, object]] = {
    200: {"content": {HTML: {}, ATOM: {}, LINES: {"schema": ChangeModel.model_json_schema()}}}
}


class Asked(BaseModel):
    """Which changes."""

    since: Annotated[
        str, Query(max_length=40, description="A day, a moment, or the name of a generation")
    ] = ""
    after: Annotated[
        int, Query(ge=0, description="JSON: number of the last change that is known")
    ] = 0
    before: Annotated[
        int, Query(ge=0, description="Pages and feeds: number of the generation to go on before")
    ] = 0
    limit: Annotated[
        int | None, Query(ge=1, le=MOST, description="Changes in JSON, else generations")
    ] = None

    def address(self, **more: str | int) -> str:
        """The address of another page of the same."""
        known = {"since": self.since, "limit": self.limit, **more}
        return "/changes?" + urlencode({name: it for name, it in known.items() if it})


@dataclass(frozen=True, slots=True)
class Section:
    """One generation as it is shown."""

    generation: Generation
    entries: Sequence[Entry]

    @property
    def at(self) -> str:
        """When it was published."""
        return moment(self.generation.at)

    @property
    def title(self) -> str:
        """How much came and went."""
        added, withdrawn = self.generation.added, self.generation.withdrawn
        parts = ((added, "added"), (withdrawn, "withdrawn"))
        told = [f"{number:,} {word}" for number, word in parts if number]
        return f"Statements: {' and '.join(told)}"

    @property
    def unlisted(self) -> int:
        """How many are counted alone."""
        return self.generation.added + self.generation.withdrawn - self.generation.listed

    @property
    def left(self) -> int:
        """How many are not shown."""
        return self.generation.added + self.generation.withdrawn - len(self.entries)


def routes(site: Site) -> APIRouter:
    """The address of all changes."""
    router = APIRouter(tags=["Graph"])

    def shape(request: Request, format: Format = "") -> str:
        return shape_of(request, format, SHAPES)

    @router.get(
        "/changes", response_model=ChangesModel, summary="What came and went", responses=_ANSWER
    )
    def changes(
        request: Request,
        shape: Annotated[str, Depends(shape)],
        asked: Annotated[Asked, Query()],
    ) -> Response:
        """Statements that were added or withdrawn, with their sentences, by generation.

        JSON and JSON lines begin with the oldest and go on at `next`; the page and the Atom feed
        begin with the newest. `since` a generation, all that readers of that state lack is told.
        """
        with history(site.settings) as found:
            if shape in ("json", "jsonl"):
                return _listed(found, asked, shape)
            return _by_generation(site, found, asked, (shape, str(request.base_url)))

    return router


def _listed(found: History, asked: Asked, shape: str) -> Response:
    if asked.before:
        raise BadRequest("before is for pages and feeds; lines go on after a number", "before")
    limit, since = asked.limit or USUAL, found.number_of(asked.since)
    entries = found.entries(since, limit + 1, after=asked.after)
    more = asked.address(after=entries[limit - 1].number) if len(entries) > limit else None
    entries = entries[:limit]
    oldest = found.oldest()
    told = ChangesModel(
        generation=found.generation,
        oldest=oldest.name if oldest else "",
        unlisted=found.unlisted(since),
        changes=[ChangeModel.model_validate(entry.as_dict()) for entry in entries],
        next=more,
    )
    if shape == "json":
        return as_json(told)
    headers = {"Vary": "Accept", "X-Collab-KG-Generation": told.generation}
    if told.unlisted:
        headers["X-Collab-KG-Unlisted"] = str(told.unlisted)
    if more:
        headers["Link"] = f'<{more}&format=jsonl>; rel="next"'
    lines = (json.dumps(entry.as_dict(), ensure_ascii=False) + "\n" for entry in entries)
    return Response("".join(lines), headers=headers, media_type=LINES)


def _by_generation(site: Site, found: History, asked: Asked, how: tuple[str, str]) -> Response:
    if asked.after:
        raise BadRequest("after is for JSON; pages and feeds go on before a generation", "after")
    shape, base = how
    limit, since = min(asked.limit or PAGE, PAGES), found.number_of(asked.since)
    generations = found.generations(since, limit + 1, before=asked.before)
    sections = [Section(each, found.of(each.number, SHOWN)) for each in generations[:limit]]
    older = asked.address(before=sections[-1].generation.number) if generations[limit:] else ""
    if shape == "html":
        here = asked.address(before=asked.before)
        oldest = found.oldest()
        return site.page(
            "changes.html", sections=sections, older=older, asked=asked, here=here, oldest=oldest
        )
    return as_atom(_feed(site, sections, (base.rstrip("/"), asked, older)))


def _place(generation: int) -> str:
    return f"{Asked().address(before=generation + 1)}#g{generation}"


def _feed(site: Site, sections: Sequence[Section], where: tuple[str, Asked, str]) -> Feed:
    base, asked, older = where
    template = environment(site.settings).get_template("changes_entry.html")
    links = {
        "self": base + asked.address(before=asked.before, format="atom"),
        "alternate": f"{base}/changes",
    }
    if older:
        links["next"] = f"{base}{older}&format=atom"
    return Feed(
        id=f"{site.settings.data}changes",
        title="collab-kg: what was added and withdrawn",
        updated=sections[0].at if sections else moment(0),
        links=links,
        items=[
            Item(
                id=f"{site.settings.data}changes/{section.generation.name}",
                title=section.title,
                updated=section.at,
                # By a page that has it later on, too, when it is on none of the first.
                link=f"{base}{_place(section.generation.number)}",
                html=template.render(section=section, base=base),
            )
            for section in sections
        ],
    )
