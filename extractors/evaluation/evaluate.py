"""How well a reader finds what careful people annotated in the same texts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.documents import documents
from extractors.evaluation.annotated import Annotated, parse, read
from extractors.evaluation.causes import Error, errors
from extractors.evaluation.comparison import Finding, Outcome, compare
from extractors.evaluation.gold import as_gold
from kg.errors import BadRequest
from kg.model import Document, Extractor, Reading
from kg.settings import Settings

PARTS = ("entities", "relations", "attributes")
ASIDES = ("role", "date", "identifier")  # scored for what was found alone


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All findings, by the name of the document, in order of names."""

    findings: Mapping[str, Sequence[Finding]]
    unread: tuple[str, ...] = ()  # documents that could not be read; all in them is missed
    errors: tuple[Error, ...] = ()  # what was missed and what is false, with its cause

    def report(self) -> dict[str, Any]:
        """The figures as JSON: each part whole and by kind, then what is scored apart."""
        counts = Counter(
            (finding.part, finding.kind, finding.outcome)
            for findings in self.findings.values()
            for finding in findings
        )
        report: dict[str, Any] = {"documents": len(self.findings), "missing": list(self.unread)}
        for part in PARTS:
            kinds = sorted({kind for of, kind, _ in counts if of == part})
            report[part] = {
                "all": _figures(counts, part, kinds),
                **{kind: _figures(counts, part, [kind]) for kind in kinds},
            }
        for aside in ASIDES:
            right, false = (counts[aside, aside, o] for o in (Outcome.RIGHT, Outcome.FALSE))
            accuracy = _ratio(right, right + false)
            report[aside] = {"right": right, "of": right + false, "accuracy": accuracy}
        return report


def evaluate(folders: Sequence[Path], extractor: Extractor, settings: Settings) -> Evaluation:
    """Read every NAME.txt of some folders and compare with its NAME.json."""
    # All are checked before the first text is read, which takes long.
    wanted = [(path, read(path)) for folder in folders for path in _annotated(folder)]
    findings: dict[str, Sequence[Finding]] = {}
    unread: list[str] = []
    found_errors: list[Error] = []
    for path, gold in wanted:
        name = path.stem if len(folders) == 1 else str(path.with_suffix(""))
        reading = _read(path.with_suffix(".txt"), extractor, settings)
        found = parse(as_gold(reading)) if reading else Annotated()
        if reading is None:
            unread.append(name)
        findings[name] = list(compare(gold, found))
        found_errors += errors(name, gold, found, reading)
    return Evaluation(findings, tuple(unread), tuple(found_errors))


def _annotated(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadRequest(f"{folder}: no such folder", "gold")
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise BadRequest(f"{folder}: no gold documents (NAME.json beside NAME.txt)", "gold")
    return paths


def _read(path: Path, extractor: Extractor, settings: Settings) -> Reading | None:
    if not path.exists():
        raise BadRequest(f"{path}: no such file, but there is {path.stem}.json", "gold")
    doc = next(documents([str(path)], settings))
    return extractor(doc) if isinstance(doc, Document) else None


def _figures(
    counts: Counter[tuple[str, str, Outcome]], part: str, kinds: Iterable[str]
) -> dict[str, float | None]:
    right, false, missed = (
        sum(counts[part, kind, outcome] for kind in kinds) for outcome in Outcome
    )
    return {
        "right": right,
        "false": false,
        "missed": missed,
        "precision": _ratio(right, right + false),
        "recall": _ratio(right, right + missed),
        "f1": _ratio(2 * right, 2 * right + false + missed),
    }


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
