"""How well known candidates are: lesser-known first where it is asked for, places for newcomers.

Both are reasons with a part of the score, like all others, so that the order stays that of the
scores and says where it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from math import log1p

from kg.analytics import reasons
from kg.analytics.ranking.rank import NEWCOMERS, PAGE, lift
from kg.analytics.reasons import Because, Scored
from kg.model import Iri

LESSER_KNOWN = "lesser-known"
NEWCOMER = "newcomer"


def lesser_known(becauses: Sequence[Because], ties: int, most: int) -> list[Because]:
    """That a candidate is tied to fewer than the best known, by the sentence on its topic."""
    facts = next((each.facts for each in becauses if each.kind == "topic"), ())
    share = 1 - log1p(ties) / log1p(most) if most else 0.0
    others = "one other" if ties == 1 else f"{ties or 'no'} others"
    words = f"tied to {others} in the graph, the best known of these partners to {most}"
    return [Because(LESSER_KNOWN, share, (words,), facts)] if share > 0 else []


def with_newcomers(scored: Sequence[Scored], ties: Mapping[Iri, int]) -> tuple[Scored, ...]:
    """The same order, two places of the first ten given to newcomers who fit the topic as well.

    A newcomer has no tie to anybody yet. It gets the score of the partner whose place it takes,
    and what it lacked for that is a reason of its own.
    """
    if len(scored) <= PAGE:
        return tuple(scored)
    last = scored[PAGE - 1]
    new = {
        place: each.score
        for place, each in enumerate(scored)
        if not ties.get(each.iri)
        and not each.case.closeness.share
        and (place < PAGE or (_fit(each) >= _fit(last) and each.score < last.score))
    }
    ordered = [scored[place] for place in lift(range(len(scored)), new, NEWCOMERS)]
    # Nobody stands before one with more: what newcomers lack next to those after them is theirs.
    after = list(accumulate((each.score for each in reversed(ordered)), max))[::-1]
    return tuple(
        _lifted(each, most) if each.score < most else each
        for each, most in zip(ordered, after, strict=True)
    )


def lifted(scored: Sequence[Scored]) -> list[tuple[int, Iri]]:
    """The places of the first ten that newcomers were given, counted from 1."""
    return [
        (place, each.iri)
        for place, each in enumerate(scored[:PAGE], 1)
        if any(because.kind == NEWCOMER for because in each.becauses)
    ]


def _fit(scored: Scored) -> float:
    """How directly a candidate is tied to the topics, before that was weighed."""
    ties = scored.case.ties.values()
    return sum(every[0].fit for every in ties if every) / max(len(ties), 1)


def _lifted(scored: Scored, score: float) -> Scored:
    facts = next((each.facts for each in scored.becauses if each.kind == "topic"), ())
    words = f"tied to nobody in the graph yet: {NEWCOMERS} places of {PAGE} are kept for newcomers"
    weight = round(score - scored.score, reasons.PLACES)
    becauses = reasons.in_order((*scored.becauses, Because(NEWCOMER, weight, (words,), facts)))
    return replace(scored, becauses=becauses, score=reasons.score(becauses))
