"""SPARQL endpoints started on loopback, and a client that costs little."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from time import sleep
from urllib.parse import urlencode

from kg.settings import Settings

JSON = {"Accept": "application/sparql-results+json, application/n-triples;q=0.9"}
INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {isql}
NumberOfBuffers = 60000
DirsAllowed = {dump}
[HTTPServer]
ServerPort = {http}
[SPARQL]
ResultSetMaxRows = 100000
"""


@dataclass(slots=True)
class Endpoint:
    """One endpoint, asked over one connection that is kept open."""

    name: str
    port: int
    path: str
    connection: HTTPConnection

    def address(self, query: str) -> str:
        """What to ask for by GET."""
        return f"{self.path}?{urlencode({'query': query})}"

    def ask(self, query: str) -> bytes:
        """The answer; an error ends the run."""
        try:
            response = self._response(query)
        except ConnectionError:  # it was idle for longer than the server keeps it open
            self.connection.close()
            response = self._response(query)
        body = response.read()
        if response.status != 200:
            sys.exit(f"{self.name} says {response.status}: {body[:400]!r}\n{query}")
        return body

    def _response(self, query: str) -> HTTPResponse:
        self.connection.request("GET", self.address(query), headers=JSON)
        return self.connection.getresponse()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], name: str, port: int, path: str) -> Iterator[Endpoint]:
    """A server in a process of its own, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        for _ in range(1200):
            with suppress(OSError):
                connection.connect()
                break
            if process.poll() is not None:
                sys.exit(f"{name} has not started")
            sleep(0.05)
        yield Endpoint(name, port, path, connection)
    finally:
        connection.close()
        process.terminate()
        process.wait()


def ours(settings: Settings) -> AbstractContextManager[Endpoint]:
    """`kg serve` over a store."""
    port = free_port()
    command = [sys.executable, "-m", "kg", "serve", "--store", settings.store, "--port", str(port)]
    return running(command, "ours", port, "/sparql")


def oxigraph(folder: Path) -> AbstractContextManager[Endpoint]:
    """`oxigraph serve-read-only` over a folder of pyoxigraph's."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve-read-only"]
    command += ["--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    return running(command, "oxigraph", port, "/query")


@contextmanager
def virtuoso(dump: Path, folder: Path) -> Iterator[Endpoint | None]:
    """Virtuoso with a dump loaded into it; None where it is not installed."""
    isql = shutil.which("isql-vt") or shutil.which("isql-v")
    if shutil.which("virtuoso-t") is None or isql is None:
        print("virtuoso is not installed: left out")
        yield None
        return
    folder.mkdir()
    http, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(INI.format(folder=folder, dump=dump.parent, http=http, isql=sql))
    command = ["virtuoso-t", "+foreground", "+configfile", str(ini)]
    with running(command, "virtuoso", http, "/sparql") as found:
        load = f"ld_dir('{dump.parent}', '{dump.name}', '{DEFAULT}'); rdf_loader_run(); checkpoint;"
        login = [isql, str(sql), "dba", "dba"]
        subprocess.run([*login, f"exec={load}"], check=True, capture_output=True)
        yield found


DEFAULT = "urn:x-bench:default"
