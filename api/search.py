"""Entities by name."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.schemas import HitModel, HitsModel, Ref
from api.site import Limit, Plain, Site, as_json
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
LONGEST = 1000


def routes(site: Site) -> APIRouter:
    """The search at /search."""
    router = APIRouter(tags=["Graph"])

    @router.get("/search", response_model=HitsModel, summary="Entities by name")
    def search(
        shape: Plain,
        q: Annotated[str | None, Query(max_length=LONGEST, description="A name")] = None,
        type: Sought = "",
        limit: Limit = 20,
    ) -> Response:
        """Names, acronyms, beginnings of names and small typing errors; the best hit first."""
        text = (q or "").strip()
        types = [kind for kind in Type if kind.lower() == type]
        with site.graph.read() as store:
            hits = find(store, site.ontology, text, types=types, limit=limit) if text else []
            empty = is_empty(store)
        if shape == "html":
            chosen = types[0] if types else ""
            return site.page(
                "search.html", q=text, hits=hits, types=list(Type), chosen=chosen, empty=empty
            )
        if not text:
            raise BadRequest("there is nothing to search for: send ?q=...", "q")
        found = [
            HitModel(**Ref.of(hit.entity).model_dump(), score=hit.score, why=hit.why)
            for hit in hits
        ]
        return as_json(HitsModel(query=text, hits=found))

    return router


def is_empty(store: Store) -> bool:
    """Whether nothing has been read yet."""
    return next(store.documents(), None) is None
