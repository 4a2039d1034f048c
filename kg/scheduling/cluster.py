"""Reading on the workers of a Dask cluster; the only place that knows Dask.

A worker that dies costs nothing but time: the scheduler gives its documents to others. A document
that several workers died of is refused, and the run goes on.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from kg.errors import BadRequest, SourceUnavailable
from kg.model import Document, Extractor, Reading, Refusal
from kg.scheduling.reading import AHEAD, Extractions, Outcome, in_order, read, source

try:
    from distributed import Client, Future, KilledWorker
except ImportError as error:
    raise BadRequest(
        "reading on a cluster needs the package distributed: pip install 'collab-kg[cluster]'",
        "scheduler",
    ) from error

PATIENCE = 10.0  # seconds that a scheduler has to answer, and a cluster to have a worker
LOOK = 2.0  # seconds between looks at how many workers there are


@contextmanager
def on_cluster(make: Callable[[], Extractor], version: str, address: str) -> Iterator[Extractions]:
    """Read on the workers that a scheduler has, be they more or fewer as time goes by."""
    with _connected(address) as client:
        cluster = _Cluster(client, address)

        def submit(doc: Document) -> _Submitted:
            # Not pure: Dask would name the task by a hash of all its text.
            return doc, client.submit(_read_there, make, version, doc, pure=False)

        yield lambda documents: in_order(documents, submit, cluster.result, cluster.most)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=PATIENCE, set_as_default=False
        )
    except OSError as error:
        raise SourceUnavailable(
            f"no scheduler answers at {address}: see that it runs, or read here without --scheduler"
        ) from error
    except ValueError as error:
        message = f"{address!r} is no address such as tcp://host:8786: {error}"
        raise BadRequest(message, "scheduler") from error
    try:
        yield client
    finally:
        client.close()  # type: ignore[no-untyped-call]


type _Submitted = tuple[Document, Future[Outcome]]


@dataclass(slots=True)
class _Cluster:
    """The workers of one scheduler, of which there may be none for a while."""

    client: Client
    address: str
    threads: int = 0  # all workers' together, when last looked at
    looked: float = 0.0
    seen: float = field(default_factory=time.monotonic)  # when there last was a worker

    def most(self) -> int:
        """How many documents may be under way."""
        if time.monotonic() - self.looked > LOOK:
            self._look()
        return max(1, self.threads) * AHEAD

    def result(self, submitted: _Submitted) -> Outcome:
        """Wait for a reading as long as there are workers."""
        doc, future = submitted
        while True:
            try:
                found: Outcome = future.result(timeout=LOOK)
            except TimeoutError:
                self._look()
            except KilledWorker:
                why = "each worker that read it was stopped, perhaps for want of memory"
                return Refusal(source(doc), why)
            except (CancelledError, OSError) as error:
                raise self._lost() from error
            else:
                return found

    def _look(self) -> None:
        try:
            threads = sum(self.client.nthreads().values())  # type: ignore[no-untyped-call]
        except (OSError, RuntimeError, ValueError) as error:
            raise self._lost() from error
        self.looked = now = time.monotonic()
        self.threads, self.seen = threads, now if threads else self.seen
        if now - self.seen > PATIENCE:
            raise SourceUnavailable(
                f"{self.address} has had no worker for {PATIENCE:g} seconds: start some, "
                "and the same command goes on from here"
            )

    def _lost(self) -> SourceUnavailable:
        return SourceUnavailable(
            f"the scheduler at {self.address} answers no more; the same command goes on from here"
        )


# What runs on the workers. Each process has one extractor, the newest that was asked for.
_extractors: dict[str, Extractor] = {}
_one = Lock()  # a worker may have threads, an extractor may not


def _read_there(make: Callable[[], Extractor], version: str, doc: Document) -> Outcome:
    with _one:
        if version not in _extractors:
            _extractors.clear()
            _extractors[version] = make()
        found = read(_extractors[version], doc)
    if isinstance(found, Reading) and found.extractor != version:
        raise SourceUnavailable(
            f"a worker reads with {found.extractor}, and not with {version}: "
            "install the same version everywhere"
        )
    return found
