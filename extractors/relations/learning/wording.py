"""The words around two mentions, in one sentence or in two."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractors.relations.frames import frames
from extractors.relations.learning.pairs import Meeting, Place
from extractors.relations.learning.tree import bucket, head, path
from extractors.relations.scene import Scene
from extractors.relations.standing import standing
from kg.model import Predicate, Standing

WORDS = re.compile(r"<([A-Z])(\d+)>|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]")
SPEAKING = frozenset("said says told added noted explained stressed presented spoke".split())
NEAR = 3  # words before the first and behind the last of two names
SHORT = 5  # words between two names that are taken as one wording
TOLD = 20  # words between two names that are features
LONG_WAY = 80  # words between two names that are looked at


@dataclass(frozen=True, slots=True)
class Masked:
    """The words of a scene with names as their letters, and what the whole sentence shows."""

    words: tuple[str, ...]
    at: Mapping[int, int]  # where each candidate stands in the words
    verbs: tuple[Predicate, ...]  # of which it has a verb
    speaks: bool
    hedged: bool


@lru_cache(maxsize=1 << 8)
def _masked(scene: Scene) -> Masked:
    words: list[str] = []
    at: dict[int, int] = {}
    for match in WORDS.finditer(scene.masked):
        if match[1]:
            at[int(match[2])] = len(words)
            words.append(match[1])
        else:
            words.append("#" if match.group().isdigit() else match.group().casefold())
    hedged = standing(scene.masked) is not Standing.ASSERTED
    return Masked(tuple(words), at, _meant(words), not SPEAKING.isdisjoint(words), hedged)


def _meant(words: Iterable[str]) -> tuple[Predicate, ...]:
    """The predicates that the verbs among these words can say."""
    found = {frame.predicate for word in set(words) for frame in frames().get(word, ())}
    return tuple(sorted(found))


def together(meeting: Meeting) -> Iterator[str]:
    """Of two mentions in one sentence: the words before, between and behind, and the tree."""
    masked = _masked(meeting.subject.scene)
    at, to = masked.at.get(meeting.subject.index), masked.at.get(meeting.object.index)
    if at is None or to is None:
        return
    first, last = sorted((at, to))
    order = ">" if at < to else "<"
    between = masked.words[first + 1 : min(last, first + LONG_WAY)]
    yield order
    yield f"distance {bucket(last - first - 1)}{order}"
    yield from (f"{seen}{order}" for seen in _between(between))
    yield from (f"before {word}{order}" for word in masked.words[max(first - NEAR, 0) : first])
    yield from (f"behind {word}{order}" for word in masked.words[last + 1 : last + 1 + NEAR])
    if meeting.subject.scene.number == 0:
        yield "in the title"
    yield from path(meeting)


def _between(words: tuple[str, ...]) -> Iterator[str]:
    names = sum(len(word) == 1 and word.isupper() for word in words)
    yield f"names between {min(names, 3)}"
    if len(words) <= SHORT:
        yield f"wording {' '.join(words)}"
    yield from (f"between {word}" for word in words[:TOLD])
    yield from (f"between {' '.join(two)}" for two in pairwise(words[:TOLD]))
    yield from (f"verb of {predicate} between" for predicate in _meant(words))
    if standing(" ".join(words)) is not Standing.ASSERTED:
        yield "hedged"


def beside(meeting: Meeting, near: str) -> Iterator[str]:
    """Of two mentions in different sentences: how each stands in its own."""
    order = ">" if meeting.gap > 0 else "<"
    yield f"{near}{order}"
    yield from _apart(meeting.subject, f"{near} subject", order)
    yield from _apart(meeting.object, f"{near} object", order)


@lru_cache(maxsize=1 << 10)  # a mention meets a dozen others
def _apart(place: Place, name: str, order: str) -> tuple[str, ...]:
    return tuple([f"{name} {seen}" for seen in _standing_alone(place, order)])


def _standing_alone(place: Place, order: str) -> Iterator[str]:
    masked = _masked(place.scene)
    at = masked.at.get(place.index, 0)
    yield f"{'first' if at == 0 else 'early' if at < 4 else 'late'}{order}"
    token = head(place)
    if token is not None:
        yield f"as {token.dep_}{order}"
        yield f"under {token.head.lower_}{order}"
    yield from (f"behind {word}" for word in masked.words[max(at - 2, 0) : at])
    yield from (f"before {word}" for word in masked.words[at + 1 : at + 3])
    if masked.hedged:
        yield "hedged"
    if masked.speaks:
        yield "speaks"
    yield from (f"with verb of {predicate}" for predicate in masked.verbs)
