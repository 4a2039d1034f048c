"""A web server and a mail server on loopback that keep what they are sent."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any, cast
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


@dataclass
class Hook:
    """What a webhook got; it answers with `statuses`, then with 204."""

    address: str = ""
    statuses: list[int] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what was sent."""
        self.statuses, self.headers, self.bodies = [], [], []

    @property
    def keys(self) -> list[str]:
        return [one["idempotency-key"] for one in self.headers]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook = cast(Hook, self.server.hook)  # type: ignore[attr-defined]
        hook.bodies.append(self.rfile.read(int(self.headers["content-length"])).decode())
        hook.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(hook.statuses.pop(0) if hook.statuses else 204)
        self.send_header("Content-Length", "0")
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal of the tests."""


@contextmanager
def hooked() -> Iterator[Hook]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    hook = Hook(f"http://127.0.0.1:{server.server_port}/hook")
    server.hook = hook  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    """What a mail server took; whom it does not know it refuses."""

    address: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what was sent."""
        self.mails, self.receivers = [], []

    async def handle_RCPT(self, *told: Any) -> str:  # noqa: ANN401, N802  # the library's
        """Answer for one receiver."""
        _, _, envelope, address, _ = told
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *told: Any) -> str:  # noqa: ANN401, N802
        """Keep a message."""
        envelope: Envelope = told[2]
        self.mails.append(message_from_bytes(cast(bytes, envelope.content), policy=default))
        self.receivers.append(list(envelope.rcpt_tos))
        return "250 taken"


@contextmanager
def post_office(**options: Any) -> Iterator[Post]:  # noqa: ANN401  # the library's own
    post = Post()
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        post.address = f"smtp://127.0.0.1:{port}"
        yield post
    finally:
        controller.stop()


@dataclass
class Tap:
    """What went to a server, as somebody on the way sees it."""

    port: int = 0
    heard: bytearray = field(default_factory=bytearray)


class _Passing(BaseRequestHandler):
    def handle(self) -> None:
        way = cast("_Way", self.server)
        with socket.create_connection(way.target) as server:
            back = threading.Thread(target=_carry, args=(server, self.request, bytearray()))
            back.start()
            _carry(self.request, server, way.tap.heard)
            back.join()


class _Way(ThreadingTCPServer):
    tap: Tap
    target: tuple[str, int]


def _carry(source: socket.socket, sink: socket.socket, heard: bytearray) -> None:
    with suppress(OSError):
        while chunk := source.recv(65536):
            heard += chunk
            sink.sendall(chunk)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def tapped(address: str) -> Iterator[Tap]:
    """A way to a server on which all is heard."""
    parts = urlsplit(address)
    with _Way(("127.0.0.1", 0), _Passing) as way:
        way.tap = Tap(way.server_address[1])
        way.target = (str(parts.hostname), int(parts.port or 0))
        threading.Thread(target=way.serve_forever, args=(0.02,), daemon=True).start()
        yield way.tap
        way.shutdown()
