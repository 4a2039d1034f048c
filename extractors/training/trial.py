"""Rules alone against rules with learned pairs, each document scored by what others taught."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from extractors.evaluation.annotated import parse
from extractors.evaluation.comparison import Outcome as Came
from extractors.evaluation.comparison import compare
from extractors.evaluation.gold import as_gold
from extractors.reader import Reader
from extractors.relations.learning.calibration import Calibration
from extractors.relations.learning.learned import rated
from extractors.relations.scene import Found
from extractors.training.confidences import Outcome, fitted, outcomes, written
from extractors.training.folds import Example, apart, learn
from extractors.training.reliability import Case

THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)
# A claim that is likelier right than wrong is stated. F1 hardly changes between 0.3 and 0.65, and
# on texts of other writers a higher threshold costs more than it saves.
EVEN = 0.5
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
    calibrated: Score  # under the threshold
    both: Score
    curve: Mapping[float, Score]  # by threshold, of what is used
    threshold: float
    learned_wins: bool
    fresh: tuple[int, Score, Score]  # how many documents, and both on them
    confidences: str
    guessed: Sequence[Case]  # the confidences as written beside the rules
    counted: Sequence[Case]  # as calibrated


def trial(examples: Sequence[Example], reader: Reader, fresh: Collection[str] = ()) -> Trial:
    """Cross-validate the weights, then the confidences on what was found with them.

    Whether the learned pairs win is judged by the documents that no rule was written for, where
    such are named: elsewhere the rules have found already what there was to learn.
    """
    alone = {one.name: tuple(one.ruled.found) for one in examples}
    both = {
        one.name: (*one.ruled.found, *rated(one.ruled, table))
        for one, table in apart(examples, learn)
    }
    plain, more = (_curve(examples, found, reader) for found in (alone, both))
    unseen = [one for one in examples if one.name in fresh] or examples
    without, with_them = (_score(unseen, found, reader) for found in (alone, both))
    wins = with_them.f1 >= without.f1 + GAIN
    used, curve = (both, more) if wins else (alone, plain)
    cases = _cases(examples, used)
    return Trial(
        rules=_score(examples, alone, reader),
        calibrated=plain[EVEN],
        both=more[EVEN],
        curve=curve,
        threshold=EVEN,
        learned_wins=wins,
        fresh=(len(unseen), without, with_them),
        confidences=written(cases, EVEN),
        guessed=[(case.guess, case.right) for case in cases],
        counted=list(_said(examples, used)),
    )


def _curve(examples: Sequence[Example], found: Findings, reader: Reader) -> dict[float, Score]:
    """Threshold to score, on calibrated findings."""
    return {t: _score(examples, dict(_calibrated(examples, found, t)), reader) for t in THRESHOLDS}


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
