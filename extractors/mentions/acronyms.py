"""Short forms that a text defines: `Food and Drug Administration (FDA)`, `hereinafter "X"`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.annotations import Candidate

SHORT = r"[A-Za-z][A-Za-z0-9&/+-]{1,14}"
BRACKET = re.compile(
    r"^['’]?s?,?\s*\((?:the\s+|hereinafter[^\"“”']{0,40}|or\s+"
    r"|formerly\s+)?[\"“'‘]?(?P<short>[A-Z][\w&/ +.-]{1,40}?)[\"”'’]?[,;)]"
)
BEFORE = re.compile(rf"(?P<short>{SHORT})(?:\s*\((?:the\s+)?|, (?:the|or|short for) )$")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form with its place, and the candidate that it stands for."""

    long: Candidate
    short: str
    start: int
    end: int


def definitions(candidates: Sequence[Candidate], text: str) -> Iterator[Definition]:
    """Short forms that stand right behind or before a name."""
    for candidate in candidates:
        if candidate.generic:
            continue
        after = BRACKET.match(text[candidate.end : candidate.end + 100])
        if after and _fits(after["short"], candidate.text):
            start = candidate.end + after.start("short")
            yield Definition(candidate, after["short"], start, start + len(after["short"]))
            continue
        before = BEFORE.search(text[max(candidate.start - 40, 0) : candidate.start])
        if before and _is_initials(before["short"], candidate.text):
            start = max(candidate.start - 40, 0) + before.start("short")
            yield Definition(candidate, before["short"], start, start + len(before["short"]))


def _fits(short: str, long: str) -> bool:
    """Whether a bracket holds a short form: mostly capitals, or words of the long form."""
    capitals = sum(c.isupper() for c in short)
    if " " not in short and capitals >= 2 and len(short) < len(long):
        return _is_initials(short, long) or capitals >= 3
    taken = {word.casefold() for word in re.findall(r"\w+", long)}
    return short != long and all(word.casefold() in taken for word in re.findall(r"\w+", short))


def _is_initials(short: str, long: str) -> bool:
    """Whether the capitals of the short form occur in order at word beginnings of the long one."""
    wanted = [c.casefold() for c in short if c.isupper()]
    if len(wanted) < 2 or len(long) <= len(short):
        return False
    initials = iter(word[0].casefold() for word in re.findall(r"[^\W_]+", long))
    hits = sum(any(letter == initial for initial in initials) for letter in wanted)
    return hits >= max(2, len(wanted) - 1)


# Diseases that nobody writes out any more.
WELL_KNOWN = frozenset("HIV AIDS COPD ADHD SARS MERS COVID-19 COVID HIV/AIDS".split())


def explained(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Drop acronyms of diseases and therapies that nothing in the text explains."""
    found = list(candidates)
    full = {c.concept for c in found if c.concept is not None and c.source != "acronym"}
    shorts = {c.text for c in found if c.source == "short form"}
    for candidate in found:
        known = candidate.concept in full or candidate.text in shorts | WELL_KNOWN
        if candidate.source != "acronym" or known:
            yield candidate
