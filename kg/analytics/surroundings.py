"""What is around an entity as a small network: its nearest neighbours and how they hang together.

The nearest are those whom the best believed and most numerous statements tie to it; how many are
left out is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.analytics.described import Described, Quoted, describe, quotes
from kg.analytics.project import Fact, Step, facts_for
from kg.analytics.sources import described
from kg.errors import NotFound
from kg.model import Document, Iri, Predicate, Type
from kg.ontology import Ontology
from kg.store.store import Store

MOST = 40  # neighbours in one picture: more cannot be told apart
LOOKED_AT = 1000  # statements, the best believed: entity_facts.rq asks for one more
QUOTES = 3  # sentences of a link
UNSHOWN = frozenset({Type.PLACE})  # everybody is somewhere; the map shows it


@dataclass(frozen=True, slots=True)
class Link:
    """A statement that ties two entities of the picture, with its newest sentences."""

    fact: Fact
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An entity, its nearest neighbours, the nearest first, and all links among them."""

    centre: Described
    neighbours: tuple[Described, ...]
    links: tuple[Link, ...]
    left_out: int  # neighbours that are not shown
    documents: Mapping[Iri, Document]


def surroundings(
    store: Store, ontology: Ontology, centre: Iri, *, most: int = MOST
) -> Surroundings:
    """The network around an entity; NotFound where the store has nothing of it."""
    steps = _steps(store, centre)
    ends = {end for step in steps for end in (step[0], step[2])}
    known = describe(store, ontology, {*ends, centre})
    if known[centre].entity.label == centre:
        raise NotFound(f"{centre} is not in this store")
    ranked = _ranked(steps, centre, known)
    shown = ranked[:most]
    inside = {centre, *shown}
    own = {step for step in steps if step[0] in inside and step[2] in inside}
    found = facts_for(store, own | _between(store, shown))
    facts = sorted(found.values(), key=lambda fact: (-fact.belief, fact.iri))
    ties = links(store, facts)
    cited = {quoted.evidence.document for link in ties for quoted in link.quotes}
    return Surroundings(
        centre=known[centre],
        neighbours=tuple(known[iri] for iri in shown),
        links=ties,
        left_out=_number(store, centre, steps, ranked) - len(shown),
        documents=described(store, cited),
    )


def _steps(store: Store, centre: Iri) -> dict[Step, float]:
    """The best believed statements of an entity with another, and how far each is believed."""
    ontology = store.vocabulary.ontology
    steps: dict[Step, float] = {}
    for row in store.select("entity_facts", entity=centre):
        if isinstance(row["object"], Iri) and "noun" not in row:
            predicate = Predicate(str(row["predicate"]).removeprefix(ontology))
            steps[Iri(row["subject"]), predicate, row["object"]] = float(row["belief"])
    return steps


def _number(store: Store, centre: Iri, steps: Mapping[Step, float], ranked: Sequence[Iri]) -> int:
    """How many neighbours there are, also where they were not all looked at."""
    if len(steps) < LOOKED_AT:
        return len(ranked)
    counted = store.select("entity_neighbours", entity=centre)
    return next(int(row["number"]) for row in counted)


def _ranked(steps: Mapping[Step, float], centre: Iri, known: Mapping[Iri, Described]) -> list[Iri]:
    weights: defaultdict[Iri, float] = defaultdict(float)
    for (subject, _, value), belief in steps.items():
        other = value if subject == centre else subject
        if other != centre and known[other].entity.type not in UNSHOWN:
            weights[other] += belief
    return sorted(weights, key=lambda iri: (-weights[iri], known[iri].entity.label, iri))


def _between(store: Store, iris: Iterable[Iri]) -> set[Step]:
    """How the neighbours hang together without the one in the middle."""
    some = sorted(iris)
    if not some:
        return set()
    ours = {store.vocabulary.ckg(each.value).value: each for each in Predicate}
    return {
        (Iri(row["subject"]), ours[str(row["predicate"])], Iri(row["object"]))
        for row in store.select("entity_between", subject=some, object=some)
        if str(row["predicate"]) in ours
    }


def links(store: Store, facts: Iterable[Fact]) -> tuple[Link, ...]:
    """Each fact with its newest sentences."""
    shown = list(facts)
    words = quotes(store, (piece for fact in shown for piece in fact.evidence[-QUOTES:]))
    return tuple(
        Link(
            fact,
            tuple(
                sorted(
                    (words[piece] for piece in fact.evidence[-QUOTES:] if piece in words),
                    key=lambda quoted: (quoted.published or "", quoted.evidence.quote),
                    reverse=True,
                )
            ),
        )
        for fact in shown
    )
