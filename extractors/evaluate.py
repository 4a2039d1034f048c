"""How well a reader finds what careful people annotated in the same texts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.annotated import Annotated, parse, read
from extractors.comparison import Finding, Outcome, compare
from extractors.documents import documents
from extractors.gold import as_gold
from kg.errors import BadRequest
from kg.model import Document, Extractor
from kg.settings import Settings

PARTS = {"entities": "entity", "relations": "relation", "attributes": "attribute"}
ASIDES = ("role", "date", "identifier")  # scored for what was found alone


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All findings, by the name of the document, in order of names."""

    findings: Mapping[str, Sequence[Finding]]
    unread: tuple[str, ...] = ()  # documents that could not be read; all in them is missed

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

    def errors(self) -> dict[str, list[str]]:
        """What was missed and what is false, by document."""
        found: dict[str, list[str]] = {}
        for name, findings in self.findings.items():
            lines = sorted(_lines(findings))
            if lines:
                found[name] = lines
        return found


def _lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.outcome is not Outcome.RIGHT:
            part = PARTS.get(finding.part, finding.part)
            yield f"{finding.outcome:6} {part}: {finding.text}"


def evaluate(gold: Path, extractor: Extractor, settings: Settings) -> Evaluation:
    """Read every NAME.txt of a folder and compare with its NAME.json."""
    if not gold.is_dir():
        raise BadRequest(f"{gold}: no such folder", "gold")
    paths = sorted(gold.glob("*.json"))
    if not paths:
        raise BadRequest(f"{gold}: no gold documents (NAME.json beside NAME.txt)", "gold")
    # All are checked before the first text is read, which takes long.
    wanted = {path.stem: read(path) for path in paths}
    findings: dict[str, Sequence[Finding]] = {}
    unread: list[str] = []
    for path in paths:
        found = _extracted(path.with_suffix(".txt"), extractor, settings)
        if found is None:
            unread.append(path.stem)
        findings[path.stem] = list(compare(wanted[path.stem], found or Annotated()))
    return Evaluation(findings, tuple(unread))


def _extracted(path: Path, extractor: Extractor, settings: Settings) -> Annotated | None:
    if not path.exists():
        raise BadRequest(f"{path}: no such file, but there is {path.stem}.json", "gold")
    doc = next(documents([str(path)], settings))
    return parse(as_gold(extractor(doc))) if isinstance(doc, Document) else None


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
