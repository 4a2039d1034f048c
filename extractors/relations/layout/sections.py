"""Headings, keys and openings of lines: what the entries under or behind them are."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from extractors.lexicons import lines
from extractors.relations.layout.lines import FURNISHED

COLUMN = re.compile(r"\s{3}|\t|\s\|\s")  # of the head of a table the first one tells
LONGEST = 80  # characters of a heading
# Up to four words narrow a noun: "our confirmed keynote speakers".
BEFORE = r"(?:(?!and\b|who\b|that\b|which\b)[\w'’/&-]+\s){0,4}?"
BEHIND = r"(?:\s(?:of|in|for|from|at|on|to|and|across|around|per)\b[^:.;]{2,60})?"
BRACKET = r"(?:\s*[(\[][^()\[\]]*[)\]])?"
COLON = r"(?:\s*:\s*|\s+[–—-]\s+|\s*\t\s*|\s*\|\s*|\s{3,}|\s*=\s*|\*\*:?\s*)"


class Sense(StrEnum):
    """What an entry is to the thing that its section belongs to; as in headings.tsv."""

    SPEAKER = "speaker"
    CHAIR = "chair"
    ORGANIZER = "organizer"
    SUPPORTER = "supporter"
    COORDINATOR = "coordinator"
    MEMBER = "member"
    BOARD = "board"
    CONTACT = "contact"
    VENUE = "venue"
    THEME = "theme"
    FRAME = "frame"
    EXPERTISE = "expertise"
    AGENDA = "agenda"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Label:
    """A key in a line: what it says, its words, and where what it introduces begins."""

    sense: Sense
    words: str
    start: int
    end: int
    bare: bool = False  # of a heading: nothing narrows it behind the noun


@cache
def _phrases() -> dict[Sense, str]:
    """A pattern for each sense: any of its phrases, in the singular or plural."""
    found = {}
    for line in lines("headings.tsv"):
        sense, phrases = line.split("\t")
        words = sorted((_plural(p.strip()) for p in phrases.split(";")), key=len, reverse=True)
        found[Sense(sense)] = "|".join(words)
    return found


def _plural(phrase: str) -> str:
    """A pattern for a phrase; its last noun may be a plural, `chair` and `chair(s)` alike."""
    pattern = re.escape(phrase).replace(r"\ ", r"\s+")
    if phrase.endswith((" by", " of", " from", " at", " in", " us", " it")):
        return pattern
    if phrase.endswith("y"):
        return rf"{pattern[:-1]}(?:y|ies)"
    return rf"{pattern}(?:e?s|\(e?s\)|['’]s)?"


@cache
def _headings() -> list[tuple[Sense, re.Pattern[str]]]:
    return [
        (sense, re.compile(
            rf"(?:{BEFORE})(?P<words>(?:{'' if sense is Sense.ABSENT else '(?!no )'}(?:{phrases})))"
            rf"(?P<behind>{BEHIND}){BRACKET}\s*", re.IGNORECASE))
        for sense, phrases in _phrases().items()
    ]  # fmt: skip


# Where one noun opens sections of two kinds, the first of these is meant.
ORDER = (
    Sense.ABSENT, Sense.COORDINATOR, Sense.SPEAKER, Sense.CHAIR, Sense.MEMBER,
    Sense.SUPPORTER, Sense.ORGANIZER, Sense.EXPERTISE, Sense.BOARD, Sense.CONTACT,
    Sense.AGENDA, Sense.THEME, Sense.VENUE, Sense.FRAME,
)  # fmt: skip


def heading(text: str) -> Label | None:
    """What a line opens that is a heading and nothing else.

    >>> found = heading("ASSOCIATED PARTNERS (no funding)")
    >>> found and found.sense.value
    'member'
    >>> heading("The partners met in May and agreed on a plan.")
    """
    bare = _bare(COLUMN.split(text)[0])
    if not bare or len(bare) > LONGEST or bare.endswith((".", ",", ";")):
        return None
    named = {sense: match for sense, pattern in _headings() if (match := pattern.fullmatch(bare))}
    for sense in ORDER:
        if sense in named:
            said = bare if sense is Sense.SPEAKER else named[sense]["words"]
            return Label(sense, said.strip(), 0, len(text), not named[sense]["behind"])
    return None


def _bare(text: str) -> str:
    opened = FURNISHED.match(text)
    return text[opened.end() if opened else 0 :].strip(" \t*#_=:–—-?\u00a0")


@cache
def _labels() -> re.Pattern[str]:
    groups = "|".join(
        rf"(?P<{sense.value}>{_phrases()[sense]})" for sense in (Sense.FRAME, *ORDER[:-1])
        if sense not in (Sense.AGENDA, Sense.EXPERTISE)
    )  # fmt: skip
    colon = rf"(?:{COLON}|(?<= by)\s|(?<=\bof)\s)"
    opening = r"(?:^|(?<=[.;|–—]\s)|(?<=\t)|(?<=\s{3})|(?<=\*\*)|(?<=[(]))"
    return re.compile(
        rf"{opening}\W{{0,4}}(?P<key>{BEFORE}(?:{groups}){BRACKET}){colon}",
        re.IGNORECASE,
    )


def labels(core: str) -> list[Label]:
    """The keys in a line, in order; each goes up to the next.

    >>> [(key.sense.value, key.words) for key in labels("Gold: <O0>, <O1>. Silver: <O2>.")]
    [('supporter', 'Gold'), ('supporter', 'Silver')]
    """
    found: list[Label] = []
    for match in _labels().finditer(core):
        sense = next(s for s in Sense if match.groupdict().get(s.value))
        before = match["key"][: match.start(sense.value) - match.start("key")]
        opens = found or not core[: match.start()].strip() or core[match.start() - 2] in ";|–—("
        said = match["key"].endswith((" by", " of"))
        if said and not (opens and ADVERBS.fullmatch(before)):
            continue  # `The trial is led by`; `Supported by the state, said X, it ...`
        found.append(Label(sense, match["key"].strip(), match.start(), match.end()))
    return found


ADVERBS = re.compile(r"(?:(?:jointly|kindly|generously|proudly|also|co-|and|\w+ed)[\s-]*)*", re.I)
PERSON = re.compile(r"(?:er|or|ist|chair|ant|lead|president|chair\w+|expert)$")


def said_as(label: Label) -> str:
    """The words of a key as a role: in the singular and small letters.

    >>> said_as(Label(Sense.CHAIR, "Co-chairs", 0, 9))
    'co-chair'
    """
    words = re.sub(r"\s*[(\[].*", "", label.words.strip()).casefold()
    if words.endswith((" by", "ed by")):
        return {"chaired by": "chair", "moderated by": "moderator", "led by": "leader",
                "coordinated by": "coordinator"}.get(words, "")  # fmt: skip
    words = re.sub(r"^(?:our|the|confirmed|invited|all|\d+)\s+", "", words)
    words = words if words.endswith("ss") or not words.endswith("s") else words[:-1]
    return words if PERSON.search(words) else ""
