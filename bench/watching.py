"""A day of documents sent to a server, read by a watcher beside it: how fast, how much, how late.

    python -m bench.watching [--documents 5000] [--rate 2] [--probes 40] [--kills 8]

Documents are made up and understood by a reader of one page (`bench/made.py`), so that what is
measured is what comes before and after reading. They are posted to a real server, kept on disk,
read by a watcher in a process of its own with its reading process, written, and asked for. First
all are sent at once: documents a second, and the watcher's memory as it goes on. Then more come at
a rate, with probes among them that name what nobody named before: seconds from the answer to the
POST until `/partners` answers with it. At last the watcher is killed again and again: how many
documents are read more than once.
"""

import argparse
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import batched, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import httpx

from bench.made import World, read
from extractors.watching.workshop import Workshop
from kg.model import Document, Extractor, Reading, Type
from kg.ontology import Ontology
from kg.scheduling.guarded import Guarded
from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.watching.state import WatchState
from kg.watching.watcher import Tools, Watcher

TOKEN, AT_ONCE, DISEASES, POLL = "bench", 500, 2000, 0.25  # of loopback
READ = "read"  # a file with a byte for each document that was read


def ontology_and_world() -> tuple[Ontology, World, list[str]]:
    """What documents speak of, and diseases for probes that they never name."""
    ontology = Ontology(Settings())
    labels = [one.label for one in islice(ontology.concepts(Type.DISEASE), 2 * DISEASES)]
    probes = [label for label in labels[DISEASES:] if re.fullmatch(r"[a-z ]+", label)]
    return ontology, World(tuple(labels[:DISEASES])), probes


def make_reader(folder: str) -> Extractor:
    """The cheap reader, which counts what it reads."""
    ontology, _, _ = ontology_and_world()
    found = islice(ontology.concepts(Type.DISEASE), 2 * DISEASES)
    concepts = {concept.label: concept.iri for concept in found}

    def counted(doc: Document) -> Reading:
        with (Path(folder) / READ).open("ab") as file:
            file.write(b".")
        return read(concepts, doc)

    return counted


def watch(settings: Settings) -> None:
    """The watcher's process."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    make = partial(Workshop, settings, partial(make_reader, str(settings.folder)))
    ontology = Ontology(settings)
    guarded = Guarded(make, settings.read_seconds, settings.read_memory)
    opened = partial(open_writer, settings)
    tools = Tools(settings, opened, guarded, lambda: ontology, lambda: "made 1", print)
    with closing(WatchState(settings.folder)) as state, closing(guarded):
        Watcher(tools, state, None).run(stop)


def serve(settings: Settings, port: int) -> None:
    """The server's process."""
    import uvicorn

    from api.app import create_app
    from api.intake import Intake

    uvicorn.run(create_app(settings, Intake()), port=port, log_level="warning")


