"""Persons: by title, by the post that stands beside a name, and by the model."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.annotations import CALENDAR, Candidate, Sentence
from extractors.lexicons import has_role, heads, lines, role_noun, titles
from kg.model import Type

PARTICLE = (
    r"(?:von|van|den|der|de|del|della|di|da|dos|do|das|du|le|la|La|ter|ten|bin|binti|bint|ibn|al|el"
    r"|Al|El|ould|Ould|ben|Ben|af|av|zu|zur|St\.|y|e|abu|Abu)"
)
WORD = r"(?:[DOLdl]['’])?[A-ZÀ-ÖØ-ÞĀ-Ž][\w]*(?:[-'’][\w]+)*"
INITIAL = r"[A-Z]\.(?:-?[A-Z]\.)?"
PART = rf"(?:{INITIAL}|{WORD}|(?:{PARTICLE}\s){{1,3}}{WORD})"
FULL = rf"(?<!\w){PART}(?:\s{PART}){{1,5}}"  # a given name and a surname at least
ANY = rf"(?<!\w){PART}(?:\s{PART}){{0,5}}"
POST_NOMINAL = re.compile(
    r",?\s*\b(?:MD|M\.D\.|PhD|Ph\.D\.|MBBS|FRCP|MPH|MSc|RN|DSc|CBE|OBE)\b\.?|['’]s?$"
)
GIVEN = frozenset(
    {"April", "May", "June", "August", "Jan", "Jun", "Mar"}
)  # months that are given names too
POST_TITLE = re.compile(
    r"\b((?:[Vv]ice[- ]|[Dd]eputy |[Aa]ssociate |[Aa]ssistant )?(?:[Pp]rofessor|[Pp]resident"
    r"|[Dd]irector|[Dd]ean"
    r"|[Mm]inister|[Rr]ector|[Hh]ead nurse|[Cc]hairman|[Cc]hairwoman))(?: (?:Dr\.?|Sir"
    r"|Emeritus))?\s+$"
    r"|\b(?:Prof)\b\.?(?: Dr\.?)?\s+$"
)
MOST_PARTS = 9  # words of a name, particles included
SAYINGS = frozenset(
    """said says told noted added explained stated stressed warned recalled emphasised
    emphasized""".split()
)
SAYING = rf"(?:{'|'.join(sorted(SAYINGS))})"


@cache
def _title_words() -> frozenset[str]:
    return frozenset(re.split(r"[\W_]+", title.casefold())[0] for title in lines("titles.txt"))


@cache
def _patterns() -> list[tuple[str, float, re.Pattern[str]]]:
    """(source, score, pattern); the name is the group `name`."""
    role = rf"(?:[\w-]+\s){{0,5}}{role_noun()}"
    return [
        ("title", 0.95, re.compile(rf"\b{titles().pattern}(?P<name>{ANY})")),
        ("post", 0.9, re.compile(rf"(?P<name>{FULL}), (?:an? |the |who |its |head "
                                 rf"|chief ){{0,2}}{role}\b")),
        ("post before", 0.85, re.compile(rf"\b(?:[a-z-]+\s|[A-Z][a-z]+ )?{role_noun()} "
                                         rf"(?P<name>{FULL})\b")),
        ("speaker", 0.8, re.compile(rf"(?P<name>{FULL}),? {SAYING}\b")),
        ("speaker", 0.8, re.compile(rf"\b{SAYING} (?:{titles().pattern})?(?P<name>{FULL})\b")),
    ]  # fmt: skip


def persons(sentence: Sentence) -> Iterator[Candidate]:
    """Candidates for persons; a lone surname is generic: it refers to somebody named before."""
    text = sentence.text
    here = {
        "title": not _title_words().isdisjoint(sentence.words),
        "speaker": not SAYINGS.isdisjoint(sentence.words),
    }
    here["post"] = here["post before"] = has_role(sentence.words)
    for source, score, pattern in _patterns():
        if not here[source]:
            continue
        for match in pattern.finditer(text):
            yield from _candidate(sentence, match.start("name"), match.end("name"), source, score)
    for ent in sentence.span.ents:
        if ent.label_ == "PERSON":
            start = ent.start_char - sentence.span.start_char
            yield from _candidate(sentence, start, start + len(ent.text), "model", 0.7)


def _candidate(
    sentence: Sentence, start: int, end: int, source: str, score: float
) -> Iterator[Candidate]:
    text = sentence.text
    titled = titles().match(text, start, end)
    if titled:
        start = titled.end()
    before = text[max(start - 60, 0) : start]
    post = POST_TITLE.search(before)
    name = POST_NOMINAL.sub("", text[start:end]).strip(" ,")
    start = text.find(name, start) if name else start
    parts = name.split()
    if not parts or not _is_name(parts):
        return
    single = len(parts) == 1
    yield Candidate(
        sentence.start + start, sentence.start + start + len(name), Type.PERSON, name,
        source, score - (0.3 if single and source != "title" else 0), generic=single,
        title=(post.group(1) or "professor").casefold() if post else "",
    )  # fmt: skip


def _is_name(parts: list[str]) -> bool:
    """Whether words can be a person's name: no head noun, no day, no acronym, no digits."""
    plain = [part for part in parts if not part.endswith(".")]
    return (
        bool(plain)
        and len(parts) <= MOST_PARTS
        and not any(any(c.isdigit() for c in part) for part in parts)
        and not any(part in CALENDAR for part in plain if part not in GIVEN or len(parts) == 1)
        and not any(part.casefold() in heads() for part in plain)
        and not all(part.isupper() for part in plain)
        and parts[-1][0].isupper()
    )
