"""What kind of record a text is: words that tell, each with its weight."""

import re
from collections.abc import Mapping

from kg.model import Document, Kind

_LOOKED_AT = 20_000  # characters
_TITLE_COUNTS = 3  # times as much as once in the text
_OFTEN = 3  # occurrences of one line that count at most

# Patterns and what one occurrence adds. Words of one line say the same thing, so that a text
# that repeats one of them does not outvote a text that says several things.
LEXICON: Mapping[Kind, tuple[tuple[float, str], ...]] = {
    Kind.NEWS: (
        (1.5, r"report(?:er|ed that)s?\b|correspondent"),
        (2.0, r"press (?:release|office|contact)|for immediate release"),
        (2.0, r"notes to editors|media (?:contact|inquiries|enquiries)"),
        (1.5, r"(?:release|update) ?time ?:|source ?:|author ?:"),
        (1.0, r"announc(?:ed|es|ing|ement)"),
        (0.7, r"approv(?:ed|al)|licen[sc]ed|authori[sz]ed"),
        (0.7, r"launch(?:ed|es)|signed (?:an? )?(?:\w+ )?(?:agreement|memorandum|letter)"),
        (0.5, r"(?:said|told \w+|according to)\b"),
        (0.5, r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today"),
    ),
    Kind.CONFERENCE: (
        (1.2, r"forum|symposium|conference|congress|summit|colloqui\w+|roundtable"),
        (1.2, r"workshop|seminar|panel(?:ists?)?\b|webinar|round table"),
        (1.2, r"training (?:on|course|session|in)|the (?:training|course)\b"),
        (1.5, r"(?:opening|closing) (?:remarks|address|speech|session|ceremony)"),
        (1.5, r"keynote|plenary"),
        (1.0, r"speakers?|moderat(?:ed|or)|chaired|presided|delegates|attendees|participants"),
        (1.0, r"sessions?\b|posters?\b|abstracts?|registration|lunch|coffee"),
        (0.7, r"(?:took place|(?:was|were) held|gather(?:ed|s)|conven(?:ed|es)|host(?:ed|s))\b"),
        (0.7, r"\d\d[:.]\d\d\b(?=[ \t]*[-\u2013]|[ \t]+[A-Z])"),
    ),
    Kind.CONSORTIUM: (
        (1.5, r"consorti(?:um|a)|alliance|reference network|cooperation network"),
        (0.8, r"network\b"),
        (1.8, r"partners? ?:|list of (?:partners|members)"),
        (1.8, r"member (?:hospitals?|cent(?:re|er)s?|institutions?)"),
        (1.5, r"work packages?|WP ?\d|coordinator|coordinated by"),
        (1.5, r"general assembly|steering committee"),
        (0.8, r"members? (?:of the|is|are|include)|belong to|joined|founding members?"),
        (1.5, r"horizon (?:europe|2020)|grant agreement|associated partner"),
        (0.8, r"newsletter|governance|bylaws|working groups?|secretariat"),
        (0.3, r"collaborat(?:ions?|ive)|partnerships?"),
    ),
}
_COMPILED = {
    kind: [(weight, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for weight, words in lines]
    for kind, lines in LEXICON.items()
}


def kind_of(doc: Document) -> Kind:
    """Guess what a document is from its title and text; news where nothing speaks for another."""
    points = scores(doc.title, doc.text)
    return max(points, key=lambda kind: points[kind])


def scores(title: str, text: str) -> dict[Kind, float]:
    """Add up what speaks for each kind, news first, so that a guess can be explained."""
    text = text[:_LOOKED_AT]
    return {
        kind: round(sum(weight * _times(words, title, text) for weight, words in lines), 3)
        for kind, lines in _COMPILED.items()
    }


def _times(words: re.Pattern[str], title: str, text: str) -> int:
    in_title = _TITLE_COUNTS if words.search(title) else 0
    return in_title + min(len(words.findall(text)), _OFTEN)
