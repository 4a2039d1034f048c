"""Entities at the addresses that their IRIs point to."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.schemas import EntityModel
from api.site import Linked, Site, as_graph, as_json
from api.timeline import drawing
from kg.analytics.portrait import MOST, portrait, sections
from kg.analytics.related import related
from kg.analytics.timeline import timeline
from kg.errors import NotFound
from kg.model import Iri
from kg.resolution.find import current
from kg.store.around import graph_around

SHOWN = 200  # statements of a page, the best believed, unless more are asked for


def routes(site: Site) -> APIRouter:
    """The pages of entities."""
    router = APIRouter(tags=["Graph"])

    @router.get("/entities/{kind}/{key:path}", response_model=EntityModel, summary="An entity")
    def entity(
        request: Request,
        shape: Linked,
        kind: str,
        key: str,
        limit: Annotated[int | None, Query(ge=1, le=MOST, description="Statements")] = None,
    ) -> Response:
        """Everything that is known of one entity, with its sentences: HTML, JSON or RDF."""
        iri = site.addresses.entity(kind, key)
        if iri is None:
            raise NotFound(f"nothing is called {kind}/{key}")
        with site.graph.read() as store:
            if (now := current(store, site.ontology, iri)) != iri:
                return _moved(site, now, request.url.query)
            most = limit or (SHOWN if shape == "html" else MOST)
            found = portrait(store, site.ontology, iri, most)
            groups = related(store, site.ontology, found) if shape == "html" else []
            if shape not in ("json", "html"):
                return as_graph(graph_around(store, iri), shape)
        if shape == "json":
            return as_json(EntityModel.of_portrait(found))
        moments = timeline(found)
        countries = [site.ontology.country(code) for code in sorted(found.countries)]
        return site.page(
            "entity.html",
            portrait=found,
            sections=sections(found),
            countries=[country for country in countries if country],
            moments=moments,
            related=groups,
            more=min(MOST, found.total),
            drawing=drawing(moments, found.entity.iri),
        )

    return router


def _moved(site: Site, now: Iri, query: str) -> Response:
    """Send on to what it is called by now; caches ask again, since that may be undone."""
    address = site.addresses.path(now) + (f"?{query}" if query else "")
    return RedirectResponse(address, 308, {"Cache-Control": "no-cache", "Vary": "Accept"})
