"""Places that no table has, by where they stand: `the town of X`, `X Hospital, X`, datelines."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import CALENDAR, Candidate, Sentence
from extractors.lexicons import head_of, role_noun, words
from extractors.mentions.capitals import GOVERNED, OPENERS
from kg.model import Type

WORD = r"[A-ZÀ-Þ][a-zà-ÿ'’]{2,}(?:-[A-ZÀ-Þ]?[a-zà-ÿ]+)*"
NAME = rf"{WORD}(?: {WORD})?"
ENDS = r"(?=[,.;:)]|$|\n| [a-z–—(-])"
KIND = re.compile(
    r"\b(?:town|city|village|district|province|region|municipality|county|suburb|prefecture|canton"
    rf"|hamlet|township|island|port|archipelago|oblast) of (?P<name>{NAME}){ENDS}"
)
WITHIN = re.compile(
    rf"\b(?P<before>(?:\w+ )?)(?:in|near|outside) (?P<names>{NAME}(?:(?:, | and |, and )"
    rf"{NAME})*)(?=[,.;:)]|$|\n| [a-z–—(-])"
)
WITHIN_WORDS = re.compile(r"\b(?:in|near|outside) [A-ZÀ-Þ]")
GOING = re.compile(
    r"\b(?:travel\w*|fl(?:y|ies|ew|own)|go(?:es)?|went|move[ds]?|c[ao]mes?|boat|road|flight|train"
    r"|journey|way|trip|drives?|drove|sent|arriv\w+|shipped|flown|return\w*)(?: back| home| over)? "
    rf"(?:to|from) (?P<name>{WORD}){ENDS}"
)
# What is in a journal, a subject or a company and no place.
UNLIKE = frozenset(
    """published appeared appears printed written article paper study letter believe believed
    believes invest invested invests stake shares share trust faith confidence interest interested
    specialises specialised specializing specialising specializes degree doctorate masters trained
    training fluent rooted master phd bachelor course lecturer professor experience trade
    trading""".split()
)
TOPOGRAPHIC = frozenset(
    """Point Park Beach Bay Hill Hills Island Islands Lake River Valley Mountains Peninsula Harbour
    Coast Falls Desert Delta Plateau Plains Cape Creek Heights Quay Wharf County Province
    District""".split()
)
BEHIND = re.compile(
    rf"(?: \([A-Z][\w-]{{1,9}}\))?, (?P<name>{NAME})(?=[.;)]|$|\n|, (?!and |or )[a-z])"
)
AT = re.compile(rf"\bat (?P<name>(?:{WORD} ){{1,2}}(?:{'|'.join(sorted(TOPOGRAPHIC))}))\b")
LOUD = r"[A-ZÀ-Þ][A-ZÀ-Þ'’-]{3,}(?: [A-ZÀ-Þ]{3,}){0,2}"
OPENING = re.compile(
    rf"(?P<one>{LOUD})(?: (?:and|&) (?P<two>{LOUD}))?(?:, (?P<region>{NAME}|{LOUD}))?"
    r"(?:,? [^-–—:\n]{0,40})?(?: \([^()\n]{2,30}\)| /[^/\n]{2,30}/)? ?(?:--|—|–) ?[A-Z\"“'‘]"
)
# A colon stands behind headings too: a whole sentence must follow.
COLON = re.compile(rf"(?P<one>{LOUD}): ?[A-Z\"“'‘][^\n]{{25,}}[.”\"]")
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK})
SURE = frozenset({"shape", "known body", "context", "again", "title", "post", "listed"})
NO_PLACES = frozenset({"NORP", "LANGUAGE", "WORK_OF_ART", "LAW", "PRODUCT", "DATE", "PERSON"})
# A part of a place, not another one.
PARTIAL = re.compile(
    r"(?:North|South|East|West)(?:ern)?|Central|Inner|Outer|Mainland|Downtown|Metropolitan|Rural"
    r"|Urban|Old|Colonial|Mid|Upstate|Sub-\w+|Greater|Historic|Eastern|Southeast|Northwest\w*|Dr"
    r"|The|Modern|Post-\w+"
)
BARE, CLEAR = 0.62, 0.87


def whereabouts(found: Sequence[Candidate], sentence: Sentence) -> Iterator[Candidate]:
    """Candidates for places, where nothing surer is known of the words."""
    taken = [
        (c.start - sentence.start, c.end - sentence.start)
        for c in found
        if c.source in SURE or c.concept is not None
    ]
    labels = {
        (ent.start_char - sentence.span.start_char, ent.end_char - sentence.span.start_char): (
            ent.label_
        )
        for ent in sentence.span.ents
    }
    for (start, end), score in {**_unsure(sentence.text, found, sentence.start, labels)}.items():
        if not any(s < end and start < e for s, e in taken):
            yield _place(sentence, start, end, score)
    yield from _dateline(sentence, taken)
    for candidate in found:
        if candidate.source == "model" and _is_longer(candidate, found):
            start, end = candidate.start - sentence.start, candidate.end - sentence.start
            yield _place(sentence, start, end, CLEAR)
        last = candidate.text.rpartition(" ")[2]
        weak = candidate.source == "model" and candidate.type is Type.ORGANIZATION
        if weak and last in TOPOGRAPHIC and " " in candidate.text:
            start, end = candidate.start - sentence.start, candidate.end - sentence.start
            yield _place(sentence, start, end, BARE)


def _is_longer(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether the model sees a place whose name only ends as one that is known: `Navi Mumbai`."""
    first, _, rest = candidate.text.partition(" ")
    if candidate.type is not Type.PLACE or not rest or PARTIAL.fullmatch(first):
        return False
    known = [c for c in found if c.type is Type.PLACE and c.source == "dictionary"]
    return first.istitle() and any(
        c.end == candidate.end and c.text == rest and c.subclass is None for c in known
    )


