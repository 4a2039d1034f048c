"""Candidates in order, each with what every kind of reason adds to its score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.analytics.ranking.candidates import Drawn, draw, signals, wanted_topics
from kg.analytics.ranking.features import FEATURES, Told, describe
from kg.analytics.ranking.index import Index
from kg.analytics.ranking.lists import Floats, Ints
from kg.analytics.ranking.model import Model
from kg.analytics.ranking.question import Question, Where, around, form
from kg.analytics.ranking.records import UNKNOWN

SPREAD = 0.4  # what each partner that is already shown takes from the next of its country
PLACES = 30  # that the spread decides; those after them are in order of what it left
LEAST = 0.2  # the part of a score that the spread leaves at least
LESSER_KNOWN = 0.25  # what the logarithm of the number of partners costs where it is asked for
PAGE = 10  # places among which newcomers have theirs
NEWCOMERS = 2  # of these places


@dataclass(frozen=True, slots=True)
class Order:
    """How candidates are put in order beyond what speaks for each."""

    limit: int = 100
    spread: float = SPREAD  # 0 where the country does not matter
    lesser_known: float = 0.0  # LESSER_KNOWN where they come first
    newcomers: int = NEWCOMERS


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate; the parts add up to the score, which is 1 at most."""

    agent: int
    score: float
    parts: Mapping[str, float]  # by kind of reason, none of them 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """An answer: the form of the question that it was taken for, and the best, best first."""

    form: str
    total: int  # candidates in all
    ranked: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each kind of reason adds for given candidates, and what all together could."""

    form: str
    parts: Mapping[str, Floats]
    whole: float


def weigh(index: Index, model: Model, question: Question, agents: Ints, told: Told) -> Weighed:
    """What speaks for candidates that somebody else has drawn, and tells more of."""
    near = around(index, question)
    name = form(question, near)
    topics = wanted_topics(index, question)
    drawn = Drawn(agents, near, signals(index, near, topics), topics)
    values = describe(index, question, drawn, told)
    weights = model.of(name)
    says = values.max(axis=0, initial=0) > 0
    parts = _by_reason(index, drawn, values * weights, Order())
    return Weighed(name, parts, float(weights[says].sum()))


def rank(index: Index, model: Model, question: Question, order: Order | None = None) -> Ranking:
    """The best candidates for a question; the same index gives the same answer."""
    order = order or Order()
    near = around(index, question)
    name = form(question, near)
    drawn = draw(index, question, near)
    weights = model.of(name)
    values = describe(index, question, drawn) * weights
    parts = _by_reason(index, drawn, values, order)
    spread = 0.0 if question.where is Where.COUNTRY else order.spread
    scores = np.sum(list(parts.values()), axis=0)
    left, chosen = spread_out(scores, index.records.country[drawn.agents], spread)
    new = _newcomers(index, drawn.agents, dict(question.matched))
    chosen = lift(chosen, new, order.newcomers)[: order.limit]
    whole = float(weights.sum()) + order.lesser_known * _modesty(index, drawn).max(initial=0)
    scale = left / np.maximum(scores, 1e-9) / max(whole, 1e-9)
    shares = np.stack([part * scale for part in parts.values()], axis=1)[chosen].tolist()
    agents = drawn.agents[chosen].tolist()
    ranked = (_ranked(agent, parts, row) for agent, row in zip(agents, shares, strict=True))
    return Ranking(name, len(drawn.agents), tuple(ranked))


def _ranked(agent: int, kinds: Iterable[str], shares: list[float]) -> Ranked:
    parts = {kind: share for kind, share in zip(kinds, shares, strict=True) if share > 0}
    return Ranked(agent, sum(parts.values()), parts)


def _by_reason(index: Index, drawn: Drawn, values: Floats, order: Order) -> dict[str, Floats]:
    """The features put together by the kind of reason that they are told as."""
    parts: dict[str, Floats] = {}
    for column, kind in enumerate(FEATURES.values()):
        parts[kind] = parts.get(kind, np.zeros(len(values))) + values[:, column]
    if order.lesser_known:
        parts["lesser-known"] = order.lesser_known * _modesty(index, drawn)
    return parts


def _modesty(index: Index, drawn: Drawn) -> Floats:
    return modesty(index.heads.degree[drawn.agents])


def modesty(degrees: Ints) -> Floats:
    """How much fewer partners each has than the one who has most, as logarithms."""
    fame = np.log1p(degrees)
    return np.asarray(fame.max(initial=0) - fame)


def spread_out(scores: Floats, country: Ints, spread: float) -> tuple[Floats, list[int]]:
    """What is left of each score after those of its country before it, and the order by that.

    The first PLACES are chosen one by one; the others lose what those have cost them.
    """
    left = scores.copy()
    waiting = np.ones(len(scores), dtype=np.bool_)
    chosen: list[int] = []
    for _ in range(min(PLACES, len(scores))):
        best = int(np.argmax(np.where(waiting, left, -1.0)))
        chosen.append(best)
        waiting[best] = False
        if spread and country[best] != UNKNOWN:
            same = waiting & (country == country[best])
            left[same] = np.maximum(left[same] - spread, LEAST * scores[same])
    return left, chosen + [i for i in np.argsort(-left, kind="stable").tolist() if waiting[i]]


def _newcomers(index: Index, agents: Ints, matched: Mapping[int, float]) -> dict[int, float]:
    """Candidates who have met nobody and whose texts fit, by how well."""
    return {
        number: matched[agent]
        for number, agent in enumerate(agents.tolist())
        if matched.get(agent) and not index.heads.degree[agent]
    }


def lift(chosen: Sequence[int], new: Mapping[int, float], places: int) -> list[int]:
    """The same order, the last of the first page giving their places to the best newcomers.

    Newcomers who are on the first page by themselves count among the `places`.
    """
    page = list(chosen[:PAGE])
    waiting = sorted(set(chosen) & new.keys() - set(page), key=lambda one: (-new[one], one))
    lifted = waiting[: max(places - len(new.keys() & set(page)), 0)]
    others = [place for place, one in enumerate(page) if one not in new]
    for place, newcomer in zip(others[len(others) - len(lifted) :], lifted, strict=False):
        page[place] = newcomer
    first = set(page)
    return page + [one for one in chosen if one not in first]
