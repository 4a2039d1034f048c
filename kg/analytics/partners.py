"""Ranked partners for a research office: who fits, and for which reasons.

A candidate is any organisation, network or person with a tie to a topic. What each reason adds is
weighed by the learned ranking (scoring.py); the reasons of a partner add up to its score. Who is
left out, and why, is counted (sifting.py).

Two already collaborate (`new` is false) where a document says that they work together, or that one
belongs to or supports the other, or that both have a hand in one programme, network, event or
therapy that one of them runs, leads, organises or develops. To be members of one network, guests
of one event, or to share a third partner makes them close, not partners.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.analytics.described import describe, located, quotes
from kg.analytics.facets import Facets, facets
from kg.analytics.overview import newest_date
from kg.analytics.project import Closeness, group_of
from kg.analytics.question import Bounds, PartnerQuestion, bounds, check_since, labels
from kg.analytics.quoting import named, partner, pieces, read
from kg.analytics.reasons import Case, Scored
from kg.analytics.renown import lifted
from kg.analytics.scoring import score
from kg.analytics.seekers import Seekers, seekers
from kg.analytics.sifting import Dropped, Found, Sifted, lately, sifted
from kg.analytics.ties import Tie, ties
from kg.analytics.ways_on import WayOn, ways_on
from kg.model import Entity, Iri, Partner, When
from kg.ontology import Ontology
from kg.regions import Region
from kg.store.store import Store

__all__ = ["PartnerAnswer", "PartnerQuestion", "partners"]

INTERESTS = 5  # topics of those who ask that stand in where no topic is given


@dataclass(frozen=True, slots=True)
class PartnerAnswer:
    """One page of the partners, and how the question was understood."""

    seekers: tuple[Entity, ...]
    topics: tuple[Entity, ...]
    countries: tuple[str, ...]
    regions: tuple[Region, ...]
    types: tuple[str, ...]  # labels of classes
    lesser_known: bool  # whether they come first
    total: int  # partners on all pages
    partners: tuple[Partner, ...]
    notes: tuple[str, ...] = ()  # where the answer is to a broader question
    facets: Facets = field(default_factory=Facets)  # of all pages
    dropped: tuple[Dropped, ...] = ()  # who was left out
    ways_on: tuple[WayOn, ...] = ()  # where nobody is left: what to ask instead

    @property
    def for_(self) -> Entity | None:
        """The one who asks, or the first of a consortium."""
        return self.seekers[0] if self.seekers else None


def partners(store: Store, ontology: Ontology, question: PartnerQuestion) -> PartnerAnswer:
    """The partners that a question asks for, best first; the same store gives the same answer."""
    limits = bounds(question, ontology)
    day = newest_date(store)
    newest = When(day[:10]) if day else None
    check_since(limits.since, newest)
    asking = seekers(store, ontology, question.seekers, limits.since)
    topics = question.topics or _interests(store, question.seekers)
    ever = ties(store, ontology, topics)
    found = lately(store, ever, limits.since)
    left = sifted(store, ontology, question, limits, (asking, ever, found, newest))
    sought = [tied[0].sought for tied in ever.values() if tied]
    cases = _cases(store, found, asking, left, (limits, newest))
    found_topics = [each.found for each in sought]
    scoring = score(store, cases, found_topics, lesser_known=question.lesser_known)
    page = read(store, scoring.scored[question.offset : question.offset + question.limit])
    iris = {*topics, *(iri for each in sought for iri in (each.topic, each.found)), *named(page)}
    names = {iri: each.entity for iri, each in describe(store, ontology, iris).items()}
    words = quotes(store, pieces(page))
    total = len(scoring.scored)
    return PartnerAnswer(
        seekers=asking.entities,
        topics=tuple(names[topic] for topic in topics),
        countries=limits.countries,
        regions=limits.regions,
        types=tuple(one.label for one in limits.classes),
        lesser_known=question.lesser_known,
        total=total,
        partners=tuple(partner(each, names, words) for each in page),
        notes=(*_notes(ever, names, asking, cold=scoring.cold), *_newcomers(scoring.scored, page)),
        facets=facets(each.case.candidate for each in scoring.scored),
        dropped=left.dropped,
        ways_on=() if page else tuple(ways_on(ontology, question, left.dropped, total)),
    )


def _interests(store: Store, asking: Sequence[Iri]) -> tuple[Iri, ...]:
    """The topics that those who ask have most to do with."""
    group = sorted({member for iri in asking for member in group_of(store, iri)})
    rows = store.select("partner_interests", agent=group) if group else ()
    return tuple(Iri(row["topic"]) for row in rows)[:INTERESTS]


def _cases(
    store: Store, found: Found, asking: Seekers, left: Sifted, limits: tuple[Bounds, When | None]
) -> list[Case]:
    tied = _by_candidate(found)
    bounds_, newest = limits
    places = located(store, left.candidates) if asking.members or bounds_.within else {}
    return [
        Case(
            candidate=described,
            ties=tied[iri],
            closeness=near.closeness if (near := left.near.get(iri)) else Closeness(),
            located=places.get(iri, []),
            asker=near.seeker if near else None,
            seekers=tuple(each.iri for each in asking.entities),
            countries=bounds_.within,
            newest=newest,
        )
        for iri, described in left.candidates.items()
    ]


def _by_candidate(found: Mapping[Iri, Sequence[Tie]]) -> dict[Iri, dict[Iri, list[Tie]]]:
    """For each candidate its ties to every topic, best first."""
    tied: dict[Iri, dict[Iri, list[Tie]]] = {}
    for topic, every in found.items():
        for tie in sorted(every, key=lambda tie: tie.order):
            tied.setdefault(tie.candidate, {each: [] for each in found})[topic].append(tie)
    return tied


def _newcomers(scored: Sequence[Scored], page: Sequence[Scored]) -> Iterator[str]:
    """Which places of a page were given to newcomers, and to whom."""
    shown = {each.iri: each.case.candidate.entity.label for each in page}
    new = [(str(place), shown[iri]) for place, iri in lifted(scored) if iri in shown]
    if new:
        places, who = (" and ".join(column) for column in zip(*new, strict=True))
        are = "place {} is" if len(new) == 1 else "places {} are"
        yield f"{are.format(places)} kept for newcomers, tied to nobody in the graph yet: {who}"


def _notes(
    found: Found, names: Mapping[Iri, Entity], asking: Seekers, *, cold: bool
) -> Iterator[str]:
    who, several = labels(asking.entities), len(asking.members) > 1
    if cold and who:
        are = "are" if several else "is"
        yield (
            f"{who} {are} not known to work with anybody: these are ranked by topic, place and kind"
        )
    if not found and who:
        yield f"nothing is known of what {who} work{'' if several else 's'} on: name a topic"
    for topic, tied in found.items():
        label = names[topic].label
        if not tied:
            yield f"nobody is known to work on {label}, or on anything broader"
        elif tied[0].sought.found != topic:
            broader = names[tied[0].sought.found].label
            yield f"nobody is known to work on {label}; these work on {broader}, which is broader"
