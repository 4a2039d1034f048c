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
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import batched, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

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

TOKEN, AT_ONCE, DISEASES = "bench", 500, 2000
PARTS = 5000  # documents, above which it is looked at more seldom
POLL, PROBED = 0.25, 5  # seconds between two looks for probes; one document of so many is one
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
        self.http = httpx.Client(base_url=address, headers=head, timeout=600)
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
    """Megabytes of all of them, without what is the kernel's copy of files."""
    told = ((one / "status").read_text() for one in family(number))
    return sum(int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) for status in told) / 1024


def spent(number: int) -> float:
    """Seconds of the processor of all of them."""
    told = ((one / "stat").read_text().rpartition(")")[2].split() for one in family(number))
    return sum(int(one[11]) + int(one[12]) for one in told) / float(os.sysconf("SC_CLK_TCK"))


class Watched:
    """A watcher's memory, looked at all the time."""

    def __init__(self, number: int) -> None:
        """Begin to look."""
        self.number, self.most, self.over = number, 0.0, Event()
        self.looking = Thread(target=self._look, daemon=True)
        self.looking.start()

    def _look(self) -> None:
        while not self.over.wait(1):
            with suppress(OSError):  # its reading process may end between two looks
                self.most = max(self.most, memory(self.number))

    def take(self) -> float:
        """The most since this was asked last."""
        most, self.most = self.most, 0.0
        return most


def measure_all(sent: Sent, watcher: int, count: int) -> None:
    """All at once: documents a second, and memory after each tenth."""
    for records in batched(sent.made(count), AT_ONCE):
        sent.send(list(records))
    while sent.left() == count:  # until the reader is there
        time.sleep(0.1)
    started, before, first = time.monotonic(), spent(watcher), sent.left()
    watched, shown, part = Watched(watcher), list[str](), 9
    then, busy_then, left_then = started, before, first
    while part >= 0:
        time.sleep(1 if first > PARTS else 0.2)
        if (left := sent.left()) > part * count // 10:
            continue
        now, busy = time.monotonic(), spent(watcher)
        shown.append(f"{watched.take():.0f}")
        speed = (left_then - left) / max(busy - busy_then, 0.1)
        told = f"{first - left} after {now - started:.0f} s, {shown[-1]} MB, {speed:.1f} a second"
        print(f"{told} of the processor", file=sys.stderr, flush=True)
        then, busy_then, left_then, part = now, busy, left, part - 1
    watched.over.set()
    by_clock, by_processor = first / (then - started), first / (busy_then - before)
    print(f"documents, sent at once     {first}, {by_clock:.1f} a second by the clock,")
    print(f"                            {by_processor:.1f} a second of the processor")
    print(f"watcher and reader, MB      {', '.join(shown)}: the most in each tenth", flush=True)


def measure_late(sent: Sent, topics: list[str], rate: float, probes: int) -> None:
    """At a rate: seconds from the acknowledgement of a probe to the answer that has it."""
    late, waiting, longest = list[float](), dict[str, float](), 0
    unknown = (topic for topic in topics if not sent.is_partner(topic))  # of a run before
    coming = list(islice(unknown, probes))
    due, number = time.monotonic(), 0
    while coming or waiting:
        if (now := time.monotonic()) >= due:
            due, number = due + 1 / rate, number + 1
            if coming and number % PROBED == 0:
                topic = coming.pop()
                text = f"Probe{number} Hospital works on {topic}.\n"
                sent.send([{"title": f"Probe {number}", "text": text}])
                waiting[topic] = time.monotonic()
            else:
                sent.send(sent.made(1))
            longest = max(longest, sent.left())
        for topic in [one for one in waiting if sent.is_partner(one)]:
            late.append(time.monotonic() - waiting.pop(topic))
        time.sleep(max(min(POLL, due - now), 0))
    late.sort()
    p50, p95 = (late[min(int(len(late) * share), len(late) - 1)] for share in (0.5, 0.95))
    print(f"from POST to /partners      p50 {p50:.1f} s, p95 {p95:.1f} s, most {late[-1]:.1f} s,")
    print(f"                            {probes} probes among {rate:g} documents a second,")
    print(f"                            of which at most {longest} waited", flush=True)


def measure_kills(sent: Sent, kills: int) -> None:
    """Kill the watcher again and again: how much is read twice."""
    file = sent.settings.folder / READ
    before, first = file.stat().st_size, sent.number
    chance = random.Random(1)  # noqa: S311
    for _ in range(kills):
        sent.send(sent.made(60))
        before_this = file.stat().st_size
        with process("watch", str(sent.settings.folder)):
            while file.stat().st_size == before_this:  # until it reads
                time.sleep(0.05)
            time.sleep(chance.uniform(0, 10))
    left = sent.left()
    with process("watch", str(sent.settings.folder)) as last:
        while sent.left() == left:  # until the reader is there
            time.sleep(0.1)
        busy, some = spent(last.pid), sent.left()
        while sent.left():
            time.sleep(0.1)
        speed = some / (spent(last.pid) - busy)
    again = file.stat().st_size - before - (sent.number - first)
    print(
        f"killed {kills} times             {again} of {sent.number - first} documents read again,"
    )
    print(f"                            {left} were left for the last start, which took")
    print(f"                            {speed:.1f} a second of the processor")


def main() -> None:
    """Run all three, one after the other, on one store; without documents on one that is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=0.58)
    parser.add_argument("--probes", type=int, default=40)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--store", type=Path, help="one that a run before left; it is changed")
    parser.add_argument("--first", type=int, default=0, help="number of the first document")
    asked = parser.parse_args()
    _, world, topics = ontology_and_world()
    with TemporaryDirectory() as folder, socket.socket() as port:
        settings = Settings(store=str(asked.store or Path(folder) / "store"))
        open_writer(settings).close()
        port.bind(("127.0.0.1", 0))
        number = port.getsockname()[1]
        port.close()
        with process("serve", settings.store, str(number)):
            sent = Sent(settings, f"http://127.0.0.1:{number}", world)
            sent.number = asked.first
            with process("watch", settings.store) as watcher:
                if asked.documents:
                    measure_all(sent, watcher.pid, asked.documents)
                if asked.probes:
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
