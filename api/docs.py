"""The API described for people, from its OpenAPI document, without anybody else's scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response

from api.site import Site


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as the page tells it."""

    name: str
    place: str
    required: bool
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    summary: str
    told: str
    parameters: tuple[Parameter, ...]


def routes(site: Site, app: FastAPI) -> APIRouter:
    """The page at /docs."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs() -> Response:
        return site.page("docs.html", operations=operations(app.openapi()))

    return router


def operations(openapi: Mapping[str, Any]) -> list[Operation]:
    """All operations of an OpenAPI document in its order."""
    return [
        Operation(
            method.upper(),
            path,
            one.get("summary", ""),
            one.get("description", ""),
            tuple(_parameter(each) for each in one.get("parameters", [])),
        )
        for path, methods in openapi["paths"].items()
        for method, one in methods.items()
    ]


def _parameter(one: Mapping[str, Any]) -> Parameter:
    schema = one.get("schema", {})
    told = one.get("description") or schema.get("description") or ""
    return Parameter(one["name"], one["in"], one.get("required", False), _kind(schema), told)


def _kind(schema: Mapping[str, Any]) -> str:
    """A parameter's type with its limits in words.

    >>> _kind({"type": "integer", "minimum": 1, "maximum": 100, "default": 20})
    'integer, from 1, to 100, else 20'
    """
    parts = [str(schema.get("type", "string"))]
    words = {"minimum": "from", "maximum": "to", "maxLength": "at most", "default": "else"}
    for key, word in words.items():
        if schema.get(key) not in (None, "", []):
            unit = " characters" if key == "maxLength" else ""
            parts.append(f"{word} {schema[key]}{unit}")
    if "enum" in schema:
        parts.append("one of " + ", ".join(str(one) for one in schema["enum"] if one))
    return ", ".join(parts)
