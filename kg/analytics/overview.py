"""How much there is: documents by kind, entities by class, statements by property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg.model import Iri, Predicate, Type
from kg.store.counts import CLASS, KIND, PREDICATE, Counts
from kg.store.digest import Digest
from kg.store.store import Store

OTHER = "other"  # documents without a kind


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts of a store; classes and properties as our model names and orders them."""

    documents: Mapping[str, int]
    oldest: str
    newest: str
    entities: Mapping[str, int]
    statements: Mapping[str, int]


def overview(store: Store) -> Overview:
    """What is kept with a snapshot; other stores are counted, which takes its time."""
    counts = counts_of(store)
    if counts is None:
        return _counted(store)
    classes, kinds = counts.of(CLASS), counts.of(KIND)
    unknown = classes.get("Document", 0) - sum(kinds.values())
    return Overview(
        {**dict(sorted(kinds.items())), **({OTHER: unknown} if unknown > 0 else {})},
        counts.oldest,
        counts.newest,
        _ordered(classes, tuple(Type)),
        _ordered(counts.of(PREDICATE), tuple(Predicate)),
    )


def number_of_documents(store: Store) -> int:
    """How many documents the conclusions know of."""
    counts = counts_of(store)
    if counts:
        return counts.of(CLASS).get("Document", 0)
    return sum(int(row["number"]) for row in store.select("stats_documents"))


def newest_date(store: Store) -> str:
    """When the newest document was published; empty where none has a date."""
    counts = counts_of(store)
    if counts:
        return counts.newest
    return next((str(row["newest"]) for row in store.select("partner_newest") if row), "")


def newest_documents(store: Store, *, limit: int, offset: int) -> list[Iri] | None:
    """A page of the documents, the newest first; None where a store keeps no such list."""
    counts = counts_of(store)
    return counts.documents(limit=limit, offset=offset) if counts else None


def counts_of(store: Store) -> Counts | None:
    """The counts that lie beside a snapshot."""
    return _opened(store.folder) if store.folder else None


def digest_of(store: Store) -> Digest | None:
    """Ties across borders and days of events, as they lie beside a snapshot."""
    return _opened_digest(store.folder) if store.folder else None


@lru_cache(maxsize=4)
def _opened_digest(folder: Path) -> Digest | None:
    return Digest.open(folder)


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Counts | None:
    return Counts.open(folder)


def _counted(store: Store) -> Overview:
    kinds = sorted(
        (str(row.get("kind", OTHER)), int(row["number"])) for row in store.select("stats_documents")
    )
    dates = next(store.select("stats_dates"), {})
    return Overview(
        dict(kinds),
        str(dates.get("oldest", "")),
        str(dates.get("newest", "")),
        _ordered(dict(_rows(store, "stats_classes", "class")), tuple(Type)),
        _ordered(dict(_rows(store, "stats_predicates", "predicate")), tuple(Predicate)),
    )


def _rows(store: Store, question: str, column: str) -> Iterator[tuple[str, int]]:
    for row in store.select(question):
        if column in row:
            yield str(row[column]).removeprefix(store.vocabulary.ontology), int(row["number"])


def _ordered(numbers: Mapping[str, int], order: tuple[str, ...]) -> dict[str, int]:
    return {str(name): numbers[name] for name in order if numbers.get(name)}
