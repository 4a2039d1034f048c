"""Products by how their names are written: `HEMVIRA™`, `Nevaria (exaparin sodium)`."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import Candidate, Sentence
from kg.model import Type

MARKED = re.compile(r"(?<!\w)(?P<name>[A-Z][\w-]{2,}(?: [A-Z][\w-]+)?) ?[™®]")
# Endings that name a drug by rule.
STEM = (
    r"(?:gene|cel|vec|mab|nib|sen|ran|lisib|parib|ciclib|tide|ase|cept|azole|xacin|mycin|cillin|vir"
    r"|statin|platin|rubicin|trexate|tinib|caftor|siran|stat|mox|ornithine|oxime|quine|thine|tidine"
    r"|profen|olone|onide|parin|plase|poetin|grastim|fusp|alfa|beta|idone|afenone|imod)"
)
DRUG = rf"[a-z]{{2,}}{STEM}"
GENERIC = rf"{DRUG}(?: (?:[a-z]+{STEM}|sodium|alfa|beta|hydrochloride|acetate))?"
BRAND = r"(?:[A-Z]{5,}|[A-Z][a-z]{3,})(?![\w-])"
PAIR = re.compile(rf"(?<![\w-])(?P<name>{BRAND})[™®]? \((?P<generic>{GENERIC})\)")
TURNED = re.compile(rf"(?<![\w-])(?P<generic>{GENERIC}) \((?P<name>{BRAND})[™®]?\)")
COMBINED = re.compile(
    rf"(?<![\w-])(?P<name>{DRUG}(?:[-/+]{DRUG})+|{DRUG}(?:-[a-z]{{6,}}){{1,2}}"
    rf"(?= \([A-Z]{{2,6}}\)))(?![\w-])"
)
LICENSED = re.compile(
    r"\b(?:[Ll]icen[sc]e|[Aa]uthori[sz]ation|[Aa]pproval|[Cc]ompliance|[Cc]learance|[Mm]arketed as"
    r"|[Ss]old as|[Tt]reated with|[Dd]oses? of|[Ii]nfusions? of)(?: for| of)? (?P<name>[A-Z]{5,})"
    r"(?![\w-])"
    r"|(?<![\w-])(?P<subject>[A-Z]{5,}) (?:is|was|has been) (?:not |first |also )?(?:cleared"
    r"|approved|licen[sc]ed|authori[sz]ed|marketed|indicated|sold|launched|infused)\b"
)


def brands(sentence: Sentence) -> Iterator[Candidate]:
    """Candidates for products."""
    text = sentence.text
    if "™" in text or "®" in text:
        yield from _found(sentence, MARKED, "name", 0.9)
    if "(" in text:
        yield from _found(sentence, PAIR, "name", 0.9)
    if "-" in text or "/" in text or "+" in text:
        yield from _found(sentence, COMBINED, "name", 0.89)
    for group in ("name", "subject"):
        yield from _found(sentence, LICENSED, group, 0.85)


def _found(
    sentence: Sentence, pattern: re.Pattern[str], group: str, score: float
) -> Iterator[Candidate]:
    at = sentence.start
    for match in pattern.finditer(sentence.text):
        if match[group]:
            start, end = match.span(group)
            yield Candidate(at + start, at + end, Type.THERAPY, match[group], "context", score)


def other_names(candidates: Sequence[Candidate], text: str) -> Iterator[tuple[Candidate, str, int]]:
    """Products with the other name that stands in the bracket behind, and where it begins."""
    for candidate in candidates:
        if candidate.type is Type.THERAPY and not candidate.generic:
            for pattern, first, second in (
                (PAIR, "name", "generic"), (TURNED, "generic", "name")
            ):  # fmt: skip
                match = pattern.match(text, candidate.start)
                if match and match.end(first) >= candidate.end:
                    yield candidate, match[second], match.start(second)
