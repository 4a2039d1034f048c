"""Example questions, each with a link that asks it."""

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from api.catalogue_schemas import ExamplesModel
from api.site import Plain, Site, as_json
from kg.store.rdf import Vocabulary

AUDIENCES = {"office": "For research offices", "analyst": "For analysts"}


def routes(site: Site) -> APIRouter:
    """The catalogue at /examples."""
    router = APIRouter(tags=["SPARQL"])

    @router.get("/examples", response_model=ExamplesModel, summary="Example questions in SPARQL")
    def examples(shape: Plain) -> Response:
        """Questions in plain words with their queries, and the prefixes that these rely on."""
        found = ExamplesModel.of(Vocabulary(site.settings).prefixes)
        if shape == "json":
            return as_json(found)
        by_group = groupby(found.examples, key=lambda one: one.group)
        groups = [(AUDIENCES.get(group, group), list(members)) for group, members in by_group]
        return site.page("examples.html", groups=groups)

    return router
