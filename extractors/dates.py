"""Dates as texts write them: `Nov. 2, 2024`, `22-24 January`, `last Friday`, `the 24th`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
}
DAYS = {
    d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
MONTH = (
    r"(?P<month>"
    + "|".join(sorted((m.capitalize() for m in MONTHS), key=len, reverse=True))
    + r")\b\.?"
)
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
TO = r"\s?(?:-|–|—|to|and|until|till)\s?"
DAY2 = r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
WEEKDAY = "|".join(day.capitalize() for day in DAYS)
FORMS = [
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<day>\d\d?)[/.](?P<month>\d\d?)[/.]{YEAR}\b"),
    re.compile(rf"\b{DAY}{TO}{DAY2}(?: of)? {MONTH}(?:,? {YEAR})?\b"),
    re.compile(rf"\b{MONTH} {DAY}{TO}{DAY2}\b(?:,? {YEAR}\b)?"),
    re.compile(rf"\b{DAY}(?: of)? {MONTH}(?:,? {YEAR}\b)?"),
    re.compile(rf"\b{MONTH} {DAY}\b(?!,\d)(?:,? {YEAR}\b)?"),
    re.compile(rf"\b{MONTH},? (?:of )?{YEAR}\b"),
    re.compile(rf"\b(?:between|from) {YEAR} (?:and|to|until) (?P<year2>(?:19|20)\d\d)\b"),
    re.compile(rf"\b{YEAR}[-–](?P<year2>(?:19|20)\d\d)\b"),
    re.compile(rf"\bfrom (?P<weekday>{WEEKDAY}) to (?P<weekday2>{WEEKDAY})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<last>[Ll]ast |this past )?(?P<weekday>{WEEKDAY})\b"),
    re.compile(r"\b(?P<today>today|yesterday)\b", re.IGNORECASE),
    re.compile(r"\b(?:on|by|until|from) the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! [A-Z])"),
    re.compile(rf"\b(?:[Ii]n|[Ss]ince|by|until|[Ee]arly|[Ll]ate|mid"
               rf"|end of) {MONTH}(?! \d)(?! [A-Z])"),
    re.compile(rf"(?<![\w,.-]){YEAR}\b(?![,.]?\d|[-–]\d|\s+\w+s\b)"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: where it stands, its value, and the end of a range."""

    start: int
    end: int
    value: str
    until: str | None = None


# Every form has a digit, a month or a day of the week; most sentences have none of them.
HINT = re.compile(rf"\d|day\b|\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)


def dates(text: str, reference: date | None) -> list[Dated]:
    """Dates in a text in order; what needs a year or a week takes it from the reference date.

    >>> [d.value for d in dates("on the 24th and on 5–6 September", date(2021, 9, 24))]
    ['2021-09-24', '2021-09-05']
    """
    return list(_dates(text, reference)) if HINT.search(text) else []


@lru_cache(maxsize=64)  # several steps ask for the dates of one sentence
def _dates(text: str, reference: date | None) -> tuple[Dated, ...]:
    found: list[Dated] = []
    for form in FORMS:
        for match in form.finditer(text):
            if any(d.start < match.end() and match.start() < d.end for d in found):
                continue
            read = _read(match, reference)
            if read is not None:
                found.append(Dated(match.start(), match.end(), *read))
    return tuple(sorted(found, key=lambda d: d.start))


def _read(match: re.Match[str], reference: date | None) -> tuple[str, str | None] | None:
    part = match.groupdict()
    if part.get("weekday") or part.get("today"):
        return _relative(part, reference)
    year = int(part["year"]) if part.get("year") else None
    if part.get("year2"):
        return str(year), part["year2"]
    month = _month(part.get("month"))
    if month is None and part.get("day"):
        if reference is None:
            return None
        month = reference.month
    if month is None:
        return (str(year), None) if year else None
    day = int(part["day"]) if part.get("day") else None
    if month > 12 and day is not None and day <= 12:
        day, month = month, day  # 11/25/2024
    year = year or _year(month, day, reference)
    if year is None:
        return None
    value = _iso(year, month, day)
    until = _iso(year, month, int(part["day2"])) if part.get("day2") else None
    return (value, until) if value else None


def _month(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else MONTHS[text.casefold()]


def _year(month: int, day: int | None, reference: date | None) -> int | None:
    """The year that brings a date nearest to the reference; what is past counts as nearer."""
    if reference is None:
        return None

    def distance(year: int) -> int:
        ahead = (date(year, month, min(day or 15, 28)) - reference).days
        return 2 * ahead if ahead > 0 else -ahead

    return min((reference.year - 1, reference.year, reference.year + 1), key=distance)


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        full = date(year, month, day or 1)
    except ValueError:
        return None
    return full.isoformat() if day else full.isoformat()[:7]


def _relative(part: dict[str, str | None], reference: date | None) -> tuple[str, str | None] | None:
    if reference is None:
        return None
    if today := part.get("today"):
        back = 1 if today.casefold() == "yesterday" else 0
        return (reference - timedelta(days=back)).isoformat(), None
    first = _weekday(str(part["weekday"]), reference, strictly=bool(part.get("last")))
    if second := part.get("weekday2"):
        until = _weekday(second, reference, strictly=False)
        start = until - timedelta(
            days=(until.weekday() - DAYS[str(part["weekday"]).casefold()]) % 7
        )
        return start.isoformat(), until.isoformat()
    return first.isoformat(), None


def _weekday(name: str, reference: date, *, strictly: bool) -> date:
    """The last such day up to the reference; `last Friday` is never the reference itself."""
    back = (reference.weekday() - DAYS[name.casefold()]) % 7
    return reference - timedelta(days=back or (7 if strictly else 0))


OPENING = 200  # characters in which a dateline stands


def reference_date(published: str | None, text: str) -> date | None:
    """What a text's relative dates count from: its day of publication, else its first full date."""
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


NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""".split()
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
NUMBER = re.compile(
    # Twelve digits at most: what is longer counts nothing.
    r"(?<!\d[.,:/])\b(?P<digits>\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?P<scale> (?:thousand|million))?"
    r"(?![\w%.:/-]|,\d)"
    r"|\b(?P<words>(?:" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r")(?:-\w+)?)\b"
    r"(?P<hundred> (?:hundred|thousand))?",
    re.IGNORECASE,
)


def numbers(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, value) of the numbers in a text, in digits or words."""
    for match in NUMBER.finditer(text):
        if match["digits"]:
            value = int(match["digits"].replace(",", ""))
            scale = {"thousand": 1000, "million": 1_000_000}.get((match["scale"] or "").strip(), 1)
        else:
            parts = match["words"].casefold().split("-")
            if any(part not in NUMBER_WORDS for part in parts):
                continue
            value = sum(NUMBER_WORDS[part] for part in parts)
            scale = {"hundred": 100, "thousand": 1000}.get((match["hundred"] or "").strip(), 1)
        yield match.start(), match.end(), value * scale
