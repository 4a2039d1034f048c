"""The error table: what went wrong -> RFC 9457 problem details, or a page for those who read."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.access import Closed, Elsewhere, Unauthorized
from api.negotiate import NotAcceptable, accepted, choose
from api.pages import page
from api.watch import ClientGone
from kg.errors import (
    BadDocument,
    BadRequest,
    Gone,
    KgError,
    NotFound,
    SourceUnavailable,
    StoreBusy,
    StoreUnusable,
    TookTooLong,
)

MEDIA = "application/problem+json"
HTML = "text/html"
TYPES = "https://w3id.org/collab-kg/problem#"
SCHEMA = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "The parameter or part that is at fault"},
    },
}
LOG = logging.getLogger(__name__)


class NoReader(KgError):
    """Ask a server that was started with a reader of texts."""


class TooLarge(KgError):
    """Send less, or ask for less."""


class WrongMedia(KgError):
    """Send the body as one of the media types named."""


class TooBusy(KgError):
    """Ask again in a moment; nothing is wrong with the question."""


class Unread(KgError):
    """Nobody beside this server reads documents; its operator can start somebody."""


class TookTooMuch(KgError):
    """The question needed more memory or space than one question may have."""


class Kind(NamedTuple):
    """What one class of errors is over HTTP."""

    status: HTTPStatus
    name: str
    title: str


TABLE: Mapping[type[KgError], Kind] = {
    BadRequest: Kind(HTTPStatus.BAD_REQUEST, "bad-request", "The question cannot be answered"),
    Unauthorized: Kind(HTTPStatus.UNAUTHORIZED, "unauthorized", "Only with the token"),
    Elsewhere: Kind(HTTPStatus.NOT_IMPLEMENTED, "elsewhere", "Not written here"),
    Closed: Kind(HTTPStatus.FORBIDDEN, "closed", "This server takes no writes"),
    NotFound: Kind(HTTPStatus.NOT_FOUND, "not-found", "There is no such thing"),
    Gone: Kind(HTTPStatus.GONE, "gone", "It is here no more"),
    NotAcceptable: Kind(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", "Not in that format"),
    TooLarge: Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "Too large"),
    WrongMedia: Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong-media", "Not in that media type"),
    BadDocument: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-document", "Not a readable document"),
    SourceUnavailable: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE, "source-unavailable", "The store cannot be reached"
    ),
    StoreBusy: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "store-busy", "The store is being written"),
    StoreUnusable: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE, "store-unusable", "The store cannot be opened"
    ),
    NoReader: Kind(HTTPStatus.NOT_IMPLEMENTED, "no-reader", "This server reads no texts"),
    TooBusy: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "too-busy", "Too many questions at once"),
    Unread: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "unread", "Nobody reads documents here"),
    TookTooLong: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "took-too-long", "The query was stopped"),
    TookTooMuch: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "took-too-much", "The query was stopped"),
}
UNKNOWN = Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "error", "Something went wrong")
AGAIN = {"too-busy": "1", "store-busy": "5"}  # seconds after which asking again makes sense


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Statuses as the API's description tells them: each with problem details."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA: {"schema": SCHEMA}}}
        for status in statuses
    }


def register(app: FastAPI) -> None:
    """Answer every error of the app from the table."""
    app.add_exception_handler(KgError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientGone, _unheard)
    app.add_exception_handler(Exception, unforeseen)


def kind_of(error: KgError) -> Kind:
    """The row of the table that fits an error closest."""
    rows = (TABLE[cls] for cls in type(error).__mro__ if issubclass(cls, KgError) and cls in TABLE)
    return next(rows, UNKNOWN)


async def answered(request: Request, error: Exception) -> Response:
    """What goes out for an error outside of the framework's own reach."""
    return await (_unheard if isinstance(error, ClientGone) else _known)(request, error)


async def _known(request: Request, error: Exception) -> Response:
    kind = kind_of(error) if isinstance(error, KgError) else UNKNOWN
    more: dict[str, Any] = {}
    if field := getattr(error, "field", ""):
        more["field"] = field
    if suggestions := getattr(error, "suggestions", ()):
        more["suggestions"] = list(suggestions)
    if isinstance(error, NotAcceptable):
        more["available"] = list(error.offers)
    headers = {"Retry-After": AGAIN[kind.name]} if kind.name in AGAIN else {}
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = error.challenge
    return respond(request, kind, str(error), more, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [{"field": _field(one["loc"]), "detail": one["msg"]} for one in found]
    kind = Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-parameter", "A parameter is wrong")
    detail = "; ".join(f"{one['field']}: {one['detail']}" for one in errors)
    field = errors[0]["field"] if errors else ""
    return respond(request, kind, detail, {"field": field, "errors": errors})


def _field(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path[1:]) or str(path[0])


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return await unforeseen(request, error)
    status = HTTPStatus(error.status_code)
    kind = Kind(status, "", status.phrase)
    told = error.detail if error.detail != status.phrase else status.description
    if status is HTTPStatus.NOT_FOUND:
        told = f"nothing is at {request.url.path}"
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        told = f"{request.method} is not for {request.url.path}"
    headers = dict(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request)) or headers.get("Allow", "")
    return respond(request, kind, told, {}, headers)


def _methods(request: Request) -> list[str]:
    """What an address takes, by all its routes: the framework looks at the first alone."""
    found = []
    for method in ("DELETE", "GET", "PATCH", "POST", "PUT"):
        scope = {**request.scope, "method": method, "path_params": {}}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            found += [method, "HEAD"] if method == "GET" else [method]
    return found


async def _unheard(_request: Request, _error: Exception) -> Response:
    return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)  # which nobody receives


async def unforeseen(request: Request, error: Exception) -> Response:
    """What goes out for an error of ours: a server error, with the rest in the log."""
    LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return respond(request, UNKNOWN, "the server could not do this; its log says why")


def respond(
    request: Request,
    kind: Kind,
    detail: str,
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Tell an error in the form that the client reads."""
    problem = {
        "type": TYPES + kind.name if kind.name else "about:blank",
        "title": kind.title,
        "status": int(kind.status),
        "detail": detail,
        **(more or {}),
    }
    if _is_read_by_a_person(request):
        settings = request.app.state.settings
        return page(settings, "error.html", status=kind.status, headers=headers, problem=problem)
    return JSONResponse(problem, kind.status, {"Vary": "Accept", **(headers or {})}, MEDIA)


def _is_read_by_a_person(request: Request) -> bool:
    try:
        return choose(accepted(request), [MEDIA, "application/json", HTML]) == HTML
    except NotAcceptable:
        return False
