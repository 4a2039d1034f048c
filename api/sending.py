"""How answers of the endpoint go out: whole where they are short, as they grow where they are long.

A short answer has an exact status and length. The beginning of a long one is held back until its
first part is full; where time or memory end it after that, the connection is broken, so that nobody
takes half an answer for a whole one; its last line says why. What has too many rows ends
well-formed where its format can say so at the end (JSON, CSV, TSV, JSON-LD), and is broken off in
the others. There is never a well-formed answer that was cut without saying so.
"""

import asyncio
import logging

from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from api.formats import content_type
from api.heads import whole
from api.loan import LongAnswer
from api.watch import hung_up
from api.workers import Reply
from kg.errors import KgError
from kg.store import rows

TRUNCATED = "X-Collab-KG-Truncated"
WHY = f'<{rows.TRUNCATED}>; rel="describedby"'
LOG = logging.getLogger(__name__)


def sent(reply: Reply) -> Response:
    """What goes out for an answer."""
    if not reply.long and not reply.truncated:
        return Whole(reply.body, reply.media)
    headers = {"Vary": "Accept"}
    media = content_type(reply.media)
    if reply.long:
        return Growing(reply.long, headers, media)
    headers |= {TRUNCATED: f"rows={reply.truncated}", "Link": WHY}
    return Response(reply.body, 200, headers, media)


class Whole(Response):
    """A short answer, by far the most usual: its head takes no time."""

    def __init__(self, body: bytes, media: str) -> None:
        """Take over the bytes as they are."""
        self.status_code, self.body, self.background = 200, body, None
        self.raw_headers = [*whole(media), (b"content-length", b"%d" % len(body))]


class Growing(Response):
    """A response whose end is not known when it begins."""

    def __init__(self, answer: LongAnswer, headers: dict[str, str], media: str) -> None:
        """Take over an answer that must be closed at the end."""
        super().__init__(None, 200, headers, media)
        del self.headers["content-length"]
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the end, or until the client hangs up, whichever is first."""
        going = asyncio.ensure_future(self._send(scope, send))
        gone = asyncio.ensure_future(hung_up(receive))
        try:
            await asyncio.wait([going, gone], return_when=asyncio.FIRST_COMPLETED)
            if going.done():
                going.result()
        finally:
            going.cancel()
            gone.cancel()
            await self._answer.close()

    async def _send(self, scope: Scope, send: Send) -> None:
        if scope["http_version"] == "1.0":
            # Such a client takes the end of the connection for the end of the answer.
            self.headers["Content-Length"] = str(await self._answer.complete())
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(head)
        try:
            async for chunk in self._answer.chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                await asyncio.sleep(0)  # others are served meanwhile, and a hang-up is noticed
        except KgError as error:
            # The server closes a connection whose answer was not completed, and logs that too.
            LOG.warning("an answer was broken off: %s", error)
            last = broken_off(error, self.headers["content-type"])
            if "content-length" not in self.headers:
                await send({"type": "http.response.body", "body": last, "more_body": True})
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def broken_off(error: KgError, media: str) -> bytes:
    """The last line of an answer that is not completed: a comment, where its format has any."""
    said = f"this answer is not whole: {error}"
    if "xml" in media:
        said = f"<!-- {said.replace('--', '- -')} -->"
    else:
        said = "# " + " ".join(said.split())
    return f"\n{said}\n".encode()
