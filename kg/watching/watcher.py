"""The loop: what is due is looked at, read, written, and noted; in this order, so nothing is lost.

An item is noted as done after the store has it on disk. Whoever is killed before that reads it
again, and finds it unchanged.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import cast

from kg.errors import BadDocument, KgError, NotNow, NotYet, StoreBusy, StoreUnusable
from kg.ingest import Method, ingest
from kg.model import Claim, Document, Iri, Reading, Refusal, Report
from kg.ontology import Ontology
from kg.resolution.authorities.refresh import finish
from kg.resolution.resolving import resolving
from kg.scheduling.guarded import Guarded, Overran
from kg.settings import Settings
from kg.store.rdf import digest
from kg.store.store import Store
from kg.watching.items import Found, Item, Outcome, Slice, State
from kg.watching.source import Source, posted_source, read_sources
from kg.watching.state import WatchState

AT_ONCE = 8  # items that are written together
IDLE = 0.5  # seconds between two looks at what is due
BUSY = 1.0  # seconds after which a store that another writes is tried again
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 86_400.0  # seconds until what was set aside is tried again
ATTEMPTS, ATTEMPTS_OVERRUN = 6, 3  # after which it is refused


@dataclass(frozen=True, slots=True)
class Tools:
    """What a watcher is given: where to write, who reads, and by which version."""

    settings: Settings
    open_store: Callable[[], AbstractContextManager[Store]]
    guarded: Guarded
    ontology: Callable[[], Ontology]
    version: Callable[[], str]
    tell: Callable[[str], None]


@dataclass(slots=True)
class Watcher:
    """One watcher of one store."""

    tools: Tools
    state: WatchState
    path: Path | None  # of the file of sources
    sources: Mapping[str, Source] = field(default_factory=dict)
    _read: float = -1.0  # when the file that was read had been written
    # What was stopped at its limit within a longer item: the item is begun anew, and would meet it
    # again and again.
    _skipped: set[tuple[Iri, str]] = field(default_factory=set)

    def run(self, stop: Event) -> None:
        """Watch until somebody says stop."""
        while not stop.is_set():
            if not self.turn(stop):
                stop.wait(IDLE)

    def turn(self, stop: Event) -> bool:
        """Look at the source that is due the longest, and read what waits; False: nothing to do."""
        self._reload()
        names = self.state.due_sources(time.time())
        if names:
            self._look(self.sources[names[0]])
        items = self.state.due_items(time.time(), AT_ONCE)
        if items:
            self._work(items, stop)
        return bool(names or items)

    def _reload(self) -> None:
        """Take over the file of sources where it was written since."""
        if self.path is None:
            if self._read < 0:
                self.state.set_sources([posted_source()])
                self.sources, self._read = {posted_source().name: posted_source()}, 0.0
            return
        try:
            written = self.path.stat().st_mtime
            if written == self._read:
                return
            found = {**read_sources(self.path), posted_source().name: posted_source()}
        except (KgError, OSError) as error:
            if not self.sources:
                raise
            if written_or_zero(self.path) != self._read:
                self.tools.tell(f"{error}; the sources of before go on")
                self._read = written_or_zero(self.path)
            return
        self.state.set_sources(found.values())
        self.sources, self._read = found, written

    def _look(self, source: Source) -> None:
        try:
            etag, modified = self.state.conditions(source.name)
            found = cast(Found, self.tools.guarded.call("look", source, etag, modified))
        except NotYet as error:
            self.state.later(source.name, time.time() + (error.seconds or BUSY))
        except BadDocument as error:
            seconds = error.seconds if isinstance(error, NotNow) else None
            self.state.failed(source, str(error), seconds, time.time())
            self.tools.tell(f"{source.name}: {error}")
        else:
            self.state.looked(source, found, time.time())

    def _work(self, items: Sequence[Item], stop: Event) -> None:
        outcomes, slices = [], []
        for item in items:
            source = self._source(item)
            try:
                found = cast(Slice, self.tools.guarded.call("read", item, source))
            except BadDocument as error:
                outcomes.append(_failed(item, error))
                continue
            if any(isinstance(one, Document) for one in found.documents):
                slices.append((item, source, found))
            else:
                outcomes.append(_outcome(item, found, Report(refused=_refusals(found)), None))
        if slices:
            written = self._written(slices, stop)
            if written is None:  # it is to stop: what was not written is read again
                return
            outcomes += written
        self.state.finish(outcomes, time.time())

    def _source(self, item: Item) -> Source:
        """An item's source as it is now; of one that is gone, what it needs to be read."""
        return self.sources.get(item.source) or replace(posted_source(), name=item.source)

    def _written(
        self, slices: Sequence[tuple[Item, Source, Slice]], stop: Event
    ) -> list[Outcome] | None:
        """Write documents, as soon as the store can be written; None where it is to stop."""
        told = ""
        while not stop.is_set():
            try:
                return self._write(slices)
            except (StoreBusy, StoreUnusable) as error:
                if str(error) != told:
                    told = str(error)
                    self.tools.tell(f"{error}; tried again until it can be written")
                stop.wait(BUSY)
        return None

    def _write(self, slices: Sequence[tuple[Item, Source, Slice]]) -> list[Outcome]:
        tools, outcomes = self.tools, []
        ontology, version = tools.ontology(), tools.version()
        with tools.open_store() as store:
            finish(store, tools.settings)
            with resolving(store, ontology, tools.settings.folder) as run:
                for item, source, found in slices:
                    reader = _Reader(tools.guarded, source.trust)
                    method = Method(reader.version(version), lambda it=reader: it)  # type: ignore[misc]
                    report = ingest(self._unskipped(found), method, store, ontology)
                    if found.more or not found.begins:
                        self._skipped |= {(doc.iri, digest(doc)) for doc in reader.stopped}
                    outcome = _outcome(item, found, report, reader.overran)
                    _count(outcome, found.documents, store)
                    outcomes.append(outcome)
                    run.settle(report.written)
        # Closed, and so on disk.
        return outcomes

    def _unskipped(self, found: Slice) -> Iterator[Document | Refusal]:
        for one in found.documents:
            if isinstance(one, Document) and (one.iri, digest(one)) in self._skipped:
                yield Refusal(one.url or one.iri, "was stopped at its limit of time or memory")
            else:
                yield one


