"""One connection, to an address that was checked, with an end to how long it may take."""

import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection
from threading import Timer
from time import monotonic
from typing import Self
from urllib.parse import SplitResult

from extractors.documents.fetching.reach import reachable

SILENCE = 20.0  # seconds without a byte


class Connection(HTTPConnection):
    """Like that of the library, but for whom it connects to and how long it lives."""

    def __init__(self, parts: SplitResult, allowed: str, deadline: float) -> None:
        """Prepare; nothing is looked up before the first request."""
        self.tls, self.allowed, self.deadline = parts.scheme == "https", allowed, deadline
        port = parts.port or (443 if self.tls else 80)
        super().__init__(parts.hostname or "", port)
        self.default_port = 443 if self.tls else 80  # which the header Host does not name
        self._timer: Timer | None = None
        self._made: socket.socket | None = None  # `sock` is None while the last answer is read

    @property
    def is_over(self) -> bool:
        """Whether its time has run out."""
        return monotonic() >= self.deadline

    def connect(self) -> None:
        """Connect to what the name means now, and to nothing that it means later."""
        failed: OSError = TimeoutError()
        for family, address in reachable(self.host, self.port, self.allowed):
            left = self.deadline - monotonic()
            if left <= 0:
                break
            made = socket.socket(family, socket.SOCK_STREAM)
            made.settimeout(min(SILENCE, left))
            try:
                made.connect(address)
                self.sock = self._made = self._secured(made)
            except OSError as error:
                made.close()
                failed = error
                continue
            # A server that sends a byte now and then would never be silent for long.
            self._timer = Timer(max(self.deadline - monotonic(), 0), self._cut)
            self._timer.daemon = True
            self._timer.start()
            return
        raise failed

    def _secured(self, made: socket.socket) -> socket.socket:
        if not self.tls:
            return made
        return ssl.create_default_context().wrap_socket(made, server_hostname=self.host)

    def _cut(self) -> None:
        with suppress(OSError):
            if self._made is not None:
                self._made.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        """The connection itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it, and forget its time."""
        if self._timer:
            self._timer.cancel()
        self.close()
