"""Ingestion and the partner question on several stores in one run, as ratios to a folder.

Example: python -m bench.stores http://127.0.0.1:7878/query http://127.0.0.1:8890/sparql

Each server must be empty and take updates; what is written there is removed again.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from extractors.reader import Reader
from extractors.version import reader_version
from kg.analytics.partners import PartnerQuestion, partners
from kg.cli.options import open_to_read, open_to_write
from kg.ingest import Method, ingest, remove
from kg.model import Document, Reading, Type
from kg.ontology import Ontology
from kg.resolution.find import resolve, resolve_topic
from kg.resolution.resolving import resolving
from kg.settings import Settings

SAMPLES = Path(__file__).parents[1] / "extractors" / "samples"
DOCUMENTS, TIMES = 12, 5


def readings(settings: Settings) -> list[Reading]:
    """What is read out of some samples, before any clock runs."""
    from extractors.documents import documents

    found = documents([str(SAMPLES)], settings, None, stdin=sys.stdin.buffer, notes=[])
    reader = Reader(settings)
    docs = (doc for doc in found if isinstance(doc, Document))
    return [reader(doc) for doc in islice(docs, DOCUMENTS)]


def measure(
    settings: Settings, ontology: Ontology, given: Sequence[Reading]
) -> tuple[float, float]:
    """Seconds for the ingestion, and for a partner question."""
    known = {reading.document.iri: reading for reading in given}
    method = Method(reader_version(settings), lambda: lambda doc: known[doc.iri])
    start = time.perf_counter()
    with (
        open_to_write(settings) as store,
        resolving(store, ontology, settings.folder) as run,
    ):
        report = ingest((r.document for r in given), method, store, ontology)
        run.settle(report.written)
    written = time.perf_counter() - start
    asked = []
    with open_to_read(settings) as found:
        who = resolve(found, ontology, "Charité", types=(Type.ORGANIZATION,)).iri
        topics = tuple(resolve_topic(found, ontology, "lupus")[:1])
        for _ in range(TIMES):
            start = time.perf_counter()
            partners(found, ontology, PartnerQuestion(seekers=(who,), topics=topics))
            asked.append(time.perf_counter() - start)
    with open_to_write(settings) as store:
        remove(store, ontology, list(known))
    return written, median(asked)


def main() -> None:
    """Print a line a store."""
    base = Settings()
    ontology, given = Ontology(base), readings(base)
    with TemporaryDirectory() as folder:
        places = [f"{folder}/store", *sys.argv[1:]]
        first: tuple[float, float] | None = None
        print(f"{len(given)} documents | ingest, s | ratio | partners, s | ratio")
        for place in places:
            settings = replace(base, store=place, local=f"{folder}/local")
            found = measure(settings, ontology, given)
            first = first or found
            print(
                f"{settings.place} | {found[0]:.2f} | {found[0] / first[0]:.1f} "
                f"| {found[1]:.3f} | {found[1] / first[1]:.1f}"
            )


if __name__ == "__main__":
    main()
