"""Headers that go with every answer."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.heads import SHIELD


class Shield:
    """ASGI middleware that adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through and its answer back with the headers."""

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *SHIELD]
            await send(message)

        if scope.get("method") == "HEAD":
            # The server still knows what was asked, and leaves out the body.
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, shielded)
