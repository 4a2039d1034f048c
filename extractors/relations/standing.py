"""Whether a sentence states a relation, denies it, or only plans, hopes or supposes it."""

import re
from dataclasses import replace

from extractors.relations.scene import Found
from kg.model import Predicate, Standing, Type

# What is agreed holds from the day it is announced, although it "will" be done; so does the
# programme of an event.
AGREED = frozenset({Predicate.COLLABORATES_WITH, Predicate.SUPPORTS})
# Found over several sentences, or by rules that look at the standing themselves.
SETTLED = frozenset({"layout", "name", "speaker", "on stage", "gathering", "listed topic"})

NEGATED = re.compile(
    r"\b(?:not|never|neither|nor|no longer|cannot|denie[sd]|declined|refused|without|nobody|none"
    r"|withdrew|turned down|cancell?ed|inaccurate|contrary to)\b|n['’]t\b|\bno (?!t?\.)",
    re.IGNORECASE,
)
TENTATIVE = re.compile(
    r"\b(?:(?-i:may)|might|could|would|should|hopes?|hoped|hoping|plans?|planned|planning|wish(?:es|ed)?"
    r"|expect(?:s|ed)?|intends?|intended|propos(?:e[sd]?|al)|consider(?:s|ed|ing)?|rumou?red"
    r"|reportedly|said to be|allegedly|wants?|wanted|seeks?|aims? to|invited|whether|if|unless"
    r"|postponed|talk of|under discussion|in talks|asked to|strive|to be confirmed"
    r"|expressed interest"
    r"|have asked|has been asked|had asked|suggested|application|applied|will|interested"
    r"|foreseen)\b",
    re.IGNORECASE,
)


def standing(words: str) -> Standing:
    """The standing of what these words say: those from shortly before the first to the last name.

    >>> said = ("The clinic will not join", "it hopes to join", "it joined")
    >>> tuple(standing(words).value for words in said)
    ('negated', 'tentative', 'asserted')
    """
    if NEGATED.search(words):
        return Standing.NEGATED
    if TENTATIVE.search(words):
        return Standing.TENTATIVE
    return Standing.ASSERTED


# What says what something is, wherever it stands: `will be led by X of Y` leaves X at Y.
NOMINAL = frozenset(
    [
        "in", "bracket place", "comma place", "possessive place", "of place", "place adjective",
        "part of", "possessive part", "comma part", "of", "bracket", "therapy for", "line",
        "speciality line",
        "post", "further post", "post of body", "body post", "post, body", "post before",
        "post before bracket", "post, field", "post of body, person", "person at", "maker",
        "possessive product", "list", "header",
    ]
)  # fmt: skip
UNTRUE = re.compile(
    r",? (?:which|that|this) (?:is|was) (?:inaccurate|wrong|false|untrue|incorrect"
    r"|not (?:true|correct|the case))"
    r"|\b(?:denied|rumou?rs?|speculation|inaccurate|untrue|reports? that|reported that)\b"
)


def stood(found: Found) -> Found:
    """What was found, with the standing that the words around and between its names give it."""
    if (
        found.object is None
        or found.rule.split(":")[0] in SETTLED
        or found.standing is not Standing.ASSERTED
    ):
        return found
    text = found.scene.masked
    pair = found.span or nearest(found)
    if pair is None:
        return found
    start, end = pair
    between = re.sub(r"<[A-Z]\d+>", "", text[start:end])
    if found.rule in NOMINAL:
        return replace(found, standing=standing(between))
    before = text.rfind(",", max(start - 40, 0), start)
    after = text[end : end + 12].split(",")[0]
    said = text[max(before, start - 40, 0) : end] + after
    if found.predicate in AGREED or Type.EVENT in (found.subject.type, found.object.type):
        said = re.sub(r"\bwill\b", "", said)
    said = BUT.sub("", said)
    if (untrue := UNTRUE.search(text)) and not start <= untrue.start() < end:
        return replace(found, standing=Standing.NEGATED)
    settled = standing(said)
    if found.predicate is Predicate.ABOUT and settled is Standing.TENTATIVE:
        return found  # what it hopes to do is what it is about
    return replace(found, standing=settled)


# `is not a partner of A but has worked with B`: of B the part behind `but` tells.
BUT = re.compile(
    r"^.*\bbut (?=(?:also |now |later )?(?:has|have|had|is|was|were|did|does|[a-z]+s|[a-z]+ed) )"
)


def nearest(found: Found) -> tuple[int, int] | None:
    """From the beginning of one name to the end of the other, where they stand closest."""
    marks: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for index, candidate in enumerate(found.scene.candidates):
        if candidate.cluster is found.subject or candidate.cluster is found.object:
            marks[candidate.cluster is found.subject].append(found.scene.marks[index])
    pairs = [
        (min(left[0], right[0]), max(left[1], right[1]))
        for left in marks[True]
        for right in marks[False]
    ]
    return min(pairs, key=lambda pair: pair[1] - pair[0], default=None)
