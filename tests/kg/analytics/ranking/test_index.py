"""The fast layout beside what networkx makes of the same events, and refreshed beside made anew."""

from dataclasses import fields, is_dataclass
from itertools import combinations
from math import log, log1p
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analytics.ranking.candidates import draw
from kg.analytics.ranking.index import Index, build
from kg.analytics.ranking.question import Question, around, known_partners
from kg.analytics.ranking.records import Agent, Event, collect
from kg.analytics.ranking.storage import load, save

NAMES = st.sampled_from("abcdefghij")
EVENTS = st.lists(
    st.builds(
        lambda members, year, topics: (tuple(members), year, tuple(topics)),
        st.sets(NAMES, min_size=1, max_size=5),
        st.none() | st.integers(2000, 2020).map(float),
        st.sets(st.sampled_from("xyz"), max_size=2),
    ),
    max_size=12,
)
type Rows = list[tuple[tuple[str, ...], float | None, tuple[str, ...]]]
AGENTS = {name: Agent("DE" if name < "e" else "CN", "Hospital") for name in "abcdefgh"}


def events(rows: Rows) -> list[Event]:
    return [
        Event(f"e{n:02}", year, members, topics) for n, (members, year, topics) in enumerate(rows)
    ]


def network(rows: Rows) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    for members, _, _ in rows:
        for left, right in combinations(members, 2):
            shared = graph.get_edge_data(left, right, {"shared": 0})["shared"]
            graph.add_edge(left, right, shared=shared + 1)
    return graph


def leaves(noun: object) -> list[object]:
    found: list[object] = []
    for field in fields(noun):  # type: ignore[arg-type]  # a dataclass
        value = getattr(noun, field.name)
        found += leaves(value) if is_dataclass(value) else [value]
    return found


def same(left: Index, right: Index) -> bool:
    pairs = zip(leaves(left), leaves(right), strict=True)
    return all(
        np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        if isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
        else one == other
        for one, other in pairs
    )


@settings(max_examples=25, deadline=None)
@given(EVENTS)
def test_the_ties_are_those_of_the_network(rows: Rows) -> None:
    index, graph = build(collect(events(rows), AGENTS)), network(rows)
    for number, name in enumerate(index.records.agents):
        places = range(*index.heads.partners.starts[number : number + 2])
        found = {
            index.records.agents[index.heads.partners.values[place]]: index.heads.shared[place]
            for place in places
        }
        near = dict(graph[name]) if name in graph else {}
        assert found == {other: edge["shared"] for other, edge in near.items()}
        assert index.heads.degree[number] == len(near)
        known = {index.records.agents[other] for other in known_partners(index, (number,))}
        assert known - {name} == set(near)


@settings(max_examples=25, deadline=None)
@given(EVENTS)
def test_the_walk_is_that_of_adamic_and_adar_weighted_by_what_is_shared(rows: Rows) -> None:
    index, graph = build(collect(events(rows), AGENTS)), network(rows)
    for number, name in enumerate(index.records.agents):
        if name not in graph:
            continue
        question = Question((number,))
        walk = draw(index, question, around(index, question)).signals.walk
        for other, end in enumerate(index.records.agents):
            if end == name or end not in graph:
                continue
            expected = sum(
                log1p(graph.edges[name, by]["shared"])
                * log1p(graph.edges[by, end]["shared"])
                / log(2 + graph.degree(by))
                for by in nx.common_neighbors(graph, name, end)
            )
            assert walk[other] == pytest.approx(expected)


@settings(max_examples=25, deadline=None)
@given(EVENTS)
def test_plain_adamic_adar_follows_where_everything_is_shared_once(rows: Rows) -> None:
    graph = network(rows)
    once: Rows = [((left, right), None, ()) for left, right in graph.edges]
    index = build(collect(events(once), {}))
    numbers = {name: number for number, name in enumerate(index.records.agents)}
    for left, right, expected in nx.adamic_adar_index(graph):
        question = Question((numbers[left],))
        near = around(index, question)
        ends = {index.records.agents[p]: p for p in near.partners.tolist()}
        common = nx.common_neighbors(graph, left, right)
        found = sum(1 / log(index.heads.degree[ends[by]]) for by in common)
        assert found == pytest.approx(expected)


@settings(max_examples=25, deadline=None)
@given(EVENTS, EVENTS)
def test_a_refreshed_index_is_the_one_made_anew(old: Rows, new: Rows) -> None:
    earlier = build(collect(events(old), AGENTS), 2020.0)
    records = collect(events(new), AGENTS, earlier.records)
    assert same(build(records, 2020.0, earlier), build(records, 2020.0))


@settings(max_examples=25, deadline=None)
@given(EVENTS)
def test_what_an_agent_does_on_a_topic_is_counted(rows: Rows) -> None:
    index = build(collect(events(rows), AGENTS), 2020.0)
    records = index.records
    for number, name in enumerate(records.agents):
        places = range(*index.interests.starts[number : number + 2])
        found = {records.topics[index.interests.values[p]]: index.interest.count[p] for p in places}
        mine = [topics for members, _, topics in rows if name in members]
        assert found == {t: sum(t in each for each in mine) for each in mine for t in each}
    for number, topic in enumerate(records.topics):
        actors = {records.agents[agent] for agent in index.actors.of(number)}
        assert actors == {m for members, _, topics in rows if topic in topics for m in members}


def test_doings_are_newest_first_and_what_is_fresh_counts_more() -> None:
    told = [Event("old", 2010.0, ("a",)), Event("new", 2020.0, ("a",)), Event("no", None, ("a",))]
    index = build(collect(told, {}))
    assert [index.records.events[event] for event in index.doings.of(0)] == ["new", "old", "no"]
    assert index.now == 2020.0
    old, new, undated = (index.fresh[index.records.events.index(e)] for e in ("old", "new", "no"))
    assert new == 1 > undated > old


def test_countries_that_meet_often_are_likelier_partners() -> None:
    met = [Event(f"d{n}", None, (f"d{n}", f"f{n}")) for n in range(40)]
    met += [Event(f"c{n}", None, (f"c{n}", f"k{n}")) for n in range(40)]
    agents = {
        f"{letter}{n}": Agent(code)
        for letter, code in {"d": "DE", "f": "FR", "c": "CN", "k": "KR"}.items()
        for n in range(40)
    }
    index = build(collect(met, agents))
    place = {code: number for number, code in enumerate(index.records.countries)}
    assert (
        index.countries[place["DE"], place["FR"]]
        > 2
        > 1
        > index.countries[place["DE"], place["KR"]]
    )
    assert (index.countries[-1] == 1).all()


@settings(max_examples=25, deadline=None)
@given(EVENTS)
def test_an_index_on_disk_is_the_same(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> None:
    folder = tmp_path_factory.mktemp("index") / "one"
    index = build(collect(events(rows), AGENTS))
    save(index, folder)
    again = load(folder)
    assert again is not None
    assert same(index, again)


def test_what_is_unfinished_is_no_index(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    save(build(collect([], {})), tmp_path / "one")
    (tmp_path / "one" / "names.json").write_text("{")
    assert load(tmp_path / "one") is None
