"""Everyone compared with everyone worth it: profiles -> matches -> clusters, all in memory.

Bodies are settled first, so that people who work at two names of one hospital work together.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.resolution.blocking import LARGEST, blocks, pairs
from kg.resolution.clusters import Conflict, Grouping, Proposal, Rank, Sign, clusters
from kg.resolution.compare import Judgement, Match, compare, unambiguous
from kg.resolution.decisions import Decision
from kg.resolution.features import conflicts, sign
from kg.resolution.profiles import Known, Profile, known


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who: clusters, and what was found out on the way."""

    grouping: Grouping
    matches: tuple[Match, ...]  # those that are the same, and those that people are asked about
    compared: int
    large: tuple[str, ...]  # the keys of blocks that were too large to compare


def resolve(
    profiles: Iterable[Profile],
    ontology: Ontology,
    decisions: Iterable[Decision] = (),
    *,
    rank: Rank = lambda iri: (iri,),
    largest: int = LARGEST,
) -> Resolution:
    """Resolve all at once; the order of the profiles changes nothing."""
    everyone, decided = list(profiles), list(decisions)
    bodies = [known(each, ontology) for each in everyone if each.type is not Type.PERSON]
    found = found_in(bodies, largest)
    of_bodies = propose(found.matches, bodies)
    by_iri = {each.profile.iri: each for each in bodies}
    look = by_iri.get
    roots = clusters(decided, of_bodies, rank=rank, conflict=conflict(look)).survivors
    people = [known(moved(each, roots), ontology) for each in everyone if each.type is Type.PERSON]
    by_iri |= {each.profile.iri: each for each in people}
    more = found_in(people, largest)
    proposals = [*of_bodies, *propose(more.matches, people)]
    signs = signs_of(look)
    grouping = clusters(decided, proposals, rank=rank, conflict=conflict(look), sign=signs)
    return Resolution(
        grouping,
        (*found.matches, *more.matches),
        found.compared + more.compared,
        (*found.large, *more.large),
    )


def moved(profile: Profile, roots: Mapping[Iri, Iri]) -> Profile:
    """A profile with the bodies it speaks of under the names of their clusters."""
    bodies = frozenset(roots.get(Iri(body), body) for body in profile.bodies)
    company = frozenset(roots.get(Iri(each), each) for each in profile.company)
    return replace(profile, bodies=bodies, company=company)


@dataclass(frozen=True, slots=True)
class Found:
    """What comparing gave."""

    matches: tuple[Match, ...]
    compared: int
    large: tuple[str, ...]


def found_in(everyone: Iterable[Known], largest: int = LARGEST) -> Found:
    """Compare what has a key in common."""
    by_iri = {each.profile.iri: each for each in everyone}
    keyed = blocks(by_iri.values())
    compared, kept = 0, []
    for left, right in pairs(keyed.values(), largest):
        compared += 1
        match = compare(by_iri[left], by_iri[right])
        if match.judgement is not Judgement.DIFFERENT:
            kept.append(match)
    large = sorted(key for key, members in keyed.items() if len(members) > largest)
    return Found(tuple(sorted(kept, key=lambda m: (m.left, m.right))), compared, tuple(large))


def propose(matches: Iterable[Match], everyone: Iterable[Known]) -> list[Proposal]:
    """What may be merged without asking."""
    return unambiguous(matches, {each.profile.iri: each for each in everyone}.__getitem__)


def conflict(look: Callable[[Iri], Known | None]) -> Conflict:
    """Whether two can never be one; nothing is known of some that people decided about."""

    def clash(left: Iri, right: Iri) -> bool:
        one, other = look(left), look(right)
        return bool(one and other and conflicts(one, other))

    return clash


def signs_of(look: Callable[[Iri], Known | None]) -> Sign:
    """The signs of names, as clusters ask for them; one for all of whom nothing is known."""

    def of(iri: Iri) -> Hashable:
        found = look(iri)
        return sign(found) if found else None

    return of
