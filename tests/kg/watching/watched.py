"""A site on loopback, and a watcher of it whose reader takes each line for a name."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event

from extractors.watching.workshop import Workshop
from kg.model import Claim, Document, Entity, Evidence, Extractor, Iri, Predicate, Reading, Type
from kg.ontology import Ontology
from kg.scheduling.guarded import Guarded
from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer
from kg.watching.state import WatchState
from kg.watching.watcher import Tools, Watcher

ONTOLOGY = Ontology(Settings())
FEED = """
[sources.news]
kind = "feed"
url = "{address}/feed"
every = "1 h"
delay = 0
"""
FOLDER = """
[sources.papers]
kind = "folder"
path = "papers"
"""


def suffer(text: str) -> None:
    """Take the time, or the memory, that poison takes."""
    while "POISON TIME" in text:
        time.sleep(1)
    if "SLOW" in text:
        time.sleep(0.3)
    held = []
    while "POISON MEMORY" in text:
        held.append(bytearray(1 << 24))


def read_lines(doc: Document) -> Reading:
    """Each line that names somebody is a claim; some lines are poison."""
    suffer(doc.text)
    body = Entity(Iri(f"{doc.iri}#organization/b"), Type.ORGANIZATION, "Clinic")
    if "POISON NAME" in doc.text:
        body = replace(body, iri=Iri(f"{doc.iri}#no name"))
    people, claims, start = [], [], 0
    for number, line in enumerate(doc.text.splitlines(keepends=True)):
        if line.startswith("Dr"):
            person = Entity(Iri(f"{doc.iri}#person/{number}"), Type.PERSON, line.strip())
            evidence = Evidence(doc.iri, line.strip(), start, start + len(line.strip()), 0.6, "l")
            claims.append(Claim(person.iri, Predicate.AFFILIATED_WITH, body.iri, evidence))
            people.append(person)
        start += len(line)
    return Reading(doc, "lines 1", (body, *people) if people else (), (), tuple(claims))


def make_reader() -> Extractor:
    return read_lines


def tools(settings: Settings, told: list[str]) -> Tools:
    make = partial(Workshop, settings, make_reader)
    guarded = Guarded(make, settings.read_seconds, settings.read_memory)
    return Tools(
        settings,
        partial(open_writer, settings),
        guarded,
        lambda: ONTOLOGY,
        lambda: "lines 1",
        told.append,
    )


@dataclass
class Watch:
    """A watcher and what it told."""

    watcher: Watcher
    path: Path
    told: list[str]
    stop: Event = field(default_factory=Event)

    @property
    def state(self) -> WatchState:
        return self.watcher.state

    def all(self) -> None:
        """Turn until nothing is due now."""
        while self.watcher.turn(self.stop):
            pass

    def again(self) -> None:
        """As if all intervals, pauses and delays had passed."""
        self.state._db.execute("UPDATE source SET next_run = 0")
        self.state._db.execute("UPDATE item SET due = 0")
        self.all()

    def items(self) -> dict[str, str]:
        rows = self.state.rows("SELECT key, state FROM item")
        return {row["key"]: row["state"] for row in rows}

    def readings(self) -> list[Reading]:
        with open_reader(self.watcher.tools.settings) as store:
            found = [store.reading(iri) for iri in store.documents()]
        return [one for one in found if one is not None]

    def texts(self) -> list[str]:
        with open_reader(self.watcher.tools.settings) as store:
            return sorted(store.text(iri) or "" for iri in store.documents())


@contextmanager
def watching(folder: Path, sources: str, **settings: object) -> Iterator[Watch]:
    chosen = replace(
        Settings(store=str(folder / "store"), private="127.0.0.1"),
        **settings,  # type: ignore[arg-type]  # by name
    )
    open_writer(chosen).close()
    path, told = folder / "sources.toml", list[str]()
    path.write_text(sources)
    state, given = WatchState(chosen.folder), tools(chosen, told)
    try:
        yield Watch(Watcher(given, state, path), path, told)
    finally:
        given.guarded.close()
        state.close()


class Handler(BaseHTTPRequestHandler):
    """Answers with what the site has by now."""

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append(self.path)
        status, kind, body = site.pages.get(self.path, (404, "text/html", b"no"))
        fault = site.fault()
        if fault == "gone":
            self.connection.close()
            self.close_connection = True
            return
        if fault == "cut":
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) + 100))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True
            return
        if fault:
            status, kind, body = int(fault), "text/html", b"not now"
        etag = f'"{hash(body)}"'
        if status == 200 and self.headers["If-None-Match"] == etag:
            status, body = 304, b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal of the tests."""


@dataclass
class Site:
    """Pages by path, and which were asked for."""

    address: str = ""
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fault: Callable[[], str] = lambda: ""  # a status, "cut" or "gone", when a request comes

    def text(self, path: str, text: str) -> None:
        self.pages[path] = (200, "text/plain; charset=utf-8", text.encode())

    def feed(self, path: str, *entries: str) -> None:
        made = "".join(
            f"<item><title>{one}</title><link>{self.address}{one}</link></item>" for one in entries
        )
        body = f"<rss><channel><title>News</title>{made}</channel></rss>"
        self.pages[path] = (200, "application/rss+xml", body.encode())


@contextmanager
def serving_site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}")
    server.site = site  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "papers" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    old = time.time() - 60
    os.utime(path, (old, old))
