"""Ways to an introduction: who knows somebody who knows them, over what both have a hand in.

A way is as strong as its weakest parts together: the belief in each of its facts by now, and for
each thing or person between the ends how few others it ties, 1 / log2(1 + statements), as a small
panel is a better introduction than a congress of thousands. These are multiplied.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from kg.analytics.described import Described, describe
from kg.analytics.overview import newest_date
from kg.analytics.project import Fact, facts_for
from kg.analytics.sources import described
from kg.analytics.surroundings import Link, links
from kg.belief import aged
from kg.errors import BadRequest, NotFound
from kg.model import SYMMETRIC, Document, Iri, Predicate, Type, When
from kg.ontology import Ontology
from kg.store.store import Store

HOPS = 4  # hospital, its doctor, a panel, another doctor, her hospital
NEIGHBOURS = 60  # of each end whose own ties are read: the best believed
TRIED = 20  # ways that are looked at for each one that is asked for
SHOWN = 3  # facts of a hop
MOST = 20  # ways in one answer
LEAST = 0.001  # below which a belief makes no difference any more

type Graph = nx.Graph[Iri]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a way: from whom to whom or to what, and the facts that tie the two."""

    left: Iri
    right: Iri
    belief: float  # in the best of the facts, by now
    links: tuple[Link, ...]  # the best believed first, at most SHOWN


