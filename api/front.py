"""What a request passes before the framework: layers of ours, which take a tenth of its time."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.fresh import Fresh
from api.protocol import PATH
from api.shield import Shield
from api.shortcut import Endpoint, Shortcut
from api.tags import Tags
from kg.settings import Settings


class Fronted(FastAPI):
    """The framework's application, behind whatever is put before it."""

    front: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the layers first."""
        scope["app"] = self  # for the pages of the error table
        await (self.front or super().__call__)(scope, receive, send)

    def take_a_front(self, settings: Settings, tags: Tags, endpoint: Endpoint) -> None:
        """Put all layers before the framework; one path leads straight to what answers it."""
        front: ASGIApp = Shortcut(super().__call__, PATH, endpoint)
        front = ServerErrorMiddleware(front, problems.unforeseen)
        front = Shield(Fresh(front, tags))
        if settings.origins:
            # Without credentials: a token is sent by a script that has it, never by the browser.
            front = CORSMiddleware(
                front,
                allow_origins=settings.origins.split(),
                allow_methods=["GET", "POST", "PUT", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "If-None-Match"],
                expose_headers=["*"],
            )
        self.front = front
