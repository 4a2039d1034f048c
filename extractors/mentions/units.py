"""Units named in small letters, and numbered parts of projects."""

import re
from collections.abc import Iterator

from extractors.annotations import Candidate, Sentence
from kg.model import Type

UNIT = re.compile(
    r"\b(?:the |a |its |our )(?P<name>(?:(?!of |for |new |same |first |other "
    r"|special )[a-z-]+ ){1,4}"
    r"(?:unit|department|clinic|laboratory|division|ward|institute))(?= (?:of"
    r"|at) (?:the )?[A-ZÀ-Þ])"
)
ADVISING = r"(?:scientific|medical|advisory|steering|ethics|executive|editorial|supervisory)"
ADVISERS = re.compile(
    r"(?:\b(?:the|its|their|our) |['’]s? )"
    rf"(?P<name>(?:[a-z-]+ ){{0,2}}{ADVISING} (?:advisory )?(?:board|council|committee))\b"
)
EMBASSY = re.compile(
    r"\b(?P<name>[A-Z][a-z]+ (?:[Ee]mbassy|[Cc]onsulate|[Hh]igh [Cc]ommission) in [A-Z]\w+)"
)
OF_BODY = re.compile(r" of (?:the )?[A-ZÀ-Þ]")
PART = re.compile(
    r"\b(?:Work Package|Workpackage|WP|Work Stream|Workstream) ?\d+\b"
    # Its title, where it opens a line: `WP1 Vector manufacture. Leader: ...`
    r"(?:(?<=^WP\d)(?:: | )[A-Z][^.;:,()\n]{3,60}(?=[.;]|$))?"
)


def units(sentence: Sentence) -> Iterator[Candidate]:
    """Departments (`the paediatric oncology unit of ...`) and work packages."""
    for match in UNIT.finditer(sentence.text):
        start, end = match.span("name")
        yield Candidate(
            sentence.start + start, sentence.start + end, Type.ORGANIZATION, match["name"],
            "unit", 0.75, subclass="Department",
        )  # fmt: skip
    for pattern, subclass in ((ADVISERS, "Committee"), (EMBASSY, "Agency")):
        for match in pattern.finditer(sentence.text):
            owned = match.group()[0] in "'’" or OF_BODY.match(sentence.text, match.end())
            if owned or pattern is EMBASSY:
                yield Candidate(
                    sentence.start + match.start("name"), sentence.start + match.end("name"),
                    Type.ORGANIZATION, match["name"], "unit", 0.87, subclass=subclass,
                )  # fmt: skip
    for match in PART.finditer(sentence.text):
        yield Candidate(
            sentence.start + match.start(), sentence.start + match.end(), Type.PROGRAMME,
            match.group(), "work package", 0.9,
        )  # fmt: skip
