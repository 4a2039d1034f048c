"""Cross-validation by document: what is learned from some is tried on the others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractors.evaluation.annotated import Annotated
from extractors.relations.learning.learned import Ruled, own, seen_pairs, ties
from extractors.relations.learning.weights import Key, Weights
from extractors.training.regression import Row, fit
from extractors.training.truth import Truth

FOLDS = 6
# What the rules tie already is easy; the scorer is for the rest, and learns a little from it.
TIED_WEIGHT = 0.3
FEWEST = 3  # right pairs without which a predicate is not learned


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """An annotated document, what the rules found in it, and the rows to learn from."""

    name: str
    gold: Annotated
    ruled: Ruled
    truth: Truth
    rows: Sequence[tuple[Key, Row]]


def example(name: str, gold: Annotated, ruled: Ruled) -> Example:
    """Make the rows of one document; what gold leaves open is none."""
    truth = Truth.of(gold, ruled.annotations.clusters)
    tied = ties(ruled.found)

    def rows() -> Iterator[tuple[Key, Row]]:
        for pair, seen in seen_pairs(ruled):
            for predicate in pair.predicates:
                holds = truth.tie(pair.subject, predicate, pair.object)
                if holds is not None:
                    easy = (id(pair.subject), predicate, id(pair.object)) in tied
                    weight = TIED_WEIGHT if easy else 1.0
                    yield (predicate, seen.types), Row(own(predicate, seen), holds, weight)

    return Example(name, gold, ruled, truth, list(rows()))


def learn(examples: Sequence[Example]) -> Weights:
    """The weights for each predicate and types of which there are enough right pairs."""
    rows: dict[Key, list[Row]] = {}
    for one in examples:
        for key, row in one.rows:
            rows.setdefault(key, []).append(row)
    enough = {key: of for key, of in rows.items() if sum(row.holds for row in of) >= FEWEST}
    return Weights({key: fit(of) for key, of in sorted(enough.items())})


def apart[Result](
    examples: Sequence[Example],
    learn: Callable[[Sequence[Example]], Result],
) -> Iterator[tuple[Example, Result]]:
    """Each document with what was learned from the other folds."""
    for fold in range(FOLDS):
        inside = [one for number, one in enumerate(examples) if number % FOLDS == fold]
        if inside:
            result = learn([one for n, one in enumerate(examples) if n % FOLDS != fold])
            yield from ((one, result) for one in inside)
