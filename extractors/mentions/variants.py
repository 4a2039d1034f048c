"""Other ways to write the name of a disease: turned round, with other numbers or nouns."""

import re
from collections.abc import Iterator

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
NUMBERS = {roman: str(number) for number, roman in enumerate(ROMAN) if roman} | {
    str(number): roman for number, roman in enumerate(ROMAN) if roman
}
# spinocerebellar ataxia type 2, mucopolysaccharidosis, type IIIA, glycogen storage disease 1
BEHIND = re.compile(
    r"(?P<name>.{4,}?),? (?P<type>type )?(?P<number>\d{1,2}|[IVX]+)(?P<letter>[A-Z]?)"
)
BEFORE = re.compile(r"type (?P<number>\d{1,2}|[IVX]+)(?P<letter>[A-Z]?) (?P<name>.{4,})")
NOUN = re.compile(r"(?P<name>.{4,}) (?P<noun>disease|syndrome|disorder)")
# A syndrome is a disease where people gave it their name: `Marfan's disease`.
NOUNS = {"disease": ("disorder",), "disorder": ("disease",), "syndrome": ()}
NAMED = {
    "disease": ("disorder", "syndrome"),
    "disorder": ("disease",),
    "syndrome": ("disease", "disorder"),
}
# Two or more names joined by a hyphen stand for the disease alone: `Lesch-Nyhan patients`.
EPONYM = re.compile(
    r"(?P<name>(?:(?:[Vv]on|[Dd]e|[Vv]an) )?[A-ZÀ-Þ][a-zß-ÿ]{2,}(?:-[A-ZÀ-Þ][a-zß-ÿ]{2,})+)"
    r"(?:['’]s)? (?:disease|syndrome|disorder|dystrophy|anomaly)"
)
PREFIX = re.compile(r"\bnon-?(?=[a-z]{4})")


def turned(name: str) -> Iterator[str]:
    """Names whose first word may be another: `type 2 diabetes`, `familial rickets`."""
    if name.count(", ") == 1:
        yield " ".join(reversed(name.split(", ")))
    if "type" in name and (match := BEHIND.fullmatch(name)) and match["type"]:
        for number in numbers(match["number"]):
            yield f"type {number}{match['letter']} {match['name']}"
    if name.startswith("type ") and (match := BEFORE.fullmatch(name)):
        for number in numbers(match["number"]):
            yield f"{match['name']} type {number}{match['letter']}"
    if name.startswith("non"):
        yield PREFIX.sub("non" if name.startswith("non-") else "non-", name, count=1)


def rewritten(name: str) -> Iterator[str]:
    """Names that begin with the same word."""
    if match := NOUN.fullmatch(name):
        nouns = NAMED if match["name"].istitle() else NOUNS
        yield from (f"{match['name']} {noun}" for noun in nouns[match["noun"]])
    if match := BEHIND.fullmatch(name):
        for number in numbers(match["number"]):
            end = f"{number}{match['letter']}"
            yield f"{match['name']} type {end}"
            if len(end) > 1 or end.isdigit():
                yield f"{match['name']} {end}"
    if " non" in name:
        yield PREFIX.sub("non" if " non-" in name else "non-", name, count=1)


def eponym(name: str) -> str:
    """The names of people in a disease's name where they stand for it alone; or nothing."""
    match = EPONYM.fullmatch(name)
    return match["name"] if match else ""


def numbers(number: str) -> Iterator[str]:
    """A number as it stands, and the Roman or Arabic one beside it."""
    yield number
    if number in NUMBERS:
        yield NUMBERS[number]
