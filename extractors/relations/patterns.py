"""Relations by wording: the patterns of ontologies/lexicons/patterns.tsv over masked sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from re import Match, Pattern

from extractors.lexicons import lines
from extractors.relations.scene import LETTER, Found, Scene, compiled, marked, needed
from kg.model import Predicate, Type

IMPLIED = {
    Predicate.MEMBER_OF: (Type.NETWORK,),
    Predicate.PARTICIPATES_IN: (Type.EVENT, Type.PROGRAMME),
    Predicate.SUPPORTS: (Type.PROGRAMME, Type.NETWORK, Type.EVENT),
    Predicate.ORGANIZES: (Type.EVENT,),
    Predicate.LEADS: (Type.PROGRAMME, Type.NETWORK),
    Predicate.TREATS: (Type.DISEASE,),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One line of the lexicon."""

    predicate: Predicate
    rule: str
    confidence: float
    needs: tuple[frozenset[str], ...]  # of each mark that must stand, the letters it may have
    pattern: Pattern[str]


@cache
def wordings() -> tuple[Wording, ...]:
    """The lexicon, compiled."""
    found = []
    for line in lines("patterns.tsv"):
        predicate, rule, confidence, pattern = line.split("\t")
        found.append(
            Wording(
                Predicate(predicate), rule, float(confidence), needed(pattern), compiled(pattern)
            )
        )
    return tuple(found)


@lru_cache(maxsize=1 << 9)  # there are no more sets of nine letters
def _possible(letters: frozenset[str]) -> tuple[Wording, ...]:
    """The wordings for which a sentence with these letters has all marks."""
    return tuple(
        wording
        for wording in wordings()
        if not any(letters.isdisjoint(need) for need in wording.needs)
    )


def by_wording(scene: Scene) -> Iterator[Found]:
    """What the wording of a sentence says of the names in it."""
    if not scene.candidates:
        return
    for wording in _possible(frozenset(LETTER[c.type] for c in scene.candidates)):
        for match in wording.pattern.finditer(scene.masked):
            yield from _read(scene, wording, match)


def _read(scene: Scene, wording: Wording, match: Match[str]) -> Iterator[Found]:
    groups = match.groupdict()
    if groups.get("m"):
        yield from _mutual(scene, wording, groups["m"])
        return
    objects = [scene.cluster(n) for name in ("o", "o2", "o3") for n in marked(groups.get(name))]
    if "o" not in groups:  # the wording leaves out what the text was just about
        objects = [scene.focus[t] for t in IMPLIED.get(wording.predicate, ()) if t in scene.focus][
            :1
        ]
    for subject in [n for name in ("s", "s2") for n in marked(groups.get(name))]:
        for right in objects:
            left = scene.cluster(subject)
            if left is not right:
                yield Found(
                    left, wording.predicate, right, "", wording.rule, wording.confidence, scene,
                    role=groups.get("role"),
                )  # fmt: skip


def _mutual(scene: Scene, wording: Wording, listed: str) -> Iterator[Found]:
    """Every pair of a list: `Argentina, Bolivia and Paraguay will use the same protocol`."""
    clusters = [scene.cluster(number) for number in marked(listed)]
    for left, right in combinations(clusters, 2):
        if left is not right:
            yield Found(left, wording.predicate, right, "", wording.rule, wording.confidence, scene)
