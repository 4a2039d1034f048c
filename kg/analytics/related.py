"""Which networks, programmes and events have most in common with one: members, leaders, topics."""

from collections import defaultdict
from dataclasses import dataclass

from kg.analytics.described import describe
from kg.analytics.portrait import Portrait
from kg.model import Entity, Iri, Predicate, Type
from kg.ontology import Ontology
from kg.store.store import Store

GROUPS = frozenset({Type.NETWORK, Type.PROGRAMME, Type.EVENT})
SHARED = frozenset(
    {
        Predicate.MEMBER_OF,
        Predicate.LEADS,
        Predicate.RUNS,
        Predicate.ORGANIZES,
        Predicate.PARTICIPATES_IN,
        Predicate.ABOUT,
    }
)
MEMBERS = 100  # of these is asked what else they do, the best believed first
MOST = 8


@dataclass(frozen=True, slots=True)
class Related:
    """Another group and what it has in common with the first."""

    entity: Entity
    shared: tuple[Entity, ...]


def related(store: Store, ontology: Ontology, found: Portrait) -> list[Related]:
    """The groups that share most with a network, a programme or an event; none for others."""
    own = found.entity.iri
    if found.entity.type not in GROUPS:
        return []
    ends = [
        each.value if each.subject == own else each.subject
        for each in found.conclusions
        if each.predicate in SHARED
    ]
    members = list(dict.fromkeys(end for end in ends if isinstance(end, Iri)))[:MEMBERS]
    common: defaultdict[Iri, set[Iri]] = defaultdict(set)
    for row in store.select("related", member=members) if members else ():
        common[Iri(row["other"])].add(Iri(row["member"]))
    common.pop(own, None)
    best = sorted(common, key=lambda iri: (-len(common[iri]), iri))[:MOST]
    known = describe(store, ontology, {*best, *(one for iri in best for one in common[iri])})
    return [
        Related(
            known[iri].entity,
            tuple(sorted((known[one].entity for one in common[iri]), key=lambda it: it.label)),
        )
        for iri in best
    ]
