"""Which candidates are tied to which topics, over which facts, and how directly."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from kg.analytics.project import Fact, facts, facts_for, owners
from kg.model import Iri, Predicate
from kg.ontology import Ontology
from kg.store.store import Store

# How directly each way leads to a topic; the steps of a way are multiplied.
DIRECTNESS: Mapping[Predicate, float] = {
    Predicate.WORKS_ON: 1.0,
    Predicate.ABOUT: 1.0,  # of a network, which is a candidate itself
    Predicate.DEVELOPS: 0.95,
    Predicate.LEADS: 0.85,
    Predicate.RUNS: 0.85,
    Predicate.ORGANIZES: 0.8,
    Predicate.MEMBER_OF: 0.7,
    Predicate.SUPPORTS: 0.7,
    Predicate.PARTICIPATES_IN: 0.6,
    Predicate.APPROVES: 0.5,
    Predicate.TREATS: 0.9,  # what a product is for; see KIND_OF_THERAPY
    Predicate.PART_OF: 0.9,  # a department does it
    Predicate.AFFILIATED_WITH: 0.8,  # one of its people does it
}
KIND_OF_THERAPY = 0.6  # who works on CAR-T cells need not do so for each disease that they treat
NARROWER = 0.9  # for what stands under the topic
BROADER = 0.6  # for what stands above a topic that nobody works on
BESIDE = 0.4  # for what stands under that
WIDEST = 1000  # concepts under a broader topic, beyond which what stands under it says nothing

UPWARD = frozenset({Predicate.AFFILIATED_WITH, Predicate.PART_OF})
ACTING = frozenset({Predicate.WORKS_ON, Predicate.DEVELOPS, Predicate.APPROVES})


@dataclass(frozen=True, slots=True)
class Sought:
    """A topic as it is asked for, and where it is looked for: there, or above if nobody is."""

    topic: Iri
    found: Iri  # the topic, or the nearest broader one that anybody works on
    under: frozenset[Iri]  # of the one that is looked for


@dataclass(frozen=True, slots=True)
class Tie:
    """One way from a candidate to a topic."""

    candidate: Iri
    sought: Sought
    fit: float  # 0 to 1
    facts: tuple[Fact, ...]  # in order from the candidate to the topic

    @property
    def end(self) -> Iri:
        """What the candidate is tied to: the topic itself, or what stands under or above it."""
        return self.facts[-1].object

    @property
    def own(self) -> tuple[Fact, ...]:
        """The facts that name the candidate or its people, without what a programme is about."""
        ends = (Predicate.ABOUT, Predicate.TREATS)
        return (
            self.facts[:-1] if self.facts[-1].predicate in ends and self.facts[1:] else self.facts
        )

    @property
    def order(self) -> tuple[float, float, int, tuple[Iri, ...]]:
        """The best tie has the least."""
        belief = sum(fact.belief for fact in self.facts) / len(self.facts)
        return -self.fit, -belief, len(self.facts), tuple(fact.iri for fact in self.facts)


def ties(store: Store, ontology: Ontology, topics: Iterable[Iri]) -> dict[Iri, list[Tie]]:
    """Every way from any agent to each topic; where there is none, to the nearest broader one."""
    sought = [Sought(topic, topic, _under(store, topic)) for topic in dict.fromkeys(topics)]
    found = _ties(store, ontology, sought)
    for topic in found:
        if not found[topic]:
            found[topic] = _broader_ties(store, ontology, topic)
    return found


def _broader_ties(store: Store, ontology: Ontology, topic: Iri) -> list[Tie]:
    seen, open_ = {topic}, [(0, topic)]
    while open_:
        size, iri = heappop(open_)
        above = _broader(store, ontology, iri)
        # A root, such as "human disease", would let everybody in.
        if iri != topic and above:
            # Who works on some rare disease knows no more of this one; who works on them all may.
            under = _under(store, iri) if size <= WIDEST else frozenset({iri})
            sought = Sought(topic, iri, under)
            if found := _ties(store, ontology, [sought])[topic]:
                return found
        for broader in above - seen:
            seen.add(broader)
            # The nearest is the one that says most: it has the least under it.
            heappush(open_, (len(ontology.narrower(broader)), broader))
    return []


def _ties(store: Store, ontology: Ontology, sought: Sequence[Sought]) -> dict[Iri, list[Tie]]:
    said = _said(store, {iri for each in sought for iri in each.under})
    above = _above(store, {fact.subject for fact in (*said.of_topics, *said.of_things)})
    kinds = {fact.subject for fact in said.of_topics if ontology.concept(fact.subject)}
    return {
        each.topic: [
            Tie(_candidate(way), each, _fit(way, each, kinds), way)
            for short in _ways(said, each)
            for way in (short, *((*path, *short) for path in above.get(short[0].subject, ())))
        ]
        for each in sought
    }


def _above(store: Store, agents: Iterable[Iri]) -> dict[Iri, list[tuple[Fact, ...]]]:
    """The bodies above each agent, each by the facts that lead there."""
    paths = owners(store, agents)
    known = facts_for(store, {step for each in paths.values() for path in each for step in path})
    return {
        agent: [tuple(known[step] for step in path) for path in each]
        for agent, each in paths.items()
    }


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of the topics, and of the therapies and activities that have to do with them."""

    of_topics: list[Fact]
    of_things: list[Fact]


