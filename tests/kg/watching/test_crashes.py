"""Watchers killed at very many random moments, with a site and a store that fail at random.

KG_KILLS=1000 kills so many of each; the seed of a run that failed is in its message.
"""

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kg.watching.state import WatchState
from tests.engines.acting import contents, reader
from tests.engines.proxy import proxy
from tests.engines.running import oxigraph
from tests.kg.watching.forking import Order, Zygote, zygote
from tests.kg.watching.watched import Site, serving_site

KILLS = {"folder": 40, "server": 15}
SOURCES = """
[sources.news]
kind = "feed"
url = "{address}/feed"
every = 1
delay = 0
[sources.papers]
kind = "folder"
path = "papers"
every = 1
"""
FAULTS = ("503", "429", "500", "gone", "cut")


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    with zygote() as found:
        yield found


@dataclass
class World:
    """A site, a folder and texts that are sent; all of it grows and changes between two kills."""

    folder: Path
    site: Site
    chance: random.Random
    store: str
    pages: dict[str, int] = field(default_factory=dict)  # path -> which edition
    sent: list[str] = field(default_factory=list)

    def grow(self) -> None:
        number = len(self.pages)
        self._page(f"/p{number}", 0)
        if number and self.chance.random() < 0.5:
            self._page(changed := self.chance.choice(list(self.pages)), self.pages[changed] + 1)
        items = "".join(
            f"<item><title>{path} {edition}</title><link>{self.site.address}{path}</link></item>"
            for path, edition in self.pages.items()
        )
        body = f"<rss><channel><title>News</title>{items}</channel></rss>"
        self.site.pages["/feed"] = (200, "application/rss+xml", body.encode())
        self._file(self.chance.randrange(number + 1))

    def _page(self, path: str, edition: int) -> None:
        self.pages[path] = edition
        self.site.text(path, self._text())

    def _file(self, number: int) -> None:
        path = self.folder / "papers" / f"f{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(self._text())
        os.utime(path, ns=(10**9, self.chance.randrange(10**9, 10**18)))

    def _text(self) -> str:
        people = self.chance.sample(range(12), self.chance.randrange(3))
        return "".join([f"No {self.chance.random()}\n", *(f"Dr Number {n}\n" for n in people)])

    def order(self, store: str, *texts: str, until_done: bool = False) -> Order:
        (self.folder / "sources.toml").write_text(SOURCES.format(address=self.site.address))
        place = str(self.folder / "sources.toml")
        return Order(store, str(self.folder / "local"), place, texts, until_done)

    def killed(self, forking: Zygote, seconds: float) -> None:
        """A watcher that lives so long, while things change and are sent."""
        self.grow()
        text = self._text()
        forking.told.clear()
        process = forking.start(self.order(self.store, text))
        time.sleep(self.chance.uniform(0, seconds))
        os.kill(process, signal.SIGKILL)
        assert forking.end() == -signal.SIGKILL, forking.told
        self.sent += [
            json.loads(line.removeprefix("accepted "))
            for line in forking.told
            if line.startswith("accepted ")
        ]

    def finish(self, forking: Zygote, store: str, *texts: str) -> Order:
        """A watcher that comes to its end, as if all pauses were over."""
        order = self.order(store, *texts, until_done=True)
        forking.start(order)
        assert forking.end() == 0, forking.told
        return order

    def hurry(self) -> None:
        """As if all pauses were over."""
        with noted(self.order(self.store)) as state:
            state._db.execute("UPDATE source SET next_run = 0")
            state._db.execute("UPDATE item SET due = 0, attempts = 0")
            state._db.execute("UPDATE begun SET starts = 1")


@contextmanager
def noted(order: Order) -> Iterator[WatchState]:
    order.settings.folder.mkdir(parents=True, exist_ok=True)
    state = WatchState(order.settings.folder)
    try:
        yield state
    finally:
        state.close()


def outcomes(order: Order) -> dict[str, tuple[int, str]]:
    """What was noted of each thing, by its address or path: facts and documents."""
    with noted(order) as state:
        rows = state.rows("SELECT * FROM item")
    assert {row["state"] for row in rows} <= {"taken", "unchanged"}
    texts = pushed(order)
    return {
        texts[row["key"]] if row["payload"] else row["key"]: (row["claims"], row["documents"])
        for row in rows
    }


def pushed(order: Order) -> dict[str, str]:
    """What was sent, by the key of its item: its text is in the store and nowhere else."""
    with noted(order) as state:
        rows = state.rows("SELECT key, documents FROM item WHERE payload != ''")
    with reader(order.settings) as store:
        return {row["key"]: store.text(json.loads(row["documents"])[0]) or "" for row in rows}


def faults(chance: random.Random, often: float, *which: str) -> Callable[[], str]:
    return lambda: chance.choice(which) if chance.random() < often else ""


@contextmanager
def store_of(
    kind: str, folder: Path, chance: random.Random
) -> Iterator[tuple[str, Callable[[bool], None]]]:
    """A store, and how to say whether it fails at random."""
    if kind == "folder":
        yield str(folder / "store"), lambda _: None
        return
    (folder / "oxigraph").mkdir()
    with oxigraph(folder / "oxigraph") as url, proxy(url) as (between, told):
        failing = faults(chance, 0.03, "503", "429", "gone", "unheard")

        def fail(really: bool) -> None:
            told.fault = failing if really else lambda: ""

        yield between, fail


@pytest.mark.parametrize("kind", KILLS)
def test_kills_lose_nothing_and_double_nothing(tmp_path: Path, forking: Zygote, kind: str) -> None:
    seed = int(os.environ.get("KG_SEED", random.SystemRandom().randrange(10**6)))
    chance = random.Random(seed)  # noqa: S311  # no secret: the seed is told when the test fails
    kills = int(os.environ.get("KG_KILLS", KILLS[kind]))
    with serving_site() as site, store_of(kind, tmp_path, chance) as (store, fail):
        world = World(tmp_path, site, chance, store)
        world.grow()
        started = time.monotonic()
        world.finish(forking, str(tmp_path / "first"))
        seconds = time.monotonic() - started
        for kill in range(kills):
            site.fault = faults(chance, 0.1, *FAULTS)
            fail(True)
            world.hurry()
            world.killed(forking, seconds)
            if kill % 10 == 0:
                check_noted(world.order(store), f"seed {seed}, kill {kill}")
        site.fault = lambda: ""
        fail(False)
        world.hurry()
        order = world.finish(forking, store)
        kept = pushed(order).values()
        assert set(world.sent) <= set(kept), f"seed {seed}"
        beside = world.finish(forking, str(tmp_path / "beside"), *kept)
        assert outcomes(order) == outcomes(beside), f"seed {seed}"
        assert contents(order.settings) == contents(beside.settings), f"seed {seed}"


def check_noted(order: Order, where: str) -> None:
    """That what is noted as done is in the store."""
    with noted(order) as state:
        rows = state.rows("SELECT documents FROM item WHERE state = 'taken'")
    if not rows:  # killed before anything was written
        return
    with reader(order.settings) as store:
        there = set(store.documents())
    assert {iri for row in rows for iri in json.loads(row["documents"])} <= there, where
