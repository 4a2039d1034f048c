"""Beginnings and ends of programmes, networks and bodies, along the tree from each date."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from extractors.annotations import Cluster
from extractors.dates import Dated
from extractors.relations.quantities.families import family
from extractors.relations.quantities.owners import (
    LASTING,
    RELATIVE,
    SUBJECTS,
    governing,
    is_verb,
    meant,
    named,
    objects,
    subject,
    within,
)
from extractors.relations.scene import Found, Scene
from kg.model import Predicate, Type

ENDING = (Type.PROGRAMME, Type.NETWORK)
UNSURE = frozenset({"may", "might", "could", "would", "should", "not", "n't", "n’t", "never"})
PLANNED = UNSURE | {"will", "shall", "to"}
UP_TO = re.compile(r"\b(?:until|till|through|up to)(?: the end of)? ?$")
SINCE = re.compile(r"\b(?:since|from)(?: early| late| mid)? ?$")
# `RED-01 (2019-2023)`, `the Foundation (est. 1998)`
BRACKET = re.compile(r"[\"”’']? ?\((?P<cue>since |founded(?: in)? |est(?:ablished(?: in)?|\.)? )?$")


def spans(scene: Scene, found: Sequence[Dated]) -> Iterator[Found]:
    """When what is named in a sentence began and ended."""
    for dated in found:
        token = within(scene, dated.start)
        if token is None:
            continue
        yield from _bracketed(scene, dated)
        before = scene.sentence.text[max(dated.start - 20, 0) : dated.start]
        above = next((t for t in governing(token) if is_verb(t) or _is_start(t)), None)
        if above is not None and not is_verb(above):
            yield from _begun(scene, _of_noun(scene, above), dated)
        elif above is not None:
            yield from _by_verb(scene, above, dated, before)


def _by_verb(scene: Scene, verb: Token, dated: Dated, before: str) -> Iterator[Found]:
    helping = {child.lower_ for child in verb.children if child.dep_ in ("aux", "neg")}
    if helping & UNSURE:
        return
    word = verb.lower_
    if dated.until and (word in family("lasting") or _pictured(verb)):
        owner = _named(scene, subject(verb) if word in family("lasting") else _whole(verb))
        yield from _both(scene, owner, dated)
    elif word in family("ending") or (word in family("lasting") and UP_TO.search(before)):
        yield from _ended(scene, _ending(scene, subject(verb)), dated)
    elif word in family("lasting") and SINCE.search(before) and not _is_passive(verb):
        yield from _begun(scene, _named(scene, subject(verb)), dated)
    elif not helping & PLANNED and not SINCE.search(before):
        target = _begins(verb)
        yield from _begun(scene, _named(scene, target) if target is not None else None, dated)


def _begins(verb: Token) -> Token | None:
    """What a verb of founding or beginning makes begin."""
    word = verb.lower_
    if word in ("set", "sets") and not any(c.lower_ == "up" for c in verb.children):
        return None
    if word in family("founding"):
        if _is_passive(verb):
            return subject(verb)
        if verb.dep_ == "relcl" and not _relative_subject(verb) and not _other_object(verb):
            return verb.head
        made = next((o for o in objects(verb) if o.lower_ not in RELATIVE), None)
        if made is not None:
            return made
    if word in family("beginning") and not any(objects(verb)):
        return subject(verb)
    return None


def _is_start(token: Token) -> bool:
    return token.lower_ in family("starts") and token.tag_.startswith("NN")


def _is_passive(verb: Token) -> bool:
    """`was founded`, `a network founded in`, `Founded in 1904, the school`."""
    if any(child.dep_ in ("nsubjpass", "auxpass", "agent") for child in verb.children):
        return True
    bare = not any(child.dep_ in ("nsubj", "aux", "dobj") for child in verb.children)
    return verb.tag_ in ("VBN", "VBD") and bare and verb.dep_ in ("acl", "advcl", "conj", "ROOT")


def _relative_subject(verb: Token) -> bool:
    return any(c.dep_ in SUBJECTS and c.lower_ in RELATIVE for c in verb.children)


def _other_object(verb: Token) -> bool:
    return any(o.lower_ not in RELATIVE for o in objects(verb))


def _pictured(verb: Token) -> bool:
    """`a pilot, SickleStart, in which 212 nurses were trained between 2021 and 2023`."""
    return verb.dep_ == "relcl" and any(
        child.dep_ == "prep" and any(c.lower_ == "which" for c in child.children)
        for child in verb.children
    )


def _whole(verb: Token) -> Token:
    return verb.head


def _of_noun(scene: Scene, noun: Token) -> Cluster | None:
    """`the launch of X in 2015`, `since its launch in 2015, X has`."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            return next((_named(scene, c) for c in child.children if c.dep_ == "pobj"), None)
        if child.dep_ == "poss" and child.lower_ not in ("its", "their"):
            return _named(scene, child)
        if child.dep_ == "poss":
            verb = next(filter(is_verb, governing(noun)), None)
            return _named(scene, subject(verb)) if verb is not None else None
    return None


def _bracketed(scene: Scene, dated: Dated) -> Iterator[Found]:
    text, offset = scene.sentence.text, scene.sentence.start
    for candidate in scene.of_type(*LASTING):
        end = candidate.end - offset
        match = BRACKET.fullmatch(text, end, dated.start) if 0 < dated.start - end < 25 else None
        if match is None:
            continue
        if dated.until and candidate.type is Type.PROGRAMME:
            yield from _both(scene, candidate.cluster, dated)
        elif match["cue"]:
            yield from _begun(scene, candidate.cluster, dated)


def _named(scene: Scene, token: Token | None) -> Cluster | None:
    return meant(scene, token, LASTING)


def _ending(scene: Scene, token: Token | None) -> Cluster | None:
    """`X, a project funded by the Union that ended in 2021`: what can end, from there upwards."""
    owner = meant(scene, token, LASTING)
    if token is None or (token.lower_ not in RELATIVE and token.head.dep_ != "relcl"):
        return owner
    if owner is not None and owner.type in ENDING:
        return owner
    higher = (named(scene, above, ENDING) for above in governing(token) if not is_verb(above))
    found = next(filter(None, higher), None)
    return found.cluster if found is not None else None


def _begun(scene: Scene, owner: Cluster | None, dated: Dated) -> Iterator[Found]:
    if owner is not None:
        yield Found(owner, Predicate.START_DATE, None, dated.value, "beginning", 0.75, scene)
        if dated.until and owner.type in ENDING:
            yield Found(owner, Predicate.END_DATE, None, dated.until, "end", 0.7, scene)


def _ended(scene: Scene, owner: Cluster | None, dated: Dated) -> Iterator[Found]:
    if owner is not None and owner.type in ENDING:
        yield Found(owner, Predicate.END_DATE, None, dated.until or dated.value, "end", 0.75, scene)


def _both(scene: Scene, owner: Cluster | None, dated: Dated) -> Iterator[Found]:
    if owner is not None and owner.type in ENDING and dated.until:
        yield Found(owner, Predicate.START_DATE, None, dated.value, "span", 0.7, scene)
        yield Found(owner, Predicate.END_DATE, None, dated.until, "span", 0.7, scene)
