"""The conclusions as a network of who does what with whom, around a few entities at a time."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from kg.analytics.recall import recall
from kg.model import Iri, Predicate, Type, When
from kg.store.answer import Row
from kg.store.rdf import node
from kg.store.store import Store

ROUNDS = 4  # a laboratory of a department of a faculty of a university

# Who does these to one and the same thing works together; who only supports it, with those.
JOINT = frozenset({Predicate.RUNS, Predicate.LEADS, Predicate.ORGANIZES, Predicate.DEVELOPS})
TOGETHER = JOINT | {Predicate.SUPPORTS}


@dataclass(frozen=True, slots=True)
class Fact:
    """A concluded statement, with the names of its pieces of evidence."""

    iri: Iri
    subject: Iri
    predicate: Predicate
    object: Iri
    belief: float
    seen: When | None
    evidence: tuple[Iri, ...]

    @property
    def documents(self) -> frozenset[str]:
        """The documents that say so."""
        return frozenset(iri.partition("#")[0] for iri in self.evidence)


def facts(store: Store, question: str, key: str, iris: Iterable[Iri]) -> list[Fact]:
    """The facts in which one of some entities is the object, the subject, or the `agent`: either.

    The question gives one row for each piece of evidence.
    """

    def read(some: list[Iri]) -> dict[Iri, list[Fact]]:
        found: defaultdict[Iri, list[Fact]] = defaultdict(list)
        rows = store.select(question, **{key: some})
        for fact in facts_of(rows, store.vocabulary.ontology):
            for end in ENDS[key](fact):
                found[end].append(fact)
        return found

    each = recall(store, question, iris, read).values()
    return sorted({fact.iri: fact for some in each for fact in some}.values(), key=_name)


def _name(fact: Fact) -> Iri:
    return fact.iri


ENDS: Mapping[str, Callable[[Fact], tuple[Iri, ...]]] = {
    "object": lambda fact: (fact.object,),
    "agent": lambda fact: (fact.subject, fact.object),
    "statement": lambda fact: (fact.iri,),
}


def facts_of(rows: Iterable[Row], ontology: str) -> list[Fact]:
    """Rows with one piece of evidence each, put together."""
    first: dict[Iri, Row] = {}
    evidence: defaultdict[Iri, set[Iri]] = defaultdict(set)
    for row in rows:
        iri = Iri(row["statement"])
        first[iri] = row
        evidence[iri].add(Iri(row["evidence"]))
    return [
        Fact(
            iri,
            Iri(row["subject"]),
            Predicate(str(row["predicate"]).removeprefix(ontology)),
            Iri(row["object"]),
            float(row["belief"]),
            seen if isinstance(seen := row.get("seen"), When) else None,
            tuple(sorted(evidence[iri])),
        )
        for iri, row in sorted(first.items())
    ]


type Step = tuple[Iri, Predicate, Iri]


def facts_for(store: Store, steps: Iterable[Step]) -> dict[Step, Fact]:
    """The statements behind plain triples."""
    ckg, statement = store.vocabulary.ckg, store.vocabulary.statement
    wanted = [Iri(statement(node(s), ckg(p.value), node(o)).value) for s, p, o in set(steps)]
    found = facts(store, "partner_statements", "statement", wanted)
    return {(fact.subject, fact.predicate, fact.object): fact for fact in found}


def owners(store: Store, agents: Iterable[Iri]) -> dict[Iri, list[tuple[Step, ...]]]:
    """For each person or department the bodies above it, each by the steps that lead there."""
    above: dict[Iri, list[Step]] = {}
    start = frozenset(agents)
    open_ = start
    for _ in range(ROUNDS):
        found = recall(store, "partner_owners", open_, lambda iris: _steps_up(store, iris))
        above |= found
        open_ = frozenset(step[2] for steps in found.values() for step in steps) - above.keys()
    return {agent: paths for agent in sorted(start) if (paths := _paths(agent, above))}


def _steps_up(store: Store, iris: list[Iri]) -> dict[Iri, list[Step]]:
    rows = store.select("partner_owners", subject=iris)
    found: defaultdict[Iri, list[Step]] = defaultdict(list)
    for row in rows:
        subject = Iri(row["subject"])
        found[subject].append((subject, Predicate(str(row["how"])), Iri(row["object"])))
    return {iri: sorted(steps) for iri, steps in found.items()}


def _paths(agent: Iri, above: Mapping[Iri, list[Step]]) -> list[tuple[Step, ...]]:
    """The shortest path to each body above; a circle of parts is left where it closes."""
    found: dict[Iri, tuple[Step, ...]] = {agent: ()}
    level = [agent]
    while level:
        level_below, level = level, []
        for below in level_below:
            for step in above.get(below, ()):
                if step[2] not in found:
                    found[step[2]] = (*found[below], step)
                    level.append(step[2])
    return [path for path in found.values() if path]


@dataclass(frozen=True, slots=True)
class Shared:
    """A thing or partner that two have in common, and what each has to do with it."""

    thing: Iri
    candidate: tuple[Fact, ...]
    centre: tuple[Fact, ...]

    @property
    def is_joint(self) -> bool:
        """Whether both have a hand in it, and one has it in hand.

        Members of one network, guests of one event, and two who work with a third need not have
        met.
        """
        both = (*self.candidate, *self.centre)
        hands = (self.candidate, self.centre)
        return any(fact.predicate in JOINT for fact in both) and all(
            any(fact.predicate in TOGETHER for fact in side) for side in hands
        )

    @property
    def is_field(self) -> bool:
        """Whether it is a kind of therapy that both develop, and no document names both."""
        both = (*self.candidate, *self.centre)
        documents = [
            {d for fact in side for d in fact.documents} for side in (self.candidate, self.centre)
        ]
        developed = all(fact.predicate is Predicate.DEVELOPS for fact in both)
        return developed and not documents[0] & documents[1]


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near a candidate is to the one who asks, and over which facts of both."""

    share: float = 0.0  # 0 to 1
    known: bool = False  # the two already work together
    direct: tuple[Fact, ...] = ()  # what ties the two without a third
    shared: tuple[Shared, ...] = ()  # the rarest first


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The collaboration network around one entity, its people and departments counted as it."""

    centre: Iri
    group: frozenset[Iri]
    graph: "nx.Graph[Iri]"  # edges carry the facts behind them

    def closeness(self, candidate: Iri) -> Closeness:
        """How near a candidate is: what few others share brings two closer (Adamic and Adar)."""
        if candidate not in self.graph or self.centre not in self.graph:
            return Closeness()
        direct = self._between(candidate, self.centre)
        common = [
            Shared(thing, self._between(candidate, thing), self._between(self.centre, thing))
            for thing in nx.common_neighbors(self.graph, self.centre, candidate)
        ]
        weights = {
            shared: 1 / math.log(1 + self.graph.degree(shared.thing))
            for shared in common
            if not shared.is_field
        }
        share = 1.0 if direct else 1 - math.exp(-math.fsum(weights.values()))
        known = any(map(self.is_known, direct)) or any(shared.is_joint for shared in weights)
        ordered = sorted(weights, key=lambda shared: (-weights[shared], shared.thing))
        return Closeness(share, known, direct, tuple(ordered))

    def is_known(self, fact: Fact) -> bool:
        """Whether a direct tie is more than one person's second post."""
        return fact.predicate is not Predicate.AFFILIATED_WITH or fact.subject == self.centre

    def _between(self, left: Iri, right: Iri) -> tuple[Fact, ...]:
        edge = self.graph.get_edge_data(left, right, default={})
        return tuple(sorted(edge.get("facts", ()), key=lambda fact: (-fact.belief, fact.iri)))


