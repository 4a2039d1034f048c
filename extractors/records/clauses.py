"""What a line of a field map claims, in words: `partner participatesIn project as {role}`."""

import re
from dataclasses import dataclass

from kg.model import ATTRIBUTES, BEARERS, ENDS, Predicate, Type

# What a name may be beside the types of the model, and what reading can make of it (linking.py).
KINDS: dict[str, frozenset[Type]] = {
    **{type.value: frozenset({type}) for type in Type},
    "Body": frozenset({Type.ORGANIZATION, Type.NETWORK}),
    "Affiliation": frozenset({Type.ORGANIZATION, Type.NETWORK}),
    "Agent": frozenset({Type.PERSON, Type.ORGANIZATION, Type.NETWORK}),
    "Places": frozenset({Type.PLACE}),
    "Field": frozenset({Type.DISEASE, Type.THERAPY, Type.TOPIC}),
    "Fields": frozenset({Type.DISEASE, Type.THERAPY, Type.TOPIC}),
}
_FORM = re.compile(
    r"(?P<subject>\w+) (?P<predicate>\w+)(?: (?P<noun>(?<= count )[a-z][a-z ]*))?"
    r" (?P<value>\w+|\{[^{}]+\})(?: as (?P<role>.+))?"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One claim: handles of names, or for an attribute a slot with its value."""

    subject: str
    predicate: Predicate
    value: str  # a handle, or `{path}`
    noun: str = ""  # of a count
    role: str = ""  # a template


def clause(text: str) -> Clause:
    """Read a claim as a field map writes it; ValueError says what is wrong with it.

    >>> clause("trial count participants {enrollment}").noun
    'participants'
    """
    match = _FORM.fullmatch(" ".join(text.split()))
    if match is None:
        raise ValueError(f"{text!r} is not SUBJECT PREDICATE OBJECT [as ROLE]")
    try:
        predicate = Predicate(match["predicate"])
    except ValueError as error:
        known = ", ".join(Predicate)
        raise ValueError(f"{text!r}: {match['predicate']!r} is none of {known}") from error
    if (predicate is Predicate.COUNT) is not bool(match["noun"]):
        raise ValueError(f"{text!r}: a count, and nothing else, has a noun before its value")
    if (predicate in ATTRIBUTES) is not match["value"].startswith("{"):
        raise ValueError(f"{text!r}: an attribute has a {{path}}, what is no attribute a name")
    return Clause(
        match["subject"], predicate, match["value"], match["noun"] or "", match["role"] or ""
    )


def fault(found: Clause, kinds: dict[str, str]) -> str:
    """What the model has against a claim between names of these kinds; nothing where it may be."""
    for handle in (found.subject, found.value):
        if handle not in kinds and not handle.startswith("{"):
            return f"no name {handle!r} in this line or before it"
    subjects = KINDS[kinds[found.subject]]
    if found.predicate in ATTRIBUTES:
        fits = bool(subjects & BEARERS[found.predicate])
        return "" if fits else f"a {kinds[found.subject]} has no {found.predicate}"
    objects = KINDS[kinds[found.value]]
    if any((one, other) in ENDS[found.predicate] for one in subjects for other in objects):
        return ""
    return f"{found.predicate} leads from no {kinds[found.subject]} to a {kinds[found.value]}"
