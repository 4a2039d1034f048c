"""Bodies told by a turn of words: `Friends of St Aidan's`, `paid for by Génome Alsace`."""

import re
from collections.abc import Iterator

from extractors.annotations import CALENDAR, Candidate, Sentence
from extractors.lexicons import head_of, words
from extractors.mentions.capitals import GOVERNED, OPENERS
from kg.model import Type

PART = r"[A-ZÀ-Þ][\w’'-]+"
FRIENDS = re.compile(
    r"\b(?P<name>Friends of (?:the )?"
    rf"(?:St\.? {PART}|{PART}(?: {PART}){{0,4}}?(?=['’]s\b|[^\w’'-]|$)(?! {PART})))"
)
TEAM = re.compile(
    r"\b(?P<name>\d{1,3}(?:st|nd|rd|th) batch of (?:the )?(?:[A-Z]\w+ )?medical (?:aid )?team"
    r"(?: to [A-Z]\w+(?: [A-Z]\w+)?)?)"
)
PAID = re.compile(
    r"\b(?:funded|sponsored|financed|supported|paid for|organi[sz]ed|hosted|convened|developed"
    r"|manufactured|marketed|run) (?:(?:in part|jointly|mainly|partly|largely|also) )?by (?:the )?"
    rf"(?P<name>{PART}(?: {PART}){{1,3}})(?=[,.;)]| (?:and|in|as|since|under|through|at)\b|$)"
)
EDITION = re.compile(
    r"(?<![\w-])(?P<name>(?!ISO|COVID|FP|SARS|MERS|CORRECTION|UPDATE|REPORT|ISSUE)"
    r"(?P<own>[A-Z]{3,}[A-Za-z]{0,6}) (?:19|20)\d\d)(?![\w-])"
)
MONTHS = frozenset(word.upper() for word in CALENDAR)
# Clubs by the letters of their law: `Lumen MLD e.V.`
LAW = re.compile(r"e\. ?V\.|gGmbH|ONLUS|Onlus|ASBL|asbl|vzw|VZW|z\.s\.|CIC")
LEGAL = re.compile(
    rf"(?P<name>{PART}(?: {PART}){{0,5}},? "
    rf"(?:{LAW.pattern}))(?!\w)"
)
# `the Mustapha Pacha hospital`
SITE = re.compile(
    rf"(?P<name>(?P<own>{PART} {PART}(?: {PART})?) "
    r"(?:hospital|hospice|clinic|infirmary|maternity))\b"
)
SITES = frozenset("hospital hospice clinic infirmary maternity".split())
ADJECTIVE = re.compile(r"(?:ese|ish|ian|can|ean|tic)(?: |$)")


def wordings(sentence: Sentence) -> Iterator[Candidate]:
    """Candidates for bodies, and for meetings called by letters and year."""
    text = sentence.text
    if "Friends of" in text:
        yield from _found(sentence, FRIENDS, "PatientOrganization", 0.88)
    if "batch of" in text:
        for candidate in _found(sentence, TEAM, None, 0.88):
            candidate.noun = "team"
            yield candidate
    yield from _paying(sentence)
    if LAW.search(text):
        yield from _found(sentence, LEGAL, "Society", 0.88)
    yield from _editions(sentence)
    if not SITES.isdisjoint(sentence.words):
        yield from _sites(sentence)


def _sites(sentence: Sentence) -> Iterator[Candidate]:
    for candidate in _found(sentence, SITE, "Hospital", 0.84):
        own = candidate.text.rpartition(" ")[0]
        if is_coined(own) and not ADJECTIVE.search(own):
            yield candidate


def _paying(sentence: Sentence) -> Iterator[Candidate]:
    for candidate in _found(sentence, PAID, None, 0.6):
        if is_coined(candidate.text):
            candidate.source = "context"
            yield candidate


def is_coined(name: str) -> bool:
    """Whether no word of a name tells by itself what it is."""
    plain = GOVERNED | OPENERS | words("labels.txt") | words("titles.txt")
    return not any(
        head_of(word) or word in CALENDAR or word.casefold() in plain for word in name.split()
    )


def _editions(sentence: Sentence) -> Iterator[Candidate]:
    for candidate in _found(sentence, EDITION, None, 0.88):
        if candidate.text.split()[0] not in MONTHS and not sentence.text.isupper():
            candidate.type, candidate.source = Type.EVENT, "context"
            yield candidate


def _found(
    sentence: Sentence, pattern: re.Pattern[str], subclass: str | None, score: float
) -> Iterator[Candidate]:
    for match in pattern.finditer(sentence.text):
        start, end = match.span("name")
        yield Candidate(
            sentence.start + start, sentence.start + end, Type.ORGANIZATION, match["name"],
            "shape", score, subclass=subclass,
        )  # fmt: skip
