"""Relations by verbs: who does what to whom, along the dependency tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from extractors.annotations import Candidate, Cluster
from extractors.lexicons import lines
from extractors.relations.scene import LETTER, Found, Scene
from kg.model import Predicate, Type

IRREGULAR = {
    "hold": "held", "lead": "led", "found": "founded", "set": "set", "run": "ran run",
    "sit": "sat", "make": "made", "sell": "sold", "give": "gave given", "take": "took taken",
    "speak": "spoke spoken", "be": "is are was were been being", "pay": "paid",
    "begin": "began begun", "bring": "brought", "deal": "dealt", "build": "built",
    "teach": "taught", "write": "wrote written", "meet": "met", "keep": "kept",
}  # fmt: skip
SUBJECT, PASSIVE, OBJECT = (
    frozenset({"nsubj"}),
    frozenset({"nsubjpass"}),
    frozenset({"dobj", "attr", "oprd"}),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What one verb says, as in ontologies/lexicons/verbs.tsv."""

    predicate: Predicate
    particle: str  # up, part, place, over ...
    subjects: frozenset[Type]
    objects: frozenset[Type]
    prepositions: frozenset[str]  # empty: the direct object
    confidence: float


@cache
def frames() -> dict[str, list[Frame]]:
    """Verb form to the frames that it opens."""
    letter = {value: key for key, value in LETTER.items()}
    found: dict[str, list[Frame]] = {}
    for line in lines("verbs.tsv"):
        predicate, verbs, subjects, objects, prepositions, confidence = line.split("\t")
        for verb in verbs.split():
            base, _, particle = verb.partition("+")
            frame = Frame(
                Predicate(predicate), particle, frozenset(letter[c] for c in subjects),
                frozenset(letter[c] for c in objects),
                frozenset(prepositions.replace("-", " ").split()), float(confidence),
            )  # fmt: skip
            for form in forms(base):
                found.setdefault(form, []).append(frame)
    return found


def forms(base: str) -> set[str]:
    """The inflected forms of a verb.

    >>> sorted(forms("organise"))
    ['organise', 'organised', 'organises', 'organising']
    >>> sorted(forms("study"))
    ['studied', 'studies', 'study', 'studying']
    """
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    past = {stem + "ed"}
    third = base + "s"
    if base.endswith("y") and base[-2] not in "aeiou":
        past, third = {base[:-1] + "ied"}, base[:-1] + "ies"
    elif base.endswith(("s", "x", "ch", "sh")):
        third = base + "es"
    ing = stem + "ing"
    if base in IRREGULAR:
        past = set(IRREGULAR[base].split())
    doubled = {base + base[-1] + "ing"} if base in ("run", "set", "sit", "begin") else set()
    return {base, third, ing, *past, *doubled}


def by_verb(scene: Scene) -> Iterator[Found]:
    """What the verbs of a sentence say of the names in it."""
    if len(scene.candidates) < 2:
        return
    for token in scene.sentence.span:
        for frame in frames().get(token.lower_, ()):
            if token.tag_.startswith("V") and _has_particle(token, frame.particle):
                yield from _read(scene, token, frame)


def _has_particle(verb: Token, particle: str) -> bool:
    return (
        not particle
        or any(c.lower_ == particle for c in verb.children)
        or (verb.i + 1 < len(verb.doc) and verb.nbor().lower_ == particle)
    )


def _read(scene: Scene, verb: Token, frame: Frame) -> Iterator[Found]:
    passive = is_passive(verb)
    if passive and not frame.prepositions:
        subjects, objects = _agents(verb), _patients(verb)
    else:
        subjects = _patients(verb) if passive else _subjects(verb)
        objects = _prepositional(verb, frame) if frame.prepositions else _direct(verb)
    for left in _clusters(scene, subjects, frame.subjects):
        for right in _clusters(scene, objects, frame.objects):
            if left is not right:
                yield Found(
                    left, frame.predicate, right, "", f"verb {verb.lower_}", frame.confidence, scene
                )


def is_passive(verb: Token) -> bool:
    """Whether a verb form is passive: `was hosted`, `(the forum) hosted by`."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if verb.tag_ != "VBN":
        return False
    if (
        verb.dep_ == "conj"
        and verb.head.tag_ == "VBN"
        and not any(c.dep_ == "nsubj" for c in verb.children)
    ):
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "advcl") and not any(
        child.lower_ in ("has", "have", "had") for child in verb.children
    )


def _subjects(verb: Token, depth: int = 0) -> list[Token]:
    found = [child for child in verb.children if child.dep_ in SUBJECT]
    if found:
        return [_antecedent(token) for token in found]
    if (
        depth < 4
        and verb.dep_ in ("conj", "xcomp", "advcl", "ccomp")
        and verb.head.tag_.startswith("V")
    ):
        return _subjects(verb.head, depth + 1) or _patients(verb.head)
    if verb.dep_ in ("acl", "relcl"):
        return [verb.head]
    return []


def _patients(verb: Token, depth: int = 0) -> list[Token]:
    found = [child for child in verb.children if child.dep_ in PASSIVE | SUBJECT]
    if found:
        return [_antecedent(token) for token in found]
    if verb.dep_ in ("acl", "relcl"):
        return [verb.head]
    if depth < 4 and verb.dep_ in ("conj", "xcomp", "advcl") and verb.head.tag_.startswith("V"):
        return _patients(verb.head, depth + 1)
    return []


def _agents(verb: Token) -> list[Token]:
    return [
        noun
        for child in verb.children
        if child.lower_ == "by" and child.dep_ in ("agent", "prep")
        for noun in child.children
        if noun.dep_ == "pobj"
    ]


def _direct(verb: Token) -> list[Token]:
    found = [child for child in verb.children if child.dep_ in OBJECT]
    return found or [child for child in verb.children if child.dep_ == "dative"]


def _prepositional(verb: Token, frame: Frame) -> list[Token]:
    return [
        noun
        for child in verb.children
        if child.dep_ in ("prep", "prt") and child.lower_ in frame.prepositions
        for noun in child.children
        if noun.dep_ == "pobj"
    ]


def _antecedent(token: Token) -> Token:
    """Who or which stands for the noun that the relative clause hangs on."""
    if token.lower_ in ("who", "which", "that") and token.head.dep_ == "relcl":
        return token.head.head
    return token


def _clusters(scene: Scene, tokens: list[Token], types: frozenset[Type]) -> Iterator[Cluster]:
    seen: set[int] = set()
    for token in tokens:
        first = _named(scene, token)
        for part in (token, *token.conjuncts):
            named = _named(scene, part)
            if first and named and Type.PERSON in {first.type, named.type} > {first.type}:
                continue  # `chaired by Okoro (Lagos University)` lists no two of a kind
            for candidate in scene.beside(named) if named else ():
                cluster = candidate.cluster
                if cluster is not None and id(cluster) not in seen:
                    seen.add(id(cluster))
                    if cluster.type in types:
                        yield cluster


def _named(scene: Scene, token: Token) -> Candidate | None:
    """What a noun names; in apposition the name that it explains (`X, a network which ...`)."""
    own = scene.covering(token)
    if token.dep_ == "appos" and token.head.i != token.i:
        head = scene.covering(token.head)
        if head is not None and (own is None or own.type is head.type):
            return head
    if own is not None:
        return own
    return next(
        (c for child in token.children if child.dep_ == "appos" and (c := scene.covering(child))),
        None,
    )