def group_of(store: Store, centre: Iri) -> frozenset[Iri]:
    """An entity with its departments and all their people."""
    return frozenset(Iri(row["member"]) for row in store.select("partner_group", whole=centre))


def neighbourhood(store: Store, centre: Iri) -> Neighbourhood:
    """The network around an entity: what it and its people do, and who else does it."""
    group = group_of(store, centre)
    places = f"{store.vocabulary.data}{Type.PLACE.lower()}/"
    own = [fact for fact in facts(store, "partner_doings", "agent", group) if _ties(fact, places)]
    around = {end for fact in own for end in (fact.subject, fact.object)} - group
    others = [
        fact for fact in facts(store, "partner_doings", "agent", around) if _ties(fact, places)
    ]
    every = {fact.iri: fact for fact in (*own, *others)}
    agents = {fact.subject for fact in every.values()} | {f.object for f in every.values()}
    bodies = {
        agent: [path[-1][2] for path in paths]
        for agent, paths in owners(store, agents - group).items()
    }
    graph: nx.Graph[Iri] = nx.Graph()
    for fact in every.values():
        for left in _counted_as(fact.subject, centre, group, bodies):
            for right in _counted_as(fact.object, centre, group, bodies):
                if left != right:
                    _join(graph, left, right, fact)
    return Neighbourhood(centre, group, graph)


def _ties(fact: Fact, places: str) -> bool:
    return not fact.object.startswith(places) and not fact.subject.startswith(places)


def _counted_as(
    iri: Iri, centre: Iri, group: frozenset[Iri], bodies: Mapping[Iri, list[Iri]]
) -> list[Iri]:
    """An entity and the bodies whose doing it is too; all of the group is the centre."""
    return [centre] if iri in group else [iri, *bodies.get(iri, ())]


def _join(graph: "nx.Graph[Iri]", left: Iri, right: Iri, fact: Fact) -> None:
    if not graph.has_edge(left, right):
        graph.add_edge(left, right, facts=[])
    graph.edges[left, right]["facts"].append(fact)
