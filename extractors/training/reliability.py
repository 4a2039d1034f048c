"""Whether claims of confidence p are right about p of the time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)

type Case = tuple[float, bool]  # a confidence, and whether the claim was right


@dataclass(frozen=True, slots=True)
class Bin:
    """The claims whose confidence lies from `low` to below `high`."""

    low: float
    high: float
    of: int
    said: float  # mean confidence
    right: float  # share that is right


def reliability(cases: Iterable[Case]) -> list[Bin]:
    """The cases by confidence; a bin without cases is left out."""
    kept = list(cases)
    found = []
    for low, high in pairwise(BINS):
        inside = [(said, right) for said, right in kept if low <= said < high]
        if inside:
            said = sum(said for said, _ in inside) / len(inside)
            right = sum(right for _, right in inside) / len(inside)
            found.append(Bin(low, min(high, 1.0), len(inside), said, right))
    return found


def distance(bins: Sequence[Bin]) -> float:
    """How far what is said lies from what is right, on average over the claims."""
    total = sum(one.of for one in bins)
    return sum(abs(one.said - one.right) * one.of for one in bins) / total if total else 0.0
