"""The weights of the learned scorer, as `make train` wrote them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.relations.learning.features import Seen
from kg.model import Predicate

TABLE = "weights.tsv"  # in ontologies/learned
SHOWN = 3  # features that are told as the reason


type Key = tuple[Predicate, str]  # a predicate and the letters of the types that it ties


@dataclass(frozen=True, slots=True)
class Weights:
    """For each predicate and types what every feature speaks for (above 0) or against it."""

    of: Mapping[Key, Mapping[str, float]]

    def probability(self, predicate: Predicate, seen: Seen) -> float:
        """How likely the predicate ties a pair of which this is seen; 0 if nothing was learned."""
        weights = self.of.get((predicate, seen.types))
        if weights is None:
            return 0.0
        # fsum, because a plain sum depends on the order of a set, and a reading must not.
        total = math.fsum(weights[f] for f in seen.features if f in weights)
        return 1 / (1 + math.exp(-total)) if total > -30 else 0.0

    def strongest(self, predicate: Predicate, seen: Seen) -> list[str]:
        """The features that speak most for it, without the order of the ends."""
        weights = self.of.get((predicate, seen.types), {})
        ranked = sorted((-weights[f], f) for f in seen.features if weights.get(f, 0) > 0)
        told = dict.fromkeys(feature.rstrip("<>") for _, feature in ranked)
        return [name for name in told if name][:SHOWN]


@cache
def weights() -> Weights:
    """The committed weights."""
    return parsed((files("ontologies") / "learned" / TABLE).read_text(encoding="utf-8"))


def parsed(text: str) -> Weights:
    """Read `predicate TAB types TAB feature TAB weight`; `#` begins a comment."""
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("# "))
    found: dict[Key, dict[str, float]] = {}
    for predicate, types, feature, weight in rows:
        found.setdefault((Predicate(predicate), types), {})[feature] = float(weight)
    return Weights(found)


def written(found: Weights) -> str:
    """The rows that `parsed` reads, in a fixed order."""
    return "".join(
        f"{predicate}\t{types}\t{feature}\t{weight:.3g}\n"
        for (predicate, types), weights in sorted(found.of.items())
        for feature, weight in sorted(weights.items())
    )
