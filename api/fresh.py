"""What was answered is not made again: each generation of the graph has its own ETag.

A client that has the answer is told so, and another is sent what is kept of it in memory.
"""

from functools import partial

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.heads import KEPT, tagged
from api.kept import Answer, Kept
from api.tags import Tags

TRUNCATED = b"x-collab-kg-truncated"


class Fresh:
    """ASGI middleware: 304 or the same again where nothing was published since.

    The tag names the generation before the answer is made, which may come from a newer one: then
    the client asks once more than it had to, and never keeps what is old.
    """

    def __init__(self, app: ASGIApp, tags: Tags) -> None:
        """Stand before the app."""
        self.app, self.tags = app, tags
        self._kept = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with 304 or what is kept, or let the request through and tag its answer."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        tag = self.tags.of(scope["path"], scope["query_string"], headers[b"accept"])
        if tag is None:
            await self.app(scope, receive, send)
            return
        if tag.is_among(headers[b"if-none-match"]):
            same = [(b"etag", tag.value), *KEPT]
            await send({"type": "http.response.start", "status": 304, "headers": same})
            await send({"type": "http.response.body", "body": b""})
            return
        # Some descriptions name the address at which they were asked for.
        key = b"\0".join((tag.value, scope["scheme"].encode(), headers[b"host"]))
        kept = self._kept.find(tag.epoch, key)
        if kept:
            await send({"type": "http.response.start", "status": 200, "headers": kept.headers})
            await send({"type": "http.response.body", "body": kept.body})
            return
        answer = Answer(tag.epoch, key)
        await self.app(scope, receive, partial(self._send, send, tag.value, answer))

    async def _send(self, send: Send, tag: bytes, answer: Answer, message: Message) -> None:
        """Pass a message on, with a tag; what comes in one piece is kept."""
        if message["type"] == "http.response.start":
            headers = message["headers"]
            if message["status"] == 200 and all(name != TRUNCATED for name, _ in headers):
                answer.headers = [*headers, *tagged(tag)]
                message["headers"] = answer.headers
        elif answer.headers and not message.get("more_body"):
            self._kept.keep(answer, message.get("body", b""))
        else:
            answer.headers = []
        await send(message)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """All values of each header that matters here; empty where there is none."""
    found = dict.fromkeys((b"accept", b"host", b"if-none-match"), b"")
    for name, value in scope["headers"]:
        if name in found:
            found[name] = found[name] + b", " + value if found[name] else value
    return found
