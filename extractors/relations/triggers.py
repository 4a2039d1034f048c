"""Ties told by a word near two names, in whatever construction: lexicons/triggers.tsv.

Wordings and verbs say more surely what ties two names; this is for the many other ways of saying
it. The types of the names and the word together leave one reading for most ties.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from re import Pattern

from extractors.lexicons import lines
from extractors.relations.scene import LETTER, LINK, MARK, Found, Scene, begins
from kg.model import SYMMETRIC, Predicate

ACTORS = "PONGE"  # a third of these in a sentence may be the one that the word tells of
REACH = 70  # characters between the word and a name
BEFORE = 30  # characters from a word in front of both names to the first
APART = 60  # characters between two names behind the word
LISTED = re.compile(rf"(?:{LINK})\Z")
BREAK = re.compile(r"[;.!?] |[;.!?]$|: ")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One line of the lexicon."""

    predicate: Predicate
    subjects: str
    objects: str
    confidence: float
    words: Pattern[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A name in the masked sentence."""

    start: int
    end: int
    letter: str
    index: int


@cache
def triggers() -> tuple[Trigger, ...]:
    """The lexicon, compiled."""
    found = []
    for line in lines("triggers.tsv"):
        predicate, subjects, objects, confidence, words = line.split("\t")
        found.append(
            Trigger(Predicate(predicate), subjects, objects, float(confidence), _any(words.split()))
        )
    return tuple(found)


def _any(words: Iterable[str]) -> Pattern[str]:
    said = (re.escape(word).replace(r"\+", " ").replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{'|'.join(sorted(said, key=len, reverse=True))})\b", re.IGNORECASE)


def by_trigger(scene: Scene) -> Iterator[Found]:
    """What a telling word says of the names nearest to it."""
    if len(scene.candidates) < 2:
        return
    marks = [Mark(*m.span(), m[1], int(m[2])) for m in MARK.finditer(scene.masked)]
    letters = {LETTER[c.type] for c in scene.candidates}
    for trigger in triggers():
        if letters.isdisjoint(trigger.subjects) or letters.isdisjoint(trigger.objects):
            continue
        near = [m for m in marks if m.letter in trigger.subjects + trigger.objects + ACTORS]
        if len(near) < 2:
            continue
        for match in trigger.words.finditer(scene.masked):
            yield from _told(scene, trigger, near, match.span(), match.group().casefold())


def _told(
    scene: Scene, trigger: Trigger, near: Sequence[Mark], span: tuple[int, int], word: str
) -> Iterator[Found]:
    left = [m for m in near if m.end <= span[0]]
    right = [m for m in near if m.start >= span[1]]
    text = scene.masked
    ends: tuple[list[Mark], list[Mark]] | None = None
    if left and right and _joined(text, left[-1].end, span, right[0].start):
        ends = _list(scene, left[::-1], backwards=True), _list(scene, right, backwards=False)
    elif len(right) > 1 and right[0].start - span[1] <= BEFORE:
        first = _list(scene, right, backwards=False)
        rest = right[len(first) :]
        between = text[first[-1].end : rest[0].start] if rest else ""
        if rest and len(between) <= APART and not BREAK.search(between):
            ends = first, _list(scene, rest, backwards=False)
    if ends is None or len(ends[0]) + len(ends[1]) < len(near):
        return  # with a third name in the sentence the word may belong to that
    for one in ends[0]:
        for other in ends[1]:
            yield from _tie(scene, trigger, one, other, word)


def _joined(text: str, start: int, span: tuple[int, int], end: int) -> bool:
    """Whether both names stand near the word and in its clause."""
    near = span[0] - start <= REACH and end - span[1] <= REACH
    return near and BREAK.search(text, start, end) is None


def _list(scene: Scene, marks: Sequence[Mark], *, backwards: bool) -> list[Mark]:
    """The first mark with those that stand in one list with it."""
    found, text = [marks[0]], scene.masked
    for mark in marks[1:]:
        last = found[-1]
        between = text[mark.end : last.start] if backwards else text[last.end : mark.start]
        later = last if backwards else mark
        if mark.letter != last.letter or LISTED.match(between) is None:
            break
        if ";" in between and begins(scene, later.index):
            break
        found.append(mark)
    return found


def _tie(scene: Scene, trigger: Trigger, one: Mark, other: Mark, word: str) -> Iterator[Found]:
    if one.letter in trigger.subjects and other.letter in trigger.objects:
        left, right = one, other
    elif other.letter in trigger.subjects and one.letter in trigger.objects:
        left, right = other, one
    else:
        return
    if left.letter == right.letter and trigger.predicate not in SYMMETRIC:
        left, right = one, other
    subject, obj = scene.cluster(left.index), scene.cluster(right.index)
    if subject is not obj:
        yield Found(
            subject, trigger.predicate, obj, "", f"near {word}", trigger.confidence, scene,
            span=(min(one.start, other.start), max(one.end, other.end)),
        )  # fmt: skip


def untold(found: Iterable[Found]) -> list[Found]:
    """The findings without those by a near word where something surer ties the same two."""
    kept = list(found)
    surer = {_pair(one) for one in kept if one.object and not one.rule.startswith("near ")}
    return [one for one in kept if not one.rule.startswith("near ") or _pair(one) not in surer]


def _pair(found: Found) -> frozenset[int]:
    return frozenset((id(found.subject), id(found.object)))
