"""What is seen of a pair: words, tree, types, distance, and what the rules say around it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.annotations import Cluster
from extractors.relations.inference import Mains
from extractors.relations.learning.pairs import Pair
from extractors.relations.learning.wording import beside, together
from extractors.relations.scene import LETTER, Found, Scene
from kg.model import ENDS, Kind, Predicate, Standing

NEARNESS = ("together", "beside", "apart")  # in one sentence, in the next, further off
MOST = 50  # relations of one thing that are looked at, so that time grows with the text alone
ALSO = "also"  # the rules tie the two already, by the predicate that follows


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules found in the document, by either end, and what the document is about."""

    kind: Kind
    main: Mains
    out: Mapping[int, Sequence[Found]]  # by the subject's id
    into: Mapping[int, Sequence[Found]]  # by the object's id

    @classmethod
    def of(cls, kind: Kind, main: Mains, found: Iterable[Found]) -> "Surroundings":
        """Index what the rules found."""
        out: dict[int, list[Found]] = {}
        into: dict[int, list[Found]] = {}
        seen: set[tuple[int, Predicate, int]] = set()
        for one in found:
            if one.object is None or one.standing is not Standing.ASSERTED:
                continue
            left, right = id(one.subject), id(one.object)
            fits = (one.subject.type, one.object.type) in ENDS[one.predicate]
            if fits and (left, one.predicate, right) not in seen:
                seen.add((left, one.predicate, right))
                _keep(one, out.setdefault(left, []))
                _keep(one, into.setdefault(right, []))
        return cls(kind, main, out, into)

    def is_main(self, cluster: Cluster) -> bool:
        """Whether it is the disease, programme, network or event that the document is about."""
        main = self.main
        return any(
            cluster is one for one in (main.disease, main.programme, main.network, main.event)
        )


def _keep(one: Found, others: list[Found]) -> None:
    if len(others) < MOST:
        others.append(one)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a pair: the letters of its types, and readable features."""

    types: str
    features: frozenset[str]


def seen_of(pair: Pair, around: Surroundings) -> Seen:
    """All that is seen of a pair."""
    return Seen(types_of(pair), frozenset(_seen(pair, around)))


def types_of(pair: Pair) -> str:
    """The letters of the types of both ends."""
    return LETTER[pair.subject.type] + LETTER[pair.object.type]


def _seen(pair: Pair, around: Surroundings) -> Iterator[str]:
    near = NEARNESS[min(2, abs(pair.meeting.gap))]
    yield from ("always", f"in {around.kind}", near)
    for name, cluster in (("subject", pair.subject), ("object", pair.object)):
        if around.is_main(cluster):
            yield f"main {name} {near}"
        if cluster.subclass:
            yield f"{name} is {cluster.subclass}"
    yield from _said_of_subject(pair, around)
    yield from _said_of_object(pair, around)
    if pair.meeting.gap == 0:
        yield from together(pair.meeting)
    else:
        yield from beside(pair.meeting, near)


def _said_of_subject(pair: Pair, around: Surroundings) -> Iterator[str]:
    """What the rules found of the subject, with the object or with something else."""
    for one in around.out.get(id(pair.subject), ()):
        if one.object is pair.object:
            yield f"{ALSO} {one.predicate}"
            continue
        yield f"subject {one.predicate} {LETTER[one.object.type] if one.object else ''}"
        for other in around.out.get(id(one.object), ()):
            if other.object is pair.object:
                yield f"through {one.predicate} {other.predicate}"
    yield from (f"subject of {one.predicate}" for one in around.into.get(id(pair.subject), ()))


def _said_of_object(pair: Pair, around: Surroundings) -> Iterator[str]:
    """What the rules found of the object, with the subject's neighbours or the other way round."""
    for one in around.into.get(id(pair.object), ()):
        if one.subject is pair.subject:
            continue
        yield f"object of {one.predicate} {LETTER[one.subject.type]}"
        if _listed(pair, one.subject):
            yield f"peer {one.predicate}"
        for other in around.into.get(id(one.subject), ()):
            if other.subject is pair.subject:
                yield f"through {other.predicate} {one.predicate}"
    for one in around.out.get(id(pair.object), ()):
        if one.object is pair.subject:
            yield f"reverse {one.predicate}"


def _listed(pair: Pair, other: Cluster) -> bool:
    """Whether something of the subject's type stands in its sentence."""
    return other.type is pair.subject.type and id(other) in _standing_in(pair.meeting.subject.scene)


@lru_cache(maxsize=1 << 8)
def _standing_in(scene: Scene) -> frozenset[int]:
    """The ids of what a sentence names."""
    return frozenset(id(candidate.cluster) for candidate in scene.candidates)
