"""Headers that go with every answer: our own scripts alone, no frames, no guessed media types."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
SENT = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Shield:
    """ASGI middleware that adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through and its answer back with the headers."""

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *SENT]
            await send(message)

        if scope.get("method") == "HEAD":
            # The server still knows what was asked, and leaves out the body.
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, shielded)
