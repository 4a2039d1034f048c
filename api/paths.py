"""Ways to an introduction: the strongest chains of ties between two entities, with sentences."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.addresses import Addresses
from api.network import LinkModel, NodeModel
from api.partner_schemas import QuoteModel
from api.problems import kind_of
from api.schemas import Ref
from api.site import Plain, Site, as_json
from kg.analytics.paths import MOST, Hop, Path, Paths, paths
from kg.asking.names import LONGEST, Unnamed, entity_named
from kg.errors import BadRequest, KgError, NotFound
from kg.model import Iri
from kg.store.store import Store


class HopModel(BaseModel):
    """One step: the two that it ties, and every statement that does so."""

    left: str = Field(description="The IRI of where the step begins")
    right: str
    belief: float = Field(description="In the best of its statements, by now")
    links: list[LinkModel]

    @classmethod
    def of(cls, hop: Hop, found: Paths) -> "HopModel":
        """Tell a step."""
        links = [
            LinkModel(
                subject=link.fact.subject,
                predicate=link.fact.predicate,
                object=link.fact.object,
                belief=link.fact.belief,
                evidence=[QuoteModel.of(one.evidence, found.documents) for one in link.quotes],
            )
            for link in hop.links
        ]
        return cls(left=hop.left, right=hop.right, belief=hop.belief, links=links)


class PathModel(BaseModel):
    """One way, from `from` to `to`."""

    strength: float = Field(description="Beliefs, divided by how many else each thing ties")
    hops: list[HopModel]

    @classmethod
    def of(cls, path: Path, found: Paths) -> "PathModel":
        """Tell a way."""
        return cls(strength=path.strength, hops=[HopModel.of(hop, found) for hop in path.hops])


class PathsModel(BaseModel):
    """The strongest ways, and everybody on them."""

    from_: NodeModel = Field(alias="from")
    to: NodeModel
    paths: list[PathModel]
    entities: list[NodeModel]
    bounded: bool = Field(description="Whether an end has more neighbours than were looked at")

    @classmethod
    def of(cls, found: Paths, addresses: Addresses) -> "PathsModel":
        """Tell an answer."""

        def node(iri: Iri) -> NodeModel:
            one = found.names[iri]
            return NodeModel(
                **Ref.of(one.entity).model_dump(),
                path=addresses.path(iri),
                countries=sorted(one.countries),
            )

        ends = {"from": node(found.start.entity.iri), "to": node(found.end.entity.iri)}
        return cls(
            **ends,
            paths=[PathModel.of(path, found) for path in found.paths],
            entities=[node(iri) for iri in found.names],
            bounded=found.bounded,
        )


def routes(site: Site) -> APIRouter:
    """The ways at /paths."""
    router = APIRouter(tags=["Partners"])

    @router.get("/paths", response_model=PathsModel, summary="Ways to an introduction")
    def ways(
        shape: Plain,
        from_: Annotated[
            str, Query(alias="from", max_length=LONGEST, description="A name or an IRI")
        ] = "",
        to: Annotated[str, Query(max_length=LONGEST, description="A name or an IRI")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST)] = 5,
    ) -> Response:
        """Over shared networks, events, programmes and people, each step with its sentences."""
        if shape == "html":
            return _page(site, from_, to, limit)
        with site.graph.read() as store:
            found = _found(site, store, (from_, to), limit)
        return as_json(PathsModel.of(found, site.addresses))

    return router


def _found(site: Site, store: Store, asked: tuple[str, str], limit: int) -> Paths:
    ends = []
    for field, text in zip(("from", "to"), asked, strict=True):
        if not text.strip():
            raise BadRequest("name both ends: from and to", field)
        ends.append(entity_named(store, site.ontology, text, field))
    return paths(store, site.ontology, ends[0], ends[1], limit=limit)


def _page(site: Site, start: str, end: str, limit: int) -> Response:
    found, error, status = None, None, HTTPStatus.OK
    if start.strip() or end.strip():
        try:
            with site.graph.read() as store:
                found = _found(site, store, (start, end), limit)
        except (BadRequest, NotFound) as caught:
            error, status = caught, kind_of(caught).status
    return site.page(
        "paths.html",
        status=status,
        found=found,
        asked={"from": start, "to": end, "limit": limit},
        error=error,
        near=_near(start, end, error),
    )


def _near(start: str, end: str, error: KgError | None) -> list[tuple[str, str]]:
    """The same question with each of the names that may have been meant, and its address."""
    if not isinstance(error, Unnamed):
        return []
    asked = {"from": start, "to": end}
    return [
        (name, "/paths?" + urlencode(asked | {error.field: name})) for name in error.suggestions
    ]
