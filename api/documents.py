"""Source documents: where they come from, their text, and every claim that was read out of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.passages import paragraphs, parts
from api.schemas import DocumentModel, DocumentRef, DocumentsModel
from api.site import Limit, Linked, Offset, Plain, Site, as_graph, as_json
from kg.analytics.sources import concluded, newest
from kg.analytics.wording import wordings
from kg.errors import NotFound
from kg.model import Entity, Iri, Reading
from kg.store.around import graph_of
from kg.store.gone import absent
from kg.store.store import Store

Part = Annotated[int, Query(ge=1, le=10_000, description="Of a long text, on the page")]
At = Annotated[
    int | None, Query(ge=0, le=1_000_000_000, description="The part with this character")
]


def routes(site: Site) -> APIRouter:
    """The list of documents and the page of each."""
    router = APIRouter(tags=["Graph"])

    @router.get("/documents", response_model=DocumentsModel, summary="Documents, newest first")
    def documents(shape: Plain, limit: Limit = 50, offset: Offset = 0) -> Response:
        """One page of all documents."""
        with site.graph.read() as store:
            found = newest(store, limit=limit + 1, offset=offset)
        shown, more = found[:limit], len(found) > limit
        if shape == "json":
            return as_json(DocumentsModel(documents=[DocumentRef.of(doc) for doc in shown]))
        return site.page("documents.html", documents=shown, more=more, limit=limit, offset=offset)

    @router.get("/documents/{key:path}", response_model=DocumentModel, summary="A document")
    def document(shape: Linked, key: str, part: Part = 1, at: At = None) -> Response:
        """A document with every statement taken from it: HTML, JSON or RDF."""
        iri = site.addresses.document(key)
        with site.graph.read() as store:
            reading = store.reading(iri) if iri else None
            if iri is None:
                raise NotFound(f"no document is called {key}")
            if reading is None:
                raise absent(store, iri, f"no document is called {key}")
            if shape not in ("json", "html"):
                return as_graph(graph_of(store, iri), shape)
            names = named(store, reading)
        if shape == "json":
            return as_json(DocumentModel.of_reading(reading, names))
        return _page(site, reading, names, part if at is None else _part_of(reading, at))

    return router


def _page(site: Site, reading: Reading, names: Mapping[Iri, Entity], number: int) -> Response:
    """One part of the text, all of it where it is not long."""
    spans = parts(reading.document.text)
    if number > len(spans):
        raise NotFound(f"the document has {len(spans)} parts")
    shown = paragraphs(reading, spans[number - 1])
    claims = [one for each in shown for sentence in each.sentences for one in sentence.claims]
    worded = wordings(replace(reading, claims=tuple(claim for _, claim in claims)))
    return site.page(
        "document.html",
        reading=reading,
        names=names,
        paragraphs=shown,
        wordings=dict(zip((at for at, _ in claims), worded, strict=True)),
        part=number,
        parts=len(spans),
        shown=len(claims),
    )


def _part_of(reading: Reading, at: int) -> int:
    """The part of the page that shows a place in the text."""
    spans = parts(reading.document.text)
    return sum(start <= at for start, _ in spans) or 1


def named(store: Store, reading: Reading) -> dict[Iri, Entity]:
    """A document's own entities, each under the IRI of what it was concluded to be."""
    found = concluded(store, (entity.iri for entity in reading.entities))
    return {
        entity.iri: Entity(found.get(entity.iri, entity.iri), entity.type, entity.label)
        for entity in reading.entities
    }
