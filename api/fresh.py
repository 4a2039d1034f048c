"""What was answered is not made again: each generation of the graph has its own ETag.

A client that has the answer is told so, and another is sent what is kept of it in memory.
"""

import os
import re
from functools import lru_cache, partial
from hashlib import blake2b
from importlib.metadata import version
from time import time_ns
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kept import Answer, Kept
from kg.resolution.authorities.library import FOLDER, edition
from kg.settings import Settings
from kg.store.snapshot import newest_generation

# What is read from the graph, and from nothing else that changes.
READ = re.compile(
    r"/|/(sparql|partners|paths|gap|search|stats|documents|store|events|countries|about|changes)"
    r"|/(entities|documents|countries)/.+"
)
# Their values are others each time, or come from other places.
VOLATILE = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b|\\u", re.IGNORECASE)

TRUNCATED = b"x-collab-kg-truncated"
# Without any of these in an address, and without escaped letters, it asks for none of them.
PERHAPS = (b"now", b"rand", b"uuid", b"bnode", b"service", b"\\", b"%5c")
LETTER = re.compile(rb"%(?:[46]|[57][0-9a])")


class Fresh:
    """ASGI middleware: 304 or the same again where nothing was published since.

    The tag names the generation before the answer is made, which may come from a newer one: then
    the client asks once more than it had to, and never keeps what is old.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Stand before the app."""
        self.app, self.settings = app, settings
        self._kept = Kept()
        # Pages also show what was read when the server started.
        self._edition = f"{version('collab-kg')} {time_ns()}"
        self._folder = str(settings.folder / FOLDER)
        self._seen: tuple[object, object] = (None, ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with 304 or what is kept, or let the request through and tag its answer."""
        epoch, tag = self._tag(scope)
        if not tag:
            await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        asked = headers[b"if-none-match"]
        if asked and tag in (part.strip().removeprefix(b"W/") for part in asked.split(b",")):
            same = [(b"etag", tag), *_KEPT]
            await send({"type": "http.response.start", "status": 304, "headers": same})
            await send({"type": "http.response.body", "body": b""})
            return
        # Some descriptions name the address at which they were asked for.
        key = b"\0".join((tag, scope["scheme"].encode(), headers[b"host"]))
        kept = self._kept.find(epoch, key)
        if kept:
            await send({"type": "http.response.start", "status": 200, "headers": kept.headers})
            await send({"type": "http.response.body", "body": kept.body})
            return
        await self.app(scope, receive, partial(self._send, send, tag, Answer(epoch, key)))

    async def _send(self, send: Send, tag: bytes, answer: Answer, message: Message) -> None:
        """Pass a message on, with a tag; what comes in one piece is kept."""
        if message["type"] == "http.response.start":
            headers = message["headers"]
            if message["status"] == 200 and all(name != TRUNCATED for name, _ in headers):
                # Keep it, and ask whether it still is so.
                answer.headers = [*headers, (b"etag", tag), _KEPT[0]]
                message["headers"] = answer.headers
        elif answer.headers and not message.get("more_body"):
            self._kept.keep(answer, message.get("body", b""))
        else:
            answer.headers = []
        await send(message)

    def _tag(self, scope: Scope) -> tuple[str, bytes]:
        """The epoch of the data, and the tag of what is asked for; empty where there is none."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return "", b""
        if self.settings.is_remote or not _is_kept(scope["path"], scope["query_string"]):
            return "", b""
        if not (generation := newest_generation(self.settings)):
            return "", b""
        epoch = f"{self._edition}\0{generation}\0{self._authorities()}\0"
        told = (epoch + scope["path"]).encode()
        asked = b"\0".join((told, _headers(scope)[b"accept"], scope["query_string"]))
        return epoch, b'"%b"' % blake2b(asked, digest_size=12).hexdigest().encode()

    def _authorities(self) -> object:
        """Those of now: their files are replaced, never changed, so the folder tells of it."""
        try:
            stat = os.stat(self._folder)  # noqa: PTH116  # each question looks: a path costs more
        except FileNotFoundError:
            return ()
        seen = (stat.st_ino, stat.st_mtime_ns)
        if seen != self._seen[0]:
            self._seen = seen, edition(self.settings)
        return self._seen[1]


@lru_cache(maxsize=512)
def _is_kept(path: str, asked: bytes) -> bool:
    """Whether an address has the same answer as long as the graph is the same."""
    if not READ.fullmatch(path):
        return False
    small = asked.lower()
    perhaps = any(part in small for part in PERHAPS) or LETTER.search(small)
    return not (perhaps and VOLATILE.search(unquote_plus(asked.decode("latin-1"))))


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """All values of each header that matters here; empty where there is none."""
    found = dict.fromkeys((b"accept", b"host", b"if-none-match"), b"")
    for name, value in scope["headers"]:
        if name in found:
            found[name] = found[name] + b", " + value if found[name] else value
    return found


_KEPT = [(b"cache-control", b"no-cache"), (b"vary", b"Accept")]
