"""Two persons or bodies compared: the same, different, or for people to say."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from kg.model import Iri, Reason
from kg.resolution.clusters import Proposal
from kg.resolution.features import VETO, conflicts, features, sign
from kg.resolution.profiles import Known

UPPER = 0.795  # from here on two are one; the sums are of hundredths
LOWER = 0.5  # from here on people are asked


class Judgement(StrEnum):
    """What a score says."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """Two that may be one, how likely, and why."""

    left: Iri
    right: Iri
    score: float
    reasons: tuple[Reason, ...]

    @property
    def judgement(self) -> Judgement:
        """Same above the upper threshold, different below the lower one."""
        if self.score >= UPPER:
            return Judgement.SAME
        return Judgement.UNSURE if self.score >= LOWER else Judgement.DIFFERENT

    @property
    def because(self) -> str:
        """The reasons in plain words."""
        return ", ".join(reason.text for reason in self.reasons)


def compare(left: Known, right: Known) -> Match:
    """Rate two; the same whichever is named first."""
    if right.profile.iri < left.profile.iri:
        left, right = right, left
    reasons = tuple(features(left, right))
    total = round(sum(reason.weight for reason in reasons), 4)
    vetoed = any(reason.weight <= VETO for reason in reasons)
    score = 0.0 if vetoed else min(max(total, 0.0), 1.0)
    return Match(left.profile.iri, right.profile.iri, score, reasons)


def unambiguous(matches: Iterable[Match], known: Callable[[Iri], Known]) -> list[Proposal]:
    """What may be merged: not what goes equally well with two that cannot be one.

    S. Zhang may be Shuyang or Shuping; she is neither as long as nobody says.
    """
    same = [match for match in matches if match.judgement is Judgement.SAME]
    beside: defaultdict[Iri, list[Match]] = defaultdict(list)
    for match in same:
        beside[match.left].append(match)
        beside[match.right].append(match)
    doubtful = {pair for iri, found in beside.items() for pair in _doubtful(iri, found, known)}
    return [
        Proposal(match.left, match.right, match.score)
        for match in same
        if (match.left, match.right) not in doubtful
    ]


CLEARLY = 0.1  # by how much a match must be better than one that excludes it


def _doubtful(
    iri: Iri, found: Sequence[Match], known: Callable[[Iri], Known]
) -> Iterator[tuple[Iri, Iri]]:
    alike: defaultdict[Hashable, list[Match]] = defaultdict(list)
    for match in sorted(found, key=lambda match: -match.score):
        alike[sign(known(_other(match, iri)))].append(match)
    for mine, theirs in product(alike.values(), repeat=2):
        # Of those of one sign the best two are enough: one of them is another.
        rivals = theirs[:2]
        match, rival = mine[0], rivals[-1] if mine is theirs else rivals[0]
        if match is rival or not conflicts(known(_other(match, iri)), known(_other(rival, iri))):
            continue
        for each in mine:
            if any(r is not each and r.score > each.score - CLEARLY for r in rivals):
                yield each.left, each.right


def _other(match: Match, iri: Iri) -> Iri:
    return match.right if match.left == iri else match.left
