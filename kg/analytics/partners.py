"""Ranked partners for a research office: who fits, and for which reasons.

A candidate is any organisation, network or person with a tie to a topic. What each reason adds is
weighed by the learned ranking (scoring.py); the reasons of a partner add up to its score.

Two already collaborate (`new` is false) where a document says that they work together, or that one
belongs to or supports the other, or that both have a hand in one programme, network, event or
therapy that one of them runs, leads, organises or develops. To be members of one network, guests
of one event, or to share a third partner makes them close, not partners.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.analytics.described import Described, Quoted, describe, located, quotes, with_countries
from kg.analytics.facets import Facets, facets
from kg.analytics.overview import newest_date
from kg.analytics.project import Closeness, Fact, facts_for, group_of, neighbourhood, owners
from kg.analytics.reasons import Because, Case, Words
from kg.analytics.scoring import Scored, score
from kg.analytics.ties import Tie, ties
from kg.errors import BadRequest, NotFound
from kg.model import Entity, Evidence, Iri, Partner, Reason, Type, When
from kg.ontology import Ontology
from kg.store.store import Store

INTERESTS = 5  # topics of the one who asks that stand in where no topic is given
QUOTES = 3  # pieces of evidence of a reason that are shown
READ = 60  # pieces of evidence of a reason out of which they are chosen

KINDS: Mapping[str | None, frozenset[Type]] = {
    "organization": frozenset({Type.ORGANIZATION, Type.NETWORK}),
    "person": frozenset({Type.PERSON}),
    None: frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PERSON}),
}


@dataclass(frozen=True, slots=True)
class PartnerQuestion:
    """Partners for whom, on what, where: every name already resolved to its IRI."""

    for_: Iri | None = None
    topics: tuple[Iri, ...] = ()  # each means itself and all under it
    countries: tuple[str, ...] = ()  # ISO codes; none means anywhere
    type: str | None = None  # organization (networks too), person, or both
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class PartnerAnswer:
    """One page of the partners, and how the question was understood."""

    for_: Entity | None
    topics: tuple[Entity, ...]
    countries: tuple[str, ...]
    total: int  # partners on all pages
    partners: tuple[Partner, ...]
    notes: tuple[str, ...] = ()  # where the answer is to a broader question
    facets: Facets = field(default_factory=Facets)  # of all pages


def partners(store: Store, ontology: Ontology, question: PartnerQuestion) -> PartnerAnswer:
    """The partners that a question asks for, best first; the same store gives the same answer."""
    question = _checked(question, ontology)
    asker = _asker(store, ontology, question.for_)
    topics = question.topics or _interests(store, question.for_)
    found = ties(store, ontology, topics)
    sought = [tied[0].sought for tied in found.values() if tied]
    cases = _cases(store, ontology, question, found, asker)
    scoring = score(store, cases, [each.found for each in sought])
    page = _read(store, scoring.scored[question.offset : question.offset + question.limit])
    iris = {*topics, *(iri for each in sought for iri in (each.topic, each.found)), *_named(page)}
    names = {iri: each.entity for iri, each in describe(store, ontology, iris).items()}
    words = quotes(store, _pieces(page))
    return PartnerAnswer(
        for_=asker.entity if asker else None,
        topics=tuple(names[topic] for topic in topics),
        countries=question.countries,
        total=len(scoring.scored),
        partners=tuple(_partner(each, names, words) for each in page),
        notes=tuple(_notes(found, names, asker, cold=scoring.cold)),
        facets=facets(each.case.candidate for each in scoring.scored),
    )


def _checked(question: PartnerQuestion, ontology: Ontology) -> PartnerQuestion:
    """The question with its codes in capitals, or BadRequest with the field at fault."""
    if not question.topics and question.for_ is None:
        raise BadRequest("name a topic, or for whom partners are sought", "topic")
    if question.type not in KINDS:
        raise BadRequest(f"{question.type!r} is no type: organization or person", "type")
    if question.limit < 1:
        raise BadRequest("at least one partner must be asked for", "limit")
    if question.offset < 0:
        raise BadRequest("the offset counts from 0", "offset")
    codes = dict.fromkeys(_code(code, ontology) for code in question.countries)
    return replace(question, countries=tuple(codes))


def _code(code: str, ontology: Ontology) -> str:
    if country := ontology.country(code):
        return str(country.country)
    meant = [place.country for place in ontology.named(code, Type.PLACE) if place.is_country]
    hint = f"; its code is {meant[0]}" if meant else ", such as CN or DE"
    raise BadRequest(f"{code!r} is no ISO 3166 code of a country{hint}", "country")


def _asker(store: Store, ontology: Ontology, iri: Iri | None) -> Described | None:
    if iri is None:
        return None
    described = describe(store, ontology, [iri])
    if described[iri].entity.label == iri:
        raise NotFound(f"{iri} is not in this store")
    return with_countries(store, ontology, described)[iri]


def _interests(store: Store, asker: Iri | None) -> tuple[Iri, ...]:
    """The topics that the one who asks has most to do with."""
    group = group_of(store, asker) if asker else ()
    rows = store.select("partner_interests", agent=group)
    return tuple(Iri(row["topic"]) for row in rows)[:INTERESTS]


def _cases(
    store: Store,
    ontology: Ontology,
    question: PartnerQuestion,
    found: Mapping[Iri, Sequence[Tie]],
    asker: Described | None,
) -> list[Case]:
    around = neighbourhood(store, asker.entity.iri) if asker else None
    tied = _by_candidate(found)
    own = around.group | _employers(store, asker) if around and asker else frozenset[Iri]()
    candidates = _fitting(store, ontology, question, tied.keys() - own)
    candidates = {iri: each for iri, each in candidates.items() if not _is_namesake(each, asker)}
    places = located(store, candidates) if asker or question.countries else {}
    newest = newest_date(store)
    return [
        Case(
            candidate=described,
            ties=tied[iri],
            closeness=around.closeness(iri) if around else Closeness(),
            located=places.get(iri, []),
            asker=asker,
            countries=frozenset(question.countries),
            newest=When(newest[:10]) if newest else None,
        )
        for iri, described in candidates.items()
    ]


def _employers(store: Store, asker: Described) -> frozenset[Iri]:
    """The bodies that a person belongs to, which are no partners of hers."""
    if asker.entity.type is not Type.PERSON:
        return frozenset()
    paths = owners(store, [asker.entity.iri]).get(asker.entity.iri, [])
    return frozenset(path[-1][2] for path in paths)


def _is_namesake(candidate: Described, asker: Described | None) -> bool:
    """Whether it may be the asking person herself, known by another employer."""
    if asker is None or asker.entity.type is not Type.PERSON:
        return False
    mine, other = asker.entity, candidate.entity
    return (mine.type, mine.label) == (other.type, other.label)


def _by_candidate(found: Mapping[Iri, Sequence[Tie]]) -> dict[Iri, dict[Iri, list[Tie]]]:
    """For each candidate its ties to every topic, best first."""
    tied: dict[Iri, dict[Iri, list[Tie]]] = {}
    for topic, every in found.items():
        for tie in sorted(every, key=lambda tie: tie.order):
            tied.setdefault(tie.candidate, {each: [] for each in found})[topic].append(tie)
    return tied


def _fitting(
    store: Store, ontology: Ontology, question: PartnerQuestion, iris: Iterable[Iri]
) -> dict[Iri, Described]:
    """The candidates of the kind and in the countries that are asked for."""
    kinds, countries = KINDS[question.type], set(question.countries)
    known = describe(store, ontology, iris)
    known = {iri: each for iri, each in known.items() if each.entity.type in kinds}
    full = with_countries(store, ontology, known)
    return {i: each for i, each in full.items() if not countries or countries & each.countries}


def _read(store: Store, page: Sequence[Scored]) -> list[Scored]:
    """The same with the facts that only a page that is shown needs."""
    becauses = [because for each in page for because in each.becauses]
    known = facts_for(store, {step for because in becauses for step in because.steps})
    newest = _newest(store, (fact for b in becauses if b.kind == "freshness" for fact in b.facts))

    def whole(because: Because) -> Because:
        facts = (*because.facts, *(known[step] for step in because.steps))
        if because.kind == "freshness":
            facts = tuple(newest.get(fact.iri, fact) for fact in facts)
        return replace(because, facts=facts)

    return [replace(each, becauses=tuple(map(whole, each.becauses))) for each in page]


def _newest(store: Store, facts: Iterable[Fact]) -> dict[Iri, Fact]:
    """Facts with more evidence than is read, with that of the newest documents alone."""
    many = {fact.iri: fact for fact in facts if len(fact.evidence) > READ}
    pieces: dict[Iri, list[Iri]] = {iri: [] for iri in many}
    for row in store.select("partner_freshest", statement=sorted(many)) if many else ():
        pieces[Iri(row["statement"])].append(Iri(row["evidence"]))
    return {
        iri: replace(fact, evidence=tuple(sorted(pieces[iri])) or fact.evidence)
        for iri, fact in many.items()
    }


def _named(page: Iterable[Scored]) -> Iterator[Iri]:
    """The entities that the reasons of a page speak of."""
    for each in page:
        for because in each.becauses:
            yield from (word for word in because.words if isinstance(word, Iri))


def _pieces(page: Iterable[Scored]) -> Iterator[Iri]:
    """The evidence out of which that of a page is chosen."""
    for each in page:
        for because in each.becauses:
            yield from _of(because)


def _of(because: Because) -> list[Iri]:
    """Some of each fact, so that one with many sources does not hide the next."""
    share = max(READ // len(because.facts), 1)
    pieces = [piece for fact in because.facts[:READ] for piece in fact.evidence[-share:]]
    return list(dict.fromkeys(pieces))


def _partner(each: Scored, names: Mapping[Iri, Entity], words: Mapping[Iri, Quoted]) -> Partner:
    candidate = each.case.candidate
    return Partner(
        entity=candidate.entity,
        score=each.score,
        new=not each.case.closeness.known,
        country=min(candidate.countries & each.case.countries or candidate.countries, default=None),
        reasons=tuple(
            Reason(b.kind, _text(b.words, names), b.weight, _shown(b, words)) for b in each.becauses
        ),
    )


def _text(words: Words, names: Mapping[Iri, Entity]) -> str:
    return "".join(names[word].label if isinstance(word, Iri) else word for word in words)


def _shown(because: Because, words: Mapping[Iri, Quoted]) -> tuple[Evidence, ...]:
    """The newest and surest sentence of each fact, then, if there is room, more of the first."""
    ranked = [
        sorted(
            (words[piece] for piece in fact.evidence if piece in words),
            key=lambda q: (q.published or "", q.evidence.confidence, q.evidence.quote),
            reverse=True,
        )
        for fact in because.facts
    ]
    first = [each[0].evidence for each in ranked if each]
    more = [quoted.evidence for each in ranked for quoted in each[1:]]
    sentences = {(one.document, one.quote): one for one in reversed((*first, *more))}
    return tuple(sentences.values())[::-1][:QUOTES]


def _notes(
    found: Mapping[Iri, Sequence[Tie]],
    names: Mapping[Iri, Entity],
    asker: Described | None,
    *,
    cold: bool,
) -> Iterator[str]:
    if cold and asker:
        yield (
            f"{asker.entity.label} is not known to work with anybody: these are ranked by "
            "topic and place alone"
        )
    if not found and asker:
        yield f"nothing is known of what {asker.entity.label} works on: name a topic"
    for topic, tied in found.items():
        label = names[topic].label
        if not tied:
            yield f"nobody is known to work on {label}, or on anything broader"
        elif tied[0].sought.found != topic:
            broader = names[tied[0].sought.found].label
            yield f"nobody is known to work on {label}; these work on {broader}, which is broader"
