"""The weights of the learned scorer, as `make train` wrote them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby, islice

from kg.model import Predicate

TABLE = "weights.tsv"  # in ontologies/learned
SHOWN = 3  # features that are told as the reason


@dataclass(frozen=True, slots=True)
class Weights:
    """For each predicate what every feature speaks for (above 0) or against it."""

    of: Mapping[Predicate, Mapping[str, float]]

    def probability(self, predicate: Predicate, features: Iterable[str]) -> float:
        """How likely the predicate ties a pair with these features; 0 where none was learned."""
        weights = self.of.get(predicate)
        if weights is None:
            return 0.0
        # In a fixed order: a sum of floats depends on it, and a reading must not.
        total = math.fsum(weights.get(feature, 0.0) for feature in features)
        return 1 / (1 + math.exp(-total)) if total > -30 else 0.0

    def strongest(self, predicate: Predicate, features: Iterable[str]) -> list[str]:
        """The features that speak most for it, without the types and the order of the ends."""
        weights = self.of.get(predicate, {})
        ranked = sorted((-weights.get(feature, 0.0), feature) for feature in features)
        told = (feature[3:].rstrip("<>") for weight, feature in ranked if weight < 0)
        return list(islice(dict.fromkeys(name for name in told if name), SHOWN))


@cache
def weights() -> Weights:
    """The committed weights."""
    return parsed((files("ontologies") / "learned" / TABLE).read_text(encoding="utf-8"))


def parsed(text: str) -> Weights:
    """Read `predicate TAB feature TAB weight`, grouped by predicate; `#` begins a comment."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("# ")]
    return Weights(
        {
            Predicate(name): {feature: float(weight) for _, feature, weight in group}
            for name, group in groupby(rows, key=lambda row: row[0])
        }
    )


def written(found: Weights) -> str:
    """The rows that `parsed` reads, in a fixed order."""
    return "".join(
        f"{predicate}\t{feature}\t{weight:.3g}\n"
        for predicate, weights in sorted(found.of.items())
        for feature, weight in sorted(weights.items())
    )
