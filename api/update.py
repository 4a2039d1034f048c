"""SPARQL 1.1 Protocol, update: for whoever has the token; the next read sees what was written."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.access import writers_only
from api.bodies import media_type, text_of
from api.description import description
from api.formats import GRAPHS
from api.negotiate import accepted, choose
from api.problems import WrongMedia, answers
from api.protocol import seconds_in
from api.writer import Edit
from api.writing import Writing
from kg.errors import BadRequest
from kg.settings import Settings
from kg.store.edits import checked

LARGEST = 16_000_000  # bytes of an update
FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
DATASET = ("using-graph-uri", "using-named-graph-uri")
TEXT = {"schema": {"type": "string"}}
FIELDS = {
    "type": "object",
    "required": ["update"],
    "properties": {
        "update": {"type": "string"},
        **{name: {"type": "array", "items": {"type": "string"}} for name in DATASET},
    },
}
DOCS: Mapping[str, Any] = {
    "requestBody": {"required": True, "content": {FORM: {"schema": FIELDS}, UPDATE: TEXT}},
    "parameters": [
        {"name": name, "in": "query", "description": told, "schema": schema}
        for name, told, schema in (
            (DATASET[0], "a graph to match patterns in; repeats", {"type": "string"}),
            (DATASET[1], "a graph that GRAPH may match; repeats", {"type": "string"}),
            (
                "timeout",
                "seconds after which to stop, up to the server's limit",
                {"type": "number", "exclusiveMinimum": 0},
            ),
        )
    ],
}


def routes(settings: Settings, writing: Writing) -> APIRouter:
    """The endpoint at /update."""
    router = APIRouter(tags=["SPARQL"])

    @router.post(
        "/update",
        status_code=204,
        summary="Update",
        openapi_extra=dict(DOCS),
        dependencies=[Depends(writers_only(settings))],
        responses=answers(400, 401, 403, 413, 415, 501),
    )
    async def update(request: Request) -> Response:
        """Run a SPARQL 1.1 Update, whole or not at all; whatever is asked afterwards sees it."""
        values = read(await _posted(request))
        checked(values["update"][0])  # at once, and not when its turn has come
        whole = seconds_in(values.get("timeout", [""])[0])
        path = writing.new_file()
        try:
            path.write_text(values["update"][0], encoding="utf-8")
            graphs = [tuple(values.get(name, [])) for name in DATASET]
            edit = Edit("update", str(path), "", "", *graphs)
            await writing.write(edit, min(whole, settings.query_timeout))
        finally:
            path.unlink(missing_ok=True)
        return Response(status_code=204)

    @router.get("/update", include_in_schema=False)
    def bare(request: Request) -> Response:
        """The service description, as at the endpoint for queries."""
        if request.url.query:
            raise HTTPException(405)
        address = str(request.url_for("by_get"))
        return description(address, choose(accepted(request), GRAPHS))

    return router


def read(parameters: Sequence[tuple[str, str]]) -> Mapping[str, list[str]]:
    """The parameters of an update by name; others than the protocol's are let through."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "query" in values:
        raise BadRequest("queries are not answered here: send them to /sparql", "query")
    if "update" not in values:
        raise BadRequest(f"there is no update: send a form, or the update as {UPDATE}", "update")
    for name in ("update", "timeout"):
        if len(values.get(name, [])) > 1:
            raise BadRequest(f"{name!r} is given {len(values[name])} times", name)
    return values


async def _posted(request: Request) -> list[tuple[str, str]]:
    media = media_type(request)
    if media not in (FORM, UPDATE):
        raise WrongMedia(f"send the update as {FORM} or {UPDATE}, not as {media or 'nothing'}")
    text = await text_of(request, LARGEST, "update")
    address = list(request.query_params.multi_items())
    if media == UPDATE:
        return [*address, ("update", text)]
    return [*address, *parse_qsl(text, keep_blank_values=True)]
