"""How long a warm server takes to answer, and a cold one to start.

    python bench/server.py [STORE]

Without a store the samples are ingested into one first. The server is `kg serve` in a process of
its own; one client asks over one kept-open connection, as fast as it is answered.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import httpx

from extractors.documents import samples

KG = [sys.executable, "-m", "kg"]
TIMES = 200
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a ckg:Statement }"
BEHIND = """SELECT ?p ?o ?belief ?quote ?doc WHERE {
  ?x a ckg:Organization . ?s rdf:subject ?x ; rdf:predicate ?p ; rdf:object ?o ;
    ckg:belief ?belief ; ckg:evidence ?e . GRAPH ?doc { ?e ckg:quote ?quote } } LIMIT 100"""
QUESTIONS: dict[str, tuple[str, dict[str, str | list[str]]]] = {
    "/partners one topic": ("/partners", {"topic": "lupus", "country": "CN"}),
    "/partners for, two topics": (
        "/partners",
        {"for": "Charité", "topic": ["CAR-T", "lupus"], "country": ["CN", "JP"]},
    ),
    "/sparql one fact": ("/sparql", {"query": "SELECT ?x { ?x a ckg:Network } LIMIT 1"}),
    "/sparql a count": ("/sparql", {"query": COUNT}),
    "/sparql sentences": ("/sparql", {"query": BEHIND}),
    "/search": ("/search", {"q": "charite berln"}),
}


def main() -> None:
    """Start the server over a store and ask it."""
    with TemporaryDirectory() as folder:
        store = sys.argv[1] if len(sys.argv) > 1 else str(Path(folder) / "kg")
        if len(sys.argv) < 2:
            subprocess.run([*KG, "ingest", "--store", store, str(samples())], check=True)
        with serving(store) as (client, started):
            print(f"{'cold start':28}{started * 1000:8.0f} ms")
            print(f"{'':28}{'p50':>8}{'p95':>8}  ms")
            for name, (path, asked) in QUESTIONS.items():
                fifty, ninety_five = latency(client, path, asked)
                print(f"{name:28}{fifty:8.1f}{ninety_five:8.1f}")


@contextmanager
def serving(store: str) -> Iterator[tuple[httpx.Client, float]]:
    """A server in a process of its own, and the seconds until it answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = perf_counter()
    process = subprocess.Popen([*KG, "serve", "--store", store, "--port", str(port)])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            while not answers(client):
                if process.poll() is not None:
                    sys.exit("the server has not started")
                sleep(0.01)
            yield client, perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def answers(client: httpx.Client) -> bool:
    """Whether the server is there."""
    try:
        return client.get("/health").is_success
    except httpx.TransportError:
        return False


def latency(
    client: httpx.Client, path: str, asked: dict[str, str | list[str]]
) -> tuple[float, float]:
    """Milliseconds, the middle and the slowest twentieth, after some to warm up."""
    times = []
    for number in range(TIMES + 20):
        started = perf_counter()
        client.get(path, params=asked, headers={"accept": "application/json"}).raise_for_status()
        if number >= 20:
            times.append((perf_counter() - started) * 1000)
    cuts = quantiles(times, n=20)
    return cuts[9], cuts[18]


if __name__ == "__main__":
    main()
