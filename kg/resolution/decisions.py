"""What people decided about who is who: an append-only log of plain lines, one decision each.

The log is the truth and is never rewritten; what follows from it is computed. Columns, separated by
tabs: number, when, who, verdict, left, right, why. An undo has the number that it undoes as left.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from kg.errors import BadRequest, StoreUnusable
from kg.model import Iri
from kg.store.rdf import is_iri

FILE = "decisions.tsv"
COLUMNS = ("number", "when", "who", "verdict", "left", "right", "why")
HEADING = "# Who is who, as decided; lines are added and never changed: " + " ".join(COLUMNS)


class Verdict(StrEnum):
    """What a line of the log says."""

    SAME = "same"
    DIFFERENT = "different"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """That two names are of one thing, or of two; or that an earlier decision counts no longer."""

    number: int
    when: str  # ISO date and time
    who: str
    verdict: Verdict
    left: Iri  # of an undo: empty
    right: Iri
    why: str = ""
    undoes: int = 0  # the number that an undo undoes

    def line(self) -> str:
        """The decision as the log has it."""
        left = str(self.undoes) if self.verdict is Verdict.UNDO else self.left
        cells = (str(self.number), self.when, self.who, self.verdict, left, self.right, self.why)
        return "\t".join(" ".join(cell.split()) for cell in cells)


def read_log(path: Path) -> list[Decision]:
    """All lines of a log, undone ones too; StoreUnusable names the line that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnusable(f"{path} cannot be read: {error}") from error
    found: list[Decision] = []
    for at, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            found.append(_decision(line.rstrip("\r"), found))
        except ValueError as error:
            raise StoreUnusable(
                f"{path}, line {at}: {error}; mend the line or take the file's last good version"
            ) from error
    return found


def append(path: Path, decision: Decision) -> None:
    """Add a line and see that it is on the disk; the caller holds the writer's lock."""
    try:
        before = path.read_bytes() if path.exists() else f"{HEADING}\n".encode()
        broken = "\n" if before and not before.endswith(b"\n") else ""
        with path.open("ab") as file:
            head = "" if path.stat().st_size else f"{HEADING}\n"
            file.write(f"{head}{broken}{decision.line()}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreUnusable(f"{path} cannot be written: {error}") from error


def in_force(log: Sequence[Decision]) -> list[Decision]:
    """What counts: neither undone nor an undo. An undo that is undone undoes nothing."""
    undone: set[int] = set()
    kept = []
    for decision in reversed(log):
        if decision.number in undone:
            continue
        if decision.verdict is Verdict.UNDO:
            undone.add(decision.undoes)
        else:
            kept.append(decision)
    return kept[::-1]


def undoable(log: Sequence[Decision], number: int) -> Decision:
    """The decision of this number, if it is there and counts; BadRequest tells why not."""
    known = {decision.number: decision for decision in log}
    if number not in known:
        last = f"the last is {max(known)}" if known else "there are none yet"
        raise BadRequest(f"there is no decision {number}: {last}", "number")
    undone: set[int] = set()
    for decision in reversed(log):
        if decision.number not in undone and decision.verdict is Verdict.UNDO:
            undone.add(decision.undoes)
    if number in undone:
        raise BadRequest(f"decision {number} is undone already", "number")
    return known[number]


def next_number(log: Iterable[Decision]) -> int:
    """The number of the line that comes next."""
    return max((decision.number for decision in log), default=0) + 1


def _decision(line: str, before: Sequence[Decision]) -> Decision:
    cells = line.split("\t")
    if len(cells) not in (len(COLUMNS) - 1, len(COLUMNS)):
        raise ValueError(f"{len(cells)} columns where {len(COLUMNS)} are wanted, parted by tabs")
    number, when, who, verdict, left, right = (cell.strip() for cell in cells[:6])
    if verdict not in tuple(Verdict):
        raise ValueError(f"the verdict {verdict!r} is none of {', '.join(Verdict)}")
    found = Decision(
        _number(number, before),
        _moment(when),
        who,
        Verdict(verdict),
        *(_pair(left, right) if verdict != Verdict.UNDO else (Iri(), Iri())),
        why=cells[6].strip() if len(cells) > len(COLUMNS) - 1 else "",
        undoes=_undone(left, before) if verdict == Verdict.UNDO else 0,
    )
    if not who:
        raise ValueError("nobody is named who decided")
    return found


def _number(text: str, before: Sequence[Decision]) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise ValueError(f"{text!r} is no number of a decision")
    if before and int(text) <= before[-1].number:
        raise ValueError(f"number {text} comes after {before[-1].number}: numbers go up")
    return int(text)


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no ISO date") from None
    return text


def _pair(left: str, right: str) -> tuple[Iri, Iri]:
    for each in (left, right):
        if "://" not in each or not is_iri(each):
            raise ValueError(f"{each!r} is no IRI")
    if left == right:
        raise ValueError(f"{left} stands on both sides")
    return Iri(left), Iri(right)


def _undone(text: str, before: Sequence[Decision]) -> int:
    if not text.isdecimal() or int(text) not in {decision.number for decision in before}:
        raise ValueError(f"it undoes {text!r}, which is no number of a line above")
    return int(text)
