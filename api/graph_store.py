"""SPARQL 1.1 Graph Store HTTP Protocol, graphs named in the address: read by all, written with
the token."""

from collections.abc import Iterator
from os import fstat
from pathlib import Path
from secrets import token_hex
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.access import writers_only
from api.bodies import keep, media_type
from api.formats import GRAPHS, content_type
from api.negotiate import accepted, choose
from api.problems import WrongMedia, answers
from api.site import Site
from api.writer import FORMATS, Edit
from api.writing import Writing
from kg.errors import BadRequest, NotFound
from kg.model import Iri
from kg.settings import Settings
from kg.store.answer import Answer
from kg.store.edits import exists
from kg.store.rdf import is_iri
from kg.store.store import Graph

LARGEST = 64_000_000  # bytes of a graph that is sent
CHUNK = 1 << 16
BODY = {"requestBody": {"required": True, "content": {media: {} for media in FORMATS}}}


NEW = Iri("")  # a graph that has no name yet
Default = Annotated[
    list[str] | None, Query(description="The graph of conclusions; it takes no value")
]
Names = Annotated[list[str] | None, Query(description="The IRI of a graph")]


def named(default: Default = None, graph: Names = None) -> Graph:
    """The one graph that an address names."""
    if default is None and graph is None:
        raise BadRequest("name a graph: ?default or ?graph=IRI", "graph")
    return named_or_new(default, graph)


def named_or_new(default: Default = None, graph: Names = None) -> Graph:
    """The one graph that an address names; NEW where it names none."""
    given = [*(default or []), *(graph or [])]
    if len(given) > 1:
        raise BadRequest("name one graph: ?default or ?graph=IRI", "graph")
    if not given:
        return NEW
    if default:
        if default[0]:
            raise BadRequest(f"default takes no value such as {default[0]!r}", "default")
        return None
    if not is_iri(given[0]):
        raise BadRequest(f"{given[0]!r} is no absolute IRI", "graph")
    return Iri(given[0])


Named = Annotated[Graph, Depends(named)]
NamedOrNew = Annotated[Graph, Depends(named_or_new)]


def routes(site: Site, writing: Writing) -> APIRouter:
    """The graph store at /store."""
    router = APIRouter(tags=["SPARQL"])
    _add_reading(router, site, writing)
    _add_writing(router, site.settings, writing)
    return router


def _add_reading(router: APIRouter, site: Site, writing: Writing) -> None:
    @router.get(
        "/store",
        summary="A graph",
        response_class=Response,
        responses={200: {"content": {media: {} for media in GRAPHS}}, **answers(400, 404, 406)},
    )
    def get(request: Request, graph: Named) -> Response:
        """One graph whole: `?default` the conclusions, `?graph=` the claims of a document."""
        media = choose(accepted(request), GRAPHS)
        path = writing.new_file()
        with site.graph.read() as store:
            if not exists(store, graph):
                raise NotFound(f"there is no graph {graph}")
            found = (quad.triple for quad in store.match(graph=graph))
            file = _written(Answer(found, store.vocabulary.prefixes), GRAPHS[media], path)
        headers = {"Vary": "Accept", "Content-Length": str(fstat(file.fileno()).st_size)}
        return StreamingResponse(_chunks(file), 200, headers, content_type(media))


def _add_writing(router: APIRouter, settings: Settings, writing: Writing) -> None:
    token = [Depends(writers_only(settings))]
    sending = answers(400, 401, 403, 413, 415, 501) | {201: {"description": "The graph is new"}}

    @router.put(
        "/store",
        summary="Replace a graph",
        status_code=204,
        openapi_extra=BODY,
        dependencies=token,
        responses=sending,
    )
    async def put(request: Request, graph: Named) -> Response:
        """Let a graph hold what is sent and nothing else."""
        return await _sent("put", request, graph, writing)

    @router.post(
        "/store",
        summary="Add to a graph",
        status_code=204,
        openapi_extra=BODY,
        dependencies=token,
        responses=sending,
    )
    async def post(request: Request, graph: NamedOrNew) -> Response:
        """Add what is sent to a graph; without a name, to a new one, which Location names."""
        return await _sent("post", request, graph, writing)

    @router.delete(
        "/store",
        summary="Remove a graph",
        status_code=204,
        dependencies=token,
        responses=answers(400, 401, 403, 404, 501),
    )
    async def delete(graph: Named) -> Response:
        """Remove a graph; of the default graph, all that it holds."""
        await writing.write(Edit("delete", graph=graph or ""), settings.query_timeout)
        return Response(status_code=204)


async def _sent(action: str, request: Request, graph: Graph, writing: Writing) -> Response:
    media, settings = media_type(request), writing.settings
    if media not in FORMATS:
        raise WrongMedia(f"send a graph as {', '.join(FORMATS)}, not as {media or 'nothing'}")
    headers = {}
    if graph == NEW:
        graph = Iri(f"{settings.data}graph/{token_hex(8)}")
        headers["Location"] = graph
    path = writing.new_file()
    try:
        await keep(request, path, LARGEST)
        edit = Edit(action, str(path), media, graph or "")
        written = await writing.write(edit, settings.query_timeout)
    finally:
        path.unlink(missing_ok=True)
    if not written.new:
        return Response(status_code=204)
    return Response(None, 201, headers)


def _written(answer: Answer, form: str, path: Path) -> IO[bytes]:
    """A file without a name that holds the whole graph, so that no answer ends in its middle."""
    try:
        with path.open("wb") as output:
            answer.write(output, form)
        return path.open("rb")
    finally:
        path.unlink(missing_ok=True)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
