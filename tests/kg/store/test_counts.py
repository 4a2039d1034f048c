"""What is counted at once and what is counted bit by bit is the same."""

import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg.settings import Settings
from kg.store.counts import FILE
from kg.store.embedded import open_writer
from kg.store.names import FILE as NAMES
from kg.store.rdf import PREF_LABEL, RDF_PREDICATE, RDF_TYPE, Vocabulary
from kg.store.store import Change

ROWS = ("SELECT * FROM number ORDER BY 1, 2", "SELECT * FROM document ORDER BY 1")


def kept(settings: Settings) -> list[list[tuple[object, ...]]]:
    """All rows of the counts of a store."""
    with closing(sqlite3.connect(settings.folder / FILE)) as connection:
        return [connection.execute(each).fetchall() for each in ROWS]


def test_a_dump_and_transactions_are_counted_alike(tmp_path: Path) -> None:
    ckg = Vocabulary(Settings()).ckg
    names = [NamedNode(f"https://example.org/{n}") for n in range(6)]
    quads = [Quad(one, RDF_TYPE, ckg("Document")) for one in names[:3]]
    quads += [Quad(one, ckg("published"), Literal(f"2024-0{n + 1}")) for n, one in enumerate(names)]
    quads += [Quad(one, ckg("kind"), Literal("news")) for one in names[1:3]]
    quads += [Quad(one, RDF_PREDICATE, ckg("worksOn")) for one in names[3:]]
    quads += [Quad(one, RDF_TYPE, NamedNode("https://example.org/Other")) for one in names]
    quads += [Quad(names[0], RDF_TYPE, ckg("Claim"), names[0])]  # no conclusion
    loaded, told = (Settings(store=str(tmp_path / name)) for name in ("loaded", "told"))
    with open_writer(loaded) as store:
        store.load(BytesIO(serialize(quads, format=RdfFormat.N_QUADS) or b""), RdfFormat.N_QUADS)
    with open_writer(told) as store:
        store.snapshot()
        for quad in quads:
            store.apply(Change(added=(quad,)))
    assert kept(loaded) == kept(told)
    assert ("class", "Document", 3) in kept(loaded)[0]
    assert len(kept(loaded)[1]) == 3


def test_what_a_kill_left_is_counted_anew_and_what_came_since_once(tmp_path: Path) -> None:
    ckg = Vocabulary(Settings()).ckg
    names = [NamedNode(f"{Settings().data}person/p{n}") for n in range(4)]
    quads = [Quad(one, RDF_TYPE, ckg("Person")) for one in names]
    quads += [
        Quad(one, PREF_LABEL, Literal(f"Li Na {n}", language="en")) for n, one in enumerate(names)
    ]
    quads += [Quad(one, ckg("mentionedAs"), NamedNode(f"{one.value}#x")) for one in names]
    whole, killed = (Settings(store=str(tmp_path / name)) for name in ("whole", "killed"))
    for place in (whole, killed):
        with open_writer(place) as store:
            store.apply(Change(added=tuple(quads[:6])))
        for file in (FILE, NAMES) if place == killed else ():
            with closing(sqlite3.connect(place.folder / file)) as connection:
                connection.execute("PRAGMA user_version = 0")
        with open_writer(place) as store:
            store.apply(Change(added=tuple(quads[6:])))
    assert kept(killed) == kept(whole)
    weights = "SELECT iri, label, weight FROM entity ORDER BY 1"
    found = []
    for place in (whole, killed):
        with closing(sqlite3.connect(place.folder / NAMES)) as connection:
            found.append(connection.execute(weights).fetchall())
    assert found[0] == found[1]
    assert [weight for *_, weight in found[0]] == [1, 1, 1, 1]
