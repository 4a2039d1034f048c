"""What every family of addresses is given: the graph, the ontologies, and how to show things."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.addresses import Addresses
from api.formats import GRAPHS, HTML, JSON, content_type, media_of
from api.graph import Graph
from api.negotiate import NotAcceptable, accepted, choose
from api.pages import page
from kg.ontology import Ontology
from kg.resolution.authorities.library import standing
from kg.settings import Settings
from kg.store.answer import Answer

PLAIN: Mapping[str, str] = {JSON: "json", HTML: "html"}
LINKED: Mapping[str, str] = {
    JSON: "json",
    HTML: "html",
    "application/ld+json": "jsonld",
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdfxml",
}

Format = Annotated[str, Query(max_length=40, description="Outweighs the Accept header")]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Site:
    """One server's site."""

    settings: Settings
    graph: Graph

    @property
    def ontology(self) -> Ontology:
        """The ontologies with the authorities as they stand by now."""
        return standing(self.settings)

    @property
    def addresses(self) -> Addresses:
        """Where things are shown."""
        return Addresses(self.settings)

    def page(self, name: str, *, status: int = 200, **values: object) -> Response:
        """One template, filled."""
        return page(self.settings, name, status=status, headers=None, **values)


def shape_of(request: Request, named: str, shapes: Mapping[str, str]) -> str:
    """The short name of the format that is asked for, of those that there are."""
    if not named:
        return shapes[choose(accepted(request), shapes)]
    if named not in shapes.values():
        raise NotAcceptable(f"format={named}", shapes)
    return named


def _plain(request: Request, format: Format = "") -> str:
    return shape_of(request, format, PLAIN)


def _linked(request: Request, format: Format = "") -> str:
    return shape_of(request, format, LINKED)


# The short name of the format in which a client wants a thing: `?format=`, else Accept.
Plain = Annotated[str, Depends(_plain)]
Linked = Annotated[str, Depends(_linked)]


def as_json(model: BaseModel) -> Response:
    """A schema as JSON, its fields by their public names."""
    return JSONResponse(model.model_dump(mode="json", by_alias=True), headers={"Vary": "Accept"})


def as_graph(answer: Answer, name: str) -> Response:
    """A graph in a format by short name."""
    media = content_type(media_of(name, GRAPHS))
    return Response(answer.to_bytes(name), headers={"Vary": "Accept"}, media_type=media)
