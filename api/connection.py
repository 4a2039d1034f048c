"""A connection to the server: its answers begin with one packet, and short questions are lent out.

A short answer is one call to the kernel, and wakes its client once: a tenth of a millisecond. Where
two questions in a row were short, a worker answers the next ones (see lending.py).
"""

import asyncio
import os
import socket
from contextlib import suppress
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.lending import Begun, Lending
from api.protocol import PATH

HEAD = b"HTTP/1."
SHORT = 0.025  # seconds of a question that is short
PATIENCE = 2  # so many have to be in a row
BEGUN = "begun"  # where the request says that somebody has begun to answer it


class Joining:
    """A transport that lets the head of an answer wait for what comes right after it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Stand before the connection's own."""
        self._transport, self._held = transport, b""

    def __getattr__(self, name: str) -> object:
        """All else is as it was."""
        return getattr(self._transport, name)

    def write(self, piece: bytes) -> None:
        """Send it, with what waited; a head waits for the next piece, or until nothing is done."""
        held, self._held = self._held, b""
        if not held and piece.startswith(HEAD):
            self._held = piece
            asyncio.get_running_loop().call_soon(self._flush)
            return
        self._transport.write(held + piece)

    def close(self) -> None:
        """Send what waits, and close."""
        self._flush()
        self._transport.close()

    def get_write_buffer_size(self) -> int:
        """How much is not sent."""
        return len(self._held) + self._transport.get_write_buffer_size()

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._transport.write(held)


class Connection(HttpToolsProtocol):
    """A connection of the server's, with such a transport."""

    _short = 0  # questions in a row that were short
    _came = 0.0  # when the last request began to come in
    _is_between = True  # two requests, with nothing read of the next
    _begun: Begun | None = None  # to which the next request belongs
    _waited_for: Begun | None = None
    _shared: socket.socket | None = None  # what others had a handle of, and may still have

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put it before the one that the loop gave."""
        super().connection_made(Joining(transport))  # type: ignore[arg-type]  # all that is used

    def connection_lost(self, exc: Exception | None) -> None:
        """See that it ends for the client too, though a busy worker still has a handle of it."""
        super().connection_lost(exc)
        if self._shared:
            with suppress(OSError):  # the client has gone
                self._shared.shutdown(socket.SHUT_RDWR)
            self._shared.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_between, self._came = False, self.loop.time()
        super().on_message_begin()
        if self._begun:
            self._waited_for, self._begun = self._begun, None
            cast("dict[str, object]", self.scope)[BEGUN] = self._waited_for

    def on_message_complete(self) -> None:
        """A request has been read."""
        self._is_between = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Lend the connection for what is asked next, if that will be short."""
        super().on_response_complete()
        begun, self._waited_for = self._waited_for, None
        if begun:
            begun.drop()
        scope = self.cycle.scope  # of the last request that came in
        is_short = self.loop.time() - self._came < SHORT and not begun
        if not is_short or (scope["method"], scope["path"]) != ("GET", PATH):
            self._short = 0
            return
        self._short += 1
        if self._short >= PATIENCE:
            self._lend()

    def _lend(self) -> None:
        lending = cast("Lending | None", self.app_state.get("lending"))
        is_idle = self._is_between and self.cycle.response_complete and self.cycle.keep_alive
        is_sent = not self.transport.is_closing() and not self.transport.get_write_buffer_size()
        if lending and is_idle and is_sent:
            lending.lend(self)

    def fileno(self) -> int:
        """Its handle."""
        return cast("int", self.transport.get_extra_info("socket").fileno())

    def leave(self) -> None:
        """Read nothing more."""
        self._short = PATIENCE - 1
        self._shared = self._shared or socket.socket(fileno=os.dup(self.fileno()))
        self._unset_keepalive_if_required()
        self.flow.pause_reading()

    def back(self, read: bytes = b"", begun: Begun | None = None) -> None:
        """Read again, first what somebody else has read, and may have begun to answer."""
        if self.transport.is_closing():
            if begun:
                begun.drop()
            return
        self._begun = begun
        self.flow.resume_reading()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )
        if read:
            self.data_received(read)

    def write(self, data: bytes) -> None:
        """Send the rest of an answer."""
        self.transport.write(data)

    def abort(self) -> None:
        """Break it off."""
        self.transport.abort()
