"""The weights of the features, one row of a table for each form of question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from kg.analytics.ranking.features import FEATURES
from kg.analytics.ranking.lists import Floats
from kg.errors import SourceUnavailable

TABLE = "learned/ranking.tsv"
PRIORS = "ranking_priors.tsv"
HEADER = "feature\tweight\twhy"
DECIMALS = 2


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
    """What comes with the package: the learned table, and by hand what nothing taught."""
    learned, priors = (files("ontologies").joinpath(name) for name in (TABLE, PRIORS))
    model = parse(learned.read_text("utf-8").splitlines(), TABLE)
    return with_priors(model, parse_priors(priors.read_text("utf-8").splitlines(), PRIORS))


def with_priors(model: Model, priors: Mapping[str, float]) -> Model:
    """The same with weights for features that weigh nothing in any form."""
    hand = np.array([priors.get(feature, 0.0) for feature in FEATURES])
    taught = np.any(list(model.weights.values()), axis=0)
    return Model({name: np.where(taught, row, hand) for name, row in model.weights.items()})


def parse_priors(lines: Iterable[str], source: str) -> dict[str, float]:
    """A table of feature, weight and why; each line has to say why."""
    priors: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#") or line == HEADER:
            continue
        try:
            feature, weight, why = line.split("\t")
            priors[feature] = float(weight)
            known = feature in FEATURES and why.strip() and priors[feature] >= 0
        except ValueError:
            known = False
        if not known:
            raise SourceUnavailable(f"{source}, line {number}: {line!r} is no weight with a reason")
    return priors


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


def table(model: Model, head: Iterable[str]) -> str:
    """The table as text, with lines at its head that say where it comes from."""
    lines = [f"# {line}" for line in head]
    for form, weights in sorted(model.weights.items()):
        for feature, weight in zip(FEATURES, weights, strict=True):
            if round(float(weight), DECIMALS) > 0:
                lines.append(f"{form}\t{feature}\t{weight:.{DECIMALS}f}")
    return "\n".join(lines) + "\n"
