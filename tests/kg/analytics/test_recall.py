from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.analytics.recall import recall
from kg.model import Iri
from kg.settings import Settings
from kg.store.embedded import open_memory, open_reader, open_writer
from kg.store.store import Store

A, B, C = Iri("urn:a"), Iri("urn:b"), Iri("urn:c")


class Asked:
    """A question that remembers what it was asked."""

    def __init__(self) -> None:
        self.keys: list[list[Iri]] = []

    def __call__(self, keys: list[Iri]) -> dict[Iri, str]:
        self.keys.append(keys)
        return {key: key.upper() for key in keys if key != C}


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Store]:
    settings = Settings(store=str(tmp_path / "store"))
    open_writer(settings).close()
    with open_reader(settings) as store:
        yield store


def test_a_snapshot_is_asked_once_for_each_entity(snapshot: Store) -> None:
    asked = Asked()
    assert recall(snapshot, "q", [B, A, C], asked) == {A: "URN:A", B: "URN:B"}
    assert recall(snapshot, "q", [A, C], asked) == {A: "URN:A"}
    assert recall(snapshot, "other", [A], asked) == {A: "URN:A"}
    assert asked.keys == [[A, B, C], [A]]


def test_a_store_that_may_change_is_asked_each_time() -> None:
    store, asked = open_memory(), Asked()
    recall(store, "q", [A], asked)
    recall(store, "q", [A], asked)
    assert asked.keys == [[A], [A]]


def test_nothing_is_asked_about_nothing(snapshot: Store) -> None:
    asked = Asked()
    assert recall(snapshot, "q", [], asked) == {}
    assert asked.keys == []
