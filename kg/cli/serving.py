"""`kg serve`: the API and the pages."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any, cast

import typer

from kg.cli.extracting import load_reader
from kg.cli.options import StoreOption, settings_of
from kg.cli.output import tell
from kg.errors import BadRequest, TookTooLong
from kg.model import Document, Reading
from kg.settings import Settings

AGAIN = 5.0  # seconds after which a watcher that ended is started again
PATIENCE = 10.0  # seconds that it has to finish what it reads


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 is everywhere.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = 8000,
    watch: Annotated[
        Path | None, typer.Option(metavar="SOURCES.toml", help="Watch sources, too (kg watch).")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Serve the pages, the API and the SPARQL endpoint until Ctrl-C.

    Where KG_TOKEN is set, or sources are watched, documents that are sent to it are read.

    Example: kg serve --port 8080 --watch sources.toml
    """
    settings = settings_of(store)
    listener = _listen(host, port)
    import uvicorn

    from api.app import create_app
    from api.connection import Connection
    from api.intake import Intake
    from kg.alerting.alert import read_alerts
    from kg.watching.source import read_sources

    intake = Intake(watch) if watch or settings.token else None
    if watch:
        read_sources(watch)
        read_alerts(watch)

    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}"
    app = create_app(settings, intake, _reader(settings))
    config = uvicorn.Config(app, http=Connection, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    tell(f"{settings.place} is served at {address} (stop with Ctrl-C)")
    with _watched(settings, watch) if intake else nullcontext():
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            tell("stopped")


@contextmanager
def _watched(settings: Settings, sources: Path | None) -> Iterator[None]:
    """A watcher in a process of its own, started again should it end, gone when the server is."""
    command = [sys.executable, "-m", "kg", "watch", "--with-parent"]
    environ = {**os.environ, "KG_STORE": settings.store}  # no argument: it may hold a login
    if sources:
        command.append(str(sources))
    stop = Event()
    under_way: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not stop.is_set():
            process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)  # noqa: S603  # our own words
            under_way[:] = [process]
            process.wait()
            stop.wait(AGAIN)

    keeper = Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        for process in under_way:
            if process.stdin:
                process.stdin.close()  # by which it knows that it is to stop
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()  # it reads again at the next start what it had not finished
        keeper.join(PATIENCE)


def _reader(settings: Settings) -> Callable[[Document], Reading]:
    """A reader in a process of its own, started with the first text and stopped at its limits."""
    from kg.scheduling.guarded import Guarded, Overran

    guarded = Guarded(partial(load_reader, settings), settings.query_timeout, settings.read_memory)

    def read(doc: Document) -> Reading:
        try:
            return cast(Reading, guarded.call("__call__", doc))
        except Overran as error:
            raise TookTooLong(f"the text: the reader was {error}") from error

    return read


def _listen(host: str, port: int) -> socket.socket:
    """Take the port first, so that a failure is told before anything is loaded."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio turns off Nagle's delay, 45 ms an answer, only where the protocol is named.
        return _bound(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP), address)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"cannot listen at {host} port {port}: {reason}; try --port"
        raise BadRequest(message, "port") from error


def _bound(listener: socket.socket, address: tuple[Any, ...]) -> socket.socket:
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()  # who asks while the server starts has to wait, but is not sent away
    except OSError:
        listener.close()
        raise
    return listener
