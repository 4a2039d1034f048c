"""Resolution of a store: what people decided and what documents suggest, brought about."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.model import Iri
from kg.ontology import Ontology
from kg.resolution.deciding import grouping, settle
from kg.resolution.decisions import FILE, Decision, Verdict, append, next_number, read_log
from kg.store.redirect import redirects
from kg.store.store import Store


@dataclass(slots=True)
class Resolving:
    """One run over a store that is open for writing."""

    store: Store
    ontology: Ontology
    folder: Path

    def settle(self, documents: Iterable[Iri] = ()) -> int:
        """Bring clusters up to date after these documents; how many names lead elsewhere now."""
        del documents
        self._adopt()
        found = grouping(self.folder, self.ontology)
        return settle(self.store, self.ontology, found.survivors)

    def anew(self) -> int:
        """Forget all that was computed, and settle."""
        return self.settle()

    def _adopt(self) -> None:
        """Write down whom a loaded dump had merged: it came without the log of why."""
        log = self.folder / FILE
        if log.exists():
            return
        for left, right in sorted(redirects(self.store)):
            number = next_number(read_log(log))
            why = "merged so in a dump that was loaded"
            now = "1970-01-01"
            append(log, Decision(number, now, "kg load", Verdict.SAME, left, right, why))


@contextmanager
def resolving(store: Store, ontology: Ontology, folder: Path) -> Iterator[Resolving]:
    """Start a run; a log that cannot be read is told before anything is written."""
    read_log(folder / FILE)
    yield Resolving(store, ontology, folder)
