"""Entities by name."""

from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.schemas import HitModel, HitsModel, Ref
from api.site import Limit, Plain, Site, as_json
from kg.asking.lookup import look_up
from kg.errors import BadRequest
from kg.model import Type
from kg.resolution.find import find
from kg.store.store import Store

Kind = Literal[
    "",
    "person",
    "organization",
    "network",
    "programme",
    "event",
    "disease",
    "therapy",
    "topic",
    "place",
]
Sought = Annotated[Kind, Query(description="Only entities of this type")]
Code = Annotated[
    str,
    Query(pattern=r"^([A-Za-z]{2})?$", description="Only what is in this country, by its ISO code"),
]
LONGEST = 1000


def routes(site: Site) -> APIRouter:
    """The search at /search."""
    router = APIRouter(tags=["Graph"])

    @router.get("/search", response_model=HitsModel, summary="Entities by name")
    def search(
        shape: Plain,
        q: Annotated[str | None, Query(max_length=LONGEST, description="A name")] = None,
        type: Sought = "",
        country: Code = "",
        limit: Limit = 20,
    ) -> Response:
        """Names, acronyms, beginnings of names and small typing errors; the best hit first."""
        text = (q or "").strip()
        types = [kind for kind in Type if kind.lower() == type]
        if shape == "html":
            return _page(site, _Asked(text, types, country.upper(), limit))
        if not text:
            raise BadRequest("there is nothing to search for: send ?q=...", "q")
        with site.graph.read() as store:
            if country:
                among = look_up(store, site.ontology, text, types=types, country=country.upper())
                hits = [hit.found for hit in among.hits[:limit]]
            else:
                hits = find(store, site.ontology, text, types=types, limit=limit)
        found = [
            HitModel(**Ref.of(hit.entity).model_dump(), score=hit.score, why=hit.why)
            for hit in hits
        ]
        return as_json(HitsModel(query=text, hits=found))

    return router


class _Asked(NamedTuple):
    text: str
    types: list[Type]
    country: str
    limit: int


def _page(site: Site, asked: _Asked) -> Response:
    with site.graph.read() as store:
        found = look_up(store, site.ontology, asked.text, types=asked.types, country=asked.country)
        empty = is_empty(store)
    kind = asked.types[0].lower() if asked.types else ""
    pairs = (("q", asked.text), ("type", kind), ("country", asked.country))
    return site.page(
        "search.html",
        asked=asked,
        found=found,
        chosen=kind,
        types=list(Type),
        empty=empty,
        country=site.ontology.country,
        here_again="/search?" + urlencode([pair for pair in pairs if pair[1]]),
    )


def is_empty(store: Store) -> bool:
    """Whether nothing has been read yet."""
    return next(store.documents(), None) is None
