"""Who may be a partner: candidates go through one sieve after the other, and each one is counted.

What was dropped is told with the reason and the field of the question that it comes from, so that
an office sees what a question leaves out, and how to ask more widely.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kg.analytics.described import Described, describe, with_countries
from kg.analytics.lately import said_since
from kg.analytics.project import Fact, group_of
from kg.analytics.question import Bounds, PartnerQuestion, labels
from kg.analytics.seekers import Near, Seekers
from kg.analytics.ties import UPWARD, Tie
from kg.model import Iri, When
from kg.ontology import Ontology
from kg.store.store import Store

type Found = Mapping[Iri, Sequence[Tie]]


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many fit the topic and were left out for one reason; `field` names what to ask else."""

    reason: str
    number: int
    field: str


@dataclass(frozen=True, slots=True)
class Sieve:
    """A reason to leave somebody out."""

    reason: str
    field: str
    catches: Callable[[Iri], bool]


@dataclass(frozen=True, slots=True)
class Sifted:
    """Who is left, how near each is, and who is not left."""

    candidates: Mapping[Iri, Described]
    near: Mapping[Iri, Near]
    dropped: tuple[Dropped, ...]


def lately(store: Store, found: Found, since: When | None) -> dict[Iri, list[Tie]]:
    """The ties of which documents told since a day, with the evidence of those documents alone.

    Where somebody works and what a programme is about may be known from earlier.
    """
    if since is None:
        return {topic: list(ties) for topic, ties in found.items()}
    telling = {fact for ties in found.values() for tie in ties for fact in _telling(tie)}
    kept = said_since(store, telling, since)
    return {
        topic: [
            replace(tie, facts=tuple(kept.get(fact.iri, fact) for fact in tie.facts))
            for tie in ties
            if all(fact.iri in kept for fact in _telling(tie))
        ]
        for topic, ties in found.items()
    }


def _telling(tie: Tie) -> list[Fact]:
    return [fact for fact in tie.own if fact.predicate not in UPWARD]


def sifted(
    store: Store,
    ontology: Ontology,
    question: PartnerQuestion,
    bounds: Bounds,
    case: tuple[Seekers, Found, Found, When | None],
) -> Sifted:
    """The candidates that a question leaves; the case: who asks, ties of all times and by now."""
    asking, ever, found, newest = case
    tied = {tie.candidate for ties in found.values() for tie in ties}
    stale = {tie.candidate for ties in ever.values() for tie in ties} - tied
    known = describe(store, ontology, tied | stale)
    sieves = list(_by_name(store, ontology, question, asking, known))
    sieves.append(Sieve("of another type", "type", lambda i: not bounds.holds(known[i].entity)))
    sieves.append(Sieve(f"not heard of since {bounds.since}", "since", stale.__contains__))
    left, dropped = _through(sieves, sorted(known))
    placed = with_countries(store, ontology, {iri: known[iri] for iri in left})
    left, elsewhere = _through(_by_place(bounds, placed), left)
    near = {iri: one for iri in left if (one := asking.near(iri))}
    left, partners = _through(_by_partnership(question, near, newest), left)
    return Sifted({iri: placed[iri] for iri in left}, near, (*dropped, *elsewhere, *partners))


def _through(sieves: Iterable[Sieve], iris: Iterable[Iri]) -> tuple[list[Iri], list[Dropped]]:
    """Who passes all sieves; the first that catches somebody counts."""
    left, dropped = list(iris), []
    for sieve in sieves:
        caught = {iri for iri in left if sieve.catches(iri)}
        left = [iri for iri in left if iri not in caught]
        if caught:
            dropped.append(Dropped(sieve.reason, len(caught), sieve.field))
    return left, dropped


def _by_name(
    store: Store,
    ontology: Ontology,
    question: PartnerQuestion,
    asking: Seekers,
    known: Mapping[Iri, Described],
) -> Iterable[Sieve]:
    if asking.members:
        mine = f"{labels(asking.entities)}: who asks, with own staff and departments"
        yield Sieve(mine, "for", asking.own.__contains__)
        same = "may be the person who asks, known by another employer"
        yield Sieve(same, "for", lambda iri: asking.is_namesake(known[iri].entity))
    if question.excluded:
        names = describe(store, ontology, question.excluded)
        groups = (group_of(store, iri) for iri in question.excluded)
        out = frozenset(question.excluded).union(*groups)
        named = f"{labels(names[iri].entity for iri in question.excluded)}, excluded by name"
        yield Sieve(named, "exclude", out.__contains__)


def _by_place(bounds: Bounds, placed: Mapping[Iri, Described]) -> Iterable[Sieve]:
    if within := bounds.within:
        field = "country" if bounds.countries else "region"
        yield Sieve("in no known country", field, lambda iri: not placed[iri].countries)
        yield Sieve("in another country", field, lambda iri: not within & placed[iri].countries)


def _by_partnership(
    question: PartnerQuestion, near: Mapping[Iri, Near], newest: When | None
) -> Iterable[Sieve]:
    years = question.exclude_partners
    if years is not None:
        first = _years_before(newest, years)
        last = "the last year" if years == 1 else f"the last {years} years"
        yield Sieve(
            f"partners of {last}",
            "exclude_partners",
            lambda iri: near[iri].closeness.known and near[iri].together >= first,
        )


def _years_before(newest: When | None, years: int) -> str:
    """The day so many years before the newest document; all time where none has a date."""
    if newest is None:
        return ""
    day = date.fromisoformat(newest + "-01-01"[max(len(newest) - 4, 0) :])
    # The 29th of February has no anniversary.
    return f"{day.year - years:04}-{day.month:02}-{min(day.day, 28 if day.month == 2 else 31):02}"