@dataclass(slots=True)
class _Reader:
    """An extractor whose work is done elsewhere, and may be stopped there."""

    guarded: Guarded
    trust: float
    overran: Overran | None = None
    stopped: list[Document] = field(default_factory=list)

    def version(self, version: str) -> str:
        """What the readings name: a source that is trusted otherwise is read anew."""
        return version if self.trust == 1 else f"{version}, trust {self.trust:g}"

    def __call__(self, doc: Document) -> Reading:
        try:
            reading = cast(Reading, self.guarded.call("extract", doc))
        except Overran as error:
            self.overran = error
            self.stopped.append(doc)
            raise
        if self.trust == 1:
            return reading
        claims = tuple(_doubted(claim, self.trust) for claim in reading.claims)
        return replace(reading, extractor=self.version(reading.extractor), claims=claims)


def _doubted(claim: Claim, trust: float) -> Claim:
    confidence = round(claim.evidence.confidence * trust, 4) or 0.0001
    return replace(claim, evidence=replace(claim.evidence, confidence=confidence))


def _refusals(found: Slice) -> list[Refusal]:
    return [one for one in found.documents if isinstance(one, Refusal)]


def _failed(item: Item, error: BadDocument) -> Outcome:
    """What could not be had: set aside where it may be better later, else refused."""
    if isinstance(error, NotYet):
        due = time.time() + max(error.seconds or BUSY, 0.05)
        return _kept(Outcome(item, State.WAITING, due=due, counts=False))
    most = ATTEMPTS_OVERRUN if isinstance(error, Overran) else ATTEMPTS
    if not isinstance(error, NotNow) or item.attempts + 1 >= most:
        tries = f" (given up after {item.attempts + 1} attempts)" if item.attempts else ""
        told = f"{error}{tries}"
        refused = [Refusal(item.key, told)]
        return _kept(Outcome(item, State.REFUSED, begins=True, reason=told, refused=refused))
    pause = min(FIRST_PAUSE * 4**item.attempts, LONGEST_PAUSE)
    due = time.time() + max(pause, error.seconds or 0.0)
    return _kept(Outcome(item, State.ASIDE, reason=str(error), due=due))


def _kept(outcome: Outcome) -> Outcome:
    outcome.etag, outcome.modified = outcome.item.etag, outcome.item.modified
    return outcome


def _outcome(item: Item, found: Slice, report: Report, overran: Overran | None) -> Outcome:
    """What became of the documents of a slice."""
    if overran is not None and not report.taken and not found.more:
        return _failed(item, overran)
    state = State.REFUSED
    if report.taken:
        state = State.TAKEN
    elif report.unchanged or found.is_unchanged:
        state = State.UNCHANGED
    reason = report.refused[0].why if report.refused else ""
    return Outcome(
        item,
        state,
        begins=found.begins and not found.is_unchanged,
        more=found.more,
        reason=reason,
        taken=report.taken,
        unchanged=report.unchanged,
        claims=report.claims,
        refused=report.refused,
        empty=report.empty,
        etag=found.etag,
        modified=found.modified,
    )


def _count(outcome: Outcome, found: Iterable[Document | Refusal], store: Store) -> None:
    """Name the documents of an item that are in the store, and count what was there before."""
    for iri in _names(found):
        reading = store.reading(iri) if outcome.unchanged or outcome.refused else None
        if outcome.unchanged and reading is not None and not outcome.taken:
            outcome.claims += len(reading.claims)
        if reading is not None or not (outcome.unchanged or outcome.refused):
            outcome.documents.append(iri)


def _names(found: Iterable[Document | Refusal]) -> Iterator[Iri]:
    return (one.iri for one in found if isinstance(one, Document))


def written_or_zero(path: Path) -> float:
    """When a file was written; 0 where it is not there."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
