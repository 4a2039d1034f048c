"""How soon a warm page answers, and how much script it brings: `python -m bench.pages [STORE]`.

Without a store one is made of 1,000 documents of the made-up corpus (`bench/made.py`), each body of
which is put into a country; `--documents N` takes another number, `--keep FOLDER` keeps the store.
Each page is asked for 20 times over one connection after once to warm up. The last rows compare
the tables that publishing fills with the same asked of the store when a page is.
"""

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from itertools import batched, islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from api.pages import STATIC
from bench.made import World, documents, read
from bench.server import serving
from kg.analytics.countries import matrix
from kg.analytics.events import Window, calendar
from kg.model import Claim, Entity, Evidence, Iri, Predicate, Reading, Type
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.reader import EmbeddedStore

TIMES, AT_ONCE = 20, 50
COUNTRIES = "cn fr de jp us gb it es nl kr br in se ch ca au".split()
PARTS = re.compile(r'<(?:script[^>]* src|link rel="modulepreload" href)="(/static/[^"]+)"')
# The most that a first answer may take, in milliseconds, and its scripts, in bytes.
SOON, SMALL = 300, 200_000


class WithoutTables(EmbeddedStore):
    """A store that has nothing beside its snapshot."""

    folder = None


def main() -> None:
    """Make a store where none is given, and ask its pages."""
    parser = argparse.ArgumentParser(description="How soon a warm page answers.")
    parser.add_argument("store", nargs="?")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--keep")
    asked = parser.parse_args()
    with nullcontext(asked.keep) if asked.keep or asked.store else TemporaryDirectory() as folder:
        settings = Settings(store=asked.store or str(Path(folder or "") / "kg"))
        if not asked.store and not settings.folder.exists():
            fill(settings, asked.documents)
        with serving(settings.store) as (client, _):
            show(client)
        compare(settings)


def fill(settings: Settings, count: int) -> None:
    """Publish made-up documents."""
    ontology = Ontology(settings)
    concepts = {each.label: each.iri for each in islice(ontology.concepts(Type.DISEASE), 300)}
    world = World(tuple(concepts))
    with open_writer(settings) as store:
        for some in batched(documents(world, 0, count), AT_ONCE):
            readings = [located(read(concepts, doc)) for doc in some]
            store.apply(change_for(store, ontology, readings))


def located(reading: Reading) -> Reading:
    """The same, and in which country each body is, always the same one."""
    places: dict[str, Entity] = {}
    claims: list[Claim] = []
    for one in reading.entities:
        if one.type is Type.ORGANIZATION:
            code = COUNTRIES[blake2b(one.label.encode()).digest()[0] % len(COUNTRIES)]
            local = Iri(f"{reading.document.iri}#place/{code}")
            places[code] = Entity(local, Type.PLACE, code, same_as=Iri(f"{DATA}place/{code}"))
            words = Evidence(reading.document.iri, reading.document.text[:9], 0, 9, 0.9, "made")
            claims.append(Claim(one.iri, Predicate.LOCATED_IN, local, words))
    entities = (*reading.entities, *places.values())
    return replace(reading, entities=entities, claims=(*reading.claims, *claims))


def show(client: httpx.Client) -> None:
    """A line for each page."""
    client.headers["accept"] = "text/html"
    print(f"{'page':34}{'p50':>8}{'p95':>8} ms{'script':>10} kB")
    for name, path in pages(client):
        client.get(path).raise_for_status()
        times = [taken(partial(client.get, path, headers=anew(n))) for n in range(TIMES)]
        script = sum((STATIC / part).stat().st_size for part in parts(client.get(path).text))
        late = "" if quantiles(times, n=20)[18] < SOON and script < SMALL else "  too much"
        print(
            f"{name:34}{median(times):8.1f}{quantiles(times, n=20)[18]:8.1f}   "
            f"{script / 1000:10.1f}{late}"
        )


def anew(number: int) -> dict[str, str]:
    """Another header each time that means the same: what was answered once is not made again."""
    return {"accept": f"text/html, text/x-unused;q=0.{number + 1:03}"}


def parts(html: str) -> set[str]:
    """The files of scripts that a page loads at once, under /static."""
    return {address.removeprefix("/static/") for address in PARTS.findall(html)}


def pages(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """The main pages, of entities and documents one that is much spoken of."""
    yield from {"start": "/", "search": "/search?q=hospital", "documents": "/documents"}.items()
    topic, body = named_most(client, "worksOn", "o"), named_most(client, "worksOn", "s")
    event = named_most(client, "participatesIn", "o")
    yield "partners, a topic", f"/partners?topic={topic}"
    yield "partners, a topic and for whom", f"/partners?topic={topic}&for={body}"
    yield "network", f"/network?of={body}"
    for name, iri in (("body", body), ("disease", topic), ("event", event)):
        found = client.get("/search", params={"q": iri}).text
        if link := re.search(r'<p class="hit"><a href="([^"]+)"', found):
            yield f"entity, a {name} named most", link[1]
    listed = client.get("/documents").text
    if link := re.search(r'href="(/documents/[^"?]+)"', listed):
        yield "document", link[1]
    pair = re.search(r'href="(/countries/[^"]+)"', client.get("/countries").text)
    yield from {"events": "/events", "countries": "/countries"}.items()
    if pair:
        yield "two countries", pair[1]
    yield from {"about": "/about", "statistics": "/stats", "sparql": "/sparql"}.items()


def named_most(client: httpx.Client, predicate: str, end: str) -> str:
    """What is the subject or object of most statements of a predicate."""
    query = f"SELECT ?{end} {{ ?s ckg:{predicate} ?o }} GROUP BY ?{end} ORDER BY DESC(COUNT(*))"
    rows = client.get("/sparql", params={"query": f"{query} LIMIT 1", "format": "csv"}).text
    return rows.split()[1] if len(rows.split()) > 1 else ""


def compare(settings: Settings) -> None:
    """What tables save."""
    ontology = Ontology(settings)
    with open_reader(settings) as store:
        bare = WithoutTables(store.engine, store.vocabulary)
        rows: tuple[tuple[str, Callable[[EmbeddedStore], object]], ...] = (
            ("matrix of countries", matrix),
            ("calendar", lambda it: calendar(it, ontology, Window(), limit=50)),
        )
        for name, ask in rows:
            looked_up, asked = (
                median(taken(partial(ask, it)) for _ in range(5)) for it in (store, bare)
            )
            print(f"{name:34}{looked_up:8.1f} ms, asked of the store {asked:8.1f} ms")


def taken(run: Callable[[], object]) -> float:
    """How many milliseconds something takes."""
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
