"""Documents in, one named graph each out, and beside them the conclusions that follow."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice

from kg.errors import BadDocument, StoreUnusable
from kg.model import Document, Extractor, Iri, Reading, Refusal, Report
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.scheduling.interrupts import unbroken
from kg.scheduling.local import here, in_processes
from kg.scheduling.reading import Extractions, source
from kg.store.rdf import cell, content_hash, digest, document_quads, node, plain
from kg.store.store import Store

BATCH_DOCUMENTS, BATCH_TEXT = 8, 200_000  # what one transaction takes at most, but for its last


@dataclass(frozen=True, slots=True)
class Method:
    """How documents are read: by which extractor, and in how many processes, or on which cluster.

    `version` is what its readings name as their extractor; a document that was read by another
    version is read again. `make` must be picklable where there is more than one process.
    """

    version: str
    make: Callable[[], Extractor]
    jobs: int = 1
    scheduler: str = ""  # address of a Dask scheduler, whose workers read instead


type Progress = Callable[[Report], None]  # called whenever inputs are done with


def ingest(
    documents: Iterable[Document | Refusal],
    method: Method,
    store: Store,
    ontology: Ontology,
    *,
    progress: Progress | None = None,
) -> Report:
    """Bring the store up to date with these documents; tells what became of each.

    A document that cannot be read is refused and the run goes on; what would fail for the next one
    too (SourceUnavailable, StoreUnusable) stops it, with all finished documents kept.
    """
    run = _Run(store, ontology, method.version, progress or _silent)
    try:
        with extractions(method) as read:
            for outcome in read(run.wanted(documents)):
                run.take(outcome)
    except StoreUnusable:
        raise  # there is nowhere to keep what is read
    except BaseException:
        run.write()
        raise
    run.write()
    return run.report


def remove(store: Store, ontology: Ontology, documents: Sequence[Iri]) -> None:
    """Take documents out of the store with all that follows from them alone."""
    store.apply(change_for(store, ontology, (), documents))


def _silent(report: Report) -> None:
    """Progress that nobody watches."""


class _Run:
    """One ingestion: what has been seen, what waits to be written, what became of all."""

    def __init__(self, store: Store, ontology: Ontology, version: str, progress: Progress) -> None:
        self.store, self.ontology, self.version = store, ontology, version
        self.progress, self.report = progress, Report()
        self.seen: dict[Iri, str] = {}  # each document of this run, by a hash of all of it
        self.texts: dict[str, Iri] = {}  # each text of this run, by the document that had it first
        self.waiting: list[Reading] = []

    def wanted(self, documents: Iterable[Document | Refusal]) -> Iterator[Document]:
        """The documents that are to be read; the others are counted."""
        for doc in documents:
            if isinstance(doc, Refusal):
                self.refuse(doc)
            elif self._is_new(doc):
                yield doc

    def _is_new(self, doc: Document) -> bool:
        try:
            unchanged = self._is_unchanged(doc)
        except BadDocument as error:
            self.refuse(Refusal(source(doc), str(error)))
            return False
        if unchanged:
            self.report.unchanged += 1
            self.progress(self.report)
        else:
            self._note_same_text(doc)
        return not unchanged

    def _is_unchanged(self, doc: Document) -> bool:
        """Whether the store, or this run, has the document as it is, read by this version."""
        whole = digest(doc)
        if doc.iri in self.seen:
            if self.seen[doc.iri] == whole:
                return True
            self.report.notes.append(
                f"{source(doc)}: given twice with other content: the last counts"
            )
        self.seen[doc.iri] = whole
        wanted = set(document_quads(doc, self.version, self.store.vocabulary))
        return wanted == set(self.store.match(node(doc.iri), graph=doc.iri))

    def _note_same_text(self, doc: Document) -> None:
        text = content_hash(doc.text)
        first = self.texts.setdefault(text, doc.iri)
        has_hash = self.store.vocabulary.ckg("contentHash")
        # Two are enough: one of them is another, and of a text there may be thousands of copies.
        stored = islice(self.store.everywhere(has_hash, plain(text)), 2)
        others = {Iri(cell(quad.subject)) for quad in stored} | {first}
        others.discard(doc.iri)
        if others:
            self.report.notes.append(
                f"{source(doc)}: same text as {min(others)}: counted as one source"
            )

    def take(self, outcome: Reading | Refusal) -> None:
        """Keep a reading until some can be written together."""
        if isinstance(outcome, Refusal):
            self.refuse(outcome)
            return
        self.waiting.append(outcome)
        text = sum(len(reading.document.text) for reading in self.waiting)
        if len(self.waiting) >= BATCH_DOCUMENTS or text >= BATCH_TEXT:
            self.write()

    def refuse(self, refusal: Refusal) -> None:
        self.report.refused.append(refusal)
        self.progress(self.report)

    def write(self) -> None:
        """Write what waits, and count it, before anybody may stop the run."""
        with unbroken():
            self._write_waiting()

    def _write_waiting(self) -> None:
        """If one document spoils it, write the others one by one."""
        waiting, self.waiting = self.waiting, []
        # Of two documents with one name the last counts, in one transaction as in two.
        last = {reading.document.iri: reading for reading in waiting}
        try:
            self._write(list(last.values()))
        except BadDocument:
            for reading in last.values():
                try:
                    self._write([reading])
                except BadDocument as error:
                    self.refuse(Refusal(source(reading.document), str(error)))

    def _write(self, readings: Sequence[Reading]) -> None:
        if not readings:
            return
        self.store.apply(change_for(self.store, self.ontology, readings))
        for reading in readings:
            self.report.taken += 1
            self.report.written.append(reading.document.iri)
            self.report.claims += len(reading.claims)
            if not reading.entities:
                self.report.empty.append(source(reading.document))
        self.report.latest = tuple(readings)
        self.progress(self.report)
        self.report.latest = ()


def extractions(method: Method) -> AbstractContextManager[Extractions]:
    """What reads documents by a method, as long as it is open."""
    if method.scheduler:
        # Only here: an installation that reads on one machine does not have its library.
        from kg.scheduling.cluster import on_cluster

        return on_cluster(method.make, method.version, method.scheduler)
    return in_processes(method.make, method.jobs) if method.jobs > 1 else here(method.make)
