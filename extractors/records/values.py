"""Dates, numbers and identifiers as records write them."""

import re

from extractors.dates import dates
from kg.model import When

_ISO = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:[T ]\d\d.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBER = re.compile(r"\d{1,3}(?:[, ]\d{3})+|\d+")
_WITHIN = re.compile(r"https?://(?:[\w.-]+)/")
# How long, and of what, values of these schemes are; others are taken as they are.
_FORMS = {
    "ORCID": re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"),
    "ROR": re.compile(r"0[a-z0-9]{6}\d\d"),
    "DOI": re.compile(r"10\.\d{4,9}/\S+"),
    "NCT": re.compile(r"NCT\d{8}"),
    "PIC": re.compile(r"\d{9}"),
}


def moment(text: str) -> When | None:
    """A year, month or day out of a field, or None where it is none.

    >>> moment("2026-05-12T09:00"), moment("12.05.2026"), moment("May 2026"), moment("soon")
    ('2026-05-12', '2026-05-12', '2026-05', None)
    """
    text = text.strip()
    iso = _ISO.fullmatch(text)
    if iso:
        return _when(*(part for part in iso.groups() if part))
    numbers = _DAY_FIRST.fullmatch(text)
    if numbers:
        day, month, year = (part for part in numbers.groups() if part)
        if "/" in text and int(day) <= 12 and int(month) <= 12 and day != month:
            return None  # which of the two is the month, nobody can tell
        first_is_day = int(month) <= 12
        return _when(year, *((month, day) if first_is_day else (day, month)))
    found = next(iter(dates(text, None)), None) if len(text) <= 60 else None
    return _when(found.value) if found else None


def _when(*parts: str) -> When | None:
    try:
        return When("-".join(part.zfill(2) for part in parts))
    except ValueError:
        return None


def number(text: str) -> int | None:
    """A whole number out of a field, or None where it is none.

    >>> number("1,200"), number("120"), number("many")
    (1200, 120, None)
    """
    match = _NUMBER.fullmatch(text.strip().removesuffix(".0"))
    return int(re.sub(r"[, ]", "", match[0])) if match else None


def identifier(text: str) -> str:
    """An identifier as the graph keeps it, or nothing where it cannot be one.

    >>> identifier("ROR:https://ror.org/032000t02"), identifier("PIC:n/a"), identifier("VAT:DE 12")
    ('ROR:032000t02', '', 'VAT:DE12')
    """
    scheme, _, value = text.partition(":")
    bare = _WITHIN.sub("", "".join(value.split()).removeprefix("doi:")).rstrip("/")
    form = _FORMS.get(scheme)
    good = form.fullmatch(bare) if form else len(re.sub(r"\W", "", bare)) > 3
    return f"{scheme}:{bare}" if good else ""
