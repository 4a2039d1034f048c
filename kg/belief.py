"""How far a statement is believed: one formula, told beside the number wherever it is shown.

Sources count, not documents: of the copies of one text the surest counts, and no other. What a
store keeps is how sure it is that the statement was true when it was last said, which is a function
of the documents alone; by how much a fact has aged is worked out when it is shown, next to the
newest document, for else each new document would change all statements.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from math import expm1, fsum, inf, log1p, pow

from kg.model import Kind, Predicate, When

MOST = 0.99  # no number of sources makes a statement certain
CERTAIN = log1p(-MOST) - 1e-6  # below this sum of logarithms a support is MOST, however it is added

# What a source of each kind is worth, as measured (docs/belief.md): what is read from the pages of
# consortia, which are lists and tables more than sentences, is wrong a little oftener than the
# confidence of its claims says.
KINDS: Mapping[Kind | None, float] = {
    Kind.NEWS: 1.0,
    Kind.CONFERENCE: 1.0,
    Kind.CONSORTIUM: 0.93,
    None: 1.0,
}

# Years after which a fact that nobody has repeated is believed half as much. Others do not age: a
# founding date stays what it was, and who took part took part.
HALF_LIVES: Mapping[Predicate, float] = {
    Predicate.AFFILIATED_WITH: 8.0,
    Predicate.LEADS: 6.0,
    Predicate.MEMBER_OF: 12.0,
    Predicate.RUNS: 12.0,
    Predicate.COLLABORATES_WITH: 12.0,
    Predicate.WORKS_ON: 12.0,
    Predicate.COUNT: 6.0,
}

FORMULA = (
    "belief = F / (1 + F + A). F: the odds in favour, 1 / ((1 - w1 c1) (1 - w2 c2) ...) - 1 over "
    "independent sources (copies of a text are one), at most 99; c: the confidence of the surest "
    "claim; w: what its kind of source is worth. A: the odds, formed alike, of the claims that "
    "deny it and of each value that competes with it. Where a fact ages, the belief is halved for "
    "every half-life between the last document that says so and the newest of all."
)


def support(shares: Iterable[tuple[str, float]]) -> float:
    """Noisy-or over sources: 1 - (1-s1)(1-s2)..., at most 0.99; each source's largest share counts.

    The sum of logarithms is exact, so that the order changes no digit, and it is no longer added
    to once the result cannot but be at its cap.

    >>> round(support([("a", 0.8), ("b", 0.8), ("a", 0.5)]), 4)
    0.96
    """
    logs: dict[str, float] = {}
    total = 0.0
    for source, share in shares:
        doubt = log1p(-share) if share < 1 else -inf
        best = logs.get(source, 0.0)
        if doubt < best:
            logs[source] = doubt
            total += doubt - best
        if total < CERTAIN:
            return MOST
    return min(MOST, -expm1(fsum(logs.values())))


def belief(favour: float, against: Iterable[float]) -> float:
    """Dempster's rule: support, and the support of all that excludes it, each between 0 and 0.99.

    >>> round(belief(0.8, []), 4), round(belief(0.9, [0.9]), 4), round(belief(0.9, [0.5]), 4)
    (0.8, 0.4737, 0.8182)
    """
    odds = _odds(favour)
    return odds / (1 + odds + fsum(map(_odds, against)))


def _odds(share: float) -> float:
    return share / (1 - share)


def narrowed(favour: float, before: float, believed: float) -> float:
    """The belief by some of the support alone, where what speaks against it stays as it is.

    `before` is the whole support, with which it was `believed`.

    >>> narrowed(0.8, 0.96, 0.96), narrowed(0.5, 0.9, 0.4737)
    (0.8, 0.0909)
    """
    against = max(_odds(before) / max(believed, 0.0001) - 1 - _odds(before), 0.0)
    return round(_odds(favour) / (1 + _odds(favour) + against), 4)


def working(favour: float, believed: float) -> str:
    """The numbers of the formula behind a belief.

    >>> working(0.9, 0.4737), working(0.8, 0.8)
    ('9.0 / (1 + 9.0 + 9.0)', '4.0 / (1 + 4.0 + 0)')
    """
    odds = _odds(favour)
    against = odds / max(believed, 0.0001) - 1 - odds
    return f"{odds:.1f} / (1 + {odds:.1f} + {f'{against:.1f}' if favour != believed else '0'})"


def aged(believed: float, predicate: Predicate, seen: When | None, newest: When | None) -> float:
    """The belief in a fact at the time of the newest document.

    >>> aged(0.9, Predicate.LEADS, When("2018"), When("2024"))
    0.45
    >>> aged(0.9, Predicate.START_DATE, When("2018"), When("2024"))
    0.9
    """
    half_life = HALF_LIVES.get(predicate)
    if half_life is None or seen is None or newest is None:
        return believed
    years = max((_day(newest) - _day(seen)).days / 365.25, 0.0)
    return round(believed * pow(0.5, round(years, 2) / half_life), 4)


def _day(moment: When) -> date:
    return date.fromisoformat(moment + "-01-01"[max(len(moment) - 4, 0) :])
