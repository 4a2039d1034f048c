"""Our endpoint beside others on the same generated graph, in one run.

    python -m bench.endpoint [QUADS] [--load SECONDS]

A graph of so many quads (1,000,000 if not told) is loaded once by us and once by bare pyoxigraph.
`oxigraph serve` and, where it is installed, Virtuoso answer over the same data. Each of twelve
queries is asked of all of them in turns, so that what else the machine does hits them alike, over
one kept-open connection each, in each turn of another organisation or place, so that nobody's
memory of answers counts; the medians are told. `again` is the same address asked of us once more.
Then, where wrk is installed, trivial queries run, each another one: against us and `oxigraph serve`
in turns, and against us for so many seconds (60), while endless ones are started and killed between
them; at last warm reads are asked while documents are written at full speed into the same store. It
takes less than ten minutes.
"""

import argparse
import os
import shutil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from pyoxigraph import RdfFormat
from pyoxigraph import Store as Engine

from bench.graph import BODY, QUESTIONS, question, written
from bench.load import side_by_side, under_load, while_writing
from bench.peers import Endpoint, ours, oxigraph, virtuoso
from kg.settings import Settings
from kg.store.embedded import open_writer

SECONDS = 6.0  # that the turns of one question may take
TURNS = 60


def main() -> None:
    """Load, ask, press."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("quads", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--load", type=float, default=60.0)
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        dump = folder / "graph.nq"
        print("load averages " + " ".join(f"{one:.1f}" for one in os.getloadavg()))
        print(f"{written(dump, given.quads):,} quads, {dump.stat().st_size >> 20} MB", flush=True)
        loading(dump, folder)
        settings = Settings(store=str(folder / "ours"))
        with ours(settings) as mine, oxigraph(folder / "bare") as theirs:
            with virtuoso(dump, folder / "virtuoso") as other:
                asking([mine, theirs, *([other] if other else [])], given.quads // BODY)
            side_by_side(mine, theirs, given.quads // BODY)
            under_load(mine, given.load, given.quads // BODY)
            while_writing(mine, settings, given.quads // BODY)


def loading(dump: Path, folder: Path) -> None:
    """Fill our store and a bare one, in seconds by the clock and of the processor."""
    started, used = perf_counter(), process_time()
    with open_writer(Settings(store=str(folder / "ours"))) as store, dump.open("rb") as file:
        store.load(file, RdfFormat.N_QUADS)
    mine, my_cpu = perf_counter() - started, process_time() - used
    started, used = perf_counter(), process_time()
    bare = Engine(str(folder / "bare"))
    with dump.open("rb") as file:
        bare.bulk_load(file, RdfFormat.N_QUADS)
    bare.flush()
    theirs, their_cpu = perf_counter() - started, process_time() - used
    del bare
    print(f"load till ready: ours {mine:.1f} s, pyoxigraph {theirs:.1f} s, {theirs / mine:.2f}")
    print(f"  of the processor: {my_cpu:.1f} s, {their_cpu:.1f} s, {their_cpu / my_cpu:.2f}")


def asking(endpoints: list[Endpoint], many: int) -> None:
    """Every question to every endpoint, in turns."""
    names = [one.name for one in endpoints]
    for one in endpoints:
        one.connection.close()  # which was idle while another loaded, and is opened again
    print(f"{'ms, medians of turns':30}" + "".join(f"{name:>12}" for name in (*names, "again")))
    for name in QUESTIONS:
        times: dict[str, list[float]] = {one: [] for one in (*names, "again")}
        end = perf_counter() + SECONDS
        for turn in range(TURNS):
            query = question(name, turn, many)
            for told, one in zip((*names, "again"), (*endpoints, endpoints[0]), strict=True):
                started = perf_counter()
                one.ask(query)
                times[told].append((perf_counter() - started) * 1000)
            if turn > 2 and perf_counter() > end:
                break
        cells = "".join(f"{median(found[1:]):12.2f}" for found in times.values())
        print(f"{name:30}{cells}", flush=True)


if __name__ == "__main__":
    if shutil.which("wrk") is None:
        print("wrk is not installed: no load test")
    main()
