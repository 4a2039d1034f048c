"""The application: settings in, everything under its addresses out."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from api import (
    about,
    alerts,
    catalogue,
    changes,
    countries,
    dataset,
    docs,
    documents,
    entities,
    events,
    gap,
    graph_store,
    home,
    intake,
    network,
    partners,
    paths,
    problems,
    recognise,
    search,
    sources,
    sparql,
    status,
    update,
)
from api.front import Fronted
from api.graph import Graph
from api.intake import Intake
from api.lending import Lending
from api.pages import STATIC
from api.parameters import known_only
from api.recognise import Read
from api.site import Site
from api.tags import Tags
from api.workers import Workers
from api.writing import Writing
from kg.resolution.find import get_ready
from kg.settings import Settings


def create_app(
    settings: Settings, given: Intake | None = None, read: Read | None = None
) -> FastAPI:
    """The app over one store; nothing is opened or started before the server runs it.

    Documents can be sent to it where an intake is `given`, because somebody reads them then;
    texts are read for their questions where there is somebody to `read` them.
    """
    graph, workers, writing = Graph(settings), Workers(settings), Writing(settings)
    site, lending = Site(settings, graph), Lending(settings, workers)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Lending]]:
        app.openapi()  # by which parameters are checked: made once, before two requests make it
        async with workers, writing:
            gc.freeze()  # what has been made until now stays: it is not looked through again
            # Once the server listens, for whoever searches first would wait for a second.
            loading = Thread(target=get_ready, args=(site.ontology,), daemon=True)
            asyncio.get_running_loop().call_soon(loading.start)
            yield {"lending": lending}
            await lending.close()
        graph.close()

    app = Fronted(
        title="collab-kg",
        summary="Who works with whom in biomedicine, with the sentence behind every fact",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(known_only)],
        responses=problems.answers(400, 404, 406, 410, 422, 503),
    )
    app.state.settings = settings
    tags = Tags(settings, lending.start)
    app.take_a_front(settings, tags, sparql.endpoint(settings, workers))
    problems.register(app)
    for routes in (home.routes, search.routes, partners.routes, entities.routes):
        app.include_router(routes(site))
    for routes in (documents.routes, network.routes, paths.routes, gap.routes, status.routes):
        app.include_router(routes(site))
    for routes in (events.routes, countries.routes, about.routes, changes.routes, alerts.routes):
        app.include_router(routes(site))
    app.include_router(recognise.routes(site, read))
    app.include_router(sparql.routes(settings, workers))
    app.include_router(update.routes(settings, writing))
    app.include_router(graph_store.routes(site, writing))
    app.include_router(catalogue.routes(site))
    app.include_router(dataset.routes(site))
    app.include_router(sources.routes(site))
    app.include_router(intake.routes(settings, given))
    app.include_router(docs.routes(site, app))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
