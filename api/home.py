"""The first page: what is here, and three ways in."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.site import Site
from api.status import stats
from kg.analytics.sources import newest

NEWEST = 5


def routes(site: Site) -> APIRouter:
    """The page at /."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> Response:
        with site.graph.read() as store:
            return site.page("home.html", stats=stats(store), newest=newest(store, limit=NEWEST))

    @router.get("/shortlist", include_in_schema=False)
    def shortlist() -> Response:
        """Partners that somebody kept: their browser knows which, this server does not."""
        return site.page("shortlist.html")

    return router
