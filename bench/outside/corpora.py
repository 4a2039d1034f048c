"""Where the outside corpora lie, and how their figures are counted and printed.

The corpora are not part of the product: they are looked for in ../shared beside the checkout, or
in the folder that KG_SHARED names. Their own README tells their sources and licences.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Set
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAY = "lay it there, or name the folder that holds corpora/, authorities/ and gold/ in KG_SHARED"


def shared(part: str) -> Path:
    """A file or folder of the outside material; where it is absent, the run ends kindly."""
    folder = Path(os.environ.get("KG_SHARED") or ROOT.parent / "shared")
    path = folder / part
    if not path.exists():
        sys.stdout.write(f"{path} is not there, so there is nothing to check: {LAY}.\n")
        raise SystemExit(0)
    return path


class Tally:
    """What is right, false and missed, by kind; the kinds keep the order they came in."""

    def __init__(self) -> None:
        """Nothing counted."""
        self._right: Counter[str] = Counter()
        self._false: Counter[str] = Counter()
        self._missed: Counter[str] = Counter()
        self._kinds: dict[str, None] = {}

    def add(self, kind: str, *, right: int = 0, false: int = 0, missed: int = 0) -> None:
        """Count some outcomes."""
        self._kinds[kind] = None
        self._right[kind] += right
        self._false[kind] += false
        self._missed[kind] += missed

    def compare[T](self, kind: str, wanted: Set[T], found: Set[T]) -> None:
        """Count what two sets have in common and what one has alone."""
        both = len(wanted & found)
        self.add(kind, right=both, false=len(found) - both, missed=len(wanted) - both)

    def rows(self, total: str = "") -> Iterable[tuple[str, str]]:
        """Each kind with its figures, and all together where a total is named."""
        for kind in self._kinds:
            yield kind, _figures(self._right[kind], self._false[kind], self._missed[kind])
        if total:
            sums = (counter.total() for counter in (self._right, self._false, self._missed))
            yield total, _figures(*sums)


def show(title: str, tally: Tally, total: str = "") -> None:
    """Print a table of precision, recall and F1."""
    print(f"\n{title:44} precision  recall      F1   right   false  missed")
    for kind, figures in tally.rows(total):
        print(f"  {kind:42}{figures}")


def _figures(right: int, false: int, missed: int) -> str:
    precision = right / (right + false) if right + false else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * right / (2 * right + false + missed) if right + false + missed else 0.0
    rates = f"{100 * precision:10.1f}{100 * recall:8.1f}{100 * f1:8.1f}"
    return f"{rates}{right:8}{false:8}{missed:8}"
