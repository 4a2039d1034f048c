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
        (1.5, r"reporters?\b|correspondent"),
        (0.7, r"reported\b|spokes(?:man|woman|person)"),
        (2.0, r"press (?:release|office|contact)|(?:media|news) release|for immediate release"),
        (2.0, r"notes to editors|media (?:contact|inquiries|enquiries)"),
        (1.5, r"(?:release|update) ?time ?:|source ?:|author ?:"),
        (1.0, r"announc(?:ed|es|ing|ement)"),
        (0.7, r"approv(?:ed|al)|licen[sc]ed|authori[sz]ed"),
        (0.7, r"launch(?:ed|es)|signed (?:an? )?(?:\w+ )?(?:agreement|memorandum|letter)"),
        (0.5, r"(?:said|told \w+|according to)\b"),
        (0.5, r"(?:on|last|this) (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today"),
        (1.0, r"(?:posted|published|updated)(?: on)? ?:? \d"),
        (1.2, r"the two sides|both sides|exchanged views|delegation (?:of|from|led)|pointed out"),
        (1.0, r"(?:has|have) died|died (?:in|on|at)|survived by|aged \d\d|at the age of \d"),
        (1.0, r"week of \d|news in brief"),
        (1.0, r"dear (?:friends|members|readers|colleagues)|yours truly"),
        (0.4, r"treated|patients? (?:has|have|had|was|were)|first patient"),
    ),
    Kind.CONFERENCE: (
        (1.2, r"forum|symposium|conference|congress|summit|colloqui\w+|roundtable"),
        (1.2, r"workshop|seminar|panel(?:ists?)?\b|webinar|round table"),
        (1.2, r"training (?:on|course|session|in)|the (?:training|course)\b"),
        (1.5, r"(?:opening|closing) (?:remarks|address|speech|session|ceremony)"),
        (1.5, r"keynote|plenary"),
        (1.0, r"speakers?|moderat(?:ed|or)|chaired|presided|delegates|attendees"),
        (0.5, r"participants|attended"),
        (1.0, r"sessions?\b|posters?\b|abstracts?|lunch|coffee"),
        (
            1.0,
            r"regist(?:er|ration) (?:online|here|now|by|fees?|opens?|closes?|desk)",
        ),
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
        (0.8, r"members? (?:is|are|include)|(?:its|our|full) members|founding members?"),
        (0.4, r"members? of the|belongs? to|joined"),
        (1.0, r"is an? (?:[\w-]+ ){0,4}(?:network|alliance|federation)|comprises|consists of"),
        (1.5, r"hereinafter|the parties (?:hereby|shall)|statutes"),
        (0.8, r"joint (?:laboratory|cent(?:re|er)|institute) (?:is|shall|was)|our mission"),
        (1.5, r"horizon (?:europe|2020)|grant agreement|associated partner"),
        (0.8, r"newsletter|governance|bylaws|working groups?|secretariat"),
        (0.3, r"collaborat(?:ions?|ive)|partnerships?"),
    ),
}
# What a title tells alone: news have a verb in the present, a headline's tense.
HEADLINE = re.compile(
    r"\b[a-z]+ (?:joins?|opens?|signs?|launch(?:es)?|approves?|wins?|grants?|names?|appoints?"
    r"|backs?|warns?|gets?|receives?|begins?|starts?|says?|holds?|halts?|finds?|visits?|sets? up"
    r"|pledges?|returns?|gives?|takes?|meets?|agrees?|plans?|seeks?|unveils?"
    r"|to (?:open|build|join|launch))\b"
    r"|\b(?:obituary|q&a|news)\b|\d{4}\s*[-\u2013]\s*\d{4}$",
    re.IGNORECASE,
)
_OF_HEADLINE = 1.5
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
    headline = HEADLINE.search(title) is not None
    # In `Hospital joins network` the network is what the news are about.
    in_title = 1 if headline else _TITLE_COUNTS
    points = {
        kind: sum(
            weight * (in_title * bool(words.search(title)) + _times(words, text))
            for weight, words in lines
        )
        for kind, lines in _COMPILED.items()
    }
    points[Kind.NEWS] += _OF_HEADLINE * headline
    return {kind: round(value, 3) for kind, value in points.items()}


def _times(words: re.Pattern[str], text: str) -> int:
    return min(len(words.findall(text)), _OFTEN)
