"""What a store can do, found out by doing it in a graph of ours that is removed at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from pyoxigraph import NamedNode

from kg.errors import KgError, SourceUnavailable, StoreUnusable
from kg.model import Iri
from kg.store.rdf import Vocabulary
from kg.store.remote.client import Client, TooMuch

type Count = Callable[[str], int]  # how many rows a group has


@dataclass(frozen=True, slots=True)
class Ability:
    """Where a store takes updates, whether each is whole or not done, and what is in sight."""

    update: str
    is_atomic: bool
    is_union: bool  # whether the default graph is all graphs


def probe(client: Client, vocabulary: Vocabulary, count: Count) -> Ability:
    """Try a store; StoreUnusable where it takes no updates."""
    graph = NamedNode(f"{vocabulary.data}probe/{token_hex(8)}")
    quad = f"GRAPH {graph} {{ {graph} {graph} {graph} }}"
    update = _door(client, f"INSERT DATA {{ {quad} }}")
    try:
        is_union = count(f"{graph} {graph} {graph}") > 0
        client.update(update, f"DROP SILENT GRAPH {graph}")
        # The second step cannot be done: does the first remain?
        is_atomic = _fails(client, update, f"INSERT DATA {{ {quad} }} ; LOAD <urn:x-none:nothing>")
        is_atomic = is_atomic and count(quad) == 0
    finally:
        client.update(update, f"DROP SILENT GRAPH {graph}")
    return Ability(update, is_atomic, is_union)


def _door(client: Client, text: str) -> str:
    first: KgError | None = None
    for url in client.address.update:
        try:
            client.update(url, text)
        except (SourceUnavailable, StoreUnusable) as error:
            first = first or error
        else:
            return url
    raise StoreUnusable(
        f"{client.address.query} takes no updates at {', '.join(client.address.update)}: "
        f"{first}; name the address with KG_UPDATE_URL"
    ) from first


def _fails(client: Client, url: str, text: str) -> bool:
    try:
        client.update(url, text)
    except (SourceUnavailable, TooMuch):
        return True
    return False


def conclusions_graph(vocabulary: Vocabulary) -> Iri:
    """The graph of the conclusions where the default graph cannot be theirs."""
    return Iri(f"{vocabulary.data}conclusions")
