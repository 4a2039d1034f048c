"""Bodies whose names are made of other names: `Haemophilia Ireland`, `AIIMS Bhopal`."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import CALENDAR, Candidate, Sentence
from extractors.lexicons import head_of, words
from extractors.mentions.capitals import GOVERNED, OPENERS
from extractors.mentions.headlines import is_headline
from kg.model import Type

ACRONYM = re.compile(r"(?<![\w&-])[A-Z]{4,8} $")
# Bodies of many countries; a town behind one is where they meet.
WORLDWIDE = frozenset("UNICEF UNESCO UNAIDS UNHCR NATO ASEAN COVID MERCOSUR ECOWAS".split())
# What belongs to a company under its own name.
ARM = re.compile(
    r" (?:Products|Oncology|Vaccines|Biologics|Pharma|Pharmaceuticals|Diagnostics|Healthcare"
    r"|Medical|Rare Diseases?|Consumer Health|Animal Health|Gene Therapies)\b(?! [A-Z])"
)
PART = r"[A-ZÀ-Þ][\w’'-]+"
FRIENDS = re.compile(rf"\bFriends of (?:the )?(?:St\.? )?{PART}(?: {PART}){{0,4}}")
NATIONAL = re.compile(r"(?!The )[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,2}")
TEAM = re.compile(
    r"\b(?P<name>\d{1,3}(?:st|nd|rd|th) batch of (?:the )?(?:[A-Z]\w+ )?medical (?:aid )?team"
    r"(?: to [A-Z]\w+(?: [A-Z]\w+)?)?)"
)
PAID = re.compile(
    r"\b(?:funded|sponsored|financed|supported|paid for|organi[sz]ed|hosted|convened|developed"
    r"|manufactured|marketed|run) (?:(?:in part|jointly|mainly|partly|largely|also) )?by (?:the )?"
    rf"(?P<name>{PART}(?: {PART}){{1,3}})(?=[,.;)]| (?:and|in|as|since|under|through|at)\b|$)"
)
WORKPLACE = re.compile(r" \((?P<name>[A-Z]{3,8})(?=[,)])")
EDITION = re.compile(r"(?<![\w-])(?P<name>[A-Z]{3,}[A-Za-z]{0,6} (?:19|20)\d\d)(?![\w-])")
NO_EDITION = frozenset("ISO COVID FP IPA SARS MERS CORRECTION UPDATE REPORT ISSUE".split())
MONTHS = frozenset(word.upper() for word in CALENDAR)
# Countries that people are called by too.
SURNAMES = frozenset("Jordan Israel Chad Ireland France Holland England Georgia Cuba".split())
# Clubs by the letters of their law: `Lumen MLD e.V.`
LEGAL = re.compile(
    rf"(?P<name>{PART}(?: {PART}){{0,5}},? (?:e\. ?V\.|gGmbH|ONLUS|Onlus|ASBL|asbl|vzw|VZW|z\.s\.|CIC))"
    r"(?!\w)"
)
# `the Mustapha Pacha hospital`
SITE = re.compile(
    rf"(?P<name>(?P<own>{PART} {PART}(?: {PART})?) (?:hospital|hospice|clinic|infirmary|maternity))\b"
)
ADJECTIVE = re.compile(r"(?:ese|ish|ian|can|ean|tic)(?: |$)")
KNOWN = frozenset({"known body", "dictionary", "country code"})


def compounds(found: Sequence[Candidate], sentence: Sentence) -> Iterator[Candidate]:
    """Further candidates for bodies, told by which names stand side by side."""
    text = sentence.text
    regions = {c.end for c in found if c.type is Type.PLACE and c.source == "dictionary"}
    for body in _by_wording(sentence):
        if body.source == "context" and body.end in regions:
            body.score = 0.87  # no person is called `Génome Québec`
        yield body
    for candidate in found:
        start, end = candidate.start - sentence.start, candidate.end - sentence.start
        if candidate.type is Type.PERSON and (place := WORKPLACE.match(text, end)):
            if place["name"].casefold() not in words("labels.txt"):
                at = _body(sentence, *place.span("name"), None)
                at.source, at.score = "context", 0.7
                yield at
        if candidate.source not in KNOWN:
            continue
        if candidate.type is Type.PLACE and candidate.subclass == "Country":
            yield from _national(found, candidate, sentence)
        elif candidate.type is Type.PLACE and (before := ACRONYM.search(text[:start])):
            if (
                before.group().strip() not in WORLDWIDE | words("labels.txt")
                and not text[start:end].isupper()
            ):
                yield _body(sentence, before.start(), end, "ResearchInstitute")
        elif candidate.source == "known body" and (arm := ARM.match(text, end)):
            yield _body(sentence, start, arm.end(), "Company")


def _national(
    found: Sequence[Candidate], country: Candidate, sentence: Sentence
) -> Iterator[Candidate]:
    """A disease with the name of a country behind it: `Muscular Dystrophy Ireland`."""
    for disease in found:
        named = disease.type is Type.DISEASE and disease.end == country.start - 1
        start, end = disease.start - sentence.start, country.end - sentence.start
        words_ = re.findall(r"[^\W_]+", disease.text)
        capitals = all(word[0].isupper() for word in words_)
        spaced = sentence.text[end - len(country.text) - 1] == " "
        if named and capitals and spaced and not is_headline(sentence.text):
            yield _body(sentence, start, end, "PatientOrganization")
    for ent in sentence.span.ents:
        start = ent.start_char - sentence.span.start_char
        end = start + len(ent.text)
        first, _, last = ent.text.rpartition(" ")
        person = ent.label_ == "PERSON" and last not in SURNAMES
        if sentence.start + end == country.end and (person or ent.label_ == "ORG"):
            if NATIONAL.fullmatch(first) and last == country.text and _is_coined(first):
                yield _body(sentence, start, end, "PatientOrganization")


def _by_wording(sentence: Sentence) -> Iterator[Candidate]:
    text = sentence.text
    for match in EDITION.finditer(text):
        name = match["name"].split()[0]
        if name not in NO_EDITION | MONTHS and not text.isupper():
            candidate = _body(sentence, *match.span("name"), None)
            candidate.type, candidate.source = Type.EVENT, "context"
            yield candidate
    for match in LEGAL.finditer(text):
        yield _body(sentence, *match.span("name"), "Society")
    for match in SITE.finditer(text):
        if _is_coined(match["own"]) and not ADJECTIVE.search(match["own"]):
            candidate = _body(sentence, *match.span("name"), "Hospital")
            candidate.score = 0.84
            yield candidate
    if "Friends of" in text:
        for match in FRIENDS.finditer(text):
            end = match.end()
            kept = re.search(r"\bSt\.? \w+['’]s$", match.group())
            end -= 0 if kept or not match.group().endswith(("'s", "’s")) else 2
            yield _body(sentence, match.start(), end, "PatientOrganization")
    if "batch" in text:
        for match in TEAM.finditer(text):
            candidate = _body(sentence, *match.span("name"), None)
            candidate.noun = "team"
            yield candidate
    if " by " in text:
        for match in PAID.finditer(text):
            if _is_coined(match["name"]):
                candidate = _body(sentence, *match.span("name"), None)
                candidate.source, candidate.score = "context", 0.6
                yield candidate


def _is_coined(name: str) -> bool:
    """Whether no word of a name tells by itself what it is."""
    plain = GOVERNED | OPENERS | words("labels.txt") | words("titles.txt")
    return not any(
        head_of(word) or word in CALENDAR or word.casefold() in plain for word in name.split()
    )


def _body(sentence: Sentence, start: int, end: int, subclass: str | None) -> Candidate:
    return Candidate(
        sentence.start + start, sentence.start + end, Type.ORGANIZATION, sentence.text[start:end],
        "shape", 0.88, subclass=subclass,
    )  # fmt: skip
