"""What a test does with any store, as the commands do it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from pyoxigraph import Quad

from kg.ingest import Method, ingest
from kg.model import Iri, Reading, Report
from kg.ontology import Ontology
from kg.resolution.resolving import Resolving, resolving
from kg.settings import Settings
from kg.store.embedded import WriterStore, open_reader, open_writer
from kg.store.remote.store import RemoteStore
from kg.store.remote.writer import RemoteWriter, open_remote_writer
from kg.store.store import Store


@cache
def ontology() -> Ontology:
    return Ontology(Settings())


def writer(settings: Settings) -> WriterStore | RemoteWriter:
    return open_remote_writer(settings) if settings.is_remote else open_writer(settings)


def reader(settings: Settings) -> Store:
    return RemoteStore(settings) if settings.is_remote else open_reader(settings)


@contextmanager
def writing(settings: Settings) -> Iterator[tuple[Store, Resolving]]:
    with writer(settings) as store, resolving(store, ontology(), settings.folder) as run:
        yield store, run


def put(settings: Settings, readings: Sequence[Reading]) -> Report:
    """Ingest what was read before."""
    known = {reading.document.iri: reading for reading in readings}
    method = Method(readings[0].extractor, lambda: lambda doc: known[doc.iri])
    with writing(settings) as (store, run):
        report = ingest((r.document for r in readings), method, store, ontology())
        run.settle(report.written)
    return report


def contents(settings: Settings) -> tuple[set[Quad], dict[Iri, set[Quad]]]:
    """The conclusions, and each document's graph."""
    with reader(settings) as store:
        claims = {iri: set(store.match(graph=iri)) for iri in store.documents()}
        return set(store.match()), claims
