"""Ways to an introduction, on worlds small enough to know the strongest by heart."""

from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.analytics import paths as module
from kg.analytics.paths import Paths, paths
from kg.errors import BadRequest, NotFound
from kg.model import Iri, Predicate
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import entity

type World = Callable[[str], MemoryStore]

TEXT = """
# 2024-06-01
org:Berlin Clinic memberOf net:Small Circle
org:Lyon Institute memberOf net:Small Circle
org:Berlin Clinic participatesIn event:World Congress
org:Lyon Institute participatesIn event:World Congress
org:Rome Centre participatesIn event:World Congress
org:Oslo Centre participatesIn event:World Congress
org:Wien Centre participatesIn event:World Congress
org:Berlin Clinic locatedIn place:Germany
org:Oslo Centre locatedIn place:Germany
# 2024-05-01
person:Ana Lima affiliatedWith org:Porto Hospital
person:Ana Lima participatesIn event:Lisbon Panel
person:Bo Ek participatesIn event:Lisbon Panel
person:Bo Ek affiliatedWith org:Oslo Centre
org:Far Clinic worksOn disease:leukemia
org:Berlin Clinic worksOn disease:leukemia
# 2024-05-02
org:Porto Hospital collaboratesWith org:Rome Centre
"""


@pytest.fixture(scope="module")
def store(world: World) -> MemoryStore:
    return world(TEXT)


def ways(store: MemoryStore, ontology: Ontology, start: str, end: str, limit: int = 5) -> Paths:
    return paths(store, ontology, entity(store, start), entity(store, end), limit=limit)


def labels(found: Paths) -> list[list[str]]:
    return [
        [found.start.entity.label, *(found.names[hop.right].entity.label for hop in path.hops)]
        for path in found.paths
    ]


def test_the_smaller_circle_is_the_better_introduction(
    store: MemoryStore, ontology: Ontology
) -> None:
    found = ways(store, ontology, "Berlin Clinic", "Lyon Institute")
    assert labels(found) == [
        ["Berlin Clinic", "Small Circle", "Lyon Institute"],
        ["Berlin Clinic", "World Congress", "Lyon Institute"],
    ]
    assert found.paths[0].strength > found.paths[1].strength > 0


def test_a_way_over_people_and_a_panel_has_four_steps(
    store: MemoryStore, ontology: Ontology
) -> None:
    found = ways(store, ontology, "Porto Hospital", "Oslo Centre")
    assert ["Porto Hospital", "Rome Centre", "World Congress", "Oslo Centre"] in labels(found)
    assert ["Porto Hospital", "Ana Lima", "Lisbon Panel", "Bo Ek", "Oslo Centre"] in labels(found)


def test_every_hop_has_facts_with_sentences_documents_and_belief(
    store: MemoryStore, ontology: Ontology
) -> None:
    for path in ways(store, ontology, "Porto Hospital", "Oslo Centre").paths:
        assert 0 < path.strength <= 1
        for hop in path.hops:
            assert 0 < hop.belief <= 1
            for link in hop.links:
                assert {link.fact.subject, link.fact.object} == {hop.left, hop.right}
                assert link.quotes[0].evidence.quote
                assert link.quotes[0].published


def test_what_goes_both_ways_is_told_once(store: MemoryStore, ontology: Ontology) -> None:
    found = ways(store, ontology, "Rome Centre", "Porto Hospital")
    (link,) = found.paths[0].hops[0].links
    assert link.fact.predicate is Predicate.COLLABORATES_WITH
    assert found.names[link.fact.subject].entity.label == "Rome Centre"


def test_neither_a_country_nor_a_disease_introduces(store: MemoryStore, ontology: Ontology) -> None:
    assert ways(store, ontology, "Far Clinic", "Berlin Clinic").paths == ()
    found = ways(store, ontology, "Oslo Centre", "Berlin Clinic")
    assert not [path for path in labels(found) if "Germany" in path]


def test_what_has_aged_is_a_weaker_way(world: World, ontology: Ontology) -> None:
    told = """
# 2004-01-01
org:Berlin Clinic memberOf net:Old Circle
org:Lyon Institute memberOf net:Old Circle
# 2024-06-01
org:Berlin Clinic memberOf net:New Circle
org:Lyon Institute memberOf net:New Circle
"""
    found = ways(world(told), ontology, "Berlin Clinic", "Lyon Institute")
    assert [way[1] for way in labels(found)] == ["New Circle", "Old Circle"]
    assert found.paths[0].hops[0].belief > 2 * found.paths[1].hops[0].belief


def test_a_hub_is_read_in_part_and_that_is_told(
    world: World, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "# 2024-06-01\n" + "".join(f"org:Clinic {n} memberOf net:Hub\n" for n in range(30))
    store = world(told + "org:Lonely Clinic memberOf net:Club\n")
    monkeypatch.setattr(module, "NEIGHBOURS", 10)
    found = ways(store, ontology, "Hub", "Lonely Clinic")
    assert (found.paths, found.bounded) == ((), True)
    assert not ways(store, ontology, "Clinic 1", "Lonely Clinic").bounded


@pytest.mark.parametrize("limit", [0, 21])
def test_as_many_as_one_can_read(store: MemoryStore, ontology: Ontology, limit: int) -> None:
    with pytest.raises(BadRequest) as error:
        ways(store, ontology, "Berlin Clinic", "Lyon Institute", limit)
    assert error.value.field == "limit"


def test_both_ends_the_same_or_not_there(store: MemoryStore, ontology: Ontology) -> None:
    with pytest.raises(BadRequest) as error:
        ways(store, ontology, "Berlin Clinic", "Berlin Clinic")
    assert error.value.field == "to"
    with pytest.raises(NotFound):
        paths(store, ontology, entity(store, "Berlin Clinic"), Iri("https://example.org/nobody"))


MEMBERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=10)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MEMBERS)
def test_ways_are_loopless_and_no_shorter_one_is_missed(
    world: World, ontology: Ontology, members: list[tuple[int, int]]
) -> None:
    graph: nx.Graph[str] = nx.Graph((f"Clinic {org}", f"Circle {net}") for org, net in members)
    lines = "".join(f"org:Clinic {org} memberOf net:Circle {net}\n" for org, net in members)
    start, *others = sorted(name for name in graph if name.startswith("Clinic"))
    store = world(f"# 2024-06-01\n{lines}")
    for end in others:
        found = labels(ways(store, ontology, start, end, 20))
        assert all(len(set(way)) == len(way) <= 5 for way in found)
        expected = list(nx.all_simple_paths(graph, start, end, cutoff=4))
        assert sorted(found) == sorted(expected)
