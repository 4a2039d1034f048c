"""Names of people as records write them: with titles and degrees, turned round, in a row."""

import re
from dataclasses import replace

from extractors.lexicons import has_role, titles
from extractors.records.record import Name, pieces

_DEGREES = re.compile(
    r"(?:,\s*|(?<!\s)\s+)(?:M\.?D|Ph\.?D|M\.?Sc|B\.?Sc|MBBS|MBChB|FRCP|FACP|MPH|MBA|RN|PharmD|DSc|DPhil|Jr|Sr"
    r"|M\.?S|M\.?P\.?H|Dr\.?P\.?H|FRCPC|FAAN|D\.?O)\b\.?"
)
_NO_NAME = re.compile(r"\d|[@/]|(?i:\b(?:call|contact|clinical|trials?|study|tba|tbd|n\.n|team)\b)")


def apart(name: Name) -> list[Name]:
    """`Ana Silva, João Costa` as two names; in `Roe, Jane` and `Jane Roe, MD` there is one."""
    bare = _DEGREES.search(name.text)
    parts = pieces(name)
    full = all(len(one.text.split()) > 1 and one.text[:1].isupper() for one in parts)
    if bare or len(parts) < 2 or not full or parts[0].text.isupper():
        return [name]
    return [replace(one, kind="Person") for one in parts]


def human(name: Name) -> tuple[str, int, int] | None:
    """The name of a human being and where it stands; posts and hot lines are none.

    Titles and degrees stand around it.
    """
    text = name.text
    opening = titles().match(text)
    begin = opening.end() if opening else 0
    degrees = _DEGREES.search(text, begin)
    end = degrees.start() if degrees else len(text)
    bare = text[begin:end].strip(" ,;")
    begin = text.index(bare, begin) if bare else begin
    label = _turned(bare)
    parts = label.split()
    lower = frozenset(part.casefold().strip(".") for part in parts)
    if not 2 <= len(parts) <= 7 or _NO_NAME.search(label) or has_role(lower):
        return None
    return label, name.start + begin, name.start + begin + len(bare)


def _turned(name: str) -> str:
    """`Roe, Jane` as people say it, and surnames in capitals as they write them.

    >>> _turned("ROE, Jane M.")
    'Jane M. Roe'
    """
    last, comma, first = name.partition(", ")
    parts = (f"{first} {last}" if comma and "," not in first else name).split()
    shouts = name.upper() == name
    return " ".join(
        part.title()
        if part.isupper() and len(part) > 2 and (not shouts or len(parts) > 1)
        else part
        for part in parts
    )
