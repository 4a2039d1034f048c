"""Relations that no rule says: pairs of names rated by what was learned from annotated texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.annotations import Annotations
from extractors.relations.inference import Mains
from extractors.relations.learning.features import ALSO, Seen, Surroundings, seen_of, types_of
from extractors.relations.learning.pairs import Pair, pairs
from extractors.relations.learning.weights import Weights
from extractors.relations.scene import Found, Scene
from extractors.relations.standing import stood
from kg.model import SYMMETRIC, Document, Kind, Predicate

LEARNED = "learned"
LEAST = 0.5  # below this probability a pair is not worth a claim, not even a tentative one


@dataclass(frozen=True, slots=True)
class Ruled:
    """A document with all that the rules found in it."""

    doc: Document
    kind: Kind
    annotations: Annotations
    staged: Sequence[Scene]
    main: Mains
    found: Sequence[Found]


def rated(ruled: Ruled, table: Weights) -> Iterator[Found]:
    """The pairs that the rules leave untied and the weights would tie, with the reasons."""
    tied = ties(ruled.found)
    around = Surroundings.of(ruled.kind, ruled.main, ruled.found)
    for pair in pairs(ruled.staged, ruled.main):
        left, right, types = id(pair.subject), id(pair.object), types_of(pair)
        untied = [
            predicate
            for predicate in pair.predicates
            if (predicate, types) in table.of and (left, predicate, right) not in tied
        ]
        if not untied:
            continue
        seen = seen_of(pair, around)
        for predicate in untied:
            probability = table.probability(predicate, seen)
            if probability >= LEAST:
                because = "; ".join(table.strongest(predicate, seen))
                yield stood(
                    Found(
                        pair.subject, predicate, pair.object, "", f"{LEARNED}: {because}",
                        round(min(probability, 0.99), 3), told(pair),
                    )
                )  # fmt: skip


def seen_pairs(ruled: Ruled) -> Iterator[tuple[Pair, Seen]]:
    """The pairs of a document with their features."""
    around = Surroundings.of(ruled.kind, ruled.main, ruled.found)
    for pair in pairs(ruled.staged, ruled.main):
        yield pair, seen_of(pair, around)


def ties(found: Sequence[Found]) -> set[tuple[int, Predicate, int]]:
    """What the rules say of which two, both ways round where that is the same."""
    stated = [(id(f.subject), f.predicate, id(f.object)) for f in found if f.object is not None]
    turned = [(right, p, left) for left, p, right in stated if p in SYMMETRIC]
    return {*stated, *turned}


def own(predicate: Predicate, seen: Seen) -> frozenset[str]:
    """The features without the one that tells that the rules tie the pair by this predicate."""
    return seen.features - {f"{ALSO} {predicate}"}


def told(pair: Pair) -> Scene:
    """The sentence that is shown for a pair: where both stand, or the later of the two."""
    ends = (pair.meeting.subject.scene, pair.meeting.object.scene)
    return max(ends, key=lambda scene: scene.number)
