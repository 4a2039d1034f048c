"""Errors counted: the commonest causes, then each part and kind with its causes and examples."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.evaluation.causes import Error

ORDER = ("entities", "relations", "attributes", "role", "date", "identifier")
EXAMPLES = 3  # of each cause; from different documents where there are any


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause in one part (and, where told, of one kind), with the errors that have it."""

    part: str
    kind: str  # a type or a predicate; empty for all of the part
    outcome: str
    cause: str
    errors: tuple[Error, ...]

    @property
    def examples(self) -> list[Error]:
        """Some errors, of different documents first."""
        first = list({error.document: error for error in reversed(self.errors)}.values())[::-1]
        rest = [error for error in self.errors if error not in first]
        return [*first, *rest][:EXAMPLES]


def commonest(errors: Iterable[Error]) -> list[Cause]:
    """The causes of each part over all its kinds, the most frequent first."""
    return sorted(_grouped((error, "") for error in errors), key=_most_first)


def by_kind(errors: Iterable[Error]) -> dict[str, dict[str, list[Cause]]]:
    """Part, then type or predicate, to its causes; what has most errors first."""
    found: dict[str, dict[str, list[Cause]]] = {part: {} for part in ORDER}
    kinds = _grouped((error, error.finding.kind) for error in errors)
    for cause in sorted(kinds, key=_most_first):
        found[cause.part].setdefault(cause.kind, []).append(cause)
    return {
        part: dict(sorted(causes.items(), key=lambda it: (-number(it[1]), it[0])))
        for part, causes in found.items()
        if causes
    }


def number(causes: Iterable[Cause]) -> int:
    """How many errors some causes make."""
    return sum(len(cause.errors) for cause in causes)


def as_json(errors: Sequence[Error]) -> dict[str, Any]:
    """The whole tally, and every error, for programs."""
    return {
        "commonest": [_counted(cause) for cause in commonest(errors)],
        "by_kind": {
            part: {
                kind: [
                    {**_counted(cause), "examples": [_told(error) for error in cause.examples]}
                    for cause in causes
                ]
                for kind, causes in kinds.items()
            }
            for part, kinds in by_kind(errors).items()
        },
        "all": [
            {
                "part": error.finding.part,
                "kind": error.finding.kind,
                "outcome": error.finding.outcome.value,
                "cause": error.cause,
                **_told(error),
            }
            for error in errors
        ],
    }


def _counted(cause: Cause) -> dict[str, Any]:
    return {
        "part": cause.part,
        "outcome": cause.outcome,
        "cause": cause.cause,
        "count": len(cause.errors),
    }


def _told(error: Error) -> dict[str, str]:
    return {
        "document": error.document,
        "text": error.finding.text,
        "sentence": error.sentence,
    }


def _grouped(errors: Iterable[tuple[Error, str]]) -> list[Cause]:
    groups: defaultdict[tuple[str, str, str, str], list[Error]] = defaultdict(list)
    for error, kind in errors:
        finding = error.finding
        groups[finding.part, kind, finding.outcome.value, error.cause].append(error)
    return [Cause(*key, tuple(members)) for key, members in groups.items()]


def _most_first(cause: Cause) -> tuple[int, int, str, str, str]:
    return -len(cause.errors), ORDER.index(cause.part), cause.kind, cause.outcome, cause.cause
