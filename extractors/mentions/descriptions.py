"""Descriptions in small letters: `the project`, `a press conference on 13 February`.

A definite one only refers back; an indefinite one of an event is an event of its own.
"""

import re
from collections.abc import Iterator
from functools import cache

from extractors.annotations import Candidate, Sentence
from extractors.lexicons import Head, heads
from extractors.relations.standing import TENTATIVE
from kg.model import Type

DEFINITE = r"[Tt]he|[Tt]his|[Tt]hat|[Ii]ts|[Tt]heir|[Oo]ur"
DATED = (
    r"[A-Z][a-z]+day['’]s|[Tt]oday['’]s|[Yy]esterday['’]s|[Ll]ast (?:week|month|year|night)['’]s"
)
INDEFINITE = rf"[Aa]n?|[Aa]nother|[Oo]ne|{DATED}"
DATING = re.compile(DATED)
# Nouns that are too common in small letters to speak of one named thing.
COMMON = frozenset(
    """action bank board branch challenge chair chamber circle committee course fund genetics
    genomics group healthcare hub lab lecture mission office plan platform section service
    services study survey tour union unit ward diagnostics pilot school fellowship grant
    college company commission council trial laboratories clinics hospitals networks
    academies weekend gala hearing gathering retreat bio technologies instruments holding
    holdings limited grants fellowships scholarships""".split()
)
REFERRING = frozenset(
    """group study trial company commission council committee pilot course school plan""".split()
)
ORDINAL = re.compile(r"(?:first|second|third|fourth|fifth|previous|next|last) ")
HELD = re.compile(
    r"\b(?:held|hosted|hosts|convene[sd]?|organi[sz]ed|took place|gave|given|attended|attending"
    r"|address(?:ed|ing)|spoke|opened|chaired)\b"
)
CANCELLED = re.compile(
    r"\b(?:could not|cannot|can not|cancelled|canceled|called off|postponed|never took place"
    r"|not (?:be )?held|did not)\b"
)
FORMAL = re.compile(
    r"(?:opening|closing|award|awards|signing|launch|inauguration|hand-?over|graduation"
    r"|ground-?breaking|prize-?giving|commissioning|dedication|naming|farewell|welcome|swearing-in"
    r"|unveiling) (?:ceremony|session)"
)
EVENT_TOPIC = re.compile(r" (?:on|about|of the|of experts) [^,.;:()\n\"“”]{3,80}")
CUT = re.compile(
    r" (?:was|were|is|are|has|had|will|which|that|who|held|took|takes|organi[sz]ed|hosted"
    r"|convened|in"
    r"|at|from|to|by|last|this|next|on (?:the )?\d|on [A-Z][a-z]+(?:day| \d)|and (?:the|a) )\b.*"
)


@cache
def _nouns() -> str:
    return "|".join(sorted((noun for noun in heads() if noun.isascii()), key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    modifier = r"(?:(?!of |for |to |by |in |on |at |with |and |or |as )[a-z0-9][\w-]*[ ])"
    return re.compile(
        rf"\b(?P<article>{DEFINITE}|{INDEFINITE}) (?P<name>{modifier}{{0,3}}?(?:press )?"
        rf"(?P<noun>{_nouns()}))\b(?![-'’]\w)"
    )


PRODUCT = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Ii]ts) (?P<name>product|drug|medicine|injection|vaccine|treatment)\b"
)


def descriptions(sentence: Sentence) -> Iterator[Candidate]:
    """Generic candidates for definite descriptions, and unnamed events."""
    text = sentence.text
    yield from _products(sentence)
    if heads().keys().isdisjoint(sentence.words):
        return
    for match in _pattern().finditer(text):
        head = heads()[match["noun"]]
        definite = re.fullmatch(DEFINITE, match["article"]) is not None
        numbered = ORDINAL.match(match["name"]) is not None
        if numbered and head.type is Type.EVENT:
            definite = False  # "the first workshop" is another one than this
        start, end = match.span("name")
        if FORMAL.fullmatch(match["name"]) and HELD.search(text):
            yield _candidate(sentence, start, end, head, generic=False)
        elif definite and head.type is Type.EVENT and _told(text, end):
            candidate = _candidate(sentence, start, end, head, generic=False)
            candidate.text = text[start : end + _topic(text, end)]
            yield candidate
        elif definite and (head.noun not in COMMON or head.noun in REFERRING):
            yield _candidate(sentence, start, end, head, generic=True)
        elif (
            head.type is Type.EVENT
            and head.noun not in COMMON
            and (_individual(text, end) or DATING.fullmatch(match["article"]))
        ):
            named = text[start : end + _topic(text, end)]
            candidate = _candidate(sentence, start, end, head, generic=False)
            candidate.text = named
            yield candidate


def _products(sentence: Sentence) -> Iterator[Candidate]:
    for match in PRODUCT.finditer(sentence.text):
        start, end = match.span("name")
        yield Candidate(
            sentence.start + start, sentence.start + end, Type.THERAPY, match["name"],
            "description", 0.35, generic=True,
        )  # fmt: skip


def _told(text: str, end: int) -> bool:
    """Whether `the workshop on data linkage was held` tells of an event by its subject."""
    held = HELD.search(text) is not None and CANCELLED.search(text) is None
    return held and text[end : end + 4] == " on " and _topic(text, end) > 0


def _individual(text: str, end: int) -> bool:
    """Whether an event without a name is a certain one: it has a subject, or it took place."""
    if CANCELLED.search(text):
        return False
    return _topic(text, end) > 0 or (HELD.search(text) is not None and not TENTATIVE.search(text))


def _topic(text: str, end: int) -> int:
    """How many characters behind the noun still name the event: `on the care of Lassa fever`."""
    topic = EVENT_TOPIC.match(text, end)
    if topic is None:
        return 0
    return len(CUT.sub("", topic.group()).rstrip())


def _candidate(sentence: Sentence, start: int, end: int, head: Head, *, generic: bool) -> Candidate:
    return Candidate(
        sentence.start + start, sentence.start + end, head.type, sentence.text[start:end],
        "description", 0.4, subclass=head.subclass, generic=generic,
    )  # fmt: skip
