"""SPARQL 1.1 Protocol, query: three ways to ask, answers in the format that the client likes best.

A query that runs over is a plain 503; what comes after the beginning of a long answer has been
sent breaks the connection (see sending.py).
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.catalogue_schemas import ExamplesModel
from api.connection import BEGUN
from api.description import description
from api.formats import GRAPHS, HTML, TABLES
from api.negotiate import NotAcceptable, accepted, choose
from api.pages import page
from api.problems import TooLarge, WrongMedia, answers, kind_of
from api.protocol import ELSEWHERE, PATH, by_address, read, wants_page
from api.question import Question
from api.sending import sent
from api.watch import while_connected
from api.worker import SHOWN
from api.workers import Reply, Workers
from kg.errors import BadRequest, KgError
from kg.settings import Settings
from kg.store.rdf import Vocabulary

LARGEST = 1_000_000  # bytes of a request's body
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
EXAMPLE = """\
# What is known, with the sentence behind it: the best believed first.
SELECT ?subject ?predicate ?object ?belief ?quote ?document WHERE {
  ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
             ckg:belief ?belief ; ckg:evidence ?evidence .
  GRAPH ?document { ?evidence ckg:quote ?quote }
}
ORDER BY DESC(?belief)
LIMIT 50
"""
DOCS: Mapping[str, Any] = {
    "parameters": [
        {"name": name, "in": "query", "description": told, "schema": {"type": kind}}
        for name, kind, told in (
            ("query", "string", "SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE"),
            ("default-graph-uri", "string", "a graph to ask instead of the conclusions; repeats"),
            ("named-graph-uri", "string", "a graph that GRAPH may name; repeats"),
            ("timeout", "number", "seconds after which to stop, up to the server's limit"),
            ("format", "string", "json xml csv tsv turtle nt jsonld rdfxml or html; else Accept"),
        )
    ]
}

# What the description tells of answers.
ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {} for media in (*TABLES, *GRAPHS, HTML)}}
}


def routes(settings: Settings, workers: Workers) -> APIRouter:
    """The endpoint at /sparql."""
    router = APIRouter(tags=["SPARQL"])
    answer = endpoint(settings, workers)

    @router.get(
        PATH,
        openapi_extra=dict(DOCS),
        summary="Query, or service description",
        response_class=Response,
        responses=ANSWERED,
    )
    async def by_get(request: Request) -> Response:
        """Answer `?query=`; without any parameter, describe the service or show the query page."""
        return await answer(request)

    @router.post(
        PATH,
        openapi_extra=dict(DOCS),
        summary="Query",
        response_class=Response,
        responses=ANSWERED | answers(413, 415),
    )
    async def by_post(request: Request) -> Response:
        """Answer a form, or a query that is the body itself."""
        return await answer(request)

    return router


def endpoint(
    settings: Settings, workers: Workers
) -> Callable[[Request], Coroutine[None, None, Response]]:
    """What answers a request to the endpoint, however it is asked."""

    async def answer(request: Request) -> Response:
        if request.method == "GET":
            if not request.scope["query_string"]:
                return _bare(request, settings)
            return await _reply(request, *by_address(_address(request), accepted(request)))
        return await _reply(request, *read(await _posted(request), accepted(request)))

    async def _reply(request: Request, question: Question, whole: float) -> Response:
        seconds = min(whole, settings.query_timeout)
        try:
            reply = await _heard(request, workers.ask(question, seconds, whole))
        except KgError as error:
            if not wants_page(question):
                raise
            # With the query still in its box, so that it can be mended.
            return query_page(question.text, settings, error=error)
        if reply.media != HTML:
            return sent(reply)
        return query_page(question.text, settings, answer=json.loads(reply.body))

    return answer


async def _heard(request: Request, reply: Coroutine[None, None, Reply]) -> Reply:
    """What workers say, as long as somebody is there to hear it."""
    if begun := request.scope.get(BEGUN):  # a worker has been asked already (see lending.py)
        reply.close()
        reply = begun.reply()
    return await while_connected(request, reply)


def _address(request: Request) -> str:
    return str(request.scope["query_string"], "latin-1")


async def _posted(request: Request) -> list[tuple[str, str]]:
    """The parameters of a POST: those of its address, then those of its body."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == UPDATE:
        raise WrongMedia(f"updates are refused here; {ELSEWHERE}")
    if media not in (FORM, QUERY):
        raise WrongMedia(f"send the query as {FORM} or {QUERY}, not as {media or 'nothing'}")
    charset = rest.lower().partition("charset=")[2].strip(' "')
    body = await _body(request)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"the body is not valid UTF-8 at byte {error.start}", "query") from error
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise WrongMedia(f"send the query in UTF-8, not in {charset}")
    address = parse_qsl(_address(request), keep_blank_values=True)
    if media == QUERY:
        return [*address, ("query", text)]
    return [*address, *parse_qsl(text, keep_blank_values=True)]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TooLarge(f"a query may have {LARGEST} bytes at most")
    return bytes(body)


def _bare(request: Request, settings: Settings) -> Response:
    accept = accepted(request)
    try:
        media = choose(accept, [*GRAPHS, HTML])
    except NotAcceptable as error:
        # Whoever wants a table has forgotten the query.
        raise BadRequest("there is no query: send ?query=...", "query") from error
    if media == HTML:
        return query_page(EXAMPLE, settings)
    return description(str(request.url), media)


def query_page(
    text: str,
    settings: Settings,
    *,
    answer: Mapping[str, Any] | None = None,
    error: KgError | None = None,
) -> Response:
    """The form to ask with; below it the answer, or what is wrong with the question."""
    return page(
        settings,
        "sparql.html",
        status=kind_of(error).status if error else 200,
        query=text,
        limit=settings.query_timeout,
        shown=SHOWN,
        examples=ExamplesModel.of(Vocabulary(settings).prefixes).examples,
        answer=answer,
        error=error,
    )
