"""Whether the server is well, and how much it knows."""

from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response

from api.schemas import HealthModel, StatsModel
from api.site import Plain, Site, as_json
from kg.analytics.overview import number_of_documents, overview
from kg.store.store import Store


def routes(site: Site) -> APIRouter:
    """The addresses that machines watch."""
    router = APIRouter(tags=["Status"])

    @router.get("/health", response_model=HealthModel, summary="Is it well?")
    def health() -> Response:
        """The state of the graph that is being read; 503 where it cannot be."""
        with site.graph.read() as store:
            number = number_of_documents(store)
            generation = store.generation
        return as_json(
            HealthModel(
                status="ok",
                generation=generation,
                documents=number,
                version=version("collab-kg"),
            )
        )

    @router.get("/stats", response_model=StatsModel, summary="How much is there?")
    def counts(shape: Plain) -> Response:
        """Documents by kind, entities by class, statements by property."""
        with site.graph.read() as store:
            found = stats(store)
        return as_json(found) if shape == "json" else site.page("stats.html", stats=found)

    return router


def stats(store: Store) -> StatsModel:
    """Counts over the conclusions."""
    found = overview(store)
    return StatsModel(
        documents=dict(found.documents),
        oldest=found.oldest or None,
        newest=found.newest or None,
        entities=dict(found.entities),
        statements=dict(found.statements),
    )
