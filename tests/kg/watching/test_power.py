"""Watchers whose machine loses its power at random moments; what is then read, kept and counted."""

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.names import Names
from tests.engines.acting import contents
from tests.kg.watching.forking import Zygote, zygote
from tests.kg.watching.power import cut
from tests.kg.watching.test_crashes import World, check_noted, outcomes, pushed
from tests.kg.watching.watched import serving_site

CUTS = 4  # of each seed; KG_KILLS has more
# What many texts have in common, so that a sketch that is lost would show.
RELEASE = " ".join(f"word{number}" for number in range(80))
TABLES = {
    "counts.sqlite": ("SELECT * FROM number WHERE number > 0", "SELECT * FROM document"),
    "digest.sqlite": ("SELECT how, day FROM day",),
    "names.sqlite": ("SELECT iri, type, label, weight FROM entity", "SELECT name, key FROM name"),
}


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    with zygote() as found:
        yield found


@dataclass
class Copied(World):
    """A world in which most texts are near copies of each other."""

    def _text(self) -> str:
        return f"{super()._text()}{RELEASE} {self.chance.randrange(100)}\n"


def tables(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables beside the newest snapshot, and the sketches."""
    with open_reader(settings) as store:
        assert store.folder is not None
        found = {}
        for name, queries in TABLES.items():
            with closing(sqlite3.connect(store.folder / name)) as connection:
                for query in queries:
                    found[f"{name} {query}"] = sorted(connection.execute(query).fetchall())
        names = Names.open(store.folder)
        assert names is not None
        with closing(names):
            found["search"] = [(hit.iri, hit.score) for hit in names.search("Dr Numbr 3")]
    query = "SELECT iri, bands FROM document"
    with open_writer(settings) as writer:
        assert writer.bands  # made when they are needed
    with closing(sqlite3.connect(settings.folder / "bands.sqlite")) as connection:
        found[query] = sorted(connection.execute(query).fetchall())
    return found


def differing(one: Settings, other: Settings) -> list[str]:
    """What is concluded or claimed in one of two stores alone."""
    found = contents(one), contents(other)
    quads = [
        {*concluded, *(q for each in claims.values() for q in each)} for concluded, claims in found
    ]
    return sorted(map(str, quads[0] ^ quads[1]))


@pytest.mark.parametrize("seed", [1, 10])
def test_a_power_cut_loses_nothing_that_was_acknowledged(
    tmp_path: Path, forking: Zygote, seed: int
) -> None:
    chance = random.Random(int(os.environ.get("KG_SEED", seed)))  # noqa: S311  # no secret
    with serving_site() as site:
        world = Copied(tmp_path, site, chance, str(tmp_path / "store"))
        world.grow()
        for number in range(int(os.environ.get("KG_KILLS", CUTS))):
            world.hurry()
            world.killed(forking, 1.5)
            order = world.order(world.store)
            cut(order.settings.folder, chance)
            check_noted(order, f"cut {number}")
        world.hurry()
        order = world.finish(forking, world.store)
        kept = pushed(order).values()
        assert set(world.sent) <= set(kept)
        beside = world.finish(forking, str(tmp_path / "beside"), *kept)
    assert outcomes(order) == outcomes(beside)
    assert differing(order.settings, beside.settings) == []
    assert tables(order.settings) == tables(beside.settings)
