"""Title and date of a text that does not declare them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.model import When

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = (
    rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})",
    r"(?P<year>\d{4})(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
    r"(?P<day>\d{1,2})(?P<dash>[/.])(?P<month>\d{1,2})(?P=dash)(?P<year>\d{4})",
)
# A label begins with a capital: "a study published on ..." speaks of something else.
_LABEL = (
    r"(?:(?=[A-Z])(?i:for\s+immediate\s+release|update\s?time|last\s+updated?|updated(?:\s+on)?"
    r"|release\s+time|(?:date\s+of\s+)?(?:publication|release)(?:\s+date)?"
    r"|published(?:\s+(?:on|online|at))?|publish(?:ing)?\s+(?:time|date)"
    r"|posted(?:\s+on|\s+by\s+[^,:\n]{1,40},)?|(?:press|news)\s+release|issued(?:\s+on)?)"
    r"|(?i:release\s+dated))\s*[:\uff1a,]?\s*"
)
# "KUNMING, May 14, 2024 --": one to three names that start with a capital, then the date, then
# what sets a dateline off from the story.
_PLACE = r"[A-ZÀ-Þ][\w.'\u2019 -]{1,40}"
_PLACES = rf"(?:{_PLACE},\s+){{1,4}}"
_OFF = r"\s*(?:--?|[\u2013\u2014:(/]|\.\s|\([A-Z])"
_CORRESPONDENT = rf"From\s+our\s+(?:own\s+)?correspondents?\s+in\s+{_PLACE},\s+"
_SHAPES = tuple(
    re.compile(shape)
    for form in _FORMS
    for shape in (
        rf"\b{_LABEL}(?:{form})(?![\d\u2013-])",
        rf"^\s*{_PLACES}(?:{form}){_OFF}",
        rf"^\s*{_CORRESPONDENT}(?:{form})\s*$",
        rf"^\s*[(\[]?(?:{form})[)\]]?\s*$",
    )
)
_HEAD, _TAIL, _WIDTH = 8, 4, 400  # lines looked at, and characters of each

_FURNITURE = re.compile(
    r"(?i)\s*(?:for\s+immediate\s+release|press\s+release\b|news\s+release\b|embargo|copyfrom|source\s*:"
    r"|(?:current\s+)?location\s*:|you\s+are\s+here|home\s*>|posted\s+(?:on|by)\b|published\s+(?:on|by)\b"
    r"|updated?\s*(?:time)?\s*:|release\s+time|by\s+our\b|from\s+our\b|\[?print\]?\b|subject\s*:\s*$)"
)


def dateline(text: str) -> When | None:
    """Find the day a text was published where its first or last lines say so beyond doubt.

    >>> dateline("KUNMING, May 14, 2024 -- A programme was extended.")
    '2024-05-14'
    >>> dateline("Muscat, Oman, 22-24 January 2024") is None
    True
    """
    found = (when for line in _edges(text) for when in _dates(line))
    return next(found, None)


def title_of(text: str) -> str:
    """Return the first line where it looks like a title; release marks and datelines are none."""
    lines = [line.strip() for line in text[:4000].split("\n") if line.strip()][:6]
    for line, below in pairwise(lines):
        if _is_furniture(line):
            continue
        return _heading(line) if below else ""
    return ""


def _heading(line: str) -> str:
    line = re.sub(r"^#{1,3}\s+|\s+#+$", "", line)
    starts_item = re.match(r"[-*•|>\[{(<]|\d+[.)]\s", line)
    too_odd = len(line) > 160 or len(line.split()) < 2 or line.endswith((".", ":", ";", ","))
    return "" if starts_item or too_odd else line


def _is_furniture(line: str) -> bool:
    return bool(_FURNITURE.match(line)) or " > " in line or next(_dates(line), None) is not None


def _edges(text: str) -> Iterator[str]:
    head = [line for line in text[:8000].split("\n") if line.strip()]
    tail = [line for line in text[-8000:].split("\n") if line.strip()]
    for line in head[:_HEAD]:
        yield line[:_WIDTH]
    yield from (line[-_WIDTH:] for line in tail[-_TAIL:])


def _dates(line: str) -> Iterator[When]:
    found = (match for shape in _SHAPES if (match := shape.search(line)))
    for match in sorted(found, key=lambda match: match.start("year")):
        when = _when(match["year"], match["month"], match["day"])
        ambiguous = match.re.pattern.count("(?P<dash>[/.])") and int(match["month"]) < 13
        if when and not (ambiguous and match["dash"] == "/" and int(match["day"]) < 13):
            yield when


def _when(year: str, month: str, day: str) -> When | None:
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return When(f"{year}-{number:02}-{int(day):02}")
    except ValueError:
        return None
