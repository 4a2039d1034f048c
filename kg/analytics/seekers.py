"""Those for whom partners are sought: one, or a consortium whose members count as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import networkx as nx

from kg.analytics.described import Described, describe, with_countries
from kg.analytics.lately import said_since
from kg.analytics.project import Closeness, Fact, Neighbourhood, neighbourhood, owners
from kg.errors import NotFound
from kg.model import Entity, Iri, Type, When
from kg.ontology import Ontology
from kg.store.store import Store


@dataclass(frozen=True, slots=True)
class Near:
    """The seeker whom a candidate is closest to, and how close the two are."""

    seeker: Described
    closeness: Closeness
    together: str  # when it was last said that any seeker works with it; "" where it was never


@dataclass(frozen=True, slots=True)
class Seekers:
    """Everybody who asks, with the network around each."""

    members: tuple[Described, ...]
    around: Mapping[Iri, Neighbourhood]
    lately: Mapping[Iri, Neighbourhood]  # out of what was said since the day that was asked for
    own: frozenset[Iri]  # their departments, their people, and the bodies that a person belongs to

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The seekers themselves."""
        return tuple(each.entity for each in self.members)

    @property
    def countries(self) -> frozenset[str]:
        """Where any of them is."""
        return frozenset[str]().union(*(each.countries for each in self.members))

    def is_namesake(self, entity: Entity) -> bool:
        """Whether it may be a person who asks, known by another employer."""
        return entity.type is Type.PERSON and any(
            (mine.type, mine.label) == (entity.type, entity.label) for mine in self.entities
        )

    def near(self, candidate: Iri) -> Near | None:
        """How near a candidate is to the nearest seeker; None where nobody asks."""
        if not self.members:
            return None
        whole = {one.entity.iri: self.around[one.entity.iri] for one in self.members}
        known = {iri: around.closeness(candidate) for iri, around in whole.items()}
        shown = {iri: around.closeness(candidate) for iri, around in self.lately.items()}
        seeker = max(self.members, key=lambda one: shown[one.entity.iri].share)
        closeness = replace(
            shown[seeker.entity.iri], known=any(each.known for each in known.values())
        )
        together = max(
            (_together(whole[iri], each) for iri, each in known.items() if each.known), default=""
        )
        # Abroad is what is abroad for all of them.
        return Near(replace(seeker, countries=self.countries), closeness, together)


def seekers(
    store: Store, ontology: Ontology, iris: Iterable[Iri], since: When | None = None
) -> Seekers:
    """Those who ask, in the order given; NotFound where the store does not know one."""
    wanted = tuple(dict.fromkeys(iris))
    known = describe(store, ontology, wanted)
    for iri in wanted:
        if known[iri].entity.label == iri:
            raise NotFound(f"{iri} is not in this store")
    members = with_countries(store, ontology, known)
    around = {iri: neighbourhood(store, iri) for iri in wanted}
    groups = (each.group for each in around.values())
    return Seekers(
        tuple(members[iri] for iri in wanted),
        around,
        {iri: _since(store, each, since) for iri, each in around.items()},
        frozenset[Iri]().union(*groups, _employers(store, members.values())),
    )


def _employers(store: Store, members: Iterable[Described]) -> frozenset[Iri]:
    """The bodies that persons belong to, which are no partners of theirs."""
    people = [each.entity.iri for each in members if each.entity.type is Type.PERSON]
    paths = owners(store, people).values() if people else ()
    return frozenset(path[-1][2] for each in paths for path in each)


def _since(store: Store, around: Neighbourhood, since: When | None) -> Neighbourhood:
    """The network out of facts that were said since a day."""
    if since is None:
        return around
    edges: list[tuple[Iri, Iri, list[Fact]]] = list(around.graph.edges(data="facts"))
    kept = said_since(store, (fact for _, _, facts in edges for fact in facts), since)
    graph: nx.Graph[Iri] = nx.Graph()
    for left, right, facts in edges:
        if lately := [kept[fact.iri] for fact in facts if fact.iri in kept]:
            graph.add_edge(left, right, facts=lately)
    return replace(around, graph=graph)


def _together(around: Neighbourhood, closeness: Closeness) -> str:
    """When it was last said that the two work together; a fact without a date may be of today."""
    joint = (shared for shared in closeness.shared if shared.is_joint)
    facts: list[Fact] = [fact for fact in closeness.direct if around.is_known(fact)]
    facts += [fact for shared in joint for fact in (*shared.candidate, *shared.centre)]
    return max((str(fact.seen or "9999") for fact in facts), default="9999")
