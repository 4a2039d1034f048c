"""The data described in VoID and DCAT, from the numbers of the generation that is being read.

The description is made when it is asked for and lies in no graph, so no count has it in it.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from api.formats import GRAPHS, HTML, content_type
from api.negotiate import accepted, choose
from api.site import Site
from kg.analytics.extent import Extent, extent
from kg.errors import BadRequest
from kg.settings import Settings
from kg.store.answer import Answer
from kg.store.rdf import NAMESPACES, RDF_TYPE, digest, name

TEXT = Path(__file__).parent / "dataset.ttl"
PREFIXES = {**NAMESPACES, "dcat": "http://www.w3.org/ns/dcat#"}


def routes(site: Site) -> APIRouter:
    """The description, where VoID wants it and at an address of its own."""
    router = APIRouter(tags=["SPARQL"])

    @router.get("/.well-known/void", summary="The data set described", include_in_schema=False)
    @router.get(
        "/dataset",
        summary="The data set described in VoID and DCAT",
        responses={200: {"content": {media: {} for media in [*GRAPHS, HTML]}}},
    )
    def dataset(request: Request) -> Response:
        """Its size by class and property, where to ask and load it, and when it was published."""
        media = choose(accepted(request), [*GRAPHS, HTML])
        with site.graph.read() as store:
            found = extent(store)
        if media == HTML:
            return site.page("dataset.html", extent=found)
        triples = described(found, str(request.base_url), site.settings)
        body = Answer(triples, PREFIXES | {"ckg": site.settings.ontology}).to_bytes(GRAPHS[media])
        return Response(body, 200, {"Vary": "Accept"}, content_type(media))

    return router


def described(extent: Extent, base: str, settings: Settings) -> list[Triple]:
    """All that the description says, its IRIs those of this server."""
    try:
        fixed = [quad.triple for quad in parse(path=TEXT, format=RdfFormat.TURTLE, base_iri=base)]
        about = NamedNode(urljoin(base, "dataset"))
    except ValueError as error:
        raise BadRequest(f"{base!r} is no address: {error}", "Host") from error
    return [*fixed, *_told(about, extent, settings), *_partitions(about, extent, settings)]


def _told(about: NamedNode, extent: Extent, settings: Settings) -> Iterator[Triple]:
    numbers = {"triples": extent.triples, "entities": extent.entities}
    numbers |= {"documents": extent.documents, "properties": len(extent.properties)}
    numbers |= {"classes": len(extent.classes)}
    for key, number in numbers.items():
        if number or key in ("entities", "documents"):
            yield Triple(about, name(f"void:{key}"), Literal(number))
    yield Triple(about, name("void:uriSpace"), Literal(settings.data))
    for example in extent.examples:
        yield Triple(about, name("void:exampleResource"), NamedNode(example))
    if extent.generation:
        version = NamedNode(PREFIXES["dcat"] + "version")
        yield Triple(about, version, Literal(extent.generation))
    if extent.modified:
        moment = Literal(extent.modified, datatype=name("xsd:dateTime"))
        yield Triple(about, name("dcterms:modified"), moment)


def _partitions(about: NamedNode, extent: Extent, settings: Settings) -> Iterator[Triple]:
    classes = ((settings.ontology + local, n) for local, n in extent.classes.items())
    for kind, numbers, counted in (
        ("class", classes, "entities"),
        ("property", extent.properties.items(), "triples"),
    ):
        for iri, number in sorted(numbers):
            part = NamedNode(f"{about.value}#{kind}-{digest(iri)}")
            yield Triple(about, name(f"void:{kind}Partition"), part)
            yield Triple(part, RDF_TYPE, name("void:Dataset"))
            yield Triple(part, name(f"void:{kind}"), NamedNode(iri))
            yield Triple(part, name(f"void:{counted}"), Literal(number))
