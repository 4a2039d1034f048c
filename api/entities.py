"""Entities at the addresses that their IRIs point to."""

from collections import defaultdict
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from api.schemas import EntityModel
from api.site import Linked, Site, as_graph, as_json
from kg.analytics.portrait import Conclusion, Portrait, portrait
from kg.errors import NotFound
from kg.model import SYMMETRIC, Predicate
from kg.store.around import graph_around


@dataclass(frozen=True, slots=True)
class Section:
    """Conclusions of one predicate, seen from the subject or from the object."""

    predicate: Predicate
    outgoing: bool
    conclusions: tuple[Conclusion, ...]


def routes(site: Site) -> APIRouter:
    """The pages of entities."""
    router = APIRouter(tags=["Graph"])

    @router.get("/entities/{kind}/{key:path}", response_model=EntityModel, summary="An entity")
    def entity(shape: Linked, kind: str, key: str) -> Response:
        """Everything that is known of one entity, with its sentences: HTML, JSON or RDF."""
        iri = site.addresses.entity(kind, key)
        if iri is None:
            raise NotFound(f"nothing is called {kind}/{key}")
        with site.graph.read() as store:
            found = portrait(store, site.ontology, iri)
            if shape not in ("json", "html"):
                return as_graph(graph_around(store, iri), shape)
        if shape == "json":
            return as_json(EntityModel.of_portrait(found))
        countries = [site.ontology.country(code) for code in sorted(found.countries)]
        return site.page(
            "entity.html",
            portrait=found,
            sections=sections(found),
            countries=[country for country in countries if country],
        )

    return router


def sections(found: Portrait) -> list[Section]:
    """What is concluded of an entity, then what is concluded with it, by predicate."""
    grouped: defaultdict[tuple[bool, Predicate], list[Conclusion]] = defaultdict(list)
    for conclusion in found.conclusions:
        outgoing = conclusion.subject == found.entity.iri
        if outgoing or conclusion.predicate not in SYMMETRIC:
            grouped[outgoing, conclusion.predicate].append(conclusion)
    order = {predicate: number for number, predicate in enumerate(Predicate)}
    ordered = sorted(grouped, key=lambda it: (not it[0], order[it[1]]))
    return [Section(it[1], it[0], tuple(grouped[it])) for it in ordered]
