"""The words of reasons: facts that only a page that is shown needs, and the sentences to quote."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.analytics.described import Quoted
from kg.analytics.project import Fact, facts_for
from kg.analytics.reasons import Because, Scored, Words
from kg.model import Entity, Evidence, Iri, Partner, Reason
from kg.store.store import Store

QUOTES = 3  # pieces of evidence of a reason that are shown
READ = 60  # pieces of evidence of a reason out of which they are chosen


def read(store: Store, page: Sequence[Scored]) -> list[Scored]:
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


def named(page: Iterable[Scored]) -> Iterator[Iri]:
    """The entities that the reasons of a page speak of."""
    for each in page:
        for because in each.becauses:
            yield from (word for word in because.words if isinstance(word, Iri))


def pieces(page: Iterable[Scored]) -> Iterator[Iri]:
    """The evidence out of which that of a page is chosen."""
    for each in page:
        for because in each.becauses:
            yield from _of(because)


def _of(because: Because) -> list[Iri]:
    """Some of each fact, so that one with many sources does not hide the next."""
    share = max(READ // len(because.facts), 1)
    pieces = [piece for fact in because.facts[:READ] for piece in fact.evidence[-share:]]
    return list(dict.fromkeys(pieces))


def partner(each: Scored, names: Mapping[Iri, Entity], words: Mapping[Iri, Quoted]) -> Partner:
    """A candidate with its reasons in words, each with its sentences."""
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
