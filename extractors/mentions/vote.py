"""Which of the overlapping candidates stand: the surest, then the longest."""

from collections.abc import Iterable

from extractors.annotations import Candidate
from kg.model import Type

FIELDS = frozenset({Type.DISEASE, Type.THERAPY, Type.TOPIC})
ACTIVITIES = frozenset({Type.NETWORK, Type.PROGRAMME, Type.EVENT})


def vote(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in text order, none overlapping but fields and places inside longer names."""
    stand: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.start - c.end, c.start)):
        rivals = [c for c in stand if c.start < candidate.end and candidate.start < c.end]
        if all(_nests(candidate, rival) or _nests(rival, candidate) for rival in rivals):
            stand.append(candidate)
    return sorted(stand, key=lambda c: (c.start, -c.end))


def _nests(inner: Candidate, outer: Candidate) -> bool:
    """Whether a name inside a longer name stands for itself too: `China Alliance for Rare Diseases`."""
    inside = outer.start <= inner.start and inner.end <= outer.end
    if not inside or (inner.start, inner.end) == (outer.start, outer.end):
        return False
    if inner.type is Type.PLACE:
        return outer.type in ACTIVITIES | {Type.ORGANIZATION}
    return inner.type in FIELDS and outer.type in ACTIVITIES
