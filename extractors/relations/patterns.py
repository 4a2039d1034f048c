"""Relations by wording: the patterns of ontologies/lexicons/patterns.tsv over masked sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from re import Match, Pattern

from extractors.annotations import Cluster
from extractors.lexicons import lines
from extractors.relations.scene import (
    LETTER,
    Found,
    Scene,
    acting,
    clauses,
    compiled,
    marked,
    needed,
    whose,
)
from extractors.relations.signs import Signs, shows, signs
from kg.model import Predicate, Type

# What a wording may leave out because the whole text is about it, or has just named it.
IMPLIED = {
    Predicate.MEMBER_OF: (Type.NETWORK,),
    Predicate.PARTICIPATES_IN: (Type.EVENT, Type.PROGRAMME),
    Predicate.SUPPORTS: (Type.PROGRAMME, Type.NETWORK, Type.EVENT),
    Predicate.ORGANIZES: (Type.EVENT,),
    Predicate.LEADS: (Type.PROGRAMME, Type.NETWORK),
    Predicate.TREATS: (Type.DISEASE,),
    Predicate.RUNS: (Type.PROGRAMME, Type.NETWORK),
    Predicate.COLLABORATES_WITH: (Type.NETWORK, Type.ORGANIZATION),
}


# What somebody does, so that in `X of Y attended` not Y but X did it.
ACTS = frozenset(
    {
        Predicate.PARTICIPATES_IN, Predicate.ORGANIZES, Predicate.RUNS, Predicate.LEADS,
        Predicate.SUPPORTS, Predicate.COLLABORATES_WITH, Predicate.MEMBER_OF, Predicate.DEVELOPS,
        Predicate.WORKS_ON,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """One line of the lexicon."""

    predicate: Predicate
    rule: str
    confidence: float
    needs: tuple[frozenset[str], ...]  # of each mark that must stand, the letters it may have
    signs: Signs
    source: str

    @property
    def pattern(self) -> Pattern[str]:
        """Compiled when a text first has all signs of it: there are more than a hundred."""
        return compiled(self.source)


@cache
def wordings() -> tuple[Wording, ...]:
    """The lexicon."""
    found = []
    for line in lines("patterns.tsv"):
        predicate, rule, confidence, pattern = line.split("\t")
        found.append(
            Wording(
                Predicate(predicate),
                rule,
                float(confidence),
                needed(pattern),
                signs(pattern),
                pattern,
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
        if shows(scene.masked, wording.signs):
            for match in wording.pattern.finditer(scene.masked):
                yield from _read(scene, wording, match)


def _read(scene: Scene, wording: Wording, match: Match[str]) -> Iterator[Found]:
    groups = match.groupdict()
    if groups.get("m"):
        yield from _mutual(scene, wording, match)
        return
    if wording.predicate is Predicate.AFFILIATED_WITH:
        yield from _belonging(scene, wording, match)
        return
    acts = wording.predicate in ACTS
    subjects = [
        scene.cluster(acting(scene, n) if acts and match.start(name) == match.start() else n)
        for name in ("s", "s2")
        for n in _entries(scene, match, name)
    ]
    objects = [scene.cluster(n) for name in ("o", "o2", "o3") for n in _entries(scene, match, name)]
    if "o" not in wording.pattern.groupindex or ("o" in groups and groups["o"] is None):
        objects = _implied(scene, wording.predicate)
    if "s" not in groups:
        subjects = _implied(scene, wording.predicate)
    for left in subjects:
        for right in objects:
            if left is not right:
                yield Found(
                    left, wording.predicate, right, "", wording.rule, wording.confidence, scene,
                    role=groups.get("role"), span=match.span(),
                )  # fmt: skip


def _entries(scene: Scene, match: Match[str], name: str) -> list[int]:
    """A list as far as it is of the clause that matches, whichever side of the verb it is on."""
    if not match.groupdict().get(name):
        return []
    return clauses(scene, match[name])[-1 if match.start(name) == match.start() else 0]


def _belonging(scene: Scene, wording: Wording, match: Match[str]) -> Iterator[Found]:
    """Each person of a list with the body that is named for them."""
    for person, body in whose(match["s"], list(marked(match["o"]))):
        left, right = scene.cluster(person), scene.cluster(body)
        if left is not right:
            yield Found(
                left, wording.predicate, right, "", wording.rule, wording.confidence, scene,
                role=match.groupdict().get("role"), span=match.span(),
            )  # fmt: skip


def _implied(scene: Scene, predicate: Predicate) -> list[Cluster]:
    """What the whole text is about, if it can stand so; else what was named last."""
    types = IMPLIED.get(predicate, ())
    if scene.whole is not None and scene.whole.type in types:
        return [scene.whole]
    return [scene.focus[type_] for type_ in types if type_ in scene.focus][:1]


def _mutual(scene: Scene, wording: Wording, match: Match[str]) -> Iterator[Found]:
    """Every pair of a list: `Argentina, Bolivia and Paraguay will use the same protocol`."""
    clusters = [scene.cluster(number) for number in marked(match["m"])]
    for left, right in combinations(clusters, 2):
        if left is not right:
            yield Found(
                left, wording.predicate, right, "", wording.rule, wording.confidence, scene,
                span=match.span(),
            )  # fmt: skip
