"""Media types of tables and graphs, each with the short name by which the store writes it."""

from collections.abc import Mapping

HTML = "text/html"
JSON = "application/json"

# The first is what a client gets that does not care; what is asked for is what is answered.
TABLES: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    JSON: "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS: Mapping[str, str] = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/xml": "rdfxml",
}

# What people who want a graph write when they think of tables.
SAME = {
    "json": "jsonld",
    "json-ld": "jsonld",
    "xml": "rdfxml",
    "rdf+xml": "rdfxml",
    "ttl": "turtle",
}


def media_of(name: str, formats: Mapping[str, str]) -> str:
    """The media type of a short name as used in `?format=`; the name itself where it has none.

    >>> media_of("csv", TABLES)
    'text/csv'
    """
    wanted = name if name in formats.values() else SAME.get(name)
    return next((media for media, short in formats.items() if short == wanted), name)


def content_type(media: str) -> str:
    """The media type as it is sent: text says its charset.

    >>> content_type("text/csv"), content_type("application/json")
    ('text/csv; charset=utf-8', 'application/json')
    """
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