def _said(store: Store, topics: Iterable[Iri]) -> Said:
    of_topics = facts(store, "partner_ties", "object", topics)
    about = {fact.subject for fact in of_topics if fact.predicate is Predicate.ABOUT}
    treats = {fact.subject for fact in of_topics if fact.predicate is Predicate.TREATS}
    acting = [
        fact for fact in facts(store, "partner_ties", "object", treats) if fact.predicate in ACTING
    ]
    return Said(of_topics, acting + facts(store, "partner_activities", "object", about))


def _ways(said: Said, sought: Sought) -> Iterator[tuple[Fact, ...]]:
    """From those who act: straight, over a therapy, or over a programme, network or event."""
    ends: dict[Iri, Fact] = {}
    for fact in sorted(
        said.of_topics, key=lambda fact: (fact.object != sought.found, -fact.belief)
    ):
        if fact.object not in sought.under:
            continue
        if fact.predicate is not Predicate.TREATS:
            yield (fact,)
        if fact.predicate in (Predicate.TREATS, Predicate.ABOUT):
            # One network may deal with a hundred of these: the best way over it is enough.
            ends.setdefault(fact.subject, fact)
    yield from ((fact, ends[fact.object]) for fact in said.of_things if fact.object in ends)


def _candidate(way: Sequence[Fact]) -> Iri:
    """The body at the upper end of a way through its people, or else who acts."""
    upward = [fact for fact in way if fact.predicate in UPWARD]
    return upward[-1].object if upward else way[0].subject


def _fit(way: Sequence[Fact], sought: Sought, kinds: Collection[Iri]) -> float:
    fit = 1.0
    for number, fact in enumerate(way):
        if fact.predicate is Predicate.TREATS and fact.subject in kinds:
            fit *= KIND_OF_THERAPY
        elif not number or fact.predicate is not Predicate.ABOUT:
            # What a programme is about, whoever leads it works on: that step costs nothing.
            fit *= DIRECTNESS[fact.predicate]
    exact = way[-1].object == sought.found
    if sought.found != sought.topic:
        return fit * (BROADER if exact else BESIDE)
    return fit if exact else fit * NARROWER


def _under(store: Store, topic: Iri) -> frozenset[Iri]:
    """A topic and all that stands under it in the store."""
    return frozenset(Iri(row["under"]) for row in store.select("partner_under", topic=topic))


def _broader(store: Store, ontology: Ontology, iri: Iri) -> set[Iri]:
    concept = ontology.concept(iri)
    found = {Iri(row["broader"]) for row in store.select("partner_broader", topic=iri)}
    return found | set(concept.broader if concept else ())
