"""Which two things of a document could be tied at all: those that stand near each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractors.annotations import Cluster
from extractors.relations.inference import Mains
from extractors.relations.scene import Scene
from kg.model import ENDS, SYMMETRIC, Predicate, Type

REACH = 12  # candidates of one sentence between two that are paired, so that time stays linear
BESIDE = 6  # candidates of the sentence before or behind

# Types of both ends to the predicates that may tie them.
POSSIBLE: dict[tuple[Type, Type], tuple[Predicate, ...]] = {}
for _predicate, _ends in ENDS.items():
    for _types in sorted(_ends):
        POSSIBLE[_types] = (*POSSIBLE.get(_types, ()), _predicate)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands: a scene and the number of its candidate there."""

    scene: Scene
    index: int


class Meeting(NamedTuple):
    """Two mentions that stand near each other, of the subject and of the object."""

    subject: Place
    object: Place

    @property
    def gap(self) -> int:
        """Sentences from the subject to the object; 0 in the same one."""
        return self.object.scene.number - self.subject.scene.number


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two things that a predicate may tie, and where they stand nearest."""

    subject: Cluster
    object: Cluster
    meeting: Meeting

    @property
    def predicates(self) -> tuple[Predicate, ...]:
        """What may tie them; what is symmetric only with the earlier one as the subject."""
        return tuple(
            predicate
            for predicate in POSSIBLE[self.subject.type, self.object.type]
            if predicate not in SYMMETRIC or self.subject.start <= self.object.start
        )


def pairs(staged: Sequence[Scene], main: Mains) -> list[Pair]:
    """The pairs of a document; further meetings than the nearest one bring nothing (measured)."""
    found: dict[tuple[int, int], Pair] = {}
    for meeting in _meetings(staged, main):
        for one, other in ((meeting.subject, meeting.object), (meeting.object, meeting.subject)):
            left = one.scene.cluster(one.index)
            right = other.scene.cluster(other.index)
            key = (id(left), id(right))
            if left is right or key in found or (left.type, right.type) not in POSSIBLE:
                continue
            found[key] = Pair(left, right, Meeting(one, other))
    return list(found.values())


def _meetings(staged: Sequence[Scene], main: Mains) -> Iterator[Meeting]:
    """Nearest first: in one sentence, in neighbouring ones, then with what the text is about."""
    for scene in staged:
        yield from _together(scene)
    for before, after in pairwise(staged):
        for left in _places(before)[-BESIDE:]:
            for right in _places(after)[:BESIDE]:
                yield Meeting(left, right)
    for cluster in (main.disease, main.programme, main.network, main.event):
        if cluster is not None:
            yield from _with_main(staged, cluster)


def _together(scene: Scene) -> Iterator[Meeting]:
    places = _places(scene)
    for distance in range(1, min(REACH, len(places))):
        for left, right in zip(places, places[distance:], strict=False):
            yield Meeting(left, right)


def _with_main(staged: Sequence[Scene], cluster: Cluster) -> Iterator[Meeting]:
    """Each mention with the mention of the main thing that was last before it, or the first."""
    last: Place | None = next(
        (p for scene in staged for p in _places(scene) if scene.cluster(p.index) is cluster), None
    )
    for scene in staged:
        for place in _places(scene):
            if scene.cluster(place.index) is cluster:
                last = place
            elif last is not None:
                yield Meeting(last, place)


@lru_cache(maxsize=1 << 10)  # a scene is gone through for itself, its neighbours and each main
def _places(scene: Scene) -> tuple[Place, ...]:
    """The mentions of a scene whose name is not written twice, as with a bracketed short form."""
    return tuple(
        Place(scene, number)
        for number, candidate in enumerate(scene.candidates)
        if candidate.cluster is not None
        and (number == 0 or scene.marks[number] != scene.marks[number - 1])
    )
