"""The busiest address, answered before the framework looks for a route: that takes a millisecond.

The route stands all the same, for the API's description and for all other methods.
"""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.watch import ClientGone
from kg.errors import KgError

type Endpoint = Callable[[Request], Awaitable[Response]]


class Shortcut:
    """ASGI middleware that leads from one path straight to what answers it."""

    def __init__(self, app: ASGIApp, path: str, endpoint: Endpoint) -> None:
        """Stand before the app."""
        self.app, self.path, self.endpoint = app, path, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with errors from the same table."""
        if scope.get("path") != self.path or scope.get("method") not in ("GET", "POST"):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await self.endpoint(request)
            await response(scope, receive, send)
        except (KgError, ClientGone) as error:
            await (await problems.answered(request, error))(scope, receive, send)
