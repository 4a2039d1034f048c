"""How large the graph is, as a description of the data set tells it: no look at the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kg.analytics.overview import counts_of, newest_documents, overview
from kg.model import Iri
from kg.store.counts import CLASS, FILE, PROPERTY
from kg.store.reader import EmbeddedStore
from kg.store.store import Store

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """The numbers of one generation; a store that keeps none tells fewer."""

    generation: str
    modified: str  # when it was published; empty where that is unknown
    documents: int
    entities: int
    classes: Mapping[str, int]  # by local name
    properties: Mapping[str, int]  # triples by IRI
    examples: tuple[Iri, ...]

    @property
    def triples(self) -> int:
        """All triples of the conclusions; 0 where nobody keeps count."""
        return sum(self.properties.values())


def extent(store: Store) -> Extent:
    """The numbers that lie beside the snapshot; other stores are counted by class alone."""
    seen, counts = overview(store), counts_of(store)
    return Extent(
        store.generation,
        _modified(store),
        sum(seen.documents.values()),
        sum(seen.entities.values()),
        counts.of(CLASS) if counts else seen.entities,
        counts.of(PROPERTY) if counts else {},
        tuple(newest_documents(store, limit=EXAMPLES, offset=0) or ()),
    )


def _modified(store: Store) -> str:
    folder = store.folder if isinstance(store, EmbeddedStore) else None
    if folder is None or not (folder / FILE).is_file():
        return ""
    # Copied there when the snapshot was made, and never touched again.
    moment = datetime.fromtimestamp((folder / FILE).stat().st_mtime, UTC)
    return moment.isoformat(timespec="seconds")
