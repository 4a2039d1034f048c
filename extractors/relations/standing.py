"""Whether a sentence states a relation, denies it, or only plans, hopes or supposes it."""

import re

from kg.model import Standing

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
