"""The network around an entity: as a picture where scripts run, and as a table everywhere."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.partner_schemas import QuoteModel
from api.schemas import Ref
from api.site import Plain, Site, as_json
from kg.analytics.surroundings import MOST, Link, Surroundings, surroundings
from kg.resolution.find import resolve


class NodeModel(Ref):
    """An entity of the picture."""

    path: str = Field(description="The address of its page")
    countries: list[str]


class LinkModel(BaseModel):
    """A statement that ties two entities of the picture."""

    subject: str
    predicate: str
    object: str
    belief: float
    evidence: list[QuoteModel]

    @classmethod
    def of(cls, link: Link, found: Surroundings) -> "LinkModel":
        """Tell a link with its sentences."""
        fact = link.fact
        return cls(
            subject=fact.subject,
            predicate=fact.predicate,
            object=fact.object,
            belief=fact.belief,
            evidence=[QuoteModel.of(one.evidence, found.documents) for one in link.quotes],
        )


class NetworkModel(BaseModel):
    """The network around an entity, the nearest neighbours first."""

    centre: NodeModel
    neighbours: list[NodeModel]
    links: list[LinkModel]
    left_out: int = Field(description="Neighbours that are not shown")

    @classmethod
    def of(cls, found: Surroundings, site: Site) -> "NetworkModel":
        """Tell what is around an entity."""
        centre, *neighbours = (
            NodeModel(
                **Ref.of(one.entity).model_dump(),
                path=site.addresses.path(one.entity.iri),
                countries=sorted(one.countries),
            )
            for one in (found.centre, *found.neighbours)
        )
        links = [LinkModel.of(link, found) for link in found.links]
        return cls(centre=centre, neighbours=neighbours, links=links, left_out=found.left_out)


def routes(site: Site) -> APIRouter:
    """The picture at /network."""
    router = APIRouter(tags=["Graph"])

    @router.get("/network", response_model=NetworkModel, summary="Who and what is around an entity")
    def network(
        shape: Plain,
        of: Annotated[str, Query(min_length=1, max_length=1000, description="A name or an IRI")],
        limit: Annotated[int, Query(ge=1, le=100, description="Neighbours")] = MOST,
    ) -> Response:
        """The nearest neighbours of an entity and every statement among them, with sentences."""
        with site.graph.read() as store:
            meant = resolve(store, site.ontology, of).iri
            found = surroundings(store, site.ontology, meant, most=limit)
        if shape == "json":
            return as_json(NetworkModel.of(found, site))
        names = {one.entity.iri: one.entity for one in (found.centre, *found.neighbours)}
        return site.page("network.html", found=found, names=names, asked=of)

    return router
