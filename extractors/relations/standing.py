"""Whether a sentence states a relation, denies it, or only plans, hopes or supposes it."""

import re
from dataclasses import replace

from extractors.relations.scene import Found
from kg.model import Predicate, Standing

# What is agreed holds from the day it is announced, although it "will" be done.
AGREED = frozenset({Predicate.COLLABORATES_WITH, Predicate.SUPPORTS})
# Found over several sentences, or by rules that look at the standing themselves.
SETTLED = frozenset({"name", "speaker", "on stage", "gathering", "listed topic"})

NEGATED = re.compile(
    r"\b(?:not|never|neither|nor|no longer|cannot|denie[sd]|declined|refused|without|nobody|none"
    r"|withdrew|turned down|cancell?ed|inaccurate|contrary to)\b|n['’]t\b|\bno (?!t?\.)",
    re.IGNORECASE,
)
TENTATIVE = re.compile(
    r"\b(?:may|might|could|would|should|hopes?|hoped|hoping|plans?|planned|planning|wish(?:es|ed)?"
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


def stood(found: Found) -> Found:
    """What was found, with the standing that the words around and between its names give it."""
    if found.object is None or found.rule in SETTLED or found.standing is not Standing.ASSERTED:
        return found
    text = found.scene.masked
    marks = [
        found.scene.marks[i]
        for i, c in enumerate(found.scene.candidates)
        if c.cluster is found.subject or c.cluster is found.object
    ]
    if len(marks) < 2:
        return found
    start, end = marks[0][0], marks[-1][1]
    before = text.rfind(",", max(start - 40, 0), start)
    after = text[end : end + 12].split(",")[0]
    said = text[max(before, start - 40, 0) : end] + after
    if found.predicate in AGREED:
        said = re.sub(r"\bwill\b", "", said)
    return replace(found, standing=standing(said))
