"""How fast documents are written, claims and conclusions, as a ratio to bare pyoxigraph.

    python bench/store.py [COPIES]

The samples are read once and written many times over as different documents, two of which always
speak of the same entities. Bare pyoxigraph writes the very same quads into a folder of its own,
one `extend` a document. Both are measured by the clock, since both wait for the disk.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from pyoxigraph import Store as Engine

from extractors.documents import documents, samples
from extractors.reader import Reader
from kg.model import Document, Iri, Reading
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import open_writer


def main() -> None:
    """Write the samples COPIES times, 20 if not told."""
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    readings = list(copied(copies))
    with TemporaryDirectory() as folder:
        settings = Settings(store=str(Path(folder) / "ours"))
        ontology = Ontology(settings)
        with open_writer(settings) as store:
            store.apply(change_for(store, ontology, readings[:1]))  # the tables are read once
            started = perf_counter()
            for reading in readings[1:]:
                store.apply(change_for(store, ontology, [reading]))
            store.snapshot()
            ours = perf_counter() - started
            quads = list(store.engine)
        share = len(quads) // len(readings) + 1
        bare = Engine(str(Path(folder) / "bare"))
        started = perf_counter()
        for first in range(0, len(quads), share):
            bare.extend(quads[first : first + share])
        bare.flush()
        theirs = perf_counter() - started
    print(f"documents             {len(readings)}, {len(quads)} quads")
    print(f"bare pyoxigraph       {len(quads) / theirs:.0f} quads per second")
    print(f"claims + conclusions  {len(quads) / ours:.0f} quads per second")
    print(f"                      {len(readings) / ours:.0f} documents per second")
    print(f"ratio                 {theirs / ours:.2f}")


def copied(copies: int) -> Iterator[Reading]:
    """The samples as they are read, each copy under an IRI of its own."""
    settings = Settings()
    reader = Reader(settings)
    found = [reader(d) for d in documents([str(samples())], settings) if isinstance(d, Document)]
    for number in range(copies):
        for reading in found:
            yield renamed(reading, f"-{number}", f" {number // 2}")


def renamed(reading: Reading, key: str, suffix: str) -> Reading:
    """The same reading of another document, whose own entities have other names."""
    old = reading.document.iri

    def moved(iri: Iri) -> Iri:
        return Iri(iri.replace(old, old + key, 1))

    return replace(
        reading,
        document=replace(reading.document, iri=moved(old)),
        entities=tuple(
            replace(e, iri=moved(e.iri), label=e.label if e.same_as else e.label + suffix)
            for e in reading.entities
        ),
        mentions=tuple(replace(m, entity=moved(m.entity)) for m in reading.mentions),
        claims=tuple(
            replace(
                claim,
                subject=moved(claim.subject),
                value=moved(claim.value) if isinstance(claim.value, Iri) else claim.value,
                evidence=replace(claim.evidence, document=moved(old)),
            )
            for claim in reading.claims
        ),
    )


main()
