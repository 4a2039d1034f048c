"""SPARQL 1.1 Protocol, query: three ways to ask, answers in the format that the client likes best.

A query that runs over is a plain 503; what comes after the beginning of a long answer has been
sent breaks the connection (see sending.py).
"""

import json
import math
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.catalogue_schemas import ExamplesModel
from api.description import description
from api.formats import GRAPHS, HTML, TABLES
from api.negotiate import NotAcceptable, accepted, choose
from api.pages import page
from api.problems import TooLarge, WrongMedia, answers, kind_of
from api.sending import sent
from api.watch import while_connected
from api.worker import SHOWN, Question
from api.workers import Workers
from kg.errors import BadRequest, KgError
from kg.settings import Settings
from kg.store.rdf import Vocabulary

LARGEST = 1_000_000  # bytes of a request's body
PATH = "/sparql"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ELSEWHERE = "this endpoint answers queries: send updates to /update, with the token"
ONCE = ("query", "timeout")
# No digit, letter or % is among them, so that none of them makes another.
ESCAPES = [(f"%{ord(sign):02X}", sign) for sign in "\n\r\t !\"#$&'()*+,/:;<=>?@[\\]^`{|}"]
GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")
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
            reply = await while_connected(request, workers.ask(question, seconds, whole))
        except KgError as error:
            if not wants_page(question):
                raise
            # With the query still in its box, so that it can be mended.
            return query_page(question.text, settings, error=error)
        if reply.media != HTML:
            return sent(reply)
        return query_page(question.text, settings, answer=json.loads(reply.body))

    return answer


@lru_cache(maxsize=256)
def by_address(asked: str, accept: str) -> tuple[Question, float]:
    """The question in an address, which pages and programs ask again and again."""
    return read(pairs_of(asked), accept)


def pairs_of(asked: str) -> list[tuple[str, str]]:
    """What `parse_qsl` gives, in a third of its time."""
    if not asked.isascii():
        return parse_qsl(asked, keep_blank_values=True)
    pairs = (part.partition("=") for part in asked.replace("+", " ").split("&") if part)
    return [(_plain(name), _plain(value)) for name, _, value in pairs]


def _plain(text: str) -> str:
    if "%" in text:
        for escape, sign in ESCAPES:
            text = text.replace(escape, sign)
    return unquote_to_bytes(text).decode(errors="replace") if "%" in text else text


def _address(request: Request) -> str:
    return str(request.scope["query_string"], "latin-1")


def read(parameters: Sequence[tuple[str, str]], accept: str) -> tuple[Question, float]:
    """The question in a request's parameters, and the seconds that its asker gives it."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise BadRequest(f"updates are refused here; {ELSEWHERE}", "update")
    for name in ONCE:
        if len(values.get(name, [])) > 1:
            raise BadRequest(f"{name!r} is given {len(values[name])} times", name)
    one = {name: values.get(name, [""])[0] for name in ONCE}
    if not one["query"].strip():
        raise BadRequest("there is no query: send ?query=..., a form, or the query itself", "query")
    graphs = [tuple(values.get(name, [])) for name in GRAPH_PARAMETERS]
    forms = tuple(filter(None, values.get("format", [])))
    question = Question(one["query"], accept, forms, *graphs)
    return question, seconds_in(one["timeout"])


def seconds_in(text: str) -> float:
    """The value of `timeout`; without end where there is none."""
    try:
        seconds = float(text or math.inf)
    except ValueError:
        seconds = math.nan
    if not seconds > 0:
        raise BadRequest(f"timeout={text!r} is no number of seconds above 0", "timeout")
    return seconds


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


def wants_page(question: Question) -> bool:
    """Whether a person with a browser has asked."""
    if question.forms:
        return question.forms[0] == "html"
    try:
        return choose(question.accept, [*TABLES, *GRAPHS, HTML]) == HTML
    except NotAcceptable:
        return False
