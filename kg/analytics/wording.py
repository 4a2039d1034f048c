"""A claim's sentence with the words that stand for its ends, so that a person can see why."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from kg.model import Claim, Count, Iri, Reading, Value, When

MONTHS = (
    "January February March April May June July August September October November December"
).split()
NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()


class Part(StrEnum):
    """What some words of a sentence are to a claim."""

    SUBJECT = "subject"
    OBJECT = "object"
    ROLE = "role"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of the sentence, and what they are to the claim."""

    text: str
    parts: tuple[Part, ...] = ()
    stands_for: str = ""  # the entity's name, where these words are a pronoun or another form


@dataclass(frozen=True, slots=True)
class Wording:
    """The whole sentence in runs, and the names of those ends that have no words in it."""

    runs: tuple[Run, ...]
    elsewhere: tuple[str, ...] = ()


type _Span = tuple[int, int, Part, str]  # offsets in the sentence, and the name stood for


def wordings(reading: Reading) -> list[Wording]:
    """The wording of each claim, in the order of the claims."""
    labels = {entity.iri: entity.label for entity in reading.entities}
    mentions: defaultdict[Iri, list[tuple[int, int]]] = defaultdict(list)
    for mention in sorted(reading.mentions, key=lambda mention: mention.start):
        mentions[mention.entity].append((mention.start, mention.end))
    return [_wording(claim, labels, mentions) for claim in reading.claims]


def _wording(
    claim: Claim, labels: Mapping[Iri, str], mentions: Mapping[Iri, list[tuple[int, int]]]
) -> Wording:
    quote, start = claim.evidence.quote, claim.evidence.start
    spans: list[_Span] = []
    elsewhere: list[str] = []
    for part, iri in ((Part.SUBJECT, claim.subject), (Part.OBJECT, claim.value)):
        if not isinstance(iri, Iri):
            spans += ((*span, part, "") for span in _of_value(quote, iri))
            continue
        name = labels.get(iri, iri)
        named = list(_within(mentions.get(iri, []), start, start + len(quote)))
        spans += ((*span, part, _meant(quote, span, name)) for span in named)
        if not named:
            elsewhere.append(name)
    if claim.role:
        spans += ((*span, Part.ROLE, "") for span in _verbatim(quote, claim.role))
    if claim.date:
        spans += ((*span, Part.DATE, "") for span in _of_value(quote, claim.date))
    return Wording(tuple(_runs(quote, spans)), tuple(dict.fromkeys(elsewhere)))


def _within(places: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Those of a name's places that lie in a sentence, counted from its beginning."""
    for first, last in islice(places, bisect_left(places, (start, 0)), None):
        if first >= end:
            return
        if first < last <= end:
            yield first - start, last - start


def _meant(quote: str, span: tuple[int, int], name: str) -> str:
    words = " ".join(quote[slice(*span)].split())
    return "" if words.casefold() == name.casefold() else name


def _runs(quote: str, spans: Iterable[_Span]) -> Iterator[Run]:
    """The sentence cut wherever some part begins or ends; parts may lie within each other."""
    spans = list(spans)
    cuts = sorted({0, len(quote), *(cut for first, last, *_ in spans for cut in (first, last))})
    told: set[_Span] = set()
    for first, last in pairwise(cuts):
        here = [span for span in spans if span[0] <= first and last <= span[1]]
        # A name that is stood for is told once, where the words begin.
        names = dict.fromkeys(span[3] for span in here if span[3] and span not in told)
        told.update(here)
        yield Run(
            quote[first:last], tuple(sorted({s[2] for s in here}, key=_ORDER)), "; ".join(names)
        )


_ORDER = list(Part).index


def _of_value(quote: str, value: Value) -> list[tuple[int, int]]:
    """Where a number or a date stands, as far as it is written out."""
    if isinstance(value, Count):
        return _found(quote, [_number(value)])
    return _found(quote, _date_forms(value)) if isinstance(value, When) else []


def _found(quote: str, patterns: Iterable[str]) -> list[tuple[int, int]]:
    """The first place of the first form that occurs."""
    for pattern in patterns:
        if found := re.search(pattern, quote, re.IGNORECASE):
            return [found.span()]
    return []


def _verbatim(quote: str, words: str) -> list[tuple[int, int]]:
    return _found(quote, [r"\s+".join(map(re.escape, words.split()))])


def _number(count: Count) -> str:
    """A number in digits or as a word, with its noun where that follows soon."""
    forms = {str(count.number), f"{count.number:,}", f"{count.number:,}".replace(",", " ")}
    if count.number < len(NUMBERS):
        forms.add(NUMBERS[count.number])
    noun = re.escape(re.sub(r"(?:ies|s)$", "", count.noun.split()[-1] if count.noun else ""))
    return rf"(?<![\w.,])(?:{'|'.join(sorted(forms))})\b(?:[^.;\n]{{0,40}}?\b{noun}\w*)?"


def _date_forms(moment: When) -> Iterator[str]:
    """How English texts write a date, the fullest form first."""
    yield rf"\b{moment}\b"
    year, *rest = moment.split("-")
    if not rest:
        yield rf"\b{year}\b"
        return
    name = MONTHS[int(rest[0]) - 1]
    month = rf"(?:{name}|{name[:3]}t?\b\.?)"
    if len(rest) == 1:
        yield rf"\b{month},?\s+(?:of\s+)?{year}\b"
        yield rf"\b{month}(?=\W|$)"
        return
    day = rf"0?{int(rest[1])}(?:st|nd|rd|th)?"
    yield rf"\b{day}(?:\s+of)?\s+{month}(?:,?\s+{year})?(?!\w)"
    yield rf"\b{month}\s+{day}(?:,?\s+{year})?(?!\w)"
    yield rf"\b{day}\s?[-–]\s?\d+\w*\s+{month}(?!\w)|\b{month}\s+\d+\s?[-–]\s?{day}(?!\w)"
    yield rf"\bthe\s+{day}\b"
