"""The index for partners, lent to later generations and made anew beside the server."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.graph import Graph
from kg.analytics import participations
from kg.analytics.participations import directory_of
from kg.settings import Settings
from kg.store.embedded import open_writer
from tests.kg.store.changes.told import publish, reading

SECONDS = 60.0


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graph]:
    """One whose indexes take long, as far as it knows."""
    monkeypatch.setattr(participations, "QUICK", 0.0)
    settings = Settings(store=str(tmp_path / "kg"))
    write(settings, "a", "Ann Lee")
    with closing(Graph(settings)) as found:
        yield found


def write(settings: Settings, key: str, person: str) -> None:
    with open_writer(settings) as store:
        publish(store, reading(key, person, "Ortel Hospital"))


def people(graph: Graph) -> set[str]:
    """Those whom the index knows that weighs the newest state."""
    with graph.read() as store:
        return {name.rpartition("/")[2] for name in directory_of(store).agents if "person" in name}


def test_an_index_is_lent_until_the_next_is_made(graph: Graph) -> None:
    [ann] = people(graph)
    write(graph.settings, "b", "Bob Roe")
    assert people(graph) == {ann}
    until = time.monotonic() + SECONDS
    while len(people(graph)) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    write(graph.settings, "c", "Cyd Poe")
    assert len(people(graph)) == 2


def test_one_that_is_made_quickly_is_never_lent(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participations, "QUICK", SECONDS)
    assert len(people(graph)) == 1
    write(graph.settings, "b", "Bob Roe")
    assert len(people(graph)) == 2
