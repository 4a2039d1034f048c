"""Boosted trees that were learned elsewhere: rows of numbers in, a probability out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A question, or at the end of the way a value (then `feature` is below 0)."""

    feature: int
    threshold: float
    left: int  # where to go on, where the feature is at most the threshold
    right: int
    value: float


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees whose values are added up."""

    base: float
    trees: tuple[tuple[Node, ...], ...]

    def probability(self, row: Sequence[float]) -> float:
        """How likely a row is what the trees were taught to tell."""
        total = self.base
        for tree in self.trees:
            node = tree[0]
            while node.feature >= 0:
                node = tree[node.left if row[node.feature] <= node.threshold else node.right]
            total += node.value
        return 1 / (1 + math.exp(-total))


def read_forest(lines: Sequence[str]) -> Forest:
    """The trees of a table: number of the tree, and the five fields of a node; first the base."""
    trees: list[list[Node]] = []
    for line in lines[1:]:
        tree, feature, threshold, left, right, value = line.split("\t")
        if int(tree) == len(trees):
            trees.append([])
        trees[-1].append(Node(int(feature), float(threshold), int(left), int(right), float(value)))
    return Forest(float(lines[0].split("\t")[1]), tuple(map(tuple, trees)))