@dataclass(frozen=True, slots=True)
class Path:
    """One way between two entities."""

    strength: float  # 0 to 1
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The strongest ways, the strongest first."""

    start: Described
    end: Described
    paths: tuple[Path, ...]
    names: Mapping[Iri, Described]
    documents: Mapping[Iri, Document]
    newest: When | None  # the day by which beliefs have aged
    bounded: bool  # whether an end has more neighbours than were looked at


def paths(store: Store, ontology: Ontology, start: Iri, end: Iri, *, limit: int = 5) -> Paths:
    """The strongest loopless ways of at most HOPS steps between two entities."""
    if start == end:
        raise BadRequest("both ends are the same: name two", "to")
    if not 1 <= limit <= MOST:
        raise BadRequest(f"from 1 to {MOST} ways may be asked for", "limit")
    ends = describe(store, ontology, (start, end))
    for iri in (start, end):
        if ends[iri].entity.label == iri:
            raise NotFound(f"{iri} is not in this store")
    day = newest_date(store)
    newest = When(day[:10]) if day else None
    graph, bounded = _around(store, (start, end), newest)
    found = list(_strongest(store, graph, (start, end), limit))
    known = _links(store, {fact for _, way in found for fact in _facts(graph, way)})
    cited = {quoted.evidence.document for link in known.values() for quoted in link.quotes}
    return Paths(
        start=ends[start],
        end=ends[end],
        paths=tuple(_path(graph, *each, known) for each in found),
        names=describe(store, ontology, {iri for _, way in found for iri in way} | {start, end}),
        documents=described(store, cited),
        newest=newest,
        bounded=bounded,
    )


def _around(store: Store, ends: Sequence[Iri], newest: When | None) -> tuple[Graph, bool]:
    """What lies within two steps of each end; of a hub the best believed part."""
    graph: Graph = nx.Graph()
    bounded = False
    graph.add_nodes_from(ends)
    seen = set(ends)
    for end in ends:
        _join(graph, _steps(store, end), newest)
    for end in ends:
        near = sorted(graph[end], key=lambda iri: (-graph.edges[end, iri]["belief"], iri))
        bounded = bounded or len(near) > NEIGHBOURS
        for iri in near[:NEIGHBOURS]:
            if iri not in seen:
                seen.add(iri)
                _join(graph, _steps(store, iri), newest)
    return graph, bounded


def _steps(store: Store, entity: Iri) -> Iterator[Fact]:
    """The statements that tie an entity to another, without their evidence."""
    ours = store.vocabulary.ontology
    places = f"{store.vocabulary.data}{Type.PLACE.lower()}/"
    for row in store.select("path_steps", entity=entity):
        subject, value = Iri(row["subject"]), Iri(row["object"])
        # Everybody is somewhere, and countries introduce nobody.
        if not subject.startswith(places) and not value.startswith(places) and subject != value:
            yield Fact(
                Iri(row["statement"]),
                subject,
                Predicate(str(row["predicate"]).removeprefix(ours)),
                value,
                float(row["belief"]),
                seen if isinstance(seen := row.get("seen"), When) else None,
                (),
            )


def _join(graph: Graph, facts: Iterable[Fact], newest: When | None) -> None:
    for fact in facts:
        believed = max(aged(fact.belief, fact.predicate, fact.seen, newest), LEAST)
        if not graph.has_edge(fact.subject, fact.object):
            graph.add_edge(fact.subject, fact.object, belief=0.0, facts={})
        edge = graph.edges[fact.subject, fact.object]
        edge["facts"][fact.iri] = fact
        edge["belief"] = max(edge["belief"], believed)


def _strongest(
    store: Store, graph: Graph, ends: tuple[Iri, Iri], limit: int
) -> Iterator[tuple[float, list[Iri]]]:
    """The strongest ways with their strengths; those of too many steps are passed over."""
    between = _between(graph, ends)
    if not all(end in between for end in ends) or not nx.has_path(between, *ends):
        return
    inner = sorted(set(between) - set(ends))
    sizes = dict.fromkeys(inner, 1) | _sizes(store, inner)
    costs = {iri: math.log(max(math.log2(1 + size), 1)) for iri, size in sizes.items()}
    for left, right, edge in between.edges(data=True):
        # What lies between is paid for half on the way in and half on the way out.
        passing = (costs.get(left, 0.0) + costs.get(right, 0.0)) / 2
        edge["weight"] = passing - math.log(edge["belief"])
    tried = islice(nx.shortest_simple_paths(between, *ends, weight="weight"), limit * TRIED)
    for way in islice((way for way in tried if len(way) <= HOPS + 1), limit):
        yield math.exp(-nx.path_weight(between, way, "weight")), way


def _between(graph: Graph, ends: tuple[Iri, Iri]) -> Graph:
    """What lies on any way that is short enough, in an order that is the same every time."""
    first, last = (nx.single_source_shortest_path_length(graph, end, HOPS) for end in ends)
    near = {iri for iri in first if iri in last and first[iri] + last[iri] <= HOPS}
    found: Graph = nx.Graph()
    found.add_nodes_from(sorted(near))
    edges = {(min(edge), max(edge)) for edge in graph.subgraph(near).edges()}
    found.add_edges_from((*edge, graph.edges[edge]) for edge in sorted(edges))
    return found


def _sizes(store: Store, iris: Sequence[Iri]) -> dict[Iri, int]:
    rows = store.select("path_sizes", entity=iris) if iris else ()
    return {Iri(row["entity"]): int(row["number"]) for row in rows if "entity" in row}


def _facts(graph: Graph, way: Sequence[Iri]) -> Iterator[Fact]:
    """What is shown of each step of a way."""
    for left, right in pairwise(way):
        facts: Iterable[Fact] = graph.edges[left, right]["facts"].values()
        # What is concluded both ways round is told once, seen from where one comes.
        ranked = sorted(facts, key=lambda fact: (-fact.belief, fact.subject != left, fact.iri))
        told: dict[Predicate | Iri, Fact] = {}
        for fact in ranked:
            told.setdefault(fact.predicate if fact.predicate in SYMMETRIC else fact.iri, fact)
        yield from list(told.values())[:SHOWN]


def _links(store: Store, facts: Iterable[Fact]) -> dict[Iri, Link]:
    steps = {(fact.subject, fact.predicate, fact.object) for fact in facts}
    whole = facts_for(store, steps).values()
    return {link.fact.iri: link for link in links(store, whole)}


def _path(graph: Graph, strength: float, way: Sequence[Iri], known: Mapping[Iri, Link]) -> Path:
    hops = tuple(
        Hop(
            left,
            right,
            graph.edges[left, right]["belief"],
            tuple(known[fact.iri] for fact in _facts(graph, (left, right)) if fact.iri in known),
        )
        for left, right in pairwise(way)
    )
    return Path(round(strength, 4), hops)
