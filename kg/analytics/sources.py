"""Documents as the conclusions tell of them: where they come from, without their text."""

from collections.abc import Iterable, Mapping
from itertools import islice

from kg.analytics.overview import newest_documents
from kg.model import Document, Iri, Kind, When
from kg.store.answer import Row
from kg.store.store import Store


def described(store: Store, documents: Iterable[Iri]) -> dict[Iri, Document]:
    """The title, address, publisher and date of each document; unknown ones are absent."""
    wanted = sorted(set(documents))
    rows = store.select("document_described", document=wanted) if wanted else ()
    return {Iri(row["document"]): _document(row) for row in rows}


def newest(store: Store, *, limit: int, offset: int = 0) -> list[Document]:
    """A page of all documents, the newest first, those without a date last."""
    wanted = newest_documents(store, limit=limit, offset=offset)
    if wanted is None:
        rows = islice(store.select("document_newest"), offset, offset + limit)
        wanted = [Iri(row["document"]) for row in rows]
    found = described(store, wanted)
    return [found[iri] for iri in wanted]


def concluded(store: Store, locals_: Iterable[Iri]) -> Mapping[Iri, Iri]:
    """What a document's graph calls an entity -> what it is concluded to be."""
    wanted = sorted(set(locals_))
    rows = store.select("document_entities", local=wanted) if wanted else ()
    return {Iri(row["local"]): Iri(row["entity"]) for row in rows}


def _document(row: Row) -> Document:
    return Document(
        Iri(row["document"]),
        text="",
        title=str(row.get("title", "")),
        url=str(row.get("url", "")),
        publisher=str(row.get("publisher", "")),
        published=When(str(row["published"])) if "published" in row else None,
        language=str(row.get("language", "en")),
        kind=Kind(str(row["kind"])) if "kind" in row else None,
    )
