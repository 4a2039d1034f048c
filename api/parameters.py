"""Parameters that nobody knows are refused: `contry=CN` must not look like an answer for China."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute

from kg.errors import BadRequest

# The SPARQL protocol lets clients add parameters of their own, and they do.
OPEN = frozenset({"/sparql", "/update"})


def known_only(request: Request) -> None:
    """A dependency that holds an address against the API's own description of it."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not route.include_in_schema or route.path in OPEN:
        return
    operation = request.app.openapi()["paths"][route.path_format][request.method.lower()]
    known = {one["name"]: one for one in operation.get("parameters", []) if one["in"] == "query"}
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if name not in known:
            there = ", ".join(known) or "none"
            raise BadRequest(f"there is no parameter {name[:100]!r} here; there is {there}", name)
        if names.count(name) > 1 and not _repeats(known[name]["schema"]):
            raise BadRequest(f"{name!r} is given {names.count(name)} times", name)


def _repeats(schema: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "array" for one in [schema, *schema.get("anyOf", [])])
