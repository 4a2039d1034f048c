"""Servers of other makers, really started on loopback for the tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

JARS = Path("/usr/share/java")
# What the TDB2 server needs of Debian's libapache-jena-java and of what that depends on.
JENA = """
jena-arq jena-base jena-core jena-dboe-base jena-dboe-index jena-dboe-storage jena-dboe-trans-data
jena-dboe-transaction jena-iri jena-tdb2 commons-cli commons-codec commons-compress commons-csv
commons-io commons-lang3 dexx.collection gson guava httpclient httpcore commons-logging jackson-core
jackson-databind jackson-annotations jsonld-java jakarta.json-api protobuf slf4j-api slf4j-nop
thrift titanium-json-ld
""".split()
MOVED = "org/apache/jena/ext/"  # where that package has files that its classes look for elsewhere
PATIENCE = 60.0  # seconds until a server answers
VIRTUOSO = """\
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 2000
"""


def absent(why: str) -> None:
    """Skip, or fail where KG_ENGINES=all says that every engine must be there."""
    if os.environ.get("KG_ENGINES") == "all":
        pytest.fail(f"KG_ENGINES=all, but {why}")
    pytest.skip(why)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def found(program: str, package: str) -> str:
    beside = Path(sys.executable).with_name(program)
    path = str(beside) if beside.exists() else shutil.which(program)
    if not path:
        absent(f"{program} is not installed (Debian: {package})")
    return str(path)


@contextmanager
def running(
    command: Sequence[str], folder: Path, url: Callable[[str], str]
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server's address for queries, once it answers; `url` is given its first line, if any."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        address = url(process.stdout.readline() if command[0].endswith("java") else "")  # type: ignore[union-attr]
        wait_for(address, process)
        yield address, process
    finally:
        process.kill()
        process.communicate()


def wait_for(address: str, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.post(address, data={"query": "ASK {}"}, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    pytest.fail(f"{process.args!r} does not answer at {address}")


@contextmanager
def oxigraph(folder: Path, *options: str, port: int = 0) -> Iterator[str]:
    port = port or free_port()
    command = [found("oxigraph", "none; pip install oxigraph"), "serve", "-l", "data"]
    command += ["-b", f"127.0.0.1:{port}", *options]
    with running(command, folder, lambda _: f"http://127.0.0.1:{port}/query") as (url, _):
        yield url


@contextmanager
def jena(folder: Path) -> Iterator[str]:
    java, javac = (found(each, "default-jdk-headless") for each in ("java", "javac"))
    if not (JARS / "jena-tdb2.jar").exists():
        absent("Apache Jena is not installed (Debian: libapache-jena-java)")
    classes = folder / "classes"
    path = ":".join([str(classes), *(str(JARS / f"{jar}.jar") for jar in JENA)])
    source = Path(__file__).with_name("TdbServer.java")
    subprocess.run([javac, "-cp", path, "-d", str(classes), str(source)], check=True)
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(MOVED) and name.endswith(".properties"):
                target = classes / name.removeprefix(MOVED)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    (folder / "data").mkdir()
    command = [
        java,
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        path,
        "TdbServer",
        "data",
    ]
    with running(command, folder, lambda line: f"http://127.0.0.1:{line.strip()}/query") as (
        url,
        _,
    ):
        yield url


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    server = found("virtuoso-t", "virtuoso-opensource-7-bin")
    isql = found("isql-vt", "virtuoso-opensource-7-bin")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, http=http))
    command = [server, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, folder, lambda _: f"http://127.0.0.1:{http}/sparql") as (url, _):
        told = [isql, f"127.0.0.1:{sql}", "dba", "dba"]
        for each in ('GRANT SPARQL_UPDATE TO "SPARQL";', "USER_SET_PASSWORD('dba', 'secret');"):
            subprocess.run([*told, f"EXEC={each}"], check=True, capture_output=True)
        yield url
