"""The weights of the features, one row of a table for each form of question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from kg.analytics.ranking.features import FEATURES
from kg.analytics.ranking.lists import Floats
from kg.errors import SourceUnavailable

TABLE = "learned/ranking.tsv"
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by form of question, none below 0: a feature is for a candidate or says nothing."""

    weights: Mapping[str, Floats]  # in the order of FEATURES

    def of(self, form: str) -> Floats:
        """The weights of a form; of one that was not learned those of the nearest that was."""
        known, *middle, where = form.split()
        for name in (form, f"{known} {where}", f"{known} {' '.join([*middle, 'anywhere'])}"):
            if name in self.weights:
                return self.weights[name]
        return self.weights[f"{known} anywhere"]


def read() -> Model:
    """The table that comes with the package."""
    return parse(files("ontologies").joinpath(TABLE).read_text("utf-8").splitlines(), TABLE)


def parse(lines: Iterable[str], source: str) -> Model:
    """A table of form, feature and weight; what is not in it weighs nothing."""
    columns = {feature: number for number, feature in enumerate(FEATURES)}
    weights: dict[str, Floats] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            form, feature, weight = line.split("\t")
            row = weights.setdefault(form, np.zeros(len(FEATURES)))
            row[columns[feature]] = max(float(weight), 0.0)
        except (KeyError, ValueError) as error:
            raise SourceUnavailable(f"{source}, line {number}: {line!r} is no weight") from error
    return Model(weights)


def write(model: Model, path: Path, head: Iterable[str]) -> None:
    """Write the table, with lines at its head that say where it comes from."""
    lines = [f"# {line}" for line in head]
    for form, weights in sorted(model.weights.items()):
        for feature, weight in zip(FEATURES, weights, strict=True):
            if round(float(weight), DECIMALS) > 0:
                lines.append(f"{form}\t{feature}\t{weight:.{DECIMALS}f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
