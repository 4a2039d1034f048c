"""Products and trials by what is done with them: `the firm behind Nirocel`, `RED-01 tests it`."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.annotations import CALENDAR, Candidate, Sentence
from extractors.lexicons import head_of, lines, words
from kg.model import Type

# A code of development, and a made-up name of a product.
CODE = r"[A-Z][A-Za-z]{0,5}-?\d{2,5}[A-Z]?\b"
BRAND = r"[A-Z][a-z]{3,}\b"
PRODUCT = (
    r"(?:therap(?:y|ies)|product|vector|drug|medicine|candidate|inhibitor|antibody|oligonucleotide"
    r"|vaccine|treatment|injection|compound|molecule|infusion|chaperone|tablet|gene transfer)"
)
# What may stand behind such a noun where it is the last of its phrase.
LAST = (
    r"(?=[,.;:)]| (?:for|that|which|in|developed|made|manufactured|used|given|being|against|to|by"
    r"|with|designed|currently|now|from|of|and|meant|aimed|intended)\b|$)"
)
GIVEN = (
    r"(?:[Tt]reated with|[Dd]osed with|[Dd]oses? of|[Ii]nfusions? of|[Ii]njections? of|[Ss]old as"
    r"|[Mm]arketed as|(?:company|firm|maker|team|developer)s? behind|[Dd]evelopment of"
    r"|[Aa]pproval of|[Ll]icen[sc]e for|[Aa]greement for"
    r"|[Rr]egistration (?:to|of)|[Aa]uthori[sz]ation (?:to|of|for)|(?:an?|the) maker of)"
)
UNDER_WAY = (
    r"(?:is|was|has been|are|were) (?:not |also |now |first )?(?:indicated|licen[sc]ed"
    r"|authori[sz]ed|approved|reimbursed|infused|administered|injected|dosed|discovered)"
)
# Verbs whose object is a product where it is a code.
DEVELOPING = (
    r"(?:develop(?:s|ed|ing)?|tak(?:e|es|ing)|test(?:s|ed|ing)?|includ(?:es?|ing)|receiv(?:e|ed|ing)"
    r"|reviews?|reviewed|[Ll]icen[sc]e[sd]?|authori[sz]ed|approved|called|named|evaluat(?:es|ing|ed))"
)
STUDYING = (
    r"(?:tests|studies|compares|enrols|enrolled|enrolls|recruits|recruited|evaluates"
    r"|investigates|randomi[sz]ed|asks whether)"
)


SERIES = re.compile(r"\b(?P<series>[A-Z][A-Za-z]{1,5}-)\d{1,5}\b")
# What bodies do, in the passive.
PAID = (
    r"(?:funded|sponsored|financed|co-funded|covered|manufactured|marketed|distributed|paid for"
    r"|made|sold)"
)


@cache
def _schemes() -> re.Pattern[str]:
    names = sorted(lines("schemes.txt"), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<name>{'|'.join(map(re.escape, names))})(?![\w-])")


# What begins something else than the noun of an apposition: `Shen, the next study will test the`.
NO_PART = (
    r"(?:of|by|for|in|and|the|an?|this|will|would|can|could|may|might|should|must|is|was|are|were"
    r"|has|have|had|not) "
)


@cache
def _patterns() -> list[tuple[Type, str, re.Pattern[str]]]:
    """(type, words one of which a sentence has, pattern)."""
    name = rf"(?P<name>{CODE}|{BRAND})"
    code = rf"(?P<name>{CODE})"
    return [
        (Type.PROGRAMME, "code", re.compile(rf"\b{code}(?:, [^.;]{{3,80}},)? {STUDYING}\b")),
        (Type.THERAPY, "name", re.compile(
            rf"\b{name}(?: \([^()]{{2,40}}\))?, (?:which is |now |formerly )?(?:an?|the|its|our) "
            rf"(?:(?!{NO_PART})[\w/-]+ ){{0,5}}?{PRODUCT}{LAST}")),
        (Type.THERAPY, "name", re.compile(rf"\b{GIVEN} {name}")),
        (Type.THERAPY, "name", re.compile(rf"\b{name},? {UNDER_WAY} (?:for|in|to|as|by|under)\b")),
        (Type.THERAPY, "name", re.compile(
            rf"\b(?:[Ll]icensed|[Aa]uthori[sz]ed|[Aa]pproved|[Rr]egistered|[Rr]eimburses?d?) "
            rf"{name}(?=[.,;]| (?:in|for|last|this|on|to|under|as|against|after)\b|$)")),
        (Type.ORGANIZATION, "name", re.compile(
            rf"\b{PAID} by (?P<name>(?!The |A ){BRAND})(?= ?[,.;)]| and| in| as|$)")),
        (Type.THERAPY, "name", re.compile(
            rf"\b{PRODUCT},? (?:called |named |known as |codenamed )?"
            r"(?P<name>[A-Z]{2,5}-?\d{1,5}[A-Z]?)(?=[,.;)]| (?:is|was|has|for|in|to)\b)")),
        (Type.THERAPY, "code", re.compile(rf"\b{DEVELOPING} (?:its |the )?{code}")),
    ]  # fmt: skip


def products(sentence: Sentence) -> Iterator[Candidate]:
    """Candidates for products and trials that have a made-up name, and for funding schemes."""
    text = sentence.text
    for match in _schemes().finditer(text):
        yield _candidate(sentence, match, Type.PROGRAMME, 0.9)
    coded = re.search(CODE, text) is not None
    for type_, needed, pattern in _patterns():
        if needed == "code" and not coded:
            continue
        for match in pattern.finditer(text):
            if _is_made_up(match["name"]):
                score = 0.6 if type_ is Type.ORGANIZATION else 0.84
                yield _candidate(sentence, match, type_, 0.87 if needed == "code" else score)


def with_siblings(candidates: Sequence[Candidate], text: str) -> list[Candidate]:
    """The candidates, with codes that differ from a known one in the number alone: RED-02."""
    known = {
        match["series"]: c.type
        for c in candidates
        if c.source == "context" and (match := SERIES.fullmatch(c.text))
    }
    spans = {
        match.start(): match for match in SERIES.finditer(text) if match["series"] in known
    } if known else {}  # fmt: skip
    if not spans:
        return list(candidates)
    kept = [c for c in candidates if c.start not in spans or c.source == "context"]
    taken = {c.start for c in kept}
    added = [
        Candidate(at, match.end(), known[match["series"]], match.group(), "context", 0.8)
        for at, match in spans.items()
        if at not in taken
    ]
    return sorted([*kept, *added], key=lambda c: (c.start, -c.end))


def _is_made_up(name: str) -> bool:
    """Whether a name is no word of headings or posts and no noun of a body."""
    return (
        head_of(name) is None
        and name not in CALENDAR
        and name.casefold() not in words("labels.txt")
    )


def _candidate(sentence: Sentence, match: re.Match[str], type_: Type, score: float) -> Candidate:
    start, end = match.span("name")
    at = sentence.start
    return Candidate(at + start, at + end, type_, match["name"], "context", score)
