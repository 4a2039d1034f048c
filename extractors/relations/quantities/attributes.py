"""What a sentence says of when and how many."""

import re
from collections.abc import Iterator
from datetime import date

from extractors.dates import Dated, dates
from extractors.relations.quantities.counts import counts, keyed
from extractors.relations.quantities.focus import Focus
from extractors.relations.quantities.occasions import occasions
from extractors.relations.quantities.spans import spans
from extractors.relations.scene import Found, Scene

# `GUANGZHOU, Nov. 2, 2024 (Xinhua) -- More than ...`: the day of the report.
PLACED = re.compile(r"(?:[A-Z][\w.]*[,.]? ?|of |and |\([^()]*\) ?){1,9}")
DASHED = re.compile(r" ?(?:\([^()]*\) ?)?(?:--|—|–|- )| \((?:Reporter|[A-Z])")


def attributes(scene: Scene, focus: Focus, reference: date | None) -> Iterator[Found]:
    """Dates of events, beginnings and ends of what lasts, and numbers with an owner."""
    found = [
        dated
        for dated in dates(scene.sentence.text, reference)
        if not _in_dateline(scene.sentence.text, dated)
    ]
    yield from occasions(scene, found, focus)
    yield from spans(scene, found)
    yield from counts(scene, found, focus)
    yield from keyed(scene, focus)
    focus.see(scene)


def _in_dateline(text: str, dated: Dated) -> bool:
    return (
        PLACED.fullmatch(text, 0, dated.start) is not None
        and DASHED.match(text, dated.end) is not None
    )
