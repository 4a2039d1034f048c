"""Outcomes of rules on annotated documents -> the table of confidences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.relations.learning.calibration import ANY, THRESHOLD, Calibration, family
from extractors.relations.learning.learned import LEARNED
from extractors.relations.scene import Found
from extractors.training.truth import Truth
from kg.model import BEARERS, ENDS, Standing

# How many cases a prior counts as: few right ones prove little.
WHOLE, PART = 10.0, 10.0

type Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that a family of rules found in a document, and whether it is right."""

    predicate: str
    family: str
    right: bool
    guess: float  # the confidence written beside the rule, or the probability of a learned pair


def outcomes(found: Iterable[Found], truth: Truth) -> Iterator[Outcome]:
    """Each thing once for each family that found it; what gold leaves open is no case."""
    seen: set[tuple[int, str, int, str, str]] = set()
    for one in found:
        right = truth.found(one)
        name = family(one)
        key = (id(one.subject), one.predicate.value, id(one.object), one.value, name)
        if right is None or key in seen or one.standing is not Standing.ASSERTED or not _fits(one):
            continue
        seen.add(key)
        yield Outcome(one.predicate.value, name, right, one.confidence)


def _fits(one: Found) -> bool:
    if one.object is None:
        return one.subject.type in BEARERS.get(one.predicate, frozenset())
    ends = (one.subject.type, one.object.type)
    return one.subject is not one.object and ends in ENDS.get(one.predicate, frozenset())


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of how many were right, and the share that is to be expected of the next."""

    right: int
    of: int
    share: float


def counted(cases: Sequence[Outcome]) -> dict[Key, Counted]:
    """The share for all, each predicate, each family and each family of a predicate.

    Small counts are drawn towards what is known of the whole: the prior is the mean of the
    predicate's share and the family's, or the family's alone where it is itself a score.
    """
    right: Counter[Key] = Counter()
    of: Counter[Key] = Counter()
    for one in cases:
        for key in (
            (one.predicate, one.family),
            (ANY, one.family),
            (one.predicate, ANY),
            (ANY, ANY),
        ):
            of[key] += 1
            right[key] += one.right
    mean = (right[ANY, ANY] + 1) / (of[ANY, ANY] + 2)
    found = {(ANY, ANY): Counted(right[ANY, ANY], of[ANY, ANY], mean)}
    for key in sorted(of, key=lambda key: -key.count(ANY)):
        if key == (ANY, ANY):
            continue
        prior, weight = mean, WHOLE
        if ANY not in key:
            of_family, of_predicate = found[ANY, key[1]].share, found[key[0], ANY].share
            learned = key[1].startswith(LEARNED)
            prior, weight = of_family if learned else (of_family + of_predicate) / 2, PART
        share = (right[key] + weight * prior) / (of[key] + weight)
        found[key] = Counted(right[key], of[key], share)
    return _rising(found)


def _rising(found: dict[Key, Counted]) -> dict[Key, Counted]:
    """A higher score is never less sure: neighbouring steps that fall are pooled."""
    for predicate in sorted({predicate for predicate, _ in found}):
        keys = sorted(k for k in found if k[0] == predicate and k[1].startswith(f"{LEARNED} "))
        pools: list[list[Key]] = []
        for key in keys:
            pools.append([key])
            while len(pools) > 1 and _pooled(found, pools[-2]) > _pooled(found, pools[-1]):
                pools[-2:] = [pools[-2] + pools[-1]]
        for pool in pools:
            share = _pooled(found, pool)
            found.update({k: Counted(found[k].right, found[k].of, share) for k in pool})
    return found


def _pooled(found: dict[Key, Counted], keys: Sequence[Key]) -> float:
    weight = sum(found[key].of for key in keys)
    return sum(found[key].share * found[key].of for key in keys) / weight


def fitted(cases: Sequence[Outcome], threshold: float) -> Calibration:
    """The calibration that follows from these cases."""
    return Calibration({key: one.share for key, one in counted(cases).items()}, threshold)


def written(cases: Sequence[Outcome], threshold: float) -> str:
    """The rows that `calibration.parsed` reads, in a fixed order."""
    rows = [f"{ANY}\t{THRESHOLD}\t-\t-\t{threshold:.2f}\n"]
    for (predicate, name), one in sorted(counted(cases).items()):
        rows.append(f"{predicate}\t{name}\t{one.right}\t{one.of}\t{one.share:.3f}\n")
    return "".join(rows)
