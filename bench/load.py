"""Our endpoint under pressure: many clients with endless queries between, and a busy writer."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from tempfile import NamedTemporaryFile
from threading import Event, Thread
from time import perf_counter, sleep

from bench.graph import HEAD, ONE, question
from bench.peers import Endpoint
from kg.settings import Settings

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
WARM = ("one label", "all of one", "sentences", "partners by topic")
# Each request asks of another organisation, so that no answer is kept from an earlier one.
LUA = """\
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "%(before)so" .. (n * 7919 %% %(many)d) .. "%(after)s&n=" .. n)
end
done = function(summary, latency)
  local wrong = summary.errors
  print(summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, wrong.status, wrong.connect + wrong.read + wrong.write,
    wrong.timeout)
end
"""
TURN, TURNS = 10.0, 2
WRITER = """\
import sys
from pyoxigraph import Literal, Quad
from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.store.rdf import PREF_LABEL, node
from kg.store.store import Change
with open_writer(Settings(store=sys.argv[1])) as store:
    for number in range(10**9):
        doc = node(f"https://example.org/{number}")
        added = [Quad(doc, PREF_LABEL, Literal(f"{number} {n}"), doc) for n in range(100)]
        store.apply(Change(added=tuple(added)))
"""


def under_load(endpoint: Endpoint, seconds: float, many: int) -> None:
    """Requests per second and p99 of a trivial query, with endless ones killed in between."""
    if shutil.which("wrk") is None:
        print("wrk is not installed: left out")
        return
    over, kills = Event(), [0]

    def runaway() -> None:
        while not over.wait(2.0):
            connection = HTTPConnection("127.0.0.1", endpoint.port, timeout=0.5)
            with suppress(OSError):
                connection.request("GET", endpoint.address(ENDLESS))
                connection.getresponse().read()
            connection.close()  # which ends the query
            kills[0] += 1

    thread = Thread(target=runaway)
    thread.start()
    told = pressed(endpoint, seconds, many)
    over.set()
    thread.join()
    print(f"wrk, 4 clients, {kills[0]} endless queries killed: {told}")
    endpoint.connection.close()


def side_by_side(mine: Endpoint, theirs: Endpoint, many: int) -> None:
    """The same trivial queries, each another one, asked of both in turns by as many clients."""
    if shutil.which("wrk") is None:
        return
    pairs = [(pressed(mine, TURN, many), pressed(theirs, TURN, many)) for _ in range(TURNS)]
    for left, right in pairs:
        ratios = (
            f"{left.rate / right.rate:.2f} of its requests, {left.p99 / right.p99:.2f} of its p99"
        )
        print(f"wrk, 4 clients: ours {left}; {theirs.name} {right}: {ratios}", flush=True)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What wrk tells: requests in a second, milliseconds, and how many went wrong."""

    rate: float
    p50: float
    p99: float
    wrong: int

    def __str__(self) -> str:
        """In one line."""
        said = f"{self.rate:,.0f} a second, p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms"
        return said + (f", {self.wrong} went wrong" if self.wrong else "")


def pressed(endpoint: Endpoint, seconds: float, many: int) -> Pressed:
    """Ask as fast as four connections can."""
    before, _, after = endpoint.address(f"{HEAD}ASK {{ {ONE} ?p ?o }}").rpartition("o7")
    command = ["wrk", "-t1", "-c4", f"-d{seconds:.0f}s", "--latency", "--timeout", "30s"]
    with NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % {"before": before, "after": after, "many": many})
        script.flush()
        command += ["-s", script.name, f"http://127.0.0.1:{endpoint.port}"]
        done = subprocess.run(command, capture_output=True, text=True)
    rate, p50, p99, *wrong = (float(word) for word in done.stdout.split()[-6:])
    return Pressed(rate, p50, p99, round(sum(wrong)))


def while_writing(endpoint: Endpoint, settings: Settings, many: int) -> None:
    """Warm reads alone, and while somebody writes into the same store at full speed."""
    alone = reads(endpoint, many)
    command = [sys.executable, "-c", WRITER, settings.store]
    writer = subprocess.Popen(command, preexec_fn=lambda: os.nice(10))
    try:
        sleep(5)
        endpoint.connection.close()  # which the server has let go of meanwhile
        beside = reads(endpoint, many, turn=10**6)  # what was asked before is kept in memory
    finally:
        writer.kill()
        writer.wait()
    print(
        f"warm reads {alone:.2f} ms, beside a (nice) writer {beside:.2f} ms: {beside / alone:.2f}"
    )


def reads(endpoint: Endpoint, many: int, turn: int = 0, seconds: float = 10.0) -> float:
    """The median of warm reads, each another one, in milliseconds."""
    times, end = [], perf_counter() + seconds
    while perf_counter() < end:
        turn += 1
        for name in WARM:
            query = question(name, turn, many)
            started = perf_counter()
            endpoint.ask(query)
            times.append((perf_counter() - started) * 1000)
    return median(times)
