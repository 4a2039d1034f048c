"""Persons: by title, by the post that stands beside a name, and by the model."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.annotations import CALENDAR, Candidate, Sentence
from extractors.lexicons import has_role, head_of, lines, role_noun, titles, words
from extractors.mentions.capitals import GOVERNED, OPENERS
from kg.model import Type

# A consonant of Polynesian names, no quotation mark.
GLOTTAL = re.compile(r" ['‘’ʻ]$")
PARTICLE = (
    r"(?:von|van|den|der|de|del|della|di|da|dos|do|das|du|le|la|La|ter|ten|bin|binte|binti|bint|ibn|al|el"
    r"|Al|El|ould|Ould|ben|Ben|af|av|zu|zur|St\.|y|e|i|abu|Abu|'t)"
)
WORD = r"(?:[DOLdl]['’])?[A-ZÀ-ÖØ-ÞĀ-Ž][\w]*(?:[-'’][\w]+)*"
INITIAL = r"[A-Z]\.(?:-?[A-Z]\.)?"
PART = rf"(?:(?:Md|Mohd|Muh)\.|{INITIAL}|{WORD}|(?:{PARTICLE}\s){{1,3}}{WORD})"
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
# A person and a body side by side: `Ada Berg (Oslo University)`, `Ada Berg, Oslo University`.
RANK = (
    r"(?:(?:Lt|Lieutenant|Col|Colonel|Maj|Major|Gen|General|Capt|Captain|Brig|Brigadier|Cdr|Cmdr|Wg"
    r"|Adm|Admiral|Sgt|Surg|Air Cdre|Commodore)\.? ){1,3}(?:\(Ret(?:d|ired)?\.?\) )?"
)
RANKED = re.compile(rf"\b{RANK}")
HONOURS = frozenset("medal award prize trophy lecture oration poster fellowship chair".split())
MARKS = (" (", ", ", " from ", " of ", " at ", " – ", " - ")
BESIDE = re.compile(
    rf"(?P<name>{FULL})(?: \((?P<bracket>[^()\n]{{3,90}})"
    r"|(?:, | [–—-] )(?P<line>[A-Z][^,;()\n]{2,80})"
    r"|,? (?:from|of|at) (?:the )?(?P<of>[A-Z][^,;()\n]{2,60}))"
)
# Before a colon these announce a person; a leader or a sponsor may be a body.
LABEL = (
    r"(?:[Cc]o-)?(?:[Cc]hair|[Mm]oderator|[Rr]apporteur|[Ss]peaker|[Pp]anelli?st|[Dd]iscussant|[Tt]utor"
    r"|[Pp]resident|[Dd]irector|[Pp]resenter|[Ff]acilitator|[Ii]nvestigator|[Tt]reasurer"
    r"|[Ss]ecretary|[Cc]onvenor|[Tt]rainer|[Ll]ecturer|PI)s?"
)
# Particles that only persons' names have.
GUESSES = frozenset({"who", "label", "particle"})
PARTICLED = re.compile(r" (?:bin|binte|binti|bint|ibn|van der|van den|von der|von) ")
OWN_PARTICLE = PARTICLED.pattern.strip()
OPENING = re.compile(r"(?:^|[:;•*|–—-]|\band|\d[.:]\d\d)\s*$")
COUPLE = re.compile(rf"\b(?P<one>[A-Z][a-z]+) (?:and|&) (?P<name>{WORD} (?P<surname>{WORD}))\b")
EMPLOYER = re.compile(r"\b(?:regulator|firm|start-?up|spin-off|manufacturer|broadcaster)\b")
CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’']+")
IMPERSONAL = frozenset(
    """national international european american african asian global world royal clinical medical
    gene cell rare disease diseases therapy public general central north south east west new
    work team city county state united day annual first second third open high patient patients
    children's women's cancer blood cord drug clinic life living great grand san santa saint
    st tel price box room floor street road hotel hall summary press news media future early
    late data digital virtual online advanced regional federal local community""".split()
)
MOST_PARTS = 9  # words of a name, particles included
BODIES = (Type.ORGANIZATION, Type.NETWORK)
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
        ("title", 0.95, re.compile(rf"\b{titles().pattern}['‘’ʻ]?(?P<name>{ANY})")),
        ("rank", 0.95, re.compile(rf"\b{RANK}(?P<name>{FULL})")),
        ("post", 0.9, re.compile(rf"(?P<name>{FULL}), (?:an? |the |who |its |head "
                                 rf"|chief ){{0,2}}{role}\b")),
        ("post before", 0.85, re.compile(rf"\b(?:[a-z-]+\s|[A-Z][a-z]+ )?{role_noun()} "
                                         rf"(?P<name>{FULL})\b")),
        ("who", 0.84, re.compile(rf"(?P<name>{FULL}),? who\b")),
        ("label", 0.86, re.compile(rf"\b{LABEL}: ?(?:{titles().pattern})?(?P<name>{FULL})\b")),
        ("particle", 0.82, re.compile(rf"(?P<name>{WORD}(?: {WORD})?(?: {OWN_PARTICLE} {WORD})"
                                      rf"{{1,3}}(?: {WORD})?)\b")),
        ("speaker", 0.8, re.compile(rf"(?P<name>{FULL}),? {SAYING}\b")),
        ("speaker", 0.8, re.compile(rf"\b{SAYING} (?:{titles().pattern})?(?P<name>{FULL})\b")),
    ]  # fmt: skip


def persons(sentence: Sentence) -> Iterator[Candidate]:
    """Candidates for persons; a lone surname is generic: it refers to somebody named before."""
    text = sentence.text
    here = {
        "title": not _title_words().isdisjoint(sentence.words),
        "rank": RANKED.search(text) is not None,
        "speaker": not SAYINGS.isdisjoint(sentence.words),
    }
    here["who"] = "who" in sentence.words
    here["label"] = ":" in text
    here["particle"] = PARTICLED.search(text) is not None
    here["post"] = here["post before"] = has_role(sentence.words)
    for source, score, pattern in _patterns():
        if not here[source]:
            continue
        for match in pattern.finditer(text):
            if source in GUESSES and not _is_personal(match["name"]):
                continue
            yield from _candidate(sentence, match.start("name"), match.end("name"), source, score)
    yield from _couples(text, sentence)
    if any(mark in text for mark in MARKS):
        yield from _listed(sentence)
    for ent in sentence.span.ents:
        if ent.label_ == "PERSON":
            start = ent.start_char - sentence.span.start_char
            yield from _candidate(sentence, start, start + len(ent.text), "model", 0.7)


def _listed(sentence: Sentence) -> Iterator[Candidate]:
    """Names beside a body, as programmes and lists of speakers have them."""
    for match in BESIDE.finditer(sentence.text):
        body = match["bracket"] or match["of"]
        if body is None and OPENING.search(sentence.text[: match.start()]):
            body = match["line"]
        if body and _names_body(body) and _is_personal(match["name"]):
            yield from _candidate(sentence, *match.span("name"), "listed", 0.84)


def _names_body(text: str) -> bool:
    heads_ = (head_of(word) for word in re.findall(r"[^\W\d_][\w’']+", text))
    named = any(head is not None and head.type in BODIES for head in heads_)
    return named or EMPLOYER.search(text) is not None


def _is_personal(name: str) -> bool:
    """Whether no word of a name is one of bodies, headings or posts."""
    parts = name.split()
    foreign = IMPERSONAL | GOVERNED | OPENERS | words("labels.txt")
    return len(parts) > 1 and not any(
        part.casefold() in foreign or (part.isupper() and len(part) > 2) for part in parts
    )


def _couples(text: str, sentence: Sentence) -> Iterator[Candidate]:
    """`Rob and Elaine Petrakis`: the first has the surname of the second."""
    if " and " not in text and " & " not in text:
        return
    named = {ent.start_char for ent in sentence.span.ents if ent.label_ == "PERSON"}
    offset = sentence.span.start_char
    for match in COUPLE.finditer(text):
        alone = text[: match.start()].endswith((" ", "(")) and not CAPITALISED.search(
            text[: match.start()].rpartition(" ")[0].rpartition(" ")[2]
        )
        if alone and {offset + match.start("one"), offset + match.start("name")} <= named:
            start, end = sentence.start + match.start("one"), sentence.start + match.end("one")
            name = f"{match['one']} {match['surname']}"
            yield Candidate(start, end, Type.PERSON, name, "couple", 0.8)


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
    while (first := name.partition(" "))[0].casefold() in GOVERNED and first[2].count(" "):
        start, name = start + len(first[0]) + 1, first[2]  # Minister of Health Ada Berg
    parts = name.split()
    if not parts or not _is_name(parts):
        return
    if source == "title" and GLOTTAL.search(text[:start]) and text[start + len(name) :][:1] != "’":
        start, name = start - 1, text[start - 1] + name  # Dr 'Ofa Tupou
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
        and not any(head_of(part) is not None for part in plain)
        and not any(part.casefold() in HONOURS for part in plain)
        and not all(part.isupper() for part in plain)
        and parts[-1][0].isupper()
    )
