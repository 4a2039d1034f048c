"""Dates that only a reference day makes dates: `last Friday`, `the 8th of this month`, `in May`."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum

from extractors.dates.written import AMOUNTS, DAYS, ORDINALS, SEASONS

type Span = tuple[str, str | None]


class Tense(Enum):
    """Whether the words around a date tell of what was or of what will be."""

    PAST = "past"
    FUTURE = "future"
    UNTOLD = "untold"


_BEFORE, _AFTER = 120, 40  # characters around a date that are looked at
_FUTURE = re.compile(
    r"\b(?:will|shall|is to|are to|to be held|due to|is due|are due|scheduled|upcoming|forthcoming"
    r"|plan(?:s|ned)? to|expected to|is planned|are planned|next|save the date|deadline"
    r"|registration|opens? on|starts? on|begins? on)\b|['’]ll\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|took|met|said|held|began|gave|came|won|became|left|led|saw|ran|spoke|told"
    r"|died|since|(?!(?:need|speed|seed|bed|red|med|shed|fed|bred|united|limited|advanced|related"
    r"|based|called|named|scheduled|expected|planned|funded)\b)[a-z]{2,}ed)\b"
)
_JUST = 60  # days
_BREAK = re.compile(r"[.;:!?\n](?=\s)|\bbut\b|\bwhile\b")


def tense(text: str, start: int, end: int) -> Tense:
    """What the clause around a date tells.

    >>> [tense(text, 17, 22).value for text in ("They will meet on 5 May", "The team met on 5 May")]
    ['future', 'past']
    """
    before = _BREAK.split(text[max(start - _BEFORE, 0) : start])[-1]
    after = _BREAK.split(text[end : end + _AFTER])[0]
    clause = before + after
    if _FUTURE.search(clause):
        return Tense.FUTURE
    return Tense.PAST if _PAST.search(clause) else Tense.UNTOLD


def year_of(month: int, day: int | None, reference: date | None, when: Tense) -> int | None:
    """The year that brings a day nearest to the reference, on the side that the tense tells."""
    if reference is None:
        return None
    if when is Tense.PAST:
        return reference.year - ((month, day or 0) > (reference.month, reference.day))
    if when is Tense.FUTURE:
        behind = (month, day or 31) < (reference.month, reference.day)
        # A report may be about what was still to come: what is just past is not a year ahead.
        return reference.year + (behind and _days(month, day, reference.year, reference) < -_JUST)

    def distance(year: int) -> int:
        days = _days(month, day, year, reference)
        return 2 * days if days > 0 else -days

    return min((reference.year - 1, reference.year, reference.year + 1), key=distance)


def _days(month: int, day: int | None, year: int, reference: date) -> int:
    return (date(year, month, min(day or 15, 28)) - reference).days


def relative(part: Mapping[str, str], reference: date | None, when: Tense) -> Span | None:
    """The date that these parts of a form mean; none where it needs a reference and has none."""
    if "quarter" in part or "half" in part or "season" in part:
        return _part_of_year(part, reference, when)
    if reference is None:
        return None
    if "day" in part:
        return _day_of_month(part, reference, when)
    if "weekday" in part:
        return _weekdays(part, reference, when)
    if "today" in part:
        return (reference + timedelta(days=_DISTANCE[part["today"].casefold()])).isoformat(), None
    if "ago" in part:
        return _ago(part["amount"], part["ago"], reference), None
    year, month = reference.year, reference.month
    step = _step(part["which"])
    if part["unit"] == "year":
        return str(year + step), None
    return _month(year, month + step), None


_DISTANCE = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}


def _step(which: str) -> int:
    word = which.casefold().removeprefix("the ")
    return {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(word, 0)


def _month(year: int, month: int) -> str:
    return f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02}"


def _part_of_year(part: Mapping[str, str], reference: date | None, when: Tense) -> Span | None:
    if "season" in part:
        first, months = SEASONS[part["season"].casefold()], 3
    elif "quarter" in part:
        name = part["quarter"].casefold()
        number = int(name[1]) if name[0] == "q" else ORDINALS.get(name, 4)
        first, months = 3 * number - 2, 3
    else:
        name = part["half"].casefold()
        first, months = (1 if name in ("h1", "first") else 7), 6
    given = part.get("year") or part.get("year2")
    if given is None and reference is None:
        return None
    year = int(given) if given else _year_of_part(part, first, reference, when)  # type: ignore[arg-type]
    return _month(year, first), _month(year, first + months - 1)


def _year_of_part(part: Mapping[str, str], first: int, reference: date, when: Tense) -> int:
    step = _step(part.get("which", ""))
    if "season" not in part:
        return reference.year + step if "which" in part else _nearest(first, reference, when)
    # `next spring` is the spring that comes next, `last summer` the one that is over.
    over, begun = first + 2 < reference.month, first <= reference.month
    if step > 0:
        return reference.year + begun
    if step < 0:
        return reference.year - (not over)
    return reference.year


def _nearest(first: int, reference: date, when: Tense) -> int:
    return year_of(first + 1, None, reference, when) or reference.year


def _day_of_month(part: Mapping[str, str], reference: date, when: Tense) -> Span | None:
    year, month = reference.year, reference.month
    day = int(part["day"])
    if "unit" in part:
        month += _step(part["which"])
    elif when is Tense.PAST and day > reference.day:
        month -= 1
    elif when is Tense.FUTURE and day < reference.day:
        month += 1
    prefix = _month(year, month)
    value = date.fromisoformat(f"{prefix}-{day:02}").isoformat()
    if "day2" not in part:
        return value, None
    return value, date.fromisoformat(f"{prefix}-{int(part['day2']):02}").isoformat()


def _weekdays(part: Mapping[str, str], reference: date, when: Tense) -> Span:
    first = DAYS[part["weekday"].casefold()]
    if second := part.get("weekday2"):
        until = _weekday(DAYS[second.casefold()], reference, when, "")
        return (
            until - timedelta(days=(until.weekday() - first) % 7)
        ).isoformat(), until.isoformat()
    if week := part.get("week"):
        monday = reference - timedelta(days=reference.weekday())
        day = monday + timedelta(days=first + 7 * {"last": -1, "this": 0, "next": 1}[week])
        return day.isoformat(), None
    relation = part.get("relation", "").casefold()
    return _weekday(first, reference, when, relation).isoformat(), None


def _weekday(weekday: int, reference: date, when: Tense, relation: str) -> date:
    """The nearest such day on its side; `last Friday` and `next Friday` are never the reference."""
    ahead = (weekday - reference.weekday()) % 7
    if relation in ("next", "coming", "this coming"):
        return reference + timedelta(days=ahead or 7)
    if relation in ("last", "past", "this past"):
        return reference - timedelta(days=(7 - ahead) or 7)
    if relation == "this":
        return reference + timedelta(days=weekday - reference.weekday())
    if when is Tense.FUTURE:
        return reference + timedelta(days=ahead)
    return reference - timedelta(days=(7 - ahead) % 7)


def _ago(amount: str, unit: str, reference: date) -> str:
    """As exact as the unit: days ago is a day, months ago a month, years ago a year."""
    number = int(amount) if amount.isdigit() else AMOUNTS[amount]
    if unit == "year":
        return str(reference.year - number)
    if unit == "month":
        return _month(reference.year, reference.month - number)
    return (reference - timedelta(days=number * (7 if unit == "week" else 1))).isoformat()
