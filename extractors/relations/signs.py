"""What a text must have for a pattern to match it: cheap to look for, and most texts lack it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.relations.scene import SLOT

MOST = 12  # alternatives that are worth looking for
LEAST = 2  # letters of a sign that not every text has
OPTIONAL = re.compile(r"[?*]|\{0?,|\{0\}")
REPEATED = re.compile(r"\+|\{\d+(?:,\d*)?\}")
ATOM = re.compile(rf"{SLOT.pattern}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[.^$]")
OPENED = re.compile(r"\((?:\?(?::|P<\w+>))?(?![?])")

type Signs = tuple[frozenset[str], ...]  # of each set one must be there


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a pattern: words as they stand, or a group with its ways to match."""

    words: str = ""
    ways: tuple[str, ...] = ()


@cache
def signs(pattern: str) -> Signs:
    """What a text must have for a pattern to match: of each set one.

    >>> [sorted(one) for one in signs("{E:o}[^.]{0,9}(?:held|hosted)(?: now)? by (?:the )?{O:s}")]
    [['held', 'hosted'], [' by ']]
    """
    if len(_ways(pattern)) > 1:
        return ()
    found = []
    for part in _parts(pattern):
        one = frozenset({part.words}) if part.words else _one_of(part.ways)
        if 0 < len(one) <= MOST and min(map(len, one)) >= LEAST and ", " not in one:
            found.append(one)
    return tuple(found)


def shows(text: str, wanted: Signs) -> bool:
    """Whether a text has all the signs of a pattern."""
    return all(any(sign in text for sign in one) for one in wanted)


def _one_of(ways: tuple[str, ...]) -> frozenset[str]:
    """The rarest sign of each way that a group can match; none where a way has none."""
    found = []
    for way in ways:
        told = [sign for one in signs(way) if len(one) == 1 for sign in one]
        if not told:
            return frozenset()
        found.append(max(told, key=len))
    return frozenset(found)


def _parts(pattern: str) -> Iterator[Part]:
    """The pieces of a pattern that no match can leave out."""
    at, words = 0, ""
    while at < len(pattern):
        part, end, sign = _next(pattern, at)
        if OPTIONAL.match(pattern, end):
            sign, part = "", None
        if not sign:
            if words:
                yield Part(words)
            words = ""
            if part is not None:
                yield part
        words += sign
        at = _behind(pattern, end)
        if at > end and words:  # what is repeated ends the words
            yield Part(words)
            words = ""
    if words:
        yield Part(words)


def _next(pattern: str, at: int) -> tuple[Part | None, int, str]:
    """The piece at a place, where it ends, and the sign that it stands for, if it is one."""
    if pattern[at] == "(":
        end = _closing(pattern, at)
        opened = OPENED.match(pattern, at)
        inside = pattern[opened.end() : end - 1] if opened else ""
        return (Part(ways=_ways(inside)) if opened else None), end, ""
    atom = ATOM.match(pattern, at)
    if atom is None:
        return None, at + 1, pattern[at]
    escaped = atom.group()
    plain = len(escaped) == 2 and escaped[0] == "\\" and not escaped[1].isalnum()
    return None, atom.end(), escaped[1] if plain else ""


def _behind(pattern: str, at: int) -> int:
    """Where a piece ends with the sign of how often it stands."""
    often = re.compile(r"(?:[?*+]|\{\d*,?\d*\})[?+]?").match(pattern, at)
    return often.end() if often and not SLOT.match(pattern, at) else at


def _closing(pattern: str, at: int) -> int:
    depth = 0
    while at < len(pattern):
        atom = ATOM.match(pattern, at)
        if atom is None:
            depth += {"(": 1, ")": -1}.get(pattern[at], 0)
        at = atom.end() if atom else at + 1
        if depth == 0:
            return at
    return at


def _ways(pattern: str) -> tuple[str, ...]:
    """The alternatives of a pattern."""
    found, depth, at, start = [], 0, 0, 0
    while at < len(pattern):
        atom = ATOM.match(pattern, at)
        if atom is None:
            depth += {"(": 1, ")": -1}.get(pattern[at], 0)
            if pattern[at] == "|" and depth == 0:
                found.append(pattern[start:at])
                start = at + 1
        at = atom.end() if atom else at + 1
    return (*found, pattern[start:])
