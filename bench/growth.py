"""What the next documents cost as the store grows.

    python -m bench.growth [--next 1000] [--rounds 2] [--keep FOLDER] SIZE...

Documents are made up, not read (see `bench/made.py`). Their sentences are understood by a reader
of one page, so that what is measured is what comes after reading: all that `kg ingest` does then,
from opening the store to the last snapshot, with what the engine does in its own threads. The next
documents come with one command; each round has a small store that nothing else was added to.
With --keep the large store is left as it is at the largest size, and a run that begins with that
folder goes on from there.
"""

import argparse
import resource
import shutil
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bench.made import World, documents, read
from kg.ingest import Method, ingest
from kg.model import Report, Type
from kg.ontology import Ontology
from kg.resolution.resolving import resolving
from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer

SMALL, SOME = 1000, 1000  # documents


class Growing:
    """A store in a folder of its own, and how many documents of the corpus it has."""

    def __init__(self, folder: Path, world: World, ontology: Ontology, method: Method) -> None:
        """Take what is there, or start empty."""
        self.settings = Settings(store=str(folder))
        self.world, self.ontology, self.method = world, ontology, method
        with open_writer(self.settings) as store:
            self.there = sum(1 for _ in store.documents())

    def grow(self, count: int) -> float:
        """Take the next documents; returns the seconds of the processor that it took."""
        made = list(documents(self.world, self.there, count))
        started = process_time()
        with (
            open_writer(self.settings) as store,
            resolving(store, self.ontology, self.settings.folder) as run,
        ):

            def follow(report: Report) -> None:
                run.see(report.latest)

            ingest(made, self.method, store, self.ontology, progress=follow)
            run.settle()
        self.there += count
        return process_time() - started

    def quads(self) -> int:
        """How much there is."""
        with open_reader(self.settings) as store:
            return len(store.engine)


def beside(first: Growing, count: int) -> float:
    """What the next documents cost a copy of a store; in seconds of the processor."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copy"
        shutil.copytree(first.settings.folder or "", path)
        return Growing(path, first.world, first.ontology, first.method).grow(count)


def main() -> None:
    """Print what the next documents cost at each size, beside what they cost a small store.

    Both take turns, so that whatever else the machine does slows down both.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--next", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    ontology = Ontology(Settings())
    diseases = islice(ontology.concepts(Type.DISEASE), 2000)
    concepts = {concept.label: concept.iri for concept in diseases}
    world, method = World(tuple(concepts)), Method("made 1", lambda: partial(read, concepts))
    print("| documents | quads | ms per document | in a store of 1,000 | ratio | peak MB |")
    print("|--:|--:|--:|--:|--:|--:|")
    with TemporaryDirectory() as folder:
        large = Growing(asked.keep or Path(folder) / "large", world, ontology, method)
        first = Growing(Path(folder) / "small", world, ontology, method)
        first.grow(SMALL)
        for size in sorted(asked.sizes):
            while large.there < size:
                large.grow(min(SOME, size - large.there))
            turns = [
                (large.grow(asked.next), beside(first, asked.next)) for _ in range(asked.rounds)
            ]
            made = asked.rounds * asked.next
            spent, base = (1000 * sum(side) / made for side in zip(*turns, strict=True))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            row = (f"{size:,}", f"{large.quads():,}", f"{spent:.1f}", f"{base:.1f}")
            print("|", " | ".join((*row, f"{spent / base:.2f}", f"{peak:.0f}")), "|", flush=True)


if __name__ == "__main__":
    main()
