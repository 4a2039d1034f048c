"""Names without a head noun, typed by the words beside them: `the project, named HubsForSickle`."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.annotations import CALENDAR, Candidate, Sentence
from extractors.lexicons import Head, head_of, heads
from extractors.mentions.capitals import OPENERS
from kg.model import Type

NAME = r"[A-Z0-9][\w&+./'’-]*(?:(?: (?:of|for|de|du|the|and))? [A-Z0-9][\w&+'’-]*){0,5}"
COINED = (
    r"(?:[A-Z]{2}[\w-]*|[A-Z][a-z]+[A-Z]\w*|[A-Z]\w+-[A-Z][\w-]*|[A-Z]-[A-Z][a-z]+[A-Z]\w*)"
    r"(?:[- ][A-Z]{2,}\b|[- ]\d{1,2}\b)?"
)
QUOTED = r"[\"“«](?P<quoted>[A-ZÀ-Þ0-9][^\"“”»\n]{2,90})[\"”»]"
# What the wordings need: a verb of naming, a quotation mark, a coined word.
ANY = re.compile("")
CALLED = re.compile(r"\b(?:named|called|known as|dubbed|entitled|titled) ")
QUOTES = re.compile(r"[\"“«]")
MADE = re.compile(r"[A-Z]{2}|[a-z][A-Z]|\w-[A-Z]")
EITHER = re.compile(f"{QUOTES.pattern}|{MADE.pattern}")
OWNED = r"(?:\b(?:[Tt]he|its|their|our)|['’]s?)"
# Bodies that are called so before their name in small letters.
STAFFED = (
    r"(?:fund|foundation|agency|institute|company|firm|charity|insurer|regulator|distributor"
    r"|broadcaster|manufacturer|start-?up|laboratory|society|association|consultancy|bank)"
)
PLAIN = r"[A-ZÀ-Þ][a-zà-ÿ]{3,}"
FIELD = r"(?:of|for|on|in) (?:[a-z-]+ ){0,4}[a-z-]+"
ARTICLE = r"(?:a|an|the|our|its|their)"
# What may stand behind a noun where it is the last of its phrase.
LAST = (
    r"(?=[,.;:)]| (?:of|for|that|which|who|in|on|from|at|with|to|and|behind|run|led|set|made|held"
    r"|[a-z]+ed)\b|$)"
)
TYPED = ("Programme", "Event", "Network")
# Further nouns, only beside a name.
BESIDE = {
    "company": (Type.ORGANIZATION, "Company"),
    "firm": (Type.ORGANIZATION, "Company"),
    "start-up": (Type.ORGANIZATION, "Company"),
    "startup": (Type.ORGANIZATION, "Company"),
    "spin-off": (Type.ORGANIZATION, "Company"),
    "manufacturer": (Type.ORGANIZATION, "Company"),
    "maker": (Type.ORGANIZATION, "Company"),
    "charity": (Type.ORGANIZATION, "Foundation"),
    "broadcaster": (Type.ORGANIZATION, "Broadcaster"),
    "regulator": (Type.ORGANIZATION, "Regulator"),
    "ministry": (Type.ORGANIZATION, "Ministry"),
    "funder": (Type.ORGANIZATION, "Foundation"),
    "agency": (Type.ORGANIZATION, "Agency"),
    "patient group": (Type.ORGANIZATION, "PatientOrganization"),
    "patient society": (Type.ORGANIZATION, "PatientOrganization"),
    "patient association": (Type.ORGANIZATION, "PatientOrganization"),
    "parent group": (Type.ORGANIZATION, "PatientOrganization"),
    "parents' group": (Type.ORGANIZATION, "PatientOrganization"),
    "support group": (Type.ORGANIZATION, "PatientOrganization"),
    "patient organisation": (Type.ORGANIZATION, "PatientOrganization"),
    "patient organization": (Type.ORGANIZATION, "PatientOrganization"),
    "insurer": (Type.ORGANIZATION, "Agency"),
    "distributor": (Type.ORGANIZATION, "Company"),
    "wholesaler": (Type.ORGANIZATION, "Company"),
    "brand": (Type.THERAPY, None),
    "brand name": (Type.THERAPY, None),
    "trade name": (Type.THERAPY, None),
    "consultancy": (Type.ORGANIZATION, "Company"),
    "member": (Type.NETWORK, None),
    "drug": (Type.THERAPY, None),
    "product": (Type.THERAPY, None),
    "medicine": (Type.THERAPY, None),
    "inhibitor": (Type.THERAPY, None),
    "antibody": (Type.THERAPY, None),
}


@cache
def _nouns() -> dict[str, Head]:
    named = {noun: head for noun, head in heads().items() if noun.isascii()}
    return named | {noun: Head(noun, *kind) for noun, kind in BESIDE.items()}


@cache
def _last_words() -> frozenset[str]:
    return frozenset(re.split(r"[\W_]+", noun)[-1] for noun in _nouns())


@cache
def _patterns() -> list[tuple[re.Pattern[str], float, re.Pattern[str]]]:
    """(what a sentence has at least, score, pattern)."""
    noun = "|".join(sorted(map(re.escape, _nouns()), key=len, reverse=True))
    programme = "|".join(n for n, h in heads().items() if h.type.value in TYPED and n.isascii())
    employer = "|".join(sorted(map(re.escape, BESIDE), key=len, reverse=True))
    called = r"(?:,? (?:named|called|known as|dubbed|entitled|titled))"
    return [
        # the project, named HubsForSickle; the study, EXON-Setu, ...
        (CALLED, 0.9, re.compile(rf"\b(?P<noun>{noun}),?{called} (?:the )?(?:{QUOTED}"
                                 rf"|(?P<name>{NAME}))")),
        (EITHER, 0.85, re.compile(rf"\b(?P<noun>{programme}), (?:{QUOTED}"
                                  rf"|(?P<name>{COINED})(?=[,.]))")),
        (EITHER, 0.85, re.compile(rf"\b[Tt]he (?:[a-z-]+ ){{0,2}}(?P<noun>{noun}) (?:{QUOTED}"
                          rf"|(?P<name>{COINED}))")),
        # the HubsForSickle project; RELACF, the Latin American Network ...
        (MADE, 0.85, re.compile(rf"\b(?P<name>{COINED}) (?:(?!and |or )[a-z-]+ )?"
                                rf"(?P<noun>{programme})\b"
                                r"(?! (?:cent(?:re|er)|hall|venue|room|office|committee|team))")),
        # a registry of titinopathies, TITAN-Reg.
        (MADE, 0.85, re.compile(rf"\b{ARTICLE} (?:[a-z-]+ ){{0,3}}?(?P<noun>{programme}) {FIELD}, "
                                rf"(?P<name>{COINED})(?=[,.;)])")),
        (QUOTES, 0.85, re.compile(rf"{QUOTED},? (?:a |an |the )?(?:[a-z-]+ ){{0,3}}"
                          rf"(?P<noun>{programme})\b")),
        (MADE, 0.8, re.compile(rf"(?P<name>{COINED}(?: [A-Z][\w-]+){{0,2}}), {ARTICLE} "
                               rf"(?:[\w-]+ ){{0,4}}?(?P<noun>{noun})\b{LAST}")),
        # Hanbit, a Seoul-based company which ...
        (ANY, 0.8, re.compile(rf"(?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+){{0,2}}), {ARTICLE} "
                              rf"(?:[\w-]+ ){{0,3}}?(?P<noun>{employer})\b{LAST}")),
        (MADE, 0.8, re.compile(rf"(?P<name>{COINED}) is (?:a|an|the) (?:[a-z-]+ ){{0,4}}"
                         rf"(?P<noun>{noun})\b")),
        # the patient group Dystrophy Families India
        (ANY, 0.92, re.compile(rf"\b(?P<noun>{'|'.join(map(re.escape, BESIDE))}) "
                               rf"(?P<name>{NAME})")),
        # the labour fund Tamkeen paid; its development agency, Enabel, ...
        (ANY, 0.8, re.compile(rf"{OWNED} (?:[a-z-]+ ){{0,3}}?(?P<noun>{STAFFED}) (?P<name>{PLAIN})"
                              r"(?= [a-z(]|[.)]|$)")),
        (ANY, 0.8, re.compile(rf"{OWNED} (?:[a-z-]+ ){{0,3}}?(?P<noun>{STAFFED}), (?P<name>{PLAIN})"
                              r"(?=[,.;)]|$)")),
        # became a member of BIOTECanada
        (MADE, 0.8, re.compile(r"\b(?P<noun>member)s? of (?:the )?"
                               r"(?P<name>[A-Z]+[a-z]*[A-Z][a-z]{2,}\w*|[A-Z]{2,}-[A-Z]+)\b")),
        (CALLED, 0.9, re.compile(rf"\b(?P<noun>{programme}) (?:is|was) called (?:{QUOTED}"
                         rf"|(?P<name>{NAME}))")),
    ]  # fmt: skip


def typed_by_context(sentence: Sentence) -> Iterator[Candidate]:
    """Candidates whose type is said by a noun beside them; quoted names are whole."""
    text = sentence.text
    if _last_words().isdisjoint(sentence.words):
        return
    there = {sign: sign.search(text) is not None for sign in (ANY, CALLED, EITHER, MADE, QUOTES)}
    for sign, score, pattern in _patterns():
        if not there[sign]:
            continue
        for match in pattern.finditer(text):
            head = _nouns()[match["noun"]]
            groups = match.groupdict()
            group = "quoted" if groups.get("quoted") else "name"
            if not groups.get(group):
                continue
            start, end = match.span(group)
            name = text[start:end].rstrip(" ,.'’")
            own = next((h for w in reversed(name.split()) if (h := head_of(w))), None)
            if name in CALENDAR or name.casefold() in OPENERS:
                continue
            head = own or head
            yield Candidate(
                sentence.start + start, sentence.start + start + len(name), head.type, name,
                "context", score + (0.05 if group == "quoted" else 0), subclass=head.subclass,
                noun="" if head.noun == "member" else head.noun,
            )  # fmt: skip
