"""What computing all conclusions anew costs, and how much memory it takes.

    python -m bench.rebuild [--keep FOLDER] SIZE...

For each size the claims of a corpus that is made up (see `bench/made.py`) are packed as shards,
loaded with `kg load` and concluded by `kg rebuild`, in processes of their own: the way that
docs/scale.md names for a corpus that is too large for one writer. Then all is concluded once more,
as after a change of the rules. The most memory is what the kernel saw of each process; while it
runs, what it holds is told each minute.
"""

import argparse
import os
import subprocess
import sys
import time
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.made import World, documents, read
from kg.ingest import Method
from kg.model import Type
from kg.ontology import Ontology
from kg.settings import Settings
from kg.shipping import ship
from kg.store.embedded import open_reader
from kg.store.parts import Part
from kg.store.rdf import Vocabulary

MINUTE = 60.0  # seconds
MB = 1 << 20


def main() -> None:
    """Print a row for each size and rebuild."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    print("| documents | quads before | after | which rebuild | ms per document | peak MB |")
    print("|--:|--:|--:|--|--:|--:|")
    for size in asked.sizes:
        with TemporaryDirectory() as folder:
            place = (asked.keep or Path(folder)) / str(size)
            store = place / "store"
            if not (place / "claims").exists():
                pack(size, place / "claims")
                ran("load", str(place / "claims"), "--store", str(store))
            for which in ("the first", "the next"):
                before = quads(store)
                seconds, peak = ran("rebuild", "--store", str(store))
                row = (f"{size:,}", f"{before:,}", f"{quads(store):,}", which)
                cost = f"{1000 * seconds / size:.1f}"
                print("|", " | ".join((*row, cost, f"{peak:.0f}")), "|", flush=True)


def pack(size: int, folder: Path) -> None:
    """Write the claims of so many documents as shards."""
    settings = Settings()
    ontology = Ontology(settings)
    concepts = {each.label: each.iri for each in islice(ontology.concepts(Type.DISEASE), 2000)}
    world, method = World(tuple(concepts)), Method("made 1", lambda: partial(read, concepts))
    begun = time.monotonic()
    made = documents(world, 0, size)
    report = ship(made, method, (folder, Part()), Vocabulary(settings), lambda _: None)
    told(f"{report.taken:,} documents packed in {time.monotonic() - begun:.0f} s")


def quads(folder: Path) -> int:
    """How much there is."""
    with open_reader(Settings(store=str(folder))) as store:
        return len(store.engine)


def ran(*words: str) -> tuple[float, float]:
    """Run a command of ours; its seconds of the processor, and the most memory it had in MB."""
    command = [sys.executable, "-m", "kg", *words]
    begun = told_at = time.monotonic()
    process = subprocess.Popen(command, stdout=sys.stderr)
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        time.sleep(0.05)
        if time.monotonic() - told_at >= MINUTE:
            told_at += MINUTE
            told(f"{words[0]}: {(told_at - begun) / MINUTE:.0f} min, {held(process.pid):.0f} MB")
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MB


def held(pid: int) -> float:
    """What a process holds now, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def told(line: str) -> None:
    """Say how far it is, beside the table."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
