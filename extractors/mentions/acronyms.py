"""Short forms that a text defines: `Food and Drug Administration (FDA)`, `hereinafter "X"`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.annotations import Candidate
from extractors.mentions.brands import other_names
from extractors.mentions.variants import NUMBERS
from kg.model import Iri, Type

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


BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
FOR_SHORT = re.compile(r", (?P<short>[A-Z][\w-]{1,20})(?:,)? for short\b")
ONE_WORD = re.compile(r"[A-Z][a-zà-þ]{2,}[\w-]*")
TITLE = re.compile(
    r"(?:^|\n)(?P<short>(?:[A-Z]{2,5} )?[A-Z][\w+-]*[A-Z+][\w+-]*|[A-Z]{3,}): (?:the |The |A |a )?$"
)


def definitions(candidates: Sequence[Candidate], text: str) -> Iterator[Definition]:
    """Short forms that stand right behind or before a name."""
    for product, name, at in other_names(candidates, text):
        yield Definition(product, name, at, at + len(name))
    others = {
        (c.start, c.end)
        for c in candidates
        if c.type is Type.PLACE or (c.type is Type.PERSON and not c.generic)
    }
    owners: defaultdict[int, list[str]] = defaultdict(list)
    for body in candidates:
        if body.source == "owner":
            owners[body.end].append(body.text)
    for candidate in candidates:
        # What stands behind a person is where they work.
        if not candidate.generic and candidate.type is not Type.PERSON:
            behind = _behind(candidate, text, others, owners)
            found = behind or _heading(candidate, text, others) or _before(candidate, text)
            if found is not None:
                start, short = found
                yield Definition(candidate, short, start, start + len(short))


def _behind(
    name: Candidate, text: str, others: set[tuple[int, int]], owners: Mapping[int, Sequence[str]]
) -> tuple[int, str] | None:
    """`Food and Drug Administration (FDA)`."""
    after = BRACKET.match(text[name.end : name.end + 100]) or FOR_SHORT.match(
        text[name.end : name.end + 40]
    )
    if after is None:
        return None
    short = after["short"]
    owned = name.source != "owner" and any(_is_initials(short, o) for o in owners.get(name.end, ()))
    fits = _spells if name.type is Type.DISEASE else _fits
    means = fits(short, name.text) or _is_coined(after, name, text, others)
    # `Congress of the Society of Pain (SOP)`: the letters are the society's.
    if owned or not (means or after.re is FOR_SHORT):
        return None
    return name.end + after.start("short"), short


def _heading(name: Candidate, text: str, others: set[tuple[int, int]]) -> tuple[int, str] | None:
    """`ERN HepaRare: European Network on Livers`, at the beginning of a line."""
    begin = max(name.start - 40, 0)
    title = TITLE.search(text[begin : name.start])
    if title is None or name.type not in BODIES:
        return None
    start = begin + title.start("short")
    return None if (start, start + len(title["short"])) in others else (start, title["short"])


def _before(name: Candidate, text: str) -> tuple[int, str] | None:
    """`FDA (the Food and Drug Administration)`."""
    begin = max(name.start - 40, 0)
    before = BEFORE.search(text[begin : name.start])
    if before is None or not _is_initials(before["short"], name.text):
        return None
    return begin + before.start("short"), before["short"]


def _is_coined(
    match: re.Match[str], body: Candidate, text: str, others: set[tuple[int, int]]
) -> bool:
    """Whether a bracket holds a body's short form in another language: `... Agency (Anvisa)`."""
    start, end = body.end + match.start("short"), body.end + match.end("short")
    return (
        body.type in BODIES
        and " " in body.text
        and ONE_WORD.fullmatch(match["short"]) is not None
        and (start, end) not in others
        and text[end] == ")"
        and len(re.findall(rf"\b{re.escape(match['short'])}\b", text)) > 1
    )


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
    return _spells(short, long)


def _spells(short: str, long: str) -> bool:
    """Whether the letters of an acronym occur in order in a name, the first in front of a word.

    A bracket behind a disease may hold the gene or the place of it; a number in the acronym must
    be told by the name.
    """
    words = re.findall(r"[^\W_]+", long)
    if not words or len(short) >= len(long):
        return False
    told = {word for word in words if word.isdigit()} | {NUMBERS.get(word, "") for word in words}
    if any(number not in told for number in re.findall(r"\d+", short)):
        return False
    letters = [c for c in short.removesuffix("s").casefold() if c.isalpha()]
    if len(letters) < 2 or not any(c.isupper() for c in short):
        return False
    if letters == [word[0].casefold() for word in reversed(words)]:
        return True  # the Latin order: myotonic dystrophy is dystrophia myotonica, DM
    rests = ("".join(words[at:]).casefold() for at in range(len(words)))
    return any(rest[0] == letters[0] and _in_order(letters, rest) for rest in rests)


def _in_order(letters: Sequence[str], text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
