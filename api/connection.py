"""A connection to the server whose answers begin with one packet, not with two.

A short answer is then one call to the kernel, and wakes its client once: a tenth of a millisecond.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD = b"HTTP/1."


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

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._transport.write(held)


class Connection(HttpToolsProtocol):
    """A connection of the server's, with such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put it before the one that the loop gave."""
        super().connection_made(Joining(transport))  # type: ignore[arg-type]  # all that is used
