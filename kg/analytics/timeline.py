"""When things happened to an entity: what is concluded of it, in order of time."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.analytics.portrait import Conclusion, Portrait, sections
from kg.model import Predicate, When

DATES = frozenset({Predicate.DATE, Predicate.START_DATE, Predicate.END_DATE})


@dataclass(frozen=True, slots=True)
class Moment:
    """A conclusion at its time: as a text dates it, or, where none does, as it was first told."""

    when: When
    conclusion: Conclusion
    is_dated: bool  # the text itself says when; else `when` is the day of the first document


def timeline(portrait: Portrait) -> tuple[Moment, ...]:
    """What is known of an entity in order of time; what no document dates is left out."""
    # By section, for a relation that goes both ways is shown once.
    shown = (each for section in sections(portrait) for each in section.conclusions)
    found = map(_moment, shown)
    return tuple(sorted(filter(None, found), key=lambda it: (it.when, it.conclusion.iri)))


def _moment(conclusion: Conclusion) -> Moment | None:
    if conclusion.predicate in DATES and isinstance(conclusion.value, When):
        return Moment(conclusion.value, conclusion, is_dated=True)
    if said := _earliest(claim.date for claim in conclusion.claims):
        return Moment(said, conclusion, is_dated=True)
    if conclusion.first_seen:
        return Moment(conclusion.first_seen, conclusion, is_dated=False)
    return None


def _earliest(dates: Iterable[When | None]) -> When | None:
    return min(filter(None, dates), default=None)
