"""What stands around a name tells what it is: `X, a network of 40 clinics`."""

import re
from collections.abc import Iterable
from functools import cache

from extractors.annotations import Candidate
from extractors.lexicons import Head, heads
from kg.model import Type

BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PROGRAMME})
TELLING = frozenset(
    """network consortium alliance coalition partnership project programme program initiative
    study trial registry campaign""".split()
)
NETWORK = Head("network", Type.NETWORK, None)
REGISTRY = Head("registry", Type.ORGANIZATION, None)
MEMBERS = (
    r"(?:hospitals|clinics|centres|centers|universities|companies|societies|associations|laboratories"
    r"|organi[sz]ations|groups|institutes|countries|charities|foundations|federations|registries"
    r"|manufacturers|funders|regulators|agencies|academies|schools)"
)
UMBRELLA = re.compile(
    r"(?: \([^()]{1,30}\))?,? (?:is |was )?(?:an|the) umbrella\b"
    r"|(?: \([^()]{1,30}\))?, (?:which |that )?"
    rf"(?:links|linking|unites|uniting|brings together|bringing together|groups|grouping"
    rf"|represents|representing) (?:[\w,-]+ ){{1,3}}?{MEMBERS}\b"
)
MEMBER_OF = re.compile(r"\bmembers? of the $")
WORKS_AT = re.compile(
    r"(?:Dr|Prof|Professor|Mr|Ms|Mrs)\.? [A-Z][^.;:()]{3,40} (?:of|from|at) the $"
)
THROUGH = re.compile(r"\b(?:through|under) (?:the|its|their|our) (?:\d{4} )?$")
GRANTING = frozenset({"fund", "funds"})
GROUP = frozenset({"group", "board", "panel", "section"})
OWNER = re.compile(r"['’]s? $")
COINED = re.compile(r"(?=\w*[A-Z].*[A-Z])[A-Z][\w+-]{3,}")
REFERRED = re.compile(r"\b[Tt]he (?P<noun>[a-z]+)\b")
OPENING = 200  # characters in which a record names what it is about


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(sorted(TELLING))
    adjectives = r"(?:[a-z-]+ ){0,4}?"
    return re.compile(
        rf"(?: \([^()]{{1,30}}\))?,? (?:is |was )?(?:a|an) {adjectives}(?P<noun>{nouns})\b"
    )


def retype(candidate: Candidate, text: str) -> None:
    """Correct the type of a body by what stands before it or in apposition to it."""
    if candidate.type not in BODIES or candidate.generic:
        return
    match = _pattern().match(text, candidate.end)
    head = heads()[match["noun"]] if match else _by_role(candidate, text)
    if head is not None:
        candidate.type, candidate.subclass = head.type, head.subclass


def _by_role(candidate: Candidate, text: str) -> Head | None:
    last = re.findall(r"[^\W_]+", candidate.text.casefold())[-1:]
    before = text[max(candidate.start - 60, 0) : candidate.start]
    if last and last[0] in GROUP and OWNER.search(before):
        return Head("group", Type.ORGANIZATION, "Committee")  # the Society's Genetics Group
    company = candidate.subclass in ("Company", "University", "Hospital")
    if UMBRELLA.match(text, candidate.end) and not company:
        return NETWORK
    if "federation" in last and MEMBER_OF.search(before):
        return NETWORK
    if last == ["registry"] and WORKS_AT.search(before):
        return REGISTRY
    if last and last[0] in GRANTING and THROUGH.search(before):
        return Head("fund", Type.PROGRAMME, None)
    return None


def entitled(candidates: Iterable[Candidate], text: str) -> None:
    """Give a made-up name that a record opens with the type of the noun by which it is meant.

    `LYSOGATE: gene therapy for leukodystrophies` is a project where the text says `the project`.
    """
    opened = {
        c.text for c in candidates
        if c.start < OPENING and c.source == "model" and COINED.fullmatch(c.text)
    }  # fmt: skip
    if not opened or len(opened) > 1:
        return
    head = _meant(text)
    for candidate in candidates:
        if head and candidate.text in opened and candidate.source == "model":
            candidate.type, candidate.subclass = head.type, head.subclass
            candidate.source, candidate.score = "context", 0.8


def _meant(text: str) -> Head | None:
    """What `the project`, `the company` ... of a text stand for, where one noun leads."""
    nouns = [match["noun"] for match in REFERRED.finditer(text)]
    found = {noun: nouns.count(noun) for noun in set(nouns) if noun in heads()}
    found = {noun: n for noun, n in found.items() if heads()[noun].type is not Type.EVENT}
    if not found:
        return None
    first = max(sorted(found), key=lambda noun: found[noun])
    return heads()[first] if first in TELLING else None
