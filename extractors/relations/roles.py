"""The role of a tie that no post tells: a label, a title, or the profession before a name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from extractors.annotations import Cluster
from extractors.lexicons import role_noun
from extractors.relations.scene import Found
from extractors.relations.standing import nearest
from kg.model import Predicate, Type

BEFORE = 50  # characters before a name in which its title stands


def with_titles(found: Iterable[Found]) -> Iterator[Found]:
    """The findings, where one without a role takes what the words around the name say."""
    titles: dict[int, str] = {}
    listed = list(found)
    for one in listed:
        person = one.subject
        if person.type is Type.PERSON and id(person) not in titles:
            titles[id(person)] = _of_person(person)
    for one in listed:
        if one.role or one.predicate not in ROLED:
            yield one
        elif one.predicate is Predicate.AFFILIATED_WITH:
            said = _headed(one) or _between(one) or _before(one) or titles.get(id(one.subject))
            yield replace(one, role=said or None)
        elif one.predicate is Predicate.MEMBER_OF:
            yield replace(one, role=_membership(one))
        else:
            yield replace(one, role=_label(one) or _by_verb(one) or _taking_part(one) or None)


ROLED = frozenset(
    {
        Predicate.AFFILIATED_WITH,
        Predicate.LEADS,
        Predicate.PARTICIPATES_IN,
        Predicate.RUNS,
        Predicate.MEMBER_OF,
    }
)


# What the words between a person and an activity make of the person.
DONE = {
    Predicate.LEADS: {
        r"\bpresident|\bpresid\w+ over (?:the )?<[NO]": "president",
        r"\bco-?chair": "co-chair", r"\bchair": "chair", r"\bmoderat": "moderator",
        r"\bco-?ordinat": "coordinator", r"\bdirect": "director", r"\bhead": "head",
        r"\bpresid": "chair", r"\bprincipal investigator": "principal investigator",
        r"\bfacilitat": "facilitator", r"\b(?:led|lead)": "leader",
    },
    Predicate.RUNS: {r"\bfound": "founder"},
    Predicate.PARTICIPATES_IN: {
        r"\bkeynote": "keynote speaker",
        r"\b(?:spoke|speak|talk|lectur|present(?:ed|s|ing)\b|address)": "speaker",
    },
}  # fmt: skip


def _by_verb(found: Found) -> str | None:
    """The role that the sentence's verb gives: `chaired by X` makes X the chair."""
    if found.subject.type is not Type.PERSON and found.predicate is not Predicate.LEADS:
        return None
    pair = nearest(found)
    text = found.scene.masked
    said = text[max(pair[0] - 25, 0) : pair[1] + 40] if pair else text
    return next(
        (role for verb, role in DONE[found.predicate].items() if re.search(verb, said)), None
    )


def _of_person(person: Cluster) -> str:
    return next((c.title for c in person.candidates if c.title), "")


@cache
def _profession() -> re.Pattern[str]:
    """`the pulmonologist X`, `director X`: at most two words and the noun, next to the name."""
    return re.compile(
        rf"(?:^|[\s(\"“])(?:[Tt]he |[Aa]n? |[Ii]ts |[Oo]ur |[Tt]heir )?"
        rf"(?P<role>(?:(?!and |said |says |told |by |with |the |of )[a-z-]+ )?{role_noun()}),? $"
    )


def _before(found: Found) -> str:
    text = found.scene.masked
    for index, candidate in enumerate(found.scene.candidates):
        if candidate.cluster is found.subject and not candidate.generic:
            start = found.scene.marks[index][0]
            match = _profession().search(text[max(start - BEFORE, 0) : start])
            if match is not None:
                return match["role"] or match["other"]
    return ""


