"""Names that share a word: `breast and ovarian cancer`, `haemophilia A and B`."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import Candidate
from extractors.mentions.index import Dictionary, Entry

WORDS = r"[^\W_][\w'’-]*(?: [\w'’-]+){0,2}"
JOINED = r"(?: ?/ ?| and/or |,? (?:and|or|as well as) )"
# What stands before a name, and shares its last words: the nearest part behind `and`, `or`.
NEAREST = re.compile(rf"(?P<part>{WORDS}){JOINED}$")
FURTHER = re.compile(rf"(?P<part>{WORDS})(?:, |{JOINED})$")
# What stands behind a name that ends in a letter or number, and shares the words before that.
SIGN = r"(?:\d{1,2}[A-Z]?|[IVX]{1,4}[A-C]?|[A-E])"
SIGNED = re.compile(rf" (?:types? )?{SIGN}$")
BEHIND = re.compile(rf"(?:, |,? (?:and|or|to) |/)(?P<sign>(?:type )?{SIGN})(?![\w'’-])")
# type 1 and 2 diabetes, types I and II of ...
NUMBERED = re.compile(
    rf"\b[Tt]ypes? (?P<one>{SIGN})(?: and | or |/| and/or )(?:type )?(?P<other>{SIGN}) "
    rf"(?P<name>{WORDS})"
)
NEAR = 60  # characters that a part may stand before the name
PART = 0.84  # a name of its own goes before a part of one
WHOLE = 0.86  # but `type 1 and 2 diabetes` does not name diabetes alone

type Match = tuple[int, int, list[Entry]]


def coordinated(
    dictionary: Dictionary, text: str, matches: Sequence[Match], offset: int
) -> Iterator[Candidate]:
    """The parts that stand for a name together with a word of their neighbour."""
    taken = [(start, end) for start, end, _ in matches]
    for start, end, entries in matches:
        if not entries[0].acronym:
            yield from _before(dictionary, text, (start, end), taken, offset)
            yield from _behind(dictionary, text, (start, end), offset)
    yield from _numbered(dictionary, text, taken, offset)


def _before(
    dictionary: Dictionary,
    text: str,
    name: tuple[int, int],
    taken: Sequence[tuple[int, int]],
    offset: int,
) -> Iterator[Candidate]:
    """Parts before a name: `lung, breast and ovarian cancer`."""
    words = text[slice(*name)].split(" ")
    at, pattern = name[0], NEAREST
    while len(words) > 1 and (match := pattern.search(text, max(at - NEAR, 0), at)):
        start, end = match.span("part")
        found = next(_shared(dictionary, text, (start, end), words), None)
        if found is None or any(s < end and found[0] < e for s, e in taken):
            return
        yield _candidate((found[0], end), found[1], found[2], PART, offset)
        at, pattern = found[0], FURTHER


def _shared(
    dictionary: Dictionary, text: str, part: tuple[int, int], words: Sequence[str]
) -> Iterator[tuple[int, str, Entry]]:
    """Where a part begins, what it stands for, and the concept; the longest first."""
    start, end = part
    starts = [start, *(start + m.end() for m in re.finditer(" ", text[start:end]))]
    for begin in starts:
        for left in range(1, len(words)):
            name = " ".join([text[begin:end], *words[left:]])
            entry = _known(dictionary, name)
            if entry is not None and _known(dictionary, text[begin:end]) is None:
                yield begin, name, entry


def _behind(
    dictionary: Dictionary, text: str, name: tuple[int, int], offset: int
) -> Iterator[Candidate]:
    """Letters and numbers behind a name: `hepatitis B, C and D`."""
    start, at = name
    sign = SIGNED.search(text[start:at])
    if sign is None:
        return
    stem = text[start : start + sign.start()]
    while match := BEHIND.match(text, at):
        whole = f"{stem} {match['sign']}"
        entry = _known(dictionary, whole)
        if entry is None:
            return
        yield _candidate(match.span("sign"), whole, entry, PART, offset)
        at = match.end()


def _numbered(
    dictionary: Dictionary, text: str, taken: Sequence[tuple[int, int]], offset: int
) -> Iterator[Candidate]:
    for match in NUMBERED.finditer(text):
        if any(start < match.start() < end for start, end in taken):
            continue  # diabetes type II and type 2 diabetes
        words = match["name"].split(" ")
        for length in range(len(words), 0, -1):
            rest = " ".join(words[:length])
            names = [f"type {match[group]} {rest}" for group in ("one", "other")]
            entries = [_known(dictionary, name) for name in names]
            if all(entries):
                ends = (match.end("one"), match.start("name") + len(rest))
                starts = (match.start(), match.start("other"))
                for start, end, name, entry in zip(starts, ends, names, entries, strict=True):
                    if entry is not None:
                        yield _candidate((start, end), name, entry, WHOLE, offset)
                break


def _known(dictionary: Dictionary, name: str) -> Entry | None:
    return next((e for e in dictionary.lookup(name) if not e.acronym and not e.exact), None)


def _candidate(
    span: tuple[int, int], name: str, entry: Entry, score: float, offset: int
) -> Candidate:
    return Candidate(
        offset + span[0], offset + span[1], entry.concept.type, name, "dictionary", score,
        concept=entry.concept.iri,
    )  # fmt: skip
