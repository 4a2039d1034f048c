"""Source documents: where they come from, their text, and every claim that was read out of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from api.passages import paragraphs, parts, sentences
from api.schemas import DocumentModel, DocumentRef, DocumentsModel
from api.site import Limit, Linked, Offset, Plain, Site, as_graph, as_json
from kg.analytics.sources import concluded, newest
from kg.analytics.wording import wordings
from kg.errors import NotFound
from kg.model import Entity, Iri, Reading
from kg.store.around import graph_of
from kg.store.excerpt import Excerpt, claim_start, excerpt
from kg.store.gone import absent
from kg.store.store import Store

type Spans = Sequence[tuple[int, int]]  # of the parts of a text


class Place(BaseModel):
    """Which part of a long text the page shows."""

    part: int = Field(1, ge=1, le=10_000, description="Of a long text, on the page")
    at: int | None = Field(None, ge=0, le=1_000_000_000, description="The part with this character")
    claim: int | None = Field(
        None, ge=1, le=1_000_000_000, description="Leads to the part with this statement"
    )


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
    def document(shape: Linked, key: str, place: Annotated[Place, Query()]) -> Response:
        """A document with every statement taken from it: HTML, JSON or RDF."""
        iri = site.addresses.document(key)
        if iri is None:
            raise NotFound(f"no document is called {key}")
        with site.graph.read() as store:
            if shape == "html":
                return _page(site, store, iri, place)
            reading = store.reading(iri)
            if reading is None:
                raise absent(store, iri, f"no document is called {key}")
            if shape != "json":
                return as_graph(graph_of(store, iri), shape)
            return as_json(DocumentModel.of_reading(reading, named(store, reading)))

    return router


def _page(site: Site, store: Store, iri: Iri, place: Place) -> Response:
    """One part of the text, all of it where it is not long."""
    text = store.text(iri)
    if text is None:
        raise absent(store, iri, f"no document is called {iri.removeprefix(site.settings.data)}")
    spans = parts(text)
    if place.claim is not None and len(spans) > 1:
        return _led_on(site, store, iri, (place.claim, spans))
    number = place.part if place.at is None else _part_with(spans, place.at)
    if number > len(spans):
        raise NotFound(f"the document has {len(spans)} parts")
    found = _read(store, iri, spans, number)
    shown = paragraphs(found.reading, spans[number - 1], found.first)
    claims = [one for each in shown for sentence in each.sentences for one in sentence.claims]
    worded = wordings(replace(found.reading, claims=tuple(claim for _, claim in claims)))
    return site.page(
        "document.html",
        reading=found.reading,
        names=named(store, found.reading),
        paragraphs=shown,
        wordings=dict(zip((at for at, _ in claims), worded, strict=True)),
        part=number,
        parts=len(spans),
        shown=len(claims),
        total=found.total,
    )


def _read(store: Store, iri: Iri, spans: Spans, number: int) -> Excerpt:
    """What a part shows; of a text of one part all."""
    whole = store.reading(iri) if len(spans) == 1 else None
    if whole:
        return Excerpt(whole, 1, len(whole.claims))
    return excerpt(store, iri, *spans[number - 1])


def _led_on(site: Site, store: Store, iri: Iri, sought: tuple[int, Spans]) -> Response:
    """To the part that shows a claim: the one in which its sentence begins."""
    number, spans = sought
    start = claim_start(store, iri, number)
    if start is None:
        raise NotFound(f"the document has no statement {number}")
    found = _read(store, iri, spans, _part_with(spans, start))
    text = found.reading.document.text
    for sentence in sentences(found.reading.claims, len(text), found.first):
        if any(number == each for each, _ in sentence.claims):
            start = sentence.start
    part = f"?part={_part_with(spans, start)}#claim-{number}"
    return RedirectResponse(site.addresses.path(iri) + part, 303)


def _part_with(spans: Spans, at: int) -> int:
    """The part of the page that shows a place in the text."""
    return sum(start <= at for start, _ in spans) or 1


def named(store: Store, reading: Reading) -> dict[Iri, Entity]:
    """A document's own entities, each under the IRI of what it was concluded to be."""
    found = concluded(store, (entity.iri for entity in reading.entities))
    return {
        entity.iri: Entity(found.get(entity.iri, entity.iri), entity.type, entity.label)
        for entity in reading.entities
    }
