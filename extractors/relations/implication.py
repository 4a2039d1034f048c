"""What follows from stated relations by what the predicates mean: lexicons/implications.tsv."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

from extractors.annotations import Cluster
from extractors.lexicons import lines
from extractors.relations.scene import LETTER, Found
from kg.model import Predicate, Standing

MOST = 4  # that do one thing together; of more, no two need know each other


@dataclass(frozen=True, slots=True)
class Implication:
    """One line of the lexicon."""

    how: str
    predicate: Predicate
    subjects: str
    objects: str
    follows: Predicate
    fields: str
    confidence: float


@cache
def implications() -> tuple[Implication, ...]:
    """The lexicon."""
    found = []
    for line in lines("implications.tsv"):
        if line == "#":
            continue
        how, predicate, subjects, objects, follows, fields, confidence = line.split("\t")
        found.append(
            Implication(
                how, Predicate(predicate), subjects, objects, Predicate(follows), fields,
                float(confidence),
            )
        )  # fmt: skip
    return tuple(found)


def implied(found: Iterable[Found]) -> Iterator[Found]:
    """What follows from the stated relations; what is denied or planned implies nothing."""
    stated = [one for one in found if one.object and one.standing is Standing.ASSERTED]
    about: dict[int, list[Found]] = {}
    for one in stated:
        if one.predicate is Predicate.ABOUT:
            about.setdefault(id(one.subject), []).append(one)
    parts = {_ends(one) for one in stated if one.predicate is Predicate.PART_OF}
    for implication in implications():
        ties = [one for one in stated if _under(implication, one)]
        if implication.how == "together":
            yield from (one for one in _together(implication, ties) if _ends(one) not in parts)
        elif implication.how == "through":
            yield from _through(implication, ties, about)
        else:
            yield from (_following(implication, tie, tie.subject, tie.object) for tie in ties)


def _ends(tie: Found) -> frozenset[int]:
    return frozenset((id(tie.subject), id(tie.object)))


def _under(implication: Implication, tie: Found) -> bool:
    return (
        tie.predicate is implication.predicate
        and LETTER[tie.subject.type] in implication.subjects
        and tie.object is not None
        and LETTER[tie.object.type] in implication.objects
    )


def _together(implication: Implication, ties: Sequence[Found]) -> Iterator[Found]:
    """Of those tied to one thing, every pair; in the sentence that names the later of both."""
    by_object: dict[int, dict[int, Found]] = {}
    for tie in ties:
        by_object.setdefault(id(tie.object), {}).setdefault(id(tie.subject), tie)
    for group in by_object.values():
        if len(group) <= MOST:
            for left, right in combinations(group.values(), 2):
                later = max(left, right, key=lambda tie: tie.scene.number)
                yield _following(implication, later, left.subject, right.subject)


def _through(
    implication: Implication, ties: Sequence[Found], about: dict[int, list[Found]]
) -> Iterator[Found]:
    for tie in ties:
        for subject in about.get(id(tie.object), []):
            if subject.object is not None and LETTER[subject.object.type] in implication.fields:
                yield _following(implication, tie, tie.subject, subject.object)


def _following(
    implication: Implication, tie: Found, subject: Cluster, obj: Cluster | None
) -> Found:
    return replace(
        tie, subject=subject, predicate=implication.follows, object=obj, role=None,
        rule=f"who {tie.predicate} {implication.how}",
        confidence=min(implication.confidence, tie.confidence),
    )  # fmt: skip
