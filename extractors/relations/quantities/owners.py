"""Whom a noun of the sentence names, and who is the subject of a verb: along the tree."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from extractors.annotations import Candidate, Cluster
from extractors.relations.quantities.families import family
from extractors.relations.scene import Scene
from kg.model import Type

LASTING = (Type.PROGRAMME, Type.NETWORK, Type.ORGANIZATION)
OWNERS = (Type.EVENT, *LASTING)
RELATIVE = frozenset({"which", "that", "who", "where", "whom", "whose"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
STEPS = 5  # along the tree
ACTIVITIES = (Type.PROGRAMME, Type.NETWORK)
ARTICLES = frozenset({"the", "this", "our", "its", "their"})
ANOTHER = re.compile(
    r"\b(?:first|second|third|previous|last|next|other|another|following|earlier)(?: \w+)?$"
)
# What tells which one is meant: `the organisation he set up`, `the network of hospitals`.
FURTHER = frozenset({"relcl", "acl", "appos", "prep", "compound"})
# What a noun that names nothing may stand for: `it`, `this operation`, `the network`.
KINDS: tuple[tuple[tuple[Type, ...], str], ...] = (
    (ACTIVITIES, "it"),
    ((Type.PROGRAMME,), "efforts"),
    ((Type.NETWORK,), "whole"),
)
# Between a name and the noun that says what it is: `LeukoNet (LN), a network`, `RED: the trial`.
OPENS = re.compile(r"[\s\"”’']*(?:\([^()]{1,60}\))?(?:,|:| [-–—]| is| was| are)\s?$")
# Between such a noun and the name behind it: `a pilot, SickleStart`, `the project "Rare Care"`.
CLOSES = re.compile(r"(?:,| called| named|:)? ?(?:the )?[\"“‘]?$")


def within(scene: Scene, start: int) -> Token | None:
    """The token at an offset of the sentence's text, or the first behind it."""
    offset = scene.sentence.start
    return next((t for t in scene.sentence.span if scene.sentence.at(t) - offset >= start), None)


def named(
    scene: Scene, token: Token, types: tuple[Type, ...] = OWNERS, steps: int = STEPS
) -> Candidate | None:
    """What a noun names: itself, what it stands in apposition to, or what it is said to be."""
    found = _covering(scene, token, types)
    if found is not None or steps == 0:
        return found
    if token.lower_ in RELATIVE:
        behind = _antecedent(token)
        return named(scene, behind, types, steps - 1) if behind is not None else None
    if scene.covering(token) is not None:
        return None
    beside = _beside(scene, token, types)
    if beside is not None:
        return beside
    if token.dep_ == "appos":
        return named(scene, token.head, types, steps - 1)
    if token.dep_ == "attr":
        above = subject(token.head)
        return named(scene, above, types, steps - 1) if above is not None else None
    return None


def _covering(scene: Scene, token: Token, types: tuple[Type, ...]) -> Candidate | None:
    at = scene.sentence.at(token)
    covering = (c for c in (*scene.candidates, *scene.nested) if c.start <= at < c.end)
    found = next((c for c in covering if c.type in types and c.cluster is not None), None)
    return None if found is not None and _another(scene, found) else found


def _another(scene: Scene, candidate: Candidate) -> bool:
    """Whether a description speaks of another one of the kind: `the first forum`."""
    start = candidate.start - scene.sentence.start
    said = scene.sentence.text[max(start - 15, 0) : candidate.end - scene.sentence.start]
    return candidate.generic and ANOTHER.search(said) is not None


def meant(scene: Scene, token: Token | None, types: tuple[Type, ...] = OWNERS) -> Cluster | None:
    """What a noun names, or what `it` and `this operation` stand for where nothing is named."""
    if token is None:
        return None
    found = named(scene, token, types)
    if found is not None:
        return (_begun(scene, token, found) or found).cluster
    if scene.covering(token) is not None and token.lower_ != "it":
        return None
    back = any(c.lower_ in ARTICLES for c in token.children) and not any(
        c.dep_ in FURTHER for c in token.children
    )
    for kinds, words in KINDS:
        if token.lower_ == words or (back and token.lower_ in family(words)):
            return last(scene, tuple(kind for kind in kinds if kind in types))
    return None


def _begun(scene: Scene, token: Token, found: Candidate) -> Candidate | None:
    """`The Trust pays for X; it began in 2019`: what begins is the programme of the sentence."""
    if found.source != "pronoun" or found.type is not Type.ORGANIZATION:
        return None
    if token.head.lower_ not in family("beginning") | family("ending"):
        return None
    before = [c for c in scene.of_type(*ACTIVITIES) if c.end <= found.start and c.cluster]
    return before[-1] if before else None


def last(scene: Scene, types: tuple[Type, ...]) -> Cluster | None:
    """The last of some types that was named before a sentence."""
    return next((scene.focus[kind] for kind in reversed(scene.focus) if kind in types), None)


def _antecedent(token: Token) -> Token | None:
    """The noun that a relative pronoun speaks of."""
    above = token
    for _ in range(STEPS):
        if above.dep_ == "relcl":
            # A clause behind a date hangs on it, although it speaks of what stands before.
            nouns = (t for t in (above.head, *governing(above.head)) if t.tag_.startswith("N"))
            return above.head if above.head.tag_ != "CD" else next(nouns, None)
        if above.head == above:
            return None
        above = above.head
    return None


def _beside(scene: Scene, token: Token, types: tuple[Type, ...]) -> Candidate | None:
    """The name in apposition to a noun, before or behind it."""
    text, offset = scene.sentence.text, scene.sentence.start
    left = scene.sentence.at(min((*token.lefts, token), key=lambda t: t.i)) - offset
    right = scene.sentence.at(token) + len(token.text) - offset
    for candidate in scene.candidates:
        if candidate.type not in types or candidate.cluster is None or candidate.generic:
            continue
        start, end = candidate.start - offset, candidate.end - offset
        if 0 <= left - end <= 70 and OPENS.fullmatch(text[end:left]):
            return candidate
        if 0 <= start - right <= 12 and CLOSES.fullmatch(text[right:start]):
            return candidate
    return None


def subject(verb: Token, steps: int = STEPS) -> Token | None:
    """Who does it: the verb's own subject, or that of the verb or noun on which it hangs."""
    own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    if own is not None or steps == 0:
        return own
    if verb.dep_ in ("relcl", "acl"):
        return verb.head
    if verb.dep_ in ("conj", "advcl", "xcomp", "prep", "ccomp", "dep") and verb.head != verb:
        return subject(verb.head, steps - 1)
    return None


def governing(token: Token) -> Iterator[Token]:
    """What stands above a word, the nearest first."""
    for _ in range(2 * STEPS):
        if token.head == token:
            return
        token = token.head
        yield token


def is_verb(token: Token) -> bool:
    """Whether a word is used as a verb."""
    return token.tag_.startswith("VB")


def objects(verb: Token) -> Iterator[Token]:
    """The direct objects of a verb."""
    for child in verb.children:
        if child.dep_ in ("dobj", "oprd"):
            yield child
            yield from child.conjuncts


def behind(verb: Token, prepositions: frozenset[str]) -> Iterator[Token]:
    """The nouns behind some prepositions of a verb."""
    for child in verb.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            yield from (c for c in child.children if c.dep_ in ("pobj", "pcomp"))
