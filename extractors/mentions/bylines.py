"""Who wrote, translated or prints a text is no part of what it says."""

import re
from collections.abc import Iterable, Iterator

from extractors.annotations import Candidate, Sentence

BYLINE = re.compile(
    r"\((?:[^()]{0,40})?\b(?:Reporters?|Correspondents?|Translated|Edited|Editors?|Written|Photo|Compiled)\b[^()]*\)"
    r"|^(?:By|Author|Authors|Written by|Edited by|Text|Photo|Photos|Interviewer|Reporter"
    r"|Source|Translation)"
    r"\b:?\s.{0,120}$"
    r"|\b(?:Author|Interviewer|Editor|Reporter|Source)s?: ?[^.;|]{2,60}?(?= {2,}|[.;|]|$)"
    r"|^[A-Z]\w+ [A-Z]\w+(?: [A-Z]\w+)? for [A-Z][\w ]{2,40}$"
    r"|^(?:FOR IMMEDIATE RELEASE|ENDS)\b.*$",
    re.MULTILINE,
)
# The agency and the place that open a report: `China News Service, Beijing, September 24 (...)`.
DATELINE = re.compile(
    r"^(?P<agency>[A-Z][\w' ]{2,40}), (?=[A-Z][\w ]+, (?:[A-Z][a-z]+\.? \d|\d))"
    r"|^[A-Z][\w .,]{2,60}\d{4} ?\((?P<wire>[^()]{2,40})\)",
)


def bylines(sentence: Sentence) -> list[tuple[int, int]]:
    """Spans of the document that name writers and outlets."""
    found = [match.span() for match in BYLINE.finditer(sentence.text)]
    opening = DATELINE.match(sentence.text)
    if opening:
        group = "agency" if opening["agency"] else "wire"
        found.append(opening.span(group))
    return [(sentence.start + start, sentence.start + end) for start, end in found]


def outside(candidates: Iterable[Candidate], spans: list[tuple[int, int]]) -> Iterator[Candidate]:
    """The candidates that do not stand in such a span."""
    for candidate in candidates:
        if not any(start < candidate.end and candidate.start < end for start, end in spans):
            yield candidate
