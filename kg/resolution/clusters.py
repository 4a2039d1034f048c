"""Decisions -> clusters: which names are of one thing, and under which of them it is shown.

A pure function of what is decided. What people decided comes before what was proposed; that two
are different before that they are the same, so that of contradicting lines the careful one counts.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from kg.model import Iri
from kg.resolution.decisions import Decision, Verdict

type Pair = tuple[Iri, Iri]
type Conflict = Callable[[Iri, Iri], bool]  # whether two proposed for one cluster cannot be one
type Sign = Callable[[Iri], Hashable]  # two of one sign conflict with the same others
type Rank = Callable[[Iri], tuple[int | str, ...]]  # the least of a cluster gives it its name

ORDER_OF_KEYS = ("orcid-", "ror-")  # what an authority calls it comes first
APART = "--apart"  # ends the key of what was parted from its name; any other name comes before


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two names that are likely of one thing, by what documents say."""

    left: Iri
    right: Iri
    score: float


@dataclass(frozen=True, slots=True)
class Grouping:
    """Clusters, and what could not be made part of them."""

    survivors: Mapping[Iri, Iri]  # of each name that gives way: the one that stays
    contradictions: tuple[tuple[Decision, Decision], ...] = ()  # a `same`, and what stands against


@dataclass(slots=True)
class _Forest:
    """Clusters in the making, and which of them must stay apart."""

    roots: dict[Iri, Iri] = field(default_factory=dict)
    members: dict[Iri, list[Iri]] = field(default_factory=dict)
    foes: defaultdict[Iri, set[Iri]] = field(default_factory=lambda: defaultdict(set))
    signs: dict[Iri, dict[Hashable, Iri]] = field(default_factory=dict)  # one of each, by root

    def root(self, iri: Iri) -> Iri:
        return self.roots.get(iri, iri)

    def group(self, iri: Iri) -> list[Iri]:
        return self.members.get(self.root(iri), [iri])

    def foe(self, left: Iri, right: Iri) -> Pair | None:
        """Two that keep these clusters apart."""
        there = self.root(right)
        for each in self.group(left):
            for other in sorted(self.foes.get(each, ())):
                if self.root(other) == there:
                    return each, other
        return None

    def see_signs(self, proposals: Iterable[Proposal], sign: Sign) -> None:
        """Note of which signs the members of each group are that proposals may join."""
        for iri in {iri for each in proposals for iri in (each.left, each.right)}:
            for member in self.group(iri):
                self.signs.setdefault(self.root(iri), {})[sign(member)] = member

    def join(self, left: Iri, right: Iri) -> None:
        big, small = sorted((left, right), key=lambda iri: -len(self.group(iri)))
        if self.root(big) == self.root(small):
            return
        root, moved = self.root(big), self.group(small)
        group = self.members.setdefault(root, [root])
        self.members.pop(self.root(small), None)
        group += moved
        if self.signs:
            self.signs[root] |= self.signs.pop(self.root(small))
        self.roots |= dict.fromkeys(moved, root)


def authority_first(known: Callable[[Iri], bool]) -> Rank:
    """By authority, made names last, then the shortest, then by the alphabet: never by chance."""

    def rank(iri: Iri) -> tuple[int | str, ...]:
        key = iri.rpartition("/")[2]
        made_up = key.endswith(APART)
        return not known(iri), not key.startswith(ORDER_OF_KEYS), made_up, len(iri), iri

    return rank


def clusters(
    decisions: Iterable[Decision],
    proposals: Iterable[Proposal] = (),
    *,
    rank: Rank = lambda iri: (iri,),
    conflict: Conflict = lambda _left, _right: False,
    sign: Sign = lambda iri: iri,
) -> Grouping:
    """The clusters that follow from the decisions in force and the proposals beside them."""
    forest, different = _Forest(), dict[Pair, Decision]()
    decided = sorted(decisions, key=lambda d: (d.number, d.left, d.right))
    for decision in decided:
        if decision.verdict is Verdict.DIFFERENT:
            forest.foes[decision.left].add(decision.right)
            forest.foes[decision.right].add(decision.left)
            different[decision.left, decision.right] = decision
            different[decision.right, decision.left] = decision
    contradictions = []
    for decision in decided:
        if decision.verdict is Verdict.SAME:
            if foe := forest.foe(decision.left, decision.right):
                contradictions.append((decision, different[foe]))
            else:
                forest.join(decision.left, decision.right)
    ordered = sorted(proposals, key=lambda p: (-p.score, p.left, p.right))
    forest.see_signs(ordered, sign)
    for each in ordered:
        if forest.foe(each.left, each.right) is None and not _clash(forest, each, conflict):
            forest.join(each.left, each.right)
    return Grouping(_survivors(forest, rank), tuple(contradictions))


def _clash(forest: _Forest, proposal: Proposal, conflict: Conflict) -> bool:
    if forest.root(proposal.left) == forest.root(proposal.right):
        return False
    left, right = (forest.signs[forest.root(iri)] for iri in (proposal.left, proposal.right))
    return any(conflict(one, other) for one in left.values() for other in right.values())


def _survivors(forest: _Forest, rank: Rank) -> Mapping[Iri, Iri]:
    found = dict[Iri, Iri]()
    for group in forest.members.values():
        survivor = min(group, key=rank)
        found |= dict.fromkeys((iri for iri in group if iri != survivor), survivor)
    return found
