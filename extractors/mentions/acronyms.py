"""Short forms that a text defines: `Food and Drug Administration (FDA)`, `hereinafter "X"`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.annotations import Candidate
from extractors.mentions.variants import NUMBERS
from kg.model import Iri

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
    if "/" in short and "/" not in long and " and " not in long:
        return False  # two short forms: `Duchenne and Becker dystrophy (DMD/BMD)`
    if " " not in short and capitals >= 2 and len(short) < len(long):
        return _is_initials(short, long) or capitals >= 3
    taken = {word.casefold() for word in re.findall(r"\w+", long)}
    return short != long and all(word.casefold() in taken for word in re.findall(r"\w+", short))


def _is_initials(short: str, long: str) -> bool:
    """Whether the capitals of the short form occur in order at word beginnings of the long one."""
    wanted = [c.casefold() for c in short if c.isupper()]
    if len(wanted) < 2 or len(long) <= len(short):
        return False
    words = re.findall(r"[^\W_]+", long)
    if len(wanted) == len(words) == 2 and wanted == [
        words[1][0].casefold(),
        words[0][0].casefold(),
    ]:
        return True  # the Latin order: myotonic dystrophy is dystrophia myotonica, DM
    initials = iter(word[0].casefold() for word in words)
    hits = sum(any(letter == initial for initial in initials) for letter in wanted)
    return hits >= max(2, len(wanted) - 1)


# Diseases that nobody writes out any more.
WELL_KNOWN = frozenset("HIV AIDS COPD ADHD SARS MERS COVID-19 COVID HIV/AIDS TB".split())


def explained(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Drop acronyms of diseases and therapies that nothing in the text explains.

    Of several things that an acronym may mean, the one that the text names in full is meant.
    """
    found = list(candidates)
    full: defaultdict[Iri, set[str]] = defaultdict(set)
    for candidate in found:
        if candidate.concept is not None and candidate.source != "acronym":
            full[candidate.concept].add(candidate.text)
    shorts = {c.text: c.concept for c in found if c.source == "short form"}
    for candidate in found:
        written = candidate.text
        meant = [
            concept
            for concept in (candidate.concept, *candidate.others)
            if concept is not None and any(_stands_for(written, name) for name in full[concept])
        ]
        if candidate.others and meant:
            candidate.concept = meant[0]
        if candidate.source != "acronym" or meant or written in shorts.keys() | WELL_KNOWN:
            yield candidate


def _stands_for(short: str, long: str) -> bool:
    """Whether a name can be what an acronym stands for: `G6PD deficiency` does not explain `G6PD`.

    A number in the acronym must be told by the name: genes are called after diseases (`WT1`).
    """
    words = re.findall(r"[^\W_]+", long)
    if short == long or short in words:
        return short == long
    told = {word for word in words if word.isdigit()} | {NUMBERS.get(word, "") for word in words}
    return all(number in told for number in re.findall(r"\d+", short))
