"""The loop: what is due is looked at, read, written, and noted; in this order, so nothing is lost.

An item is noted as done after the store has it on disk. Whoever is killed before that reads it
again, and finds it unchanged.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import cast

from kg.errors import BadDocument, KgError, NotNow, NotYet, StoreUnusable
from kg.ingest import ingest, remove
from kg.model import Document, Iri, Refusal, Report
from kg.ontology import Ontology
from kg.resolution.authorities.refresh import finish
from kg.resolution.resolving import Resolving, resolving
from kg.scheduling.guarded import Guarded
from kg.settings import Settings
from kg.store.memory import give_back
from kg.store.rdf import digest
from kg.store.snapshot import FORMAT_FILE
from kg.store.store import Store
from kg.watching import begun
from kg.watching.begun import Given
from kg.watching.items import Found, Item, Outcome, Slice
from kg.watching.outcomes import BUSY, count, failed, outcome, refusals
from kg.watching.patience import LONGEST_AWAY, patiently
from kg.watching.source import Source, posted_source, read_sources
from kg.watching.state import WatchState
from kg.watching.trust import TrustedReader

# Items, and documents of them, that are read and written before others are looked for that may be
# more urgent; with few snapshots, which cost much in a large store.
AT_ONCE = 64
TURN = 5.0  # seconds of fetching, and of writing, after which what is done is shown and noted
WITHDRAWN_AT_ONCE = 20  # documents
IDLE = 0.5  # seconds between two looks at what is due


@dataclass(frozen=True, slots=True)
class Tools:
    """What a watcher is given: where to write, who reads, and by which version."""

    settings: Settings
    open_store: Callable[[], AbstractContextManager[Store]]
    guarded: Guarded
    ontology: Callable[[], Ontology]
    version: Callable[[], str]
    tell: Callable[[str], None]
    turn: float = TURN


@dataclass(slots=True)
class Watcher:
    """One watcher of one store."""

    tools: Tools
    state: WatchState
    path: Path | None  # of the file of sources
    sources: Mapping[str, Source] = field(default_factory=dict)
    _version: str = ""  # by which documents were read last
    _read: float = -1.0  # when the file that was read had been written
    # What was stopped at its limit within a longer item: the item is begun anew, and would meet it
    # again and again.
    _skipped: set[tuple[Iri, str]] = field(default_factory=set)

    def run(self, stop: Event) -> None:
        """Watch until somebody says stop."""
        while not stop.is_set():
            try:
                is_idle = not self.turn(stop)
            except StoreUnusable as error:  # there is no room to note anything
                self.tools.tell(f"{error}; tried again")
                stop.wait(LONGEST_AWAY)
                continue
            if is_idle:
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
        leaving = self.state.to_withdraw(self._withdrawing(), WITHDRAWN_AT_ONCE)
        if leaving:
            self._withdraw(leaving, stop)
        return bool(names or items or leaving)

    def _withdrawing(self) -> list[str]:
        return [source.name for source in self.sources.values() if source.withdraws]

    def _withdraw(self, documents: Sequence[Iri], stop: Event) -> None:
        """Take out documents whose files are gone; if this is not noted, it is done again."""

        def take_out() -> bool:
            ontology = self.tools.ontology()
            with (
                self.tools.open_store() as store,
                resolving(store, ontology, self.tools.settings.folder) as run,
            ):
                remove(store, ontology, documents)
                run.settle(documents)
            return True

        if patiently(take_out, stop, self.tools.tell):
            self.state.withdrawn(documents)

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
            if self.state.failed(source, str(error), seconds, time.time()):
                self.tools.tell(f"{source.name}: {error}")
        else:
            self.state.looked(source, found, time.time())

    def _work(self, items: Sequence[Item], stop: Event) -> None:
        outcomes: list[Outcome] = []
        slices: list[Given] = []
        until, room = time.monotonic() + self.tools.turn, AT_ONCE
        for item in items:
            if time.monotonic() > until or room <= 0:  # the others are still due
                break
            source = self._source(item)
            try:
                found = cast(Slice, self.tools.guarded.call("read", item, source))
            except BadDocument as error:
                outcomes.append(failed(item, error))
                continue
            if any(isinstance(one, Document) for one in found.documents):
                slices.append((item, source, found))
                room -= len(found.documents)
            else:
                outcomes.append(outcome(item, found, Report(refused=refusals(found)), None))
        self.state.finish(outcomes, time.time())
        weights = self.state.begun()
        for some in begun.groups(slices, weights):
            if not self._write_all(some, weights, stop):
                return

    def _write_all(self, slices: Sequence[Given], weights: Mapping[Iri, int], stop: Event) -> bool:
        """Write some; False where it is to stop before: what was not written is read again."""
        while slices:
            written = patiently(partial(self._write, slices, weights), stop, self.tools.tell)
            if written is None:
                return False
            self.state.finish(written, time.time())
            slices = slices[len(written) :]
        return True

    def _source(self, item: Item) -> Source:
        """An item's source as it is now; of one that is gone, what it needs to be read."""
        return self.sources.get(item.source) or replace(
            posted_source(), name=item.source, trust=self.state.trust_of(item.source)
        )

    def _write(self, slices: Sequence[Given], weights: Mapping[Iri, int]) -> list[Outcome]:
        """Write the first of these, as many as there is time for: others may want to write."""
        tools, outcomes, written = self.tools, list[Outcome](), list[Iri]()
        until = time.monotonic() + self.tools.turn
        ontology, version = tools.ontology(), tools.version()
        if version != self._version:
            if self._version:  # the reader that runs does not know of the change
                tools.guarded.close()
            self._version = version
        with ExitStack() as opened:
            store = opened.enter_context(tools.open_store())
            finish(store, tools.settings)
            run = opened.enter_context(resolving(store, ontology, tools.settings.folder))
            for given in slices:
                if outcomes and time.monotonic() > until:
                    break
                done = self._spared(given, weights)
                if done is None:
                    done = self._write_one(given, store, run)
                    written += begun.named(given[2])
                outcomes.append(done)
            with self.state.ending(written):
                run.settle()  # once: it ends with a snapshot, which costs more than a document
                opened.close()
        give_back()
        # Closed, and so on disk.
        return outcomes

    def _spared(self, given: Given, weights: Mapping[Iri, int]) -> Outcome | None:
        """What becomes of what ended watchers again and again; None for all else."""
        item, _, found = given
        ended = [iri for iri in begun.named(found) if weights.get(iri, 0) >= begun.ONE]
        for iri in ended:
            self.tools.tell(f"{item.key}: a watcher ended while it wrote {iri}")
        if not any(weights[iri] >= begun.MOST for iri in ended):
            return None
        done = begun.spared(item, found)
        self.state.spare(ended, done)
        return done

    def _write_one(self, given: Given, store: Store, run: Resolving) -> Outcome:
        item, source, found = given
        reader = TrustedReader(self.tools.guarded, source.trust, self._version)
        with self.state.writing(begun.named(found)):
            report = self._ingest(found, reader, store, run)
        if isinstance(report, NotNow):
            return failed(item, report)
        done = outcome(item, found, report, reader.overran)
        count(done, found.documents, store)
        return done

    def _ingest(
        self, found: Slice, reader: TrustedReader, store: Store, run: Resolving
    ) -> Report | NotNow:
        def follow(report: Report) -> None:
            run.see(report.latest)

        documents = self._unskipped(found)
        try:
            report = ingest(documents, reader.method, store, run.ontology, progress=follow)
        except KgError:
            raise
        except Exception as error:  # noqa: BLE001  # one bad document must not stop the others
            return NotNow(f"cannot be written: {type(error).__name__}: {error}")
        if found.more or not found.begins:
            self._skipped |= {(doc.iri, digest(doc)) for doc in reader.stopped}
        return report

    def _unskipped(self, found: Slice) -> Iterator[Document | Refusal]:
        for one in found.documents:
            if isinstance(one, Document) and (one.iri, digest(one)) in self._skipped:
                yield Refusal(one.url or one.iri, "was stopped at its limit of time or memory")
            else:
                yield one


def prepare(settings: Settings, open_store: Callable[[], AbstractContextManager[Store]]) -> None:
    """See that a store that is new has its folder, in which all is noted."""
    if not (settings.folder / FORMAT_FILE).exists():
        with open_store():
            pass


def written_or_zero(path: Path) -> float:
    """When a file was written; 0 where it is not there."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
