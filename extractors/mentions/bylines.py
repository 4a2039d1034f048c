"""Who wrote, translated or prints a text is no part of what it says."""

import re
from collections.abc import Iterable, Iterator

from extractors.annotations import Candidate, Sentence
from kg.model import Type

BYLINE = re.compile(
    r"\((?:[^()]{0,40})?\b(?:Reporters?|Correspondents?|Translated|Edited|Editors?|Editing|Reporting"
    r"|Written|Writing|Photo|Compiled)\b[^()]*\)"
    r"|^(?:By|Author|Authors|Written by|Edited by|Text|Photo|Photos|Interviewer|Reporter"
    r"|Source|Translation)"
    r"\b:?\s.{0,120}$"
    r"|\b(?:Author|Interviewer|Editor|Reporter|Source)s?: ?[^.;|]{2,60}?(?= {2,}|[.;|]|$)"
    r"|^[A-Z]\w+ [A-Z]\w+(?: [A-Z]\w+)? for [A-Z][\w ]{2,40}$"
    r"|^\([A-Z][^()]{3,50}, (?:[A-Z][a-z]+\.? \d{1,2}|\d{1,2} [A-Z][a-z]+\.?),? \d{4}\)$"
    # The wire that brought it, before the dash; the ticker of a share.
    r"|\([A-Z][\w ]{2,30}\)(?= ?(?:--|—|–))|/[A-Z][\w ]{2,30}/(?= ?(?:--|—|–))"
    r"|\((?:[A-Z][\w. ]{1,15}: ?[A-Z0-9]{1,6}(?:\.[A-Z]{1,2})?(?:[,;] )?){1,4}\)"
    # A journal prints what was found.
    r"|(?<=\bin )(?:the )?(?:[A-Z]\w+ ){0,4}(?:Journal|Annals|Archives|Lancet)\b"
    r"(?: of (?:the )?[A-Z]\w+(?: [A-Z]\w+)*(?: and [A-Z]\w+)?| [A-Z]\w+)?"
    r"|^(?:FOR IMMEDIATE RELEASE|ENDS)\b.*$",
    re.MULTILINE,
)
# The agency and the place that open a report: `China News Service, Beijing, September 24 (...)`.
DATELINE = re.compile(
    r"^(?P<agency>[A-Z][\w' ]{2,40}), (?=[A-Z][\w ]+, (?:[A-Z][a-z]+\.? \d|\d))"
    r"|^[A-Z][\w .,]{2,60}\d{4} ?\((?P<wire>[^()]{2,40})\)"
    r"|^[A-Z][A-Z .,'’-]{2,40}\((?P<brought>[A-Z]\w{2,30})\) ?[-–—]",
)

AROUND = 100  # characters before and behind a sentence


def bylines(sentence: Sentence, document: str) -> list[tuple[int, int]]:
    """Spans of the document that name writers and outlets."""
    text, start = sentence.text, sentence.start
    spans = [(start + m.start(), start + m.end()) for m in BYLINE.finditer(text)]
    if text.count("(") != text.count(")"):  # a bracket was cut in two: look round it
        before = max(document.rfind("\n", 0, start) + 1, start - AROUND)
        line = document[before : sentence.end + AROUND].split("\n\n")[0]
        spans += [(before + m.start(), before + m.end()) for m in BYLINE.finditer(line)]
    opening = DATELINE.match(sentence.text)
    if opening:
        group = opening.lastgroup or "agency"
        spans.append((start + opening.start(group), start + opening.end(group)))
    return spans


def outside(candidates: Iterable[Candidate], spans: list[tuple[int, int]]) -> Iterator[Candidate]:
    """The candidates that do not stand in such a span."""
    for candidate in candidates:
        # `Lima, Peru, 5 May` opens with a place where others have an agency.
        place = candidate.type is Type.PLACE and (candidate.start, candidate.end) in spans
        if place or not any(s < candidate.end and candidate.start < e for s, e in spans):
            yield candidate
