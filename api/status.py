"""Whether the server is well, and how much it knows."""

from collections.abc import Iterator
from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response

from api.schemas import HealthModel, StatsModel
from api.site import Plain, Site, as_json
from kg.model import Predicate, Type
from kg.store.store import Store


def routes(site: Site) -> APIRouter:
    """The addresses that machines watch."""
    router = APIRouter(tags=["Status"])

    @router.get("/health", response_model=HealthModel, summary="Is it well?")
    def health() -> Response:
        """The state of the graph that is being read; 503 where it cannot be."""
        with site.graph.read() as store:
            number = sum(int(row["number"]) for row in store.select("stats_documents"))
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
    kinds = list(store.select("stats_documents"))
    dates = next(store.select("stats_dates"), {})
    return StatsModel(
        documents={str(row.get("kind", "other")): int(row["number"]) for row in kinds},
        oldest=str(dates["oldest"]) if "oldest" in dates else None,
        newest=str(dates["newest"]) if "newest" in dates else None,
        entities=_counted(store, "stats_classes", "class", tuple(Type)),
        statements=_counted(store, "stats_predicates", "predicate", tuple(Predicate)),
    )


def _counted(store: Store, question: str, column: str, order: tuple[str, ...]) -> dict[str, int]:
    """Our own classes or properties, in the order in which the model names them."""

    def rows() -> Iterator[tuple[str, int]]:
        for row in store.select(question):
            if column in row:
                name = str(row[column]).removeprefix(store.vocabulary.ontology)
                yield name, int(row["number"])

    found = dict(rows())
    return {str(name): found[name] for name in order if name in found}
