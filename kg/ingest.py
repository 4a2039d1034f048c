"""Documents in, one named graph each out, and beside them the conclusions that follow."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

from kg.errors import BadDocument, SourceUnavailable, StoreUnusable
from kg.model import Document, Extractor, Iri, Reading, Refusal, Report
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.store.rdf import cell, content_hash, digest, document_quads, node, plain
from kg.store.shapes import check
from kg.store.store import Store

BATCH_DOCUMENTS, BATCH_TEXT = 8, 200_000  # what one transaction takes at most, but for its last
AHEAD = 4  # documents that each process may be ahead of what is written


@dataclass(frozen=True, slots=True)
class Method:
    """How documents are read: by which extractor, and in how many processes.

    `version` is what its readings name as their extractor; a document that was read by another
    version is read again. `make` must be picklable where there is more than one process.
    """

    version: str
    make: Callable[[], Extractor]
    jobs: int = 1


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
        with _extractions(method) as extractions:
            for outcome in extractions(run.wanted(documents)):
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
        """Write what waits; if one document spoils it, write the others one by one."""
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
        self.progress(self.report)


def source(doc: Document) -> str:
    """What to call a document in a message."""
    return doc.url or doc.iri


def read(extractor: Extractor, doc: Document) -> Reading | Refusal:
    """A document's reading, checked; a Refusal for whatever goes wrong with this document alone."""
    try:
        reading = extractor(doc)
        check(reading)
    except (SourceUnavailable, StoreUnusable):
        raise
    except BadDocument as error:
        return Refusal(source(doc), str(error))
    except Exception as error:  # noqa: BLE001  # one bad document must not stop the others
        return Refusal(source(doc), f"cannot be read: {type(error).__name__}: {error}")
    return reading


type Extractions = Callable[[Iterable[Document]], Iterator[Reading | Refusal]]


@contextmanager
def _extractions(method: Method) -> Iterator[Extractions]:
    """What reads documents in order, in this process or in several."""
    if method.jobs <= 1:
        yield lambda documents: _one_by_one(method, documents)
        return
    # Not by fork: the store's engine has threads, which a fork would leave holding locks.
    pool = ProcessPoolExecutor(
        method.jobs, get_context("spawn"), initializer=_start, initargs=(method.make,)
    )
    try:
        yield lambda documents: _ahead(pool, documents, method.jobs * AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


def _one_by_one(method: Method, documents: Iterable[Document]) -> Iterator[Reading | Refusal]:
    extractor: Extractor | None = None  # made for the first document that is new: it takes seconds
    for doc in documents:
        extractor = extractor or method.make()
        yield read(extractor, doc)


def _ahead(
    pool: ProcessPoolExecutor, documents: Iterable[Document], most: int
) -> Iterator[Reading | Refusal]:
    """Readings in the order of the documents, of which at most so many are under way."""
    under_way: deque[Future[Reading | Refusal]] = deque()
    try:
        for doc in documents:
            under_way.append(pool.submit(_read_here, doc))
            if len(under_way) >= most:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        raise SourceUnavailable(
            "a reading process was stopped, perhaps for want of memory: use fewer --jobs"
        ) from error


# The extractor of a reading process: it is made once there, and cannot be sent to it.
_extractor: list[Extractor] = []


def _start(make: Callable[[], Extractor]) -> None:
    _extractor.append(make())


def _read_here(doc: Document) -> Reading | Refusal:
    return read(_extractor[0], doc)
