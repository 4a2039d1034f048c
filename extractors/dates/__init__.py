"""Dates as texts write them: `Nov. 2, 2024`, `22-24 January`, `last Friday`, `the 24th`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractors.dates.numerals import numbers
from extractors.dates.relative import Span, Tense, relative, tense, year_of
from extractors.dates.written import FORMS, HINT, MONTHS, NUMERIC

__all__ = ["Dated", "Reference", "dates", "numbers", "reference_date"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: where it stands, its value, and the end of a range."""

    start: int
    end: int
    value: str
    until: str | None = None


class Reference(date):
    """The day that the dates of a text count from, and how the text writes `05/06/2024`."""

    months_first: bool = False

    @classmethod
    def of(cls, day: date, text: str) -> "Reference":
        """A day with the habit that a text shows."""
        found = cls(day.year, day.month, day.day)
        found.months_first = _months_first(day, text)
        return found


def dates(text: str, reference: date | None) -> list[Dated]:
    """Dates in a text in order; what needs a year or a week takes it from the reference date.

    >>> [d.value for d in dates("on the 24th and on 5–6 September", date(2021, 9, 24))]
    ['2021-09-24', '2021-09-05']
    """
    if not HINT.search(text):
        return []
    return list(_dates(text, reference, getattr(reference, "months_first", False)))


@lru_cache(maxsize=64)  # several steps ask for the dates of one sentence
def _dates(text: str, reference: date | None, months_first: bool) -> tuple[Dated, ...]:
    found: list[Dated] = []
    taken = bytearray(len(text))  # a mark for each character of a date, so that none is read twice
    for form in FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            read = _read(match, reference, months_first)
            if read is not None:
                taken[start:end] = b"\1" * (end - start)
                found.append(Dated(match.start(), match.end(), *read))
    return tuple(sorted(found, key=lambda d: d.start))


def _read(match: re.Match[str], reference: date | None, months_first: bool) -> Span | None:
    part = {name: text for name, text in match.groupdict().items() if text}
    when = tense(match.string, match.start(), match.end())
    try:
        if "month" not in part and "year" not in part:
            return relative(part, reference, when)
        if "unit" in part or "season" in part or "quarter" in part or "half" in part:
            return relative(part, reference, when)
        if "month" not in part:
            return part["year"], _later_year(part)
        return _calendar(part, reference, when, months_first)
    except ValueError:
        return None  # no day of the calendar


def _later_year(part: Mapping[str, str]) -> str | None:
    """`2012-16` and `2012/13` end in their own century."""
    second = part.get("year2")
    if second is None:
        return None
    full = second if len(second) == 4 else part["year"][:2] + second
    if full <= part["year"]:
        raise ValueError("a range that goes back")
    return full


def _calendar(
    part: Mapping[str, str], reference: date | None, when: Tense, months_first: bool
) -> Span | None:
    month, day = _number(part["month"]), int(part["day"]) if "day" in part else None
    if part["month"].isdigit() and day is not None and "iso" not in part:
        day, month = _ordered(day, month, months_first and "dot" not in part)
    month2 = _number(part["month2"]) if "month2" in part else month
    day2 = int(part["day2"]) if "day2" in part else None
    ends = "month2" in part or day2 is not None
    year = int(part["year"]) if "year" in part else None
    year2 = int(part["year2"]) if "year2" in part else None
    if year is None and year2 is not None:
        year = year2 - (month > month2)
    if year is None and "which" in part and reference is not None:
        year = reference.year + {"last": -1, "this": 0, "next": 1}[part["which"].casefold()]
    year = year or year_of(month, day, reference, when)
    if year is None:
        return None
    value = _iso(year, month, day)
    if not ends:
        return value, None
    until = _iso(year2 or year + (month2 < month), month2, day2)
    # `5 or 6 May` written backwards, `31-2 May`, is no range.
    return (value, until) if until > value else (value, None)


def _number(month: str) -> int:
    return int(month) if month.isdigit() else MONTHS[month.casefold().rstrip(".")]


def _ordered(day: int, month: int, months_first: bool) -> tuple[int, int]:
    """Day and month of `05/06/2024`; where only one order gives a date, it is that."""
    swapped = month > 12 or (months_first and day <= 12)
    return (month, day) if swapped else (day, month)


def _iso(year: int, month: int, day: int | None) -> str:
    try:
        full = date(year, month, day or 1)
    except ValueError:
        if day is None or not 1 <= month <= 12:
            raise
        return f"{year}-{month:02}"  # the 30th of February: a slip in the day
    return full.isoformat() if day else full.isoformat()[:7]


_AMERICAN = re.compile(
    rf"\b(?:{'|'.join(name.capitalize() for name in MONTHS)})\.? \d{{1,2}},? (?:19|20)\d\d\b"
    r"|\bU\.S\.|\bUnited States|\b(?:Calif|Mass|Md|Pa|Fla|Ill|Conn|Minn|Ohio|Texas|D\.C)\b\.?"
    r"|\b(?:N\.Y|N\.J|N\.C)\.|, (?:CA|MA|MD|NY|NJ|PA|TX|FL|IL|WA|NC|OH|MN|CT)\b"
)
_ELSEWHERE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(name.capitalize() for name in MONTHS)})\b"
)


def _months_first(published: date, text: str) -> bool:
    """Whether a text writes the month before the day: as its plain dates do, else as its place."""
    first = second = 0
    for match in NUMERIC.finditer(text):
        one, other, year = int(match["day"]), int(match["month"]), int(match["year"])
        both = (year, one, other) == (published.year, published.month, published.day)
        first += one > 12 or (year, other, one) == (published.year, published.month, published.day)
        second += other > 12 or both
    if first != second:
        return second > first
    head = text[:20_000]
    return len(_AMERICAN.findall(head)) > len(_ELSEWHERE.findall(head))


OPENING = 200  # characters in which a dateline stands


@lru_cache(maxsize=8)  # the steps of reading one document ask for the same
def reference_date(published: str | None, text: str) -> date | None:
    """What a text's relative dates count from: its day of publication, else its first full date."""
    day = _reference(published, text)
    return Reference.of(day, text) if day is not None else None


def _reference(published: str | None, text: str) -> date | None:
    if published and len(published) == 10:
        return date.fromisoformat(published)
    full = (d.value for d in dates(text[:3000], None) if len(d.value) == 10)
    first = next(full, None)
    if first is not None:
        return date.fromisoformat(first)
    years = [int(y) for y in re.findall(r"\b(20[0-3]\d)\b", text[:5000])]
    if not years:
        return None
    middle = date(max(years), 7, 1)
    # A dateline without a year, `Beijing, September 24`, is of the latest year spoken of.
    opening = next((d.value for d in dates(text[:OPENING], middle) if len(d.value) == 10), None)
    return date.fromisoformat(opening) if opening else middle
