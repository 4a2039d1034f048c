"""The application: settings in, everything under its addresses out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import docs, documents, entities, home, partners, problems, search, sparql, status
from api.graph import Graph
from api.pages import STATIC
from api.shield import Shield
from api.site import Site
from api.workers import Workers
from kg.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The app over one store; nothing is opened or started before the server runs it."""
    graph, workers = Graph(settings), Workers(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with workers:
            yield
        graph.close()

    app = FastAPI(
        title="collab-kg",
        summary="Who works with whom in biomedicine, with the sentence behind every fact",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings  # for the pages of the error table
    app.add_middleware(Shield)
    problems.register(app)
    site = Site(settings, graph)
    for routes in (home.routes, search.routes, partners.routes, entities.routes):
        app.include_router(routes(site))
    for routes in (documents.routes, status.routes):
        app.include_router(routes(site))
    app.include_router(sparql.routes(settings, workers))
    app.include_router(docs.routes(site, app))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
