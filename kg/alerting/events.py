"""Rows of an answer, how two answers differ, and that as an event that is told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kg.store.changes.told import Origin, Piece, moment

LISTED = 100  # rows of an event that are told one by one; the others are counted


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row, and what it is called."""

    column: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row; another with the same key is the same, whatever else it shows."""

    key: str
    cells: tuple[Cell, ...]
    evidence: tuple[Piece, ...] = ()

    @property
    def words(self) -> str:
        """The row in a line."""
        told = [cell for cell in self.cells if cell.label]
        if any(cell.value != cell.label for cell in told):
            return ", ".join(cell.label for cell in told)
        # Numbers and dates alone say little without what they are of.
        return ", ".join(f"{cell.column} {cell.label}".strip() for cell in told) or "(no value)"

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Row":
        """Undo `asdict`."""
        evidence = tuple(
            Piece(each["id"], each["quote"], Origin(**each["document"]))
            for each in told["evidence"]
        )
        return cls(told["key"], tuple(Cell(**each) for each in told["cells"]), evidence)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one answer has and the one before has not, and the other way round."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]

    def __bool__(self) -> bool:
        """Whether the answer changed."""
        return bool(self.added or self.removed)


def difference(old: Iterable[Row], new: Iterable[Row]) -> Difference:
    """How two answers differ; the order of rows, and rows that come twice, are no difference."""
    before, after = ({row.key: row for row in rows} for rows in (old, new))
    return Difference(
        tuple(row for key, row in after.items() if key not in before),
        tuple(row for key, row in before.items() if key not in after),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """That an answer changed, and how; the same event keeps its id, however often it is sent."""

    id: str
    alert: str
    title: str
    at: float
    since: str  # the generation of the answer before
    generation: str
    total: int  # rows of the answer now
    added_total: int
    removed_total: int
    added: tuple[Row, ...]
    removed: tuple[Row, ...]

    @property
    def summary(self) -> str:
        """How much changed."""
        parts = ((self.added_total, "new"), (self.removed_total, "gone"))
        return ", ".join(f"{number:,} {word}" for number, word in parts if number)

    def as_dict(self) -> dict[str, object]:
        """What a webhook gets."""
        return {
            "id": self.id,
            "alert": self.alert,
            "title": self.title,
            "at": moment(self.at),
            "since": self.since,
            "generation": self.generation,
            "total": self.total,
            "added_total": self.added_total,
            "removed_total": self.removed_total,
            "added": [_shown(row) for row in self.added],
            "removed": [_shown(row) for row in self.removed],
        }

    def to_json(self) -> str:
        """As the state keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Event":
        """Undo `to_json`."""
        told = json.loads(text)
        rows = {side: tuple(map(Row.of, told[side])) for side in ("added", "removed")}
        return cls(**{**told, **rows})

    def without(self, gone: frozenset[str]) -> "Event":
        """The same without what names somebody who is in the graph no more."""
        return replace(
            self,
            added=tuple(_withheld(row, gone) for row in self.added),
            removed=tuple(_withheld(row, gone) for row in self.removed),
        )

    @property
    def names(self) -> set[str]:
        """The IRIs that it shows."""
        rows = (*self.added, *self.removed)
        found = {cell.value for row in rows for cell in row.cells if cell.value != cell.label}
        return found | {piece.document.id for row in rows for piece in row.evidence}


WITHHELD = "no longer in the graph"


def _withheld(row: Row, gone: frozenset[str]) -> Row:
    kept = tuple(piece for piece in row.evidence if piece.document.id not in gone)
    if any(cell.value in gone for cell in row.cells):
        return Row("", (Cell("", "", WITHHELD),))
    return replace(row, evidence=kept)


def _shown(row: Row) -> dict[str, object]:
    return {
        "cells": {cell.column: {"value": cell.value, "label": cell.label} for cell in row.cells},
        "evidence": [asdict(piece) for piece in row.evidence],
    }


def rows_from(text: str) -> list[Row]:
    """The rows of an answer that was kept."""
    return [Row.of(told) for told in json.loads(text)]


def rows_to(rows: Sequence[Row]) -> str:
    """Keep an answer: its rows without their sentences, which are looked up when they are told."""
    return json.dumps([asdict(replace(row, evidence=())) for row in rows], ensure_ascii=False)
