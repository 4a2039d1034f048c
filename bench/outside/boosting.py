"""Gradient boosting of small trees, with numpy alone: for a few ten thousand rows."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kg.resolution.authorities.trees import Forest, Node

type Rows = NDArray[np.float64]
type Bins = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many trees, how deep, how careful."""

    trees: int = 80
    depth: int = 4
    rate: float = 0.12
    least: float = 12.0  # rows in a leaf
    ridge: float = 4.0
    share: float = 0.7  # of the features that each tree may ask
    bins: int = 48
    rising: frozenset[int] = frozenset()  # features that may only speak for
    falling: frozenset[int] = frozenset()  # features that may only speak against


@dataclass(slots=True)
class _Growing:
    """One tree in the making."""

    plan: Plan
    binned: Bins
    cuts: list[Rows]
    slope: Rows
    curve: Rows
    features: NDArray[np.int64]
    nodes: list[Node] = field(default_factory=list)

    def value(self, rows: NDArray[np.int64]) -> float:
        """What a leaf over these rows says."""
        return -float(self.slope[rows].sum() / (self.curve[rows].sum() + self.plan.ridge))

    def grow(self, rows: NDArray[np.int64], depth: int, low: float = -9, high: float = 9) -> int:
        """Add the node over these rows and all below it, with values in bounds; its number."""
        at = len(self.nodes)
        value = min(max(self.value(rows), low), high)
        self.nodes.append(Node(-1, 0.0, 0, 0, value * self.plan.rate))
        best = self._best(rows) if depth else None
        if best is not None:
            feature, cut = best
            below = self.binned[rows, feature] <= cut
            middle = (self.value(rows[below]) + self.value(rows[~below])) / 2
            middle = min(max(middle, low), high)
            left_bounds, right_bounds = (low, high), (low, high)
            if feature in self.plan.rising:
                left_bounds, right_bounds = (low, middle), (middle, high)
            elif feature in self.plan.falling:
                left_bounds, right_bounds = (middle, high), (low, middle)
            left = self.grow(rows[below], depth - 1, *left_bounds)
            right = self.grow(rows[~below], depth - 1, *right_bounds)
            threshold = float(self.cuts[feature][cut])
            self.nodes[at] = Node(feature, threshold, left, right, 0.0)
        return at

    def _best(self, rows: NDArray[np.int64]) -> tuple[int, int] | None:
        """The feature and the cut that part these rows best."""
        ridge, slope, curve = self.plan.ridge, self.slope[rows], self.curve[rows]
        whole = slope.sum() ** 2 / (curve.sum() + ridge)
        best, found = 1e-6, None
        for feature in self.features:
            column, size = self.binned[rows, feature], len(self.cuts[feature]) + 1
            g = np.bincount(column, slope, size).cumsum()[:-1]
            h = np.bincount(column, curve, size).cumsum()[:-1]
            n = np.bincount(column, minlength=size).cumsum()[:-1]
            gain = g**2 / (h + ridge) + (slope.sum() - g) ** 2 / (curve.sum() - h + ridge) - whole
            step = g / (h + ridge) - (slope.sum() - g) / (curve.sum() - h + ridge)
            if feature in self.plan.rising:
                gain[step < 0] = -1
            elif feature in self.plan.falling:
                gain[step > 0] = -1
            gain[(n < self.plan.least) | (len(rows) - n < self.plan.least)] = -1
            if gain.size and gain.max() > best:
                best, found = float(gain.max()), (int(feature), int(gain.argmax()))
        return found


def learn(rows: Rows, right: Rows, weight: Rows, plan: Plan, seed: int = 0) -> Forest:
    """Trees that tell right rows from wrong ones."""
    random = np.random.default_rng(seed)
    cuts = [np.unique(np.quantile(c, np.linspace(0, 1, plan.bins)[1:-1])) for c in rows.T]
    columns = [
        np.searchsorted(cut, column, "left") for cut, column in zip(cuts, rows.T, strict=True)
    ]
    binned = np.stack(columns, 1).astype(np.uint8)
    mean = float(np.average(right, weights=weight))
    base = float(np.log(mean / (1 - mean)))
    score, trees = np.full(len(rows), base), []
    for _ in range(plan.trees):
        chance = 1 / (1 + np.exp(-score))
        size = max(1, int(plan.share * rows.shape[1]))
        chosen = np.sort(random.permutation(rows.shape[1])[:size])
        tree = _Growing(
            plan, binned, cuts, (chance - right) * weight, chance * (1 - chance) * weight, chosen
        )
        tree.grow(np.arange(len(rows)), plan.depth)
        trees.append(tuple(tree.nodes))
        score += _values(trees[-1], rows)
    return Forest(base, tuple(trees))


def _values(tree: tuple[Node, ...], rows: Rows) -> Rows:
    at = np.zeros(len(rows), np.int64)
    feature = np.array([node.feature for node in tree])
    threshold = np.array([node.threshold for node in tree])
    left, right = (np.array([getattr(n, side) for n in tree]) for side in ("left", "right"))
    open_ = feature[at] >= 0
    while open_.any():
        here = at[open_]
        values = rows[np.flatnonzero(open_), feature[here]]
        at[open_] = np.where(values <= threshold[here], left[here], right[here])
        open_ = feature[at] >= 0
    return np.array([node.value for node in tree])[at]


def scores(forest: Forest, rows: Rows) -> Rows:
    """What the trees say of many rows at once."""
    total = np.full(len(rows), forest.base)
    for tree in forest.trees:
        total += _values(tree, rows)
    return np.asarray(1 / (1 + np.exp(-total)))
