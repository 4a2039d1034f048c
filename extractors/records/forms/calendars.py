"""iCalendar: each event of a calendar by itself, so that a broken one costs no other."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from extractors.documents.decoding import decode
from extractors.documents.draft import whole
from extractors.records.fitting import Opened, Row, by_tree
from extractors.records.maps import FieldMap
from extractors.records.trees import Tree
from kg.errors import BadDocument

_BEGIN, _END = "BEGIN:VEVENT", "END:VEVENT"
_NAME = re.compile(r"(?:X-WR-CALNAME|NAME)(?:;[^:]*)?:(.+)", re.IGNORECASE)
_TIMES = ("DTSTART", "DTEND", "DURATION")
_PARAMETERS = ("CN", "ROLE", "PARTSTAT", "CUTYPE")


def calendar_records(stream: BinaryIO, maps: Sequence[FieldMap]) -> Opened | None:
    """The events of a calendar as trees, or None where it has none that a map knows."""
    rows = list(_events(decode(whole(stream))))
    for _, tree in rows:
        if not isinstance(tree, BadDocument) and (fit := by_tree(tree, "ics", maps)):
            return Opened(fit, iter(rows))
    if faults := [f"{where}: {tree}" for where, tree in rows if isinstance(tree, BadDocument)]:
        raise BadDocument(faults[0])
    return None


def _events(text: str) -> Iterator[Row]:
    lines = text.split("\n")
    name = ""
    begin: int | None = None
    for number, line in enumerate(lines):
        sign = line.strip().upper()
        if begin is None and (match := _NAME.fullmatch(line.strip())):
            name = match[1].replace("\\,", ",")
        if sign == _BEGIN:
            if begin is not None:
                yield f"line {begin + 1}", BadDocument("an event without an end")
            begin = number
        elif sign == _END and begin is not None:
            yield f"line {begin + 1}", _event("\r\n".join(lines[begin : number + 1]), name)
            begin = None
    if begin is not None:
        yield f"line {begin + 1}", BadDocument("an event that breaks off at the end of the file")


def _event(block: str, calendar: str) -> Tree | BadDocument:
    # Imported here, which a run without a calendar need not wait for.
    from icalendar import Event

    try:
        event = Event.from_ical(block)
        tree: dict[str, Tree] = {
            name.lower(): [_value(one) for one in (value if isinstance(value, list) else [value])]
            for name, value in event.items()
        }
        last = _last_day(*(getattr(event.get(name), "dt", None) for name in _TIMES))
    except Exception as error:  # noqa: BLE001  # values of a wrong form raise what they like
        return BadDocument(f"broken event ({str(error)[:100]})")
    told = {"calendar": calendar, "dtend": last}
    return {**tree, **{name: text for name, text in told.items() if text}}


def _last_day(start: object, end: object, length: object) -> str:
    """The day on which an event ends: of RFC 5545, DTEND is the moment, or day, after it."""
    if end is None and isinstance(start, date) and isinstance(length, timedelta):
        end = start + length
    if not isinstance(start, date) or not isinstance(end, date):
        return ""
    has_day = not isinstance(end, datetime) or end.time() == time()
    day = end.date() if isinstance(end, datetime) else end
    first = start.date() if isinstance(start, datetime) else start
    return max(day - timedelta(days=has_day), first).isoformat()


def _value(value: object) -> Tree:
    """A property as text; people are their names, with what the calendar says of them."""
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime | date):
        return moment.isoformat()
    if cats := getattr(value, "cats", None):
        return [str(one) for one in cats]
    parameters = getattr(value, "params", {})
    told: dict[str, Tree] = {
        name.lower(): str(parameters[name]) for name in _PARAMETERS if name in parameters
    }
    return {**told, "address": str(value)} if "cn" in told else str(value)
