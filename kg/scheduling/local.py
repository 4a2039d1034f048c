"""Reading on this machine: in this process, or in several."""

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context

from kg.errors import SourceUnavailable
from kg.model import Document, Extractor
from kg.scheduling.reading import AHEAD, Extractions, Outcome, in_order, read


@contextmanager
def here(make: Callable[[], Extractor]) -> Iterator[Extractions]:
    """Read in this process, one document after the other."""
    yield lambda documents: _one_by_one(make, documents)


def _one_by_one(make: Callable[[], Extractor], documents: Iterable[Document]) -> Iterator[Outcome]:
    extractor: Extractor | None = None  # made for the first document that is new: it takes seconds
    for doc in documents:
        extractor = extractor or make()
        yield read(extractor, doc)


@contextmanager
def in_processes(make: Callable[[], Extractor], jobs: int) -> Iterator[Extractions]:
    """Read in so many processes, each with an extractor of its own."""
    # Not by fork: the store's engine has threads, which a fork would leave holding locks.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start, initargs=(make,))

    def submit(doc: Document) -> Future[Outcome]:
        return pool.submit(_read_here, doc)

    def extractions(documents: Iterable[Document]) -> Iterator[Outcome]:
        try:
            yield from in_order(documents, submit, Future.result, lambda: jobs * AHEAD)
        except BrokenProcessPool as error:
            raise SourceUnavailable(
                "a reading process was stopped, perhaps for want of memory: use fewer --jobs"
            ) from error

    try:
        yield extractions
    finally:
        pool.shutdown(cancel_futures=True)


# The extractor of a reading process: it is made once there, and cannot be sent to it.
_extractor: list[Extractor] = []


def _start(make: Callable[[], Extractor]) -> None:
    # Ctrl-C goes to all processes of a terminal; the first of them stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _extractor.append(make())


def _read_here(doc: Document) -> Outcome:
    return read(_extractor[0], doc)
