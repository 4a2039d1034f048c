"""The role of an affiliation that no post tells: the person's title, or the profession before the name."""

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
    """The findings, where an affiliation without a role takes the person's title."""
    titles: dict[int, str] = {}
    listed = list(found)
    for one in listed:
        person = one.subject
        if person.type is Type.PERSON and id(person) not in titles:
            titles[id(person)] = _of_person(person)
    for one in listed:
        if one.predicate is Predicate.AFFILIATED_WITH and not one.role:
            yield replace(one, role=_before(one) or titles[id(one.subject)] or None)
        elif one.predicate in (Predicate.LEADS, Predicate.PARTICIPATES_IN) and not one.role:
            yield replace(one, role=_by_verb(one))
        else:
            yield one


# What the words between a person and an activity make of the person.
DONE = {
    Predicate.LEADS: {
        r"\bco-?chair": "co-chair", r"\bchair": "chair", r"\bmoderat": "moderator",
        r"\bco-?ordinat": "coordinator", r"\bdirect": "director", r"\bhead": "head",
        r"\bpresid": "chair", r"\bprincipal investigator": "principal investigator",
        r"\bfacilitat": "facilitator", r"\b(?:led|lead)": "leader",
    },
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
    return next((role for verb, role in DONE[found.predicate].items() if re.search(verb, said)), None)


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
                return match["role"]
    return ""
