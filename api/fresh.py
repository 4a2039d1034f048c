"""What a client has already is not made again: each generation of the graph has its own ETag."""

import re
from hashlib import blake2b
from importlib.metadata import version
from time import time_ns
from urllib.parse import unquote_plus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.resolution.authorities.library import edition
from kg.settings import Settings
from kg.store.embedded import newest_generation

# What is read from the graph, and from nothing else that changes.
READ = re.compile(
    r"/|/(sparql|partners|paths|gap|search|stats|documents|store|events|countries)|/(entities|documents|countries)/.+"
)
# Their values are others each time, or come from other places.
VOLATILE = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)

PERHAPS = re.compile(rb"NOW|RAND|UUID|BNODE|SERVICE|%[46][0-9a-f]", re.IGNORECASE)


class Fresh:
    """ASGI middleware: 304 where nothing was published since, else an ETag for the next time.

    The tag names the generation before the answer is made, which may come from a newer one: then
    the client asks once more than it had to, and never keeps what is old.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Stand before the app."""
        self.app, self.settings = app, settings
        # Pages also show what was read when the server started.
        self._edition = f"{version('collab-kg')} {time_ns()}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with 304, or let the request through and its answer back with a tag."""
        tag = self._tag(scope)
        if not tag:
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("if-none-match", "")
        if tag in (part.strip().removeprefix("W/") for part in asked.split(",")):
            headers = [(b"etag", tag.encode()), *_KEPT]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if "x-collab-kg-truncated" not in headers:
                    headers["ETag"] = tag
                    headers["Cache-Control"] = "no-cache"  # keep it, and ask whether it still is so
            await send(message)

        await self.app(scope, receive, tagged)

    def _tag(self, scope: Scope) -> str:
        """The tag of what is asked for; empty where there is none."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return ""
        if self.settings.is_remote or not READ.fullmatch(scope["path"]):
            return ""
        asked = scope["query_string"]
        if PERHAPS.search(asked) and VOLATILE.search(unquote_plus(asked.decode("latin-1"))):
            return ""
        if not (generation := newest_generation(self.settings)):
            return ""
        accept = Headers(scope=scope).get("accept", "")
        added = str(edition(self.settings))
        told = "\0".join([self._edition, generation, added, scope["path"], accept])
        return f'"{blake2b(told.encode() + asked, digest_size=12).hexdigest()}"'


_KEPT = [(b"cache-control", b"no-cache"), (b"vary", b"Accept")]
