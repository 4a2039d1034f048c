"""Where a store at a URL is asked and where it is told, by what its makers made a convention."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from kg.errors import BadRequest
from kg.settings import Settings

# How the address for queries ends, and how that for updates may then.
CONVENTIONS = (
    ("/query", ("/update",)),  # Oxigraph, Fuseki, Stardog
    ("/sparql", ("/sparql", "/update", "/sparql-auth")),  # Neptune, Virtuoso, Fuseki
    ("", ("/statements", "/update", "")),  # GraphDB and RDF4J; Fuseki by its dataset; Blazegraph
)


@dataclass(frozen=True, slots=True)
class Address:
    """The doors of a store, and what opens them; a login is never part of a text to show."""

    query: str
    update: tuple[str, ...]  # the likeliest first
    login: tuple[str, str] | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)
    parameters: tuple[tuple[str, str], ...] = ()  # of each query's form


def address_of(settings: Settings) -> Address:
    """What the settings tell of a store at a URL; the login may stand in it."""
    place = settings.place
    try:
        parts = urlsplit(settings.store)
        told = settings.store_login.partition(":") if settings.store_login else None
        parameters = settings.store_parameters.format(
            seconds=max(1, round(settings.query_timeout)),
            milliseconds=max(1, round(settings.query_timeout * 1000)),
        )
    except (ValueError, KeyError, IndexError) as error:
        raise BadRequest(f"{place} or its settings cannot be read: {error}", "store") from error
    login = (told[0], told[2]) if told else None
    if login is None and parts.username is not None:
        login = unquote(parts.username), unquote(parts.password or "")
    update = (settings.update_url,) if settings.update_url else tuple(_guesses(place))
    return Address(place, update, login, settings.store_token, tuple(parse_qsl(parameters, True)))


def _guesses(query: str) -> Iterator[str]:
    bare = query.rstrip("/")
    for ending, others in CONVENTIONS:
        if bare.endswith(ending):
            stem = bare.removesuffix(ending)
            yield from dict.fromkeys(stem + other for other in others)
            return
