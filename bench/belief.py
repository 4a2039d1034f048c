"""Whether statements believed to a degree p are right about p of the time: docs/belief.md.

    python -m bench.belief tests/gold ../shared/gold/dev --aside NAME...

The confidences are those of cross-validation by document, so that none was learned from the
document on which it is tried.
"""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.documents import documents
from extractors.kinds import kind_of
from extractors.reader import Reader
from extractors.relations.learning.calibration import Calibration, calibration, family
from extractors.relations.scene import Found
from extractors.train import paths, read_all
from extractors.training.confidences import fitted, outcomes
from extractors.training.folds import Example, apart
from extractors.training.reliability import Bin, distance, reliability
from kg.belief import FORMULA, HALF_LIVES, KINDS, belief, support
from kg.model import Document, Kind, Standing
from kg.settings import Settings

ROOT = Path(__file__).parents[1]

type Key = tuple[int, str, int, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A statement that follows from one annotated document."""

    kind: Kind
    confidence: float  # of the surest claim
    belief: float
    right: bool


def main() -> None:
    """Read the annotated documents and write the page."""
    parser = ArgumentParser(prog="python -m bench.belief", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--aside", nargs="*", default=[], help="names that are never opened")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "belief.md")
    options = parser.parse_args()
    settings = Settings()
    reader = Reader(settings)
    found = paths(options.folders, options.aside)
    kinds = dict(_kinds(found, settings))
    examples = list(read_all(found, reader, settings))
    cases = [
        case
        for example, calibrated in apart(examples, _calibrated)
        for case in statements(example, calibrated, kinds[example.name])
    ]
    options.out.write_text(page(cases, len(examples)), encoding="utf-8")


def _kinds(found: Iterable[Path], settings: Settings) -> Iterator[tuple[str, Kind]]:
    for path in found:
        doc = next(documents([str(path.with_suffix(".txt"))], settings))
        if isinstance(doc, Document):
            yield path.stem, doc.kind or kind_of(doc)


def _calibrated(examples: Sequence[Example]) -> Calibration:
    cases = [case for one in examples for case in outcomes(one.ruled.found, one.truth)]
    return fitted(cases, calibration().threshold)


def statements(example: Example, calibrated: Calibration, kind: Kind) -> Iterator[Case]:
    """Each statement of a document once, with what its claims and denials make of it."""
    claims: defaultdict[Key, list[Found]] = defaultdict(list)
    for one in example.ruled.found:
        share = calibrated.share(one.predicate.value, family(one))
        said = replace(one, confidence=share)
        if share >= calibrated.threshold or one.standing is not Standing.ASSERTED:
            claims[id(one.subject), one.predicate.value, id(one.object), one.value].append(said)
    for together in claims.values():
        right = example.truth.found(together[0])
        asserted = [one.confidence for one in together if one.standing is Standing.ASSERTED]
        denied = [one.confidence for one in together if one.standing is Standing.NEGATED]
        if right is None or not asserted:
            continue
        favour, against = (
            support(("document", KINDS[kind] * share) for share in shares)
            for shares in (asserted, denied)
        )
        yield Case(kind, max(asserted), belief(favour, [against] if denied else []), right)


def page(cases: Sequence[Case], number: int) -> str:
    """The page, as Markdown."""
    bins = reliability((case.belief, case.right) for case in cases)
    rows = "\n".join(map(_row, bins))
    by_kind = "\n".join(_kind_row(kind, cases) for kind in Kind)
    ages = ", ".join(f"{key.value} {years:g}" for key, years in HALF_LIVES.items())
    return f"""# Belief

Written by `python -m bench.belief`; do not edit.

{FORMULA}

The half-lives, in years: {ages}. Other facts do not age.

## Whether it is right

{len(cases)} statements of {number} annotated documents, each concluded from one of them, with
confidences of cross-validation by document. What several independent sources say is not tried
here, for the documents seldom speak of the same things: that sources err independently of each
other is an assumption.

| belief | statements | mean belief | right |
|---|--:|--:|--:|
{rows}

On average, weighted by statements, belief and share right lie {distance(bins):.3f} apart.

## Kinds of sources

The weight of a kind should be what its statements are right beyond or short of their
confidence; it is never above 1.

| kind | statements | mean confidence | right | weight |
|---|--:|--:|--:|--:|
{by_kind}
"""


def _row(one: Bin) -> str:
    return f"| {one.low:.1f} to {one.high:.1f} | {one.of} | {one.said:.2f} | {one.right:.2f} |"


def _kind_row(kind: Kind, cases: Sequence[Case]) -> str:
    own = [case for case in cases if case.kind is kind]
    said = sum(case.confidence for case in own) / max(len(own), 1)
    right = sum(case.right for case in own) / max(len(own), 1)
    return f"| {kind.value} | {len(own)} | {said:.3f} | {right:.3f} | {KINDS[kind]:.2f} |"


if __name__ == "__main__":
    main()
