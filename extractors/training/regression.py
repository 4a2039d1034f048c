"""Logistic regression over sets of features; the same rows give the same weights."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRENGTH = 1.0  # of the penalty on squared weights; 0.5 to 2 differ by less than chance
ROUNDS = 120
RARE = 2  # a feature that fewer rows have says nothing of other texts
SMALL = 0.06  # weights below this are left out

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One case: what is seen of it, whether it holds, and how much it counts."""

    features: frozenset[str]
    holds: bool
    weight: float = 1.0


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weights that explain the rows best, by accelerated gradient descent."""
    counts = Counter(feature for row in rows for feature in row.features)
    names = sorted(feature for feature, count in counts.items() if count >= RARE)
    matrix = _matrix(rows, names)
    holds = np.array([row.holds for row in rows], dtype=np.float64)
    importance = np.array([row.weight for row in rows], dtype=np.float64)
    step = 1 / (_steepness(matrix, importance) + STRENGTH)
    weights = ahead = np.zeros(len(names))
    pace = 1.0
    for _ in range(ROUNDS):
        wrong = (1 / (1 + np.exp(-matrix.rows(ahead))) - holds) * importance
        after = ahead - step * (matrix.columns(wrong) + STRENGTH * ahead)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = after + (pace - 1) / faster * (after - weights)
        weights, pace = after, faster
    return {
        name: float(weight)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= SMALL
    }


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Which row has which feature, as the places of the ones."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    shape: tuple[int, int]

    def rows(self, weights: Vector) -> Vector:
        """The sum of weights of each row."""
        return np.bincount(self.row, weights[self.column], minlength=self.shape[0])

    def columns(self, values: Vector) -> Vector:
        """The sum of values over the rows that have each feature."""
        return np.bincount(self.column, values[self.row], minlength=self.shape[1])


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> _Matrix:
    numbers = {name: number for number, name in enumerate(names)}
    columns = [sorted(numbers[f] for f in row.features if f in numbers) for row in rows]
    return _Matrix(
        np.repeat(np.arange(len(rows)), [len(found) for found in columns]),
        np.array([column for found in columns for column in found], dtype=np.int64),
        (len(rows), len(names)),
    )


def _steepness(matrix: _Matrix, importance: Vector) -> float:
    """How fast the slope can change at most: the largest eigenvalue, by power iteration."""
    direction = np.ones(matrix.shape[1])
    length = 1.0
    for _ in range(20):
        direction = matrix.columns(importance * matrix.rows(direction))
        length = float(np.linalg.norm(direction)) or 1.0
        direction /= length
    return 0.3 * length  # a quarter, and some for what the iteration has not reached
