"""Rules alone against rules with learned pairs, each document scored by what others taught."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from extractors.annotated import parse
from extractors.comparison import Outcome as Came
from extractors.comparison import compare
from extractors.gold import as_gold
from extractors.reader import Reader
from extractors.relations.calibration import Calibration
from extractors.relations.learned import rated
from extractors.relations.scene import Found
from extractors.training.confidences import Outcome, fitted, outcomes, written
from extractors.training.folds import Example, apart, learn
from extractors.training.reliability import Case

THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)
AS_GOOD = 0.003  # of F1: less is chance
GAIN = 0.005  # of F1, that the learned pairs must bring to be used

type Findings = Mapping[str, Sequence[Found]]  # by the name of the document


@dataclass(frozen=True, slots=True)
class Score:
    """Relations counted as `kg evaluate` counts them."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / max(self.right + self.false, 1)

    @property
    def recall(self) -> float:
        """The share of what is in gold that was found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Both in one."""
        return 2 * self.right / max(2 * self.right + self.false + self.missed, 1)


@dataclass(frozen=True, slots=True)
class Trial:
    """All that was measured on documents which were not learned from."""

    rules: Score  # as they are, each claim that they assert
    calibrated: Score  # under the best threshold
    both: Score
    curve: Mapping[float, Score]  # by threshold, of what is used
    threshold: float
    learned_wins: bool
    confidences: str
    guessed: Sequence[Case]  # the confidences as written beside the rules
    counted: Sequence[Case]  # as calibrated


def trial(examples: Sequence[Example], reader: Reader) -> Trial:
    """Cross-validate the weights, then the confidences on what was found with them."""
    alone = {one.name: tuple(one.ruled.found) for one in examples}
    both = {
        one.name: (*one.ruled.found, *rated(one.ruled, table))
        for one, table in apart(examples, learn)
    }
    plain, more = (_curve(examples, found, reader) for found in (alone, both))
    wins = more[surest(more)].f1 >= plain[surest(plain)].f1 + GAIN
    used, curve = (both, more) if wins else (alone, plain)
    cases = _cases(examples, used)
    return Trial(
        rules=_score(examples, alone, reader),
        calibrated=plain[surest(plain)],
        both=more[surest(more)],
        curve=curve,
        threshold=surest(curve),
        learned_wins=wins,
        confidences=written(cases, surest(curve)),
        guessed=[(case.guess, case.right) for case in cases],
        counted=list(_said(examples, used)),
    )


def _curve(examples: Sequence[Example], found: Findings, reader: Reader) -> dict[float, Score]:
    """Threshold to score, on calibrated findings."""
    return {t: _score(examples, dict(_calibrated(examples, found, t)), reader) for t in THRESHOLDS}


def surest(curve: Mapping[float, Score]) -> float:
    """The highest threshold that is as good as the best: of two alike, fewer false claims."""
    best = max(score.f1 for score in curve.values())
    return max(threshold for threshold, score in curve.items() if score.f1 >= best - AS_GOOD)


def _calibrated(
    examples: Sequence[Example], found: Findings, threshold: float
) -> Iterator[tuple[str, tuple[Found, ...]]]:
    for one, calibration in apart(examples, partial(_fit_on, found, threshold)):
        yield one.name, tuple(calibration(found[one.name]))


def _fit_on(found: Findings, threshold: float, others: Sequence[Example]) -> Calibration:
    return fitted(_cases(others, found), threshold)


def _cases(examples: Sequence[Example], found: Findings) -> list[Outcome]:
    return [case for one in examples for case in outcomes(found[one.name], one.truth)]


def _said(examples: Sequence[Example], found: Findings) -> Iterator[Case]:
    """The confidence of each case by what the other documents teach, and how it came out."""
    for one, calibration in apart(examples, partial(_fit_on, found, 0.0)):
        for case in outcomes(found[one.name], one.truth):
            yield calibration.share(case.predicate, case.family), case.right


def _score(examples: Sequence[Example], found: Findings, reader: Reader) -> Score:
    counts: Counter[Came] = Counter()
    for one in examples:
        stated = parse(as_gold(reader.finished(one.ruled, found[one.name])))
        counts.update(f.outcome for f in compare(one.gold, stated) if f.part == "relations")
    return Score(counts[Came.RIGHT], counts[Came.FALSE], counts[Came.MISSED])