@contextmanager
def process(*words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One of our own, killed at the end."""
    found = subprocess.Popen([sys.executable, "-m", "bench.watching", *words])
    try:
        yield found
    finally:
        found.kill()
        found.wait()


class Sent:
    """A server that is sent documents, and what became of them."""

    def __init__(self, settings: Settings, address: str, world: World) -> None:
        """Connect."""
        self.settings, self.world, self.number = settings, world, 0
        head = {"Authorization": f"Bearer {TOKEN}"}
        self.http = httpx.Client(base_url=address, headers=head, timeout=120)
        while True:
            try:
                self.http.get("/health")
                return
            except httpx.TransportError:
                time.sleep(0.1)

    def made(self, count: int) -> list[dict[str, str]]:
        """The next documents, as they are sent."""
        numbers = range(self.number, self.number + count)
        self.number += count
        day = "2024-05-17"
        return [
            {"title": f"Made {n}", "text": self.world.text(n), "published": day} for n in numbers
        ]

    def send(self, records: list[dict[str, str]]) -> None:
        """Post documents; when this is over they are acknowledged."""
        self.http.post("/ingest", json=records).raise_for_status()

    def left(self) -> int:
        """How many documents wait."""
        with closing(WatchState(self.settings.folder)) as state:
            query = "SELECT count(*) AS n FROM item WHERE state IN ('waiting', 'aside')"
            return int(state.rows(query)[0]["n"])

    def is_partner(self, topic: str) -> bool:
        """Whether anybody is a partner on a topic."""
        reply = self.http.get("/partners", params={"topic": topic})
        return reply.status_code == 200 and reply.json()["total"] > 0


def family(number: int) -> list[Path]:
    """What the system tells of a process and of its children that read."""
    children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    return [Path(f"/proc/{each}") for each in (number, *children)]


def memory(number: int) -> float:
    """Megabytes of all of them."""
    told = ((one / "status").read_text() for one in family(number))
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) for status in told) / 1024


def spent(number: int) -> float:
    """Seconds of the processor of all of them."""
    told = ((one / "stat").read_text().rpartition(")")[2].split() for one in family(number))
    return sum(int(one[11]) + int(one[12]) for one in told) / float(os.sysconf("SC_CLK_TCK"))


def measure_all(sent: Sent, watcher: int, count: int) -> None:
    """All at once: documents a second, and memory after each fifth."""
    for records in batched(sent.made(count), AT_ONCE):
        sent.send(list(records))
    while sent.left() == count:  # until the reader is there
        time.sleep(0.1)
    started, before, shown = time.monotonic(), spent(watcher), []
    count = sent.left()
    for part in range(4, -1, -1):
        while sent.left() > part * count // 5:
            time.sleep(0.5)
        shown.append(f"{memory(watcher):.0f}")
    seconds, busy = time.monotonic() - started, spent(watcher) - before
    print(f"documents, sent at once     {count}, {count / seconds:.1f} a second by the clock,")
    print(f"                            {count / busy:.1f} a second of the processor")
    print(f"watcher and reader, MB      {', '.join(shown)} after each fifth")


def measure_late(sent: Sent, topics: list[str], rate: float, probes: int) -> None:
    """At a rate: seconds from the acknowledgement to the answer, one probe after the other."""
    late = []
    for number, topic in enumerate(topics[:probes]):
        body = f"Probe{number} Hospital"
        probe = {"title": f"Probe {number}", "text": f"{body} works on {topic}.\n"}
        sent.send([*sent.made(1), probe])
        started = waited = time.monotonic()
        while not sent.is_partner(topic):
            if time.monotonic() - waited >= 1 / rate:
                waited = time.monotonic()
                sent.send(sent.made(1))
            time.sleep(POLL)
        late.append(time.monotonic() - started)
    late.sort()
    p50, p95 = (late[min(int(len(late) * share), len(late) - 1)] for share in (0.5, 0.95))
    print(f"from POST to /partners      p50 {p50:.1f} s, p95 {p95:.1f} s, most {late[-1]:.1f} s,")
    print(f"                            {probes} probes among {rate:g} documents a second")


def measure_kills(sent: Sent, kills: int) -> None:
    """Kill the watcher again and again: how much is read twice."""
    file = sent.settings.folder / READ
    before, first = file.stat().st_size, sent.number
    chance = random.Random(1)  # noqa: S311
    lost = 0.0
    for _ in range(kills):
        sent.send(sent.made(60))
        before_this = file.stat().st_size
        with process("watch", str(sent.settings.folder)):
            while file.stat().st_size == before_this:  # until it reads
                time.sleep(0.05)
            time.sleep(chance.uniform(0, 3))
    started = time.monotonic()
    with process("watch", str(sent.settings.folder)):
        while sent.left():
            time.sleep(0.1)
        lost = time.monotonic() - started
    again = file.stat().st_size - before - (sent.number - first)
    print(
        f"killed {kills} times             {again} of {sent.number - first} documents read again,"
    )
    print(f"                            the last start took {lost:.1f} s until nothing was left")


def main() -> None:
    """Run all three, one after the other, on one store."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=2.0)
    parser.add_argument("--probes", type=int, default=40)
    parser.add_argument("--kills", type=int, default=8)
    asked = parser.parse_args()
    _, world, topics = ontology_and_world()
    with TemporaryDirectory() as folder, socket.socket() as port:
        settings = Settings(store=str(Path(folder) / "store"))
        open_writer(settings).close()
        port.bind(("127.0.0.1", 0))
        number = port.getsockname()[1]
        port.close()
        with process("serve", settings.store, str(number)):
            sent = Sent(settings, f"http://127.0.0.1:{number}", world)
            with process("watch", settings.store) as watcher:
                measure_all(sent, watcher.pid, asked.documents)
                measure_late(sent, topics, asked.rate, asked.probes)
            measure_kills(sent, asked.kills)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["watch", place]:
            watch(Settings(store=place))
        case ["serve", place, port]:
            serve(Settings(store=place, token=TOKEN), int(port))
        case _:
            main()