type Labels = dict[tuple[int, int], str]


def _unsure(
    text: str, found: Sequence[Candidate], offset: int, labels: Labels
) -> dict[tuple[int, int], float]:
    """Spans that stand where places stand, with how much speaks for them."""
    behind = [
        match
        for body in found
        if body.type in BODIES and body.source in ("shape", "known body") and not body.generic
        if (match := BEHIND.match(text, body.end - offset))
    ]
    spans = [*_listed(text), *(m.span("name") for m in (*behind, *GOING.finditer(text)))]
    scores = {span: BARE for span in spans if _may_be(text, span, labels)}
    for pattern in (KIND, AT):
        scores |= {match.span("name"): CLEAR for match in pattern.finditer(text)}
    return scores


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Names behind `in`, also where several are listed: `in Bandundu and Équateur`."""
    for match in WITHIN.finditer(text) if WITHIN_WORDS.search(text) else ():
        if match["before"].strip().casefold() not in UNLIKE:
            at = match.start("names")
            for part in re.finditer(NAME, match["names"]):
                yield at + part.start(), at + part.end()


def _may_be(text: str, span: tuple[int, int], labels: Labels) -> bool:
    """Whether a name can be one of a place, by its words and by what the model says."""
    parts = text[slice(*span)].split()
    other = GOVERNED | OPENERS | words("labels.txt") | words("titles.txt")
    label = labels.get(span, "")
    if any(p in CALENDAR or p.casefold() in other or head_of(p) or _is_role(p) for p in parts):
        return False
    if re.search(r"(?:ish|ese|logy|iatrics|ics|istry|icine)$", parts[-1]):
        return False
    if len(parts) > 1:
        return label in ("GPE", "LOC", "FAC", "ORG")
    inside = any(s <= span[0] and span[1] <= e and (s, e) != span for s, e in labels)
    return not inside and label not in NO_PLACES - {"PERSON"}


def _is_role(word: str) -> bool:
    return re.fullmatch(rf"(?:{role_noun()})s?", word.casefold()) is not None


def _dateline(sentence: Sentence, taken: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """The place in capitals that opens a report: `LUSAKA, Aug. 14 --`, `MANAMA: The clinic ...`."""
    text = sentence.text
    if not text[:4].isupper():
        return
    begin = int(sentence.span.start_char)
    block = sentence.span.doc.text
    match = OPENING.match(block, begin) or COLON.match(block, begin)
    for group in ("one", "two", "region"):
        if match is None or not match.groupdict().get(group):
            continue
        start, end = match.start(group) - begin, match.end(group) - begin
        words_ = re.findall(r"[^\W_]+", text[start:end].casefold())
        plain = not any(word in words("labels.txt") or head_of(word) for word in words_)
        plain = plain and CALENDAR.isdisjoint(text[start:end].split())
        if plain and end <= len(text) and not any(s < end and start < e for s, e in taken):
            yield _place(sentence, start, end, CLEAR)


def _place(sentence: Sentence, start: int, end: int, score: float) -> Candidate:
    name = sentence.text[start:end]
    if name.isupper():
        name = name.title()
    at = sentence.start
    return Candidate(at + start, at + end, Type.PLACE, name, "position", score)