@cache
def _post() -> re.Pattern[str]:
    """A segment of a line or an apposition that is a post: `associate professor of genetics`."""
    narrowed = (
        r"(?:(?!(?:and|who|said|says|told|has|have|had|is|was|to|been|taken|where|when|while"
        r"|whose) )[\w-]+ )"
    )
    return re.compile(
        rf"^(?:['’]s |[Tt]he |[Aa]n? |[Ii]ts |[Oo]ur |who is |is |as |now |currently )*"
        rf"(?P<role>{narrowed}{{0,4}}?(?i:{role_noun()})"
        rf"(?: (?:of|for|in) (?!the\b)[A-Za-z][\w-]*(?: (?!at |of |in |from )[\w-]+){{0,3}}"
        rf"| and (?i:{role_noun()}))?)"
        rf"(?: (?:of|at|in|for|with|from)(?: the)?)?(?: for [\w ]+)?$"
        rf"|^(?:an?|our|its|her|his) (?P<other>{narrowed}{{0,3}}?"
        rf"[a-z]+(?:er|or|ist|ian|ant|ee|yst)) (?:at|of|for|in|with)(?: the)?$"
    )


@cache
def _labelled() -> re.Pattern[str]:
    """`Moderator: X`, `Chairs: X, Y`: the label of a line tells what its persons are there."""
    return re.compile(
        rf"^[\W\d]*(?P<role>(?:[\w-]+ ){{0,2}}?(?i:{role_noun()}|speaker|keynote speaker"
        rf"|moderator|rapporteur|panell?ist|tutor|trainer|facilitator|partner|sponsor|host))s?\s*(?::|-|–|\|)"
    )


def _label(found: Found) -> str:
    match = _labelled().match(found.scene.masked)
    return match["role"].casefold() if match is not None else ""


HEADED = re.compile(r"\b(?:(chair)(?:s|ed)|(head)(?:s|ed)|(direct)(?:s|ed)|(lead)s|(led))\b")
NOUNS = ("chair", "head", "director", "leader", "leader")


def _headed(found: Found) -> str:
    """Who heads a body is its head."""
    if not found.rule.startswith(("verb ", "word order ")):
        return ""
    match = HEADED.search(found.rule)
    return NOUNS[(match.lastindex or 1) - 1] if match is not None else ""


KIND_OF_MEMBER = re.compile(
    r"\b((?:founding|full|associated?|honorary|affiliated?|corresponding|supporting|collaborating)"
    r" (?:member|partner|centre|center|institution))s?\b|\b(observer|board member)s?\b",
    re.IGNORECASE,
)


def _membership(found: Found) -> str:
    """`member`, or the kind of member that the sentence names."""
    match = KIND_OF_MEMBER.search(found.scene.masked)
    return (match[1] or match[2]).casefold() if match is not None else "member"


def _taking_part(found: Found) -> str:
    """A body takes part in a programme as a partner."""
    if found.predicate is not Predicate.PARTICIPATES_IN or found.object is None:
        return ""
    if found.object.type is Type.PROGRAMME and found.subject.type is not Type.PERSON:
        return "associated partner" if "associated partner" in found.scene.masked else "partner"
    return ""


SEGMENTS = re.compile(r"[,;:()|/\[\]]|<[A-Z]\d+>|\s[-–—]\s")


def _between(found: Found) -> str:
    """A post among the segments between the two names, or the one right behind the later."""
    pair = nearest(found)
    if pair is None:
        return ""
    text = found.scene.masked
    start, end = text.find(">", pair[0]) + 1, text.rfind("<", 0, pair[1])
    fields = {m.group() for m in re.finditer(r"<[DTF]\d+>", text[start:end])}
    inside = text[start:end]
    for mark in fields:
        named = found.scene.candidates[int(mark[2:-1])].text
        inside = inside.replace(mark, re.sub(r"[,;:()|/\[\]]", " ", named))
    segments = SEGMENTS.split(inside)
    after = SEGMENTS.split(text[pair[1] :].lstrip(" ,;:)-–|"))[0] if text[pair[1] :] else ""
    for segment in (*segments, after):
        match = _post().match(segment.strip())
        if match is not None:
            return match["role"] or match["other"]
    return ""
