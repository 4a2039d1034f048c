"""A small proxy on loopback that forwards to a store, and does to its requests what a test says."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


@dataclass
class Told:
    """What is done to a request, and what has been seen."""

    update: str  # where updates go
    query: str
    busy: int = 0  # requests that are answered 503 before one is let through
    retry_after: str = ""
    seconds: float = 0.0  # that a request waits
    cut: bool = False  # whether half of an answer is sent as if it were all
    authorization: str = ""  # what a request must bring
    stop_after: int = -1  # updates that are let through; all after these hang
    # What goes wrong with a request when it comes: a status, "gone" before it is forwarded,
    # "unheard" after that; nothing for most.
    fault: Callable[[], str] = lambda: ""
    seen: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))


class _Handler(BaseHTTPRequestHandler):
    told: Told

    def do_POST(self) -> None:
        body, told = self.rfile.read(int(self.headers["Content-Length"])), self.told
        told.seen.append(self.path)
        time.sleep(told.seconds)
        fault = told.fault()
        if fault.isdigit():
            self._reply(int(fault), {}, b"not now")
        elif fault:
            if fault == "unheard":
                self.told.client.post(self._place(), content=body, headers=self._headers())
            self.connection.close()
            self.close_connection = True
        elif told.authorization and self.headers.get("Authorization") != told.authorization:
            self._reply(401, {"WWW-Authenticate": 'Basic realm="store"'}, b"who are you?")
        elif told.busy:
            told.busy -= 1
            headers = {"Retry-After": told.retry_after} if told.retry_after else {}
            self._reply(503, headers, b"busy")
        elif self.path == "/update" and told.stop_after == 0:
            told.stopped.set()
            time.sleep(30)
        else:
            told.stop_after -= self.path == "/update"
            self._forward(body)

    def _forward(self, body: bytes) -> None:
        reply = self.told.client.post(self._place(), content=body, headers=self._headers())
        media = {"Content-Type": reply.headers.get("Content-Type", "text/plain")}
        sent = reply.content[: len(reply.content) // 2] if self.told.cut else reply.content
        self._reply(reply.status_code, media, sent)

    def _place(self) -> str:
        return self.told.update if self.path == "/update" else self.told.query

    def _headers(self) -> dict[str, str]:
        return {key: self.headers[key] for key in ("Content-Type", "Accept")}

    def _reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
        try:
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # who asked has given up
            self.close_connection = True

    def log_message(self, format: str, *values: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def proxy(query: str) -> Iterator[tuple[str, Told]]:
    """The proxy's address for queries, and how to tell it what to do."""
    told = Told(query.replace("/query", "/update"), query)
    handler: Callable[..., BaseHTTPRequestHandler] = type("Handler", (_Handler,), {"told": told})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads, server.block_on_close = True, False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/query", told
    server.shutdown()
    server.server_close()
    thread.join()
    told.client.close()
