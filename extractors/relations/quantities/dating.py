"""The day on which a relation began, where the sentence that states it names one."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from extractors.dates import Dated, dates
from extractors.relations.scene import Found
from kg.model import Predicate, Standing

# What begins or happens on a day.
DATED = frozenset(
    {
        Predicate.RUNS,
        Predicate.APPROVES,
        Predicate.MEMBER_OF,
        Predicate.LEADS,
        Predicate.SUPPORTS,
        Predicate.COLLABORATES_WITH,
        Predicate.PARTICIPATES_IN,
        Predicate.AFFILIATED_WITH,
    }
)
SINCE = re.compile(r"\b[Ss]ince(?: (?:early|late|mid))? ?$")
FAR = 10_000  # more characters than lie between a date and a name


def began(told: Iterable[Found], reference: date | None) -> str | None:
    """The date of what is told, perhaps in several sentences: `since 2017` says most."""
    stated = [one for one in told if one.standing is Standing.ASSERTED]
    if not stated or stated[0].predicate not in DATED:
        return None
    found = [(one, dated) for one in stated if (dated := _date(one, reference)) is not None]
    since = next((d for one, d in found if _since(one, d)), None)
    return (since or found[0][1]).value if found else None


def _since(one: Found, dated: Dated) -> bool:
    return SINCE.search(one.scene.sentence.text[: dated.start]) is not None


def _date(found: Found, reference: date | None) -> Dated | None:
    """The date of a sentence; of several the one nearest to what is tied."""
    named = dates(found.scene.sentence.text, reference)
    if len({dated.value for dated in named}) <= 1:
        return named[0] if named else None
    ends = _ends(found)
    return min(named, key=lambda dated: _gap(dated, ends))


def _ends(found: Found) -> Sequence[tuple[int, int]]:
    """Where what is tied is named, counted from the beginning of the sentence."""
    offset = found.scene.sentence.start
    return [
        (c.start - offset, c.end - offset)
        for c in found.scene.candidates
        if c.cluster is found.subject or c.cluster is found.object
    ]


def _gap(dated: Dated, ends: Sequence[tuple[int, int]]) -> int:
    # A date mostly stands behind what it dates.
    gaps = (
        dated.start - end if end <= dated.start else 2 * (start - dated.end) for start, end in ends
    )
    return min((abs(gap) for gap in gaps), default=FAR)
