"""docs/accuracy.md, from what was measured."""

from collections.abc import Iterable

from extractors.training.reliability import Case, distance, reliability
from extractors.training.trial import GAIN, Score, Trial

PAGE = """\
# Accuracy of relations and attributes

Written by `make train`; do not edit. All figures are of cross-validation by document over
{documents} annotated documents: whatever was learned, it was learned from others. The rules
themselves were written with some of these documents in sight, so on texts of other writers
expect less of them.

## Rules and learned pairs

{scores}

The learned scorer rates pairs of names that the rules leave untied, by the words around and
between them, the tree, their types, the kind of document and what the rules say of either with
others (`extractors/relations/learning/learned.py`). On the {unseen} documents of them that no
rule was written for it brings relations from {without:.3f} to {with_them:.3f} F1; it is used where that
is a gain of at least {gain:.1f} points: {verdict}.
KnowledgeNet (folds 1 to 3: employment, headquarters, parent companies) was tried as further
material on 2026-11-22; it did not raise F1 on these documents and is left out.

## Confidence

A claim's confidence is the share of claims of its kind, the same predicate by the same family of
rules, that are right; small counts are drawn towards the predicate and the family
(`ontologies/learned/confidence.tsv`). Claims under {threshold:.2f} are kept as tentative and lead
to no conclusion: what is likelier right than wrong is stated. So it would be with other thresholds:

{curve}

{table}

On average, weighted by claims, confidence and share right lie {after:.3f} apart; as the confidences
were guessed beside the rules it was {before:.3f}.
"""


def accuracy_page(tried: Trial, documents: int) -> str:
    """The page as Markdown."""
    return PAGE.format(
        documents=documents,
        scores=_scores(
            ("rules", tried.rules),
            ("rules, calibrated", tried.calibrated),
            ("rules and learned pairs, calibrated", tried.both),
        ),
        unseen=tried.fresh[0],
        without=tried.fresh[1].f1,
        with_them=tried.fresh[2].f1,
        gain=GAIN * 100,
        verdict="it does and is used" if tried.learned_wins else "it does not and is switched out",
        threshold=tried.threshold,
        curve=_scores(*((f"{t:.2f}", score) for t, score in tried.curve.items())),
        table=_table(tried.counted),
        after=distance(reliability(tried.counted)),
        before=distance(reliability(tried.guessed)),
    )


def _scores(*rows: tuple[str, Score]) -> str:
    lines = ["| relations | right | false | missed | P | R | F1 |", "|---|--:|--:|--:|--:|--:|--:|"]
    for name, one in rows:
        shares = f"{one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f}"
        lines.append(f"| {name} | {one.right} | {one.false} | {one.missed} | {shares} |")
    return "\n".join(lines)


def _table(cases: Iterable[Case]) -> str:
    lines = ["| confidence | claims | mean confidence | right |", "|---|--:|--:|--:|"]
    for one in reliability(cases):
        lines.append(
            f"| {one.low:.1f} to {one.high:.1f} | {one.of} | {one.said:.2f} | {one.right:.2f} |"
        )
    return "\n".join(lines)
