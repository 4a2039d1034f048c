"""What a sentence counts: each number with the noun behind it, `34 healthcare providers`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from extractors.dates import Dated, numbers
from extractors.relations.quantities.families import family
from extractors.relations.quantities.owners import within
from extractors.relations.scene import Scene
from kg.model import Type

MODIFIERS = frozenset({"JJ", "NN", "NNP", "VBG", "VBN", "HYPH", "JJR", "JJS", "RB", "POS"})
COLLECTIVE = frozenset({"people", "children", "women", "men", "staff", "personnel"})
MOST = 6  # words between a number and the end of what it counts
# "the two nations": it counts what the text spoke of before, and tells nothing new.
BACK = re.compile(
    r"\b(?:[Tt]he|[Tt]h[eo]se|[Bb]oth|[Oo]thers?|[Aa]ll|[Ee]very|[Ee]ach|[Aa]nother|[Ww]ithin"
    r"|[Pp]hase|[Aa]ged?|[Oo]ver the (?:last|past)|(?:last|past|next|first)|\w[’']s|[Aa]fter"
    r"|[Nn]o\.?|[Nn]umber|[Ww]ave|[Ss]ession|[Dd]ay|[Ii]tem|[Rr]oom|[Hh]all) $"
)
MONEY = re.compile(r"(?:[$€£¥₹]|\b[A-Z]{3}|\b(?:CHF|Rs\.?|US)) ?$")
# `a 2,600-bed hospital`, `the twelve-country network`
COMPOUND = re.compile(
    r"(?<![\w.,-])(?P<number>[\w,]+)-(?P<noun>bed|member|partner|country|nation|site|centre|center"
    r"|hospital|clinic|institution|university|laboratory)\b(?!-)"
)
PEOPLE_AT_EVENTS = re.compile(
    r"(?:[\w-]+ )*(?:delegate|participant|expert|scientist|attendee|clinician|doctor|professional"
    r"|specialist|researcher|representative|guest|physician|nurse|student|relative|surgeon|visitor"
    r"|official|pathologist|geneticist|speaker|pharmacist|trainee|counsellor|counselor|scholar"
    r"|regulator|manager|technician|famil(?:y|ie)|parent|patient|young researcher|member|leader"
    r"|investigator|advocate|journalist|teacher|midwive|paediatrician|pediatrician|haematologist"
    r"|oncologist|neurologist|bioinformatician)s|(?:[\w-]+ )*(?:people|children|staff|women|men)"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and its noun; the places are counted from the beginning of the sentence."""

    start: int
    end: int
    number: int
    noun: str
    head: Token  # the noun itself
    people: bool  # of a kind that comes to meetings


def counted(scene: Scene, found: Sequence[Dated]) -> list[Counted]:
    """The numbers of a sentence that count something new, with what they count."""
    text = scene.sentence.text
    taken = []
    for start, end, number in numbers(text):
        if number < 2 or any(d.start < end and start < d.end for d in found):
            continue
        if _inside_name(scene, start) or MONEY.search(text, 0, start):
            continue
        one = _read(scene, start, end, number)
        if one is not None:
            taken.append(one)
    return sorted([*taken, *_compounds(scene)], key=lambda one: one.start)


def refers_back(scene: Scene, one: Counted) -> bool:
    """Whether a number repeats what was told before, or is no number of things at all."""
    return BACK.search(scene.sentence.text, max(one.start - 20, 0), one.start) is not None


def people(text: str) -> Iterator[tuple[int, str]]:
    """Numbers of people in a text, without its tree: (500, `scientists`)."""
    for _, end, value in numbers(text):
        match = re.compile(r" (?:(?!and |or )[a-z-]+ ){0,3}?(?P<noun>[a-z]+s|people)\b").match(
            text, end
        )
        if match and PEOPLE_AT_EVENTS.fullmatch(match["noun"]):
            yield value, match["noun"]


def _inside_name(scene: Scene, start: int) -> bool:
    at = scene.sentence.start + start
    return any(c.start <= at < c.end and not c.generic for c in scene.candidates)


def _read(scene: Scene, start: int, end: int, number: int) -> Counted | None:
    """The noun phrase behind a number: modifiers, then a plural."""
    first = within(scene, end)
    if first is None or not scene.sentence.text[end : end + 1].isspace():
        return None
    phrase: list[Token] = []
    for token in first.doc[first.i : min(first.i + MOST, scene.sentence.span.end)]:
        plural = token.tag_ in ("NNS", "NNPS") or token.lower_ in COLLECTIVE
        if not plural and token.tag_ not in MODIFIERS:
            break
        phrase.append(token)
        if plural and not _goes_on(token):
            return _counted(scene, start, number, phrase)
    return None


def _goes_on(token: Token) -> bool:
    """Whether a plural is only a modifier: `patients groups`, `children's hospitals`."""
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    return following is not None and following.tag_ in ("NNS", "NNPS", "POS")


def _counted(scene: Scene, start: int, number: int, phrase: Sequence[Token]) -> Counted | None:
    head = phrase[-1]
    if head.lower_ in family("parts") or head.text.isupper():
        return None
    noun = _noun(scene, phrase)
    end = scene.sentence.at(head) + len(head.text) - scene.sentence.start
    return Counted(start, end, number, noun, head, at_events(noun))


@cache
def at_events(noun: str) -> bool:
    """Whether those counted are of a kind that comes to meetings."""
    return PEOPLE_AT_EVENTS.fullmatch(noun) is not None


def _noun(scene: Scene, phrase: Sequence[Token]) -> str:
    """The noun with what tells its kind; nationality and praise tell none, nor do names."""
    head = phrase[-1]
    kept: list[Token] = []
    for token in [] if head.lower_ in family("people") else phrase[:-1]:
        foreign = (
            token.text[0].isupper() and not head.text[0].isupper() and not token.text.isupper()
        )
        named = scene.covering(token)
        inside = named is not None and not named.generic and named.type is not Type.TOPIC
        if token.lower_ in family("vague") or foreign or inside or _speaking(phrase, token):
            kept = []
            continue
        kept.append(token)
    if not kept:
        return str(head.text)
    doc = head.doc
    said = str(doc[kept[0].i : head.i + 1].text)
    return said if kept[0].tag_ not in ("HYPH", "POS") else str(head.text)


def _speaking(phrase: Sequence[Token], token: Token) -> bool:
    """`nine French-speaking countries`: the words around the hyphen go with `speaking`."""
    at = token.i - phrase[0].i
    return any(t.lower_ == "speaking" for t in phrase[at : at + 3])


def _compounds(scene: Scene) -> Iterator[Counted]:
    for match in COMPOUND.finditer(scene.sentence.text):
        value = next((v for start, _, v in numbers(match["number"] + " ") if start == 0), 0)
        token = within(scene, match.start("noun"))
        if value < 2 or token is None or _inside_name(scene, match.start()):
            continue
        noun = match["noun"]
        plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
        head = token.head if token.head.tag_.startswith("NN") else token
        yield Counted(match.start(), match.end(), value, plural, head, people=False)
