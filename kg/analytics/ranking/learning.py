"""Weights out of lessons: those under which the partners that came are likeliest to be first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from kg.analytics.ranking.candidates import draw
from kg.analytics.ranking.features import describe
from kg.analytics.ranking.index import Index
from kg.analytics.ranking.lessons import Lesson
from kg.analytics.ranking.lists import Floats, Ints
from kg.analytics.ranking.model import Model
from kg.analytics.ranking.question import around, form

RIDGE = 2e-3  # what keeps weights small
START = 0.3  # the weight of each feature before anything is learned
STEPS = 3000
# There is one best set of weights; it is looked for until the last digits of the processor, so
# that what is written of it is the same on any machine.
CLOSE = {"maxiter": STEPS, "maxfun": 2 * STEPS, "ftol": 1e-15, "gtol": 1e-9}
FEW = 50  # questions of a form out of which nothing is learned


@dataclass(frozen=True, slots=True)
class Shown:
    """The candidates of one question as features, and which of them became partners."""

    values: Floats
    right: Floats  # adds up to 1


def learn(index: Index, lessons: Iterable[Lesson]) -> Model:
    """One row of weights for each form of question that was asked often enough."""
    shown: dict[str, list[Shown]] = defaultdict(list)
    for lesson in lessons:
        near = around(index, lesson.question)
        drawn = draw(index, lesson.question, near)
        right = np.isin(drawn.agents, list(lesson.answer))
        if right.any():
            # Half as precise, half the memory: there are millions of candidates.
            values = describe(index, lesson.question, drawn).astype(np.float32)
            shown[form(lesson.question, near)].append(Shown(values, right / right.sum()))
    return Model({name: fit(each) for name, each in sorted(shown.items()) if len(each) >= FEW})


def fit(shown: Sequence[Shown]) -> Floats:
    """Weights of 0 and more that make the right candidates of each question likeliest.

    What no question tells weighs 0. Each question counts alike. The likelihood of a candidate is
    the exponential of its score next to that of all candidates of the question.
    """
    values = np.concatenate([each.values for each in shown]).astype(np.float64)
    right = np.concatenate([each.right for each in shown])
    sizes = np.array([len(each.right) for each in shown])
    starts = np.cumsum(sizes) - sizes
    whose = np.repeat(np.arange(len(shown)), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        chance, logs = _likelihood(values @ weights, starts, whose)
        slope = values.T @ (chance - right) / len(shown) + 2 * RIDGE * weights
        return float(-(right @ logs) / len(shown) + RIDGE * weights @ weights), slope

    told = np.ptp(values, axis=0) > 0
    limits = [(0.0, None if tells else 0.0) for tells in told]
    found = minimize(loss, START * told, jac=True, method="L-BFGS-B", bounds=limits, options=CLOSE)
    return np.where(told, found.x, 0.0)


def _likelihood(scores: Floats, starts: Ints, whose: Ints) -> tuple[Floats, Floats]:
    scores = scores - np.maximum.reduceat(scores, starts)[whose]
    powers = np.exp(scores)
    totals = np.add.reduceat(powers, starts)[whose]
    return powers / totals, scores - np.log(totals)
