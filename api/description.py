"""The service description of the endpoint, in any format of graphs."""

from pathlib import Path

from fastapi.responses import Response
from pyoxigraph import RdfFormat, parse

from api.formats import GRAPHS, content_type
from kg.errors import BadRequest
from kg.store.answer import Answer

TEXT = Path(__file__).parent / "service.ttl"
PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "formats": "http://www.w3.org/ns/formats/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
}


def description(endpoint: str, media: str) -> Response:
    """What the endpoint at this address can do."""
    try:
        quads = list(parse(path=TEXT, format=RdfFormat.TURTLE, base_iri=endpoint))
    except ValueError as error:
        raise BadRequest(f"{endpoint!r} is no address: {error}", "Host") from error
    found = Answer([quad.triple for quad in quads], PREFIXES)
    headers = {"Vary": "Accept"}
    return Response(found.to_bytes(GRAPHS[media]), 200, headers, content_type(media))
