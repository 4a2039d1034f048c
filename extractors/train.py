"""`python -m extractors.train`: annotated documents -> ontologies/learned and docs/accuracy.md.

The same documents, rules and pipeline give the same files.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from extractors.documents import documents
from extractors.evaluation.annotated import read
from extractors.kinds import kind_of
from extractors.reader import Reader
from extractors.relations.learning import calibration, weights
from extractors.training.folds import Example, example, learn
from extractors.training.report import accuracy_page
from extractors.training.trial import Trial, trial
from kg.errors import BadRequest
from kg.model import Document
from kg.settings import Settings

ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, cross-validate, learn from all, and write what was learned beside its provenance."""
    parser = ArgumentParser(prog="python -m extractors.train", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="NAME.txt and NAME.json pairs")
    parser.add_argument("--aside", nargs="*", default=[], help="names that are never opened")
    parser.add_argument("--fresh", nargs="*", default=[], help="names that no rule was written for")
    parser.add_argument("--out", type=Path, default=ROOT, help="where the files are written")
    parser.add_argument("--commit", default="?", help="of the rules, for the tables' heads")
    options = parser.parse_args(arguments)
    reader = Reader(settings := Settings())
    examples = list(read_all(paths(options.folders, options.aside), reader, settings))
    fresh = {one.name for one in examples if _number(one.name) in options.fresh}
    tried = trial(examples, reader, fresh)
    tables = options.out / "ontologies" / "learned"
    page = options.out / "docs" / "accuracy.md"
    for folder in (tables, page.parent):
        folder.mkdir(parents=True, exist_ok=True)
    head = provenance(examples, options.commit)
    table = weights.written(learn(examples)) if tried.learned_wins else ""
    (tables / weights.TABLE).write_text(head + WEIGHTS_HEAD + table, encoding="utf-8")
    (tables / calibration.TABLE).write_text(
        head + CONFIDENCE_HEAD + tried.confidences, encoding="utf-8"
    )
    page.write_text(accuracy_page(tried, len(examples)), encoding="utf-8")
    sys.stdout.write(summary(tried))
    return 0


WEIGHTS_HEAD = "# Predicate, types of both ends, feature, weight in a logistic regression.\n"
CONFIDENCE_HEAD = (
    "# Predicate, family of rules (* is any), how many right, of how many, the share that is\n"
    "# to be expected; below the threshold a claim is tentative.\n"
)


def paths(folders: Iterable[Path], aside: Sequence[str]) -> list[Path]:
    """The annotations of the folders that are there; those set aside are known by their number."""
    known = set(aside)
    found = [
        path
        for folder in folders
        for path in sorted(folder.glob("*.json"))
        if path.stem not in known and _number(path.stem) not in known
    ]
    if not found:
        raise BadRequest("no annotated documents (NAME.json beside NAME.txt)", "folders")
    return found


def _number(name: str) -> str:
    """`m08` of `m08-prize-winners`."""
    return name.partition("-")[0]


def read_all(found: Iterable[Path], reader: Reader, settings: Settings) -> Iterator[Example]:
    """Each annotated document with what the rules find in it."""
    for path in found:
        doc = next(documents([str(path.with_suffix(".txt"))], settings))
        if not isinstance(doc, Document):
            raise BadRequest(f"{path}: {doc.why}", "folders")
        yield example(path.stem, read(path), reader.by_rules(doc, doc.kind or kind_of(doc)))


def provenance(examples: Sequence[Example], commit: str) -> str:
    """What the tables were learned from; the day is that of the run."""
    return (
        f"# Written by `make train` on {datetime.now(UTC).date()} with the rules of {commit},\n"
        f"# from {len(examples)} annotated documents, all written or annotated for this project:\n"
        f"# {examples[0].name} to {examples[-1].name}. Licence: that of the project.\n"
    )


def summary(tried: Trial) -> str:
    """The figures in four lines."""
    lines = (
        ("rules", tried.rules), ("rules, calibrated", tried.calibrated),
        ("rules and learned, calibrated", tried.both),
    )  # fmt: skip
    told = [f"{name}: P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.4f}\n" for name, s in lines]
    return "".join(told) + f"threshold {tried.threshold:.2f}; learned used: {tried.learned_wins}\n"


if __name__ == "__main__":
    sys.exit(main())
