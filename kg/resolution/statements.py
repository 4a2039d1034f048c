"""Plain triples and the statements beside them: what is believed, since when, on what evidence."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from math import expm1, fsum, inf, log1p
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.model import Iri, When
from kg.resolution.draft import Draft
from kg.resolution.trace import Facts, Support, support
from kg.store.rdf import (
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    Object,
    Term,
    Vocabulary,
    decimal,
    when,
)

COPIES = 8  # documents with one text that are looked at before all are
MOST = 0.99  # no number of documents makes a statement certain
CERTAIN = log1p(-MOST) - 1e-6  # below this sum of logarithms a belief is MOST, however it is added

type Supports = Mapping[NamedNode, Support]  # by claim


class Triple(NamedTuple):
    """What is stated."""

    subject: NamedNode
    predicate: NamedNode
    value: Object


def belief(supports: Iterable[Support]) -> float:
    """Noisy-or over independent sources: 1 - (1-c1)(1-c2)..., at most 0.99.

    Each c is the best confidence within one source; documents with the same text are one source.
    The sum of logarithms is exact, so that the order of the sources changes no digit, and it is
    no longer added to once the belief cannot but be at its cap.

    >>> one, two = (Support(NamedNode("http://a"), source, 0.8) for source in "ab")
    >>> round(belief([one, two]), 4), belief([one, one]) == belief([one])
    (0.96, True)
    """
    logs: dict[str, float] = {}
    total = 0.0
    for each in supports:
        doubt = log1p(-each.confidence) if each.confidence < 1 else -inf
        best = logs.get(each.source, 0.0)
        if doubt < best:
            logs[each.source] = doubt
            total += doubt - best
        if total < CERTAIN:
            return MOST
    return min(MOST, -expm1(fsum(logs.values())))


class Statements:
    """Statements of a draft, brought up to date where some of their support changes."""

    def __init__(self, draft: Draft, vocabulary: Vocabulary) -> None:
        """Look up the properties once."""
        self.draft, self.vocabulary = draft, vocabulary
        ckg = vocabulary.ckg
        self.statement, self.evidence, self.belief = (
            ckg("Statement"),
            ckg("evidence"),
            ckg("belief"),
        )
        self.first, self.last = ckg("firstSeen"), ckg("lastSeen")

    def triple(self, statement: NamedNode) -> Triple:
        """What a stored statement states."""
        found = (self.draft.value(statement, k) for k in (RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT))
        return Triple(*found)  # type: ignore[arg-type]  # a statement has all three

    def update(self, triple: Triple, old: Supports, new: Supports) -> bool:
        """Exchange support; returns whether the statement was made or unmade."""
        node = self.vocabulary.statement(*triple)
        was = self.draft.has(node, RDF_TYPE)
        if not new and next(self._others(node, old), None) is None:
            self.draft.clear(node)
            self.draft.discard(*triple)
            return was
        if not was:
            self._make(node, triple)
        for claim in old.keys() - new.keys():
            self.draft.discard(node, self.evidence, claim)
        for claim in new.keys() - old.keys():
            self.draft.add(node, self.evidence, claim)
        self._believe(node, old, new)
        self._see(node, old, new)
        self._say(node, "role", old, new)
        self._say(node, "date", old, new)
        return not was

    def _make(self, node: NamedNode, triple: Triple) -> None:
        self.draft.add(*triple)
        self.draft.add(node, RDF_TYPE, self.statement)
        for key, value in zip((RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT), triple, strict=True):
            self.draft.add(node, key, value)

    def _others(self, node: NamedNode, old: Supports) -> Iterator[NamedNode]:
        """The stored evidence that is not about to go."""
        for quad in self.draft.stored(node, self.evidence):
            if quad.object not in old:
                yield quad.object  # type: ignore[misc]  # evidence is a node

    def _kept(self, node: NamedNode, old: Supports) -> Iterator[Support]:
        """The support of other documents, read one by one as it is asked for."""
        for claim in self._others(node, old):
            document = claim.value.partition("#")[0]
            about = self._facts(NamedNode(document), document)
            yield support(claim, self._facts(claim, document), about, self.vocabulary)

    def _facts(self, subject: NamedNode, document: str) -> Facts:
        facts: dict[NamedNode, list[Term]] = {}
        keys = (
            ("confidence", "role", "date") if "#" in subject.value else ("contentHash", "published")
        )
        for key in map(self.vocabulary.ckg, keys):
            found = self.draft.store.match(subject, key, graph=Iri(document))
            facts[key] = [quad.object for quad in found]
        return facts

    def _believe(self, node: NamedNode, old: Supports, new: Supports) -> None:
        before = self.draft.value(node, self.belief)
        if before is not None and all(self._is_copy(node, each, old) for each in _moved(old, new)):
            return
        if before == decimal(MOST) and not old:
            return
        everyone = (support for part in (new.values(), self._kept(node, old)) for support in part)
        self.draft.replace(node, self.belief, [decimal(belief(everyone))])

    def _is_copy(self, node: NamedNode, support: Support, old: Supports) -> bool:
        """Whether the same claim of another document with the same text stays: it says no more.

        Without this look at the first copies, each of many would be compared with all others.
        """
        has_hash, confidence = self.vocabulary.ckg("contentHash"), decimal(support.confidence)
        mark, store = support.claim.value.partition("#")[2], self.draft.store
        copies = store.everywhere(has_hash, Literal(support.source))
        for quad in islice(copies, COPIES):
            claim = NamedNode(f"{_text(quad.subject)}#{mark}")
            stays = claim != support.claim and claim not in old
            graph = Iri(_text(quad.subject))
            certain = store.match(claim, self.vocabulary.ckg("confidence"), confidence, graph=graph)
            if (
                stays
                and next(certain, None)
                and next(store.match(node, self.evidence, claim), None)
            ):
                return True
        return False

    def _see(self, node: NamedNode, old: Supports, new: Supports) -> None:
        """First and last seen; only if an end goes, all other documents are asked again."""
        before, after = _dates(old.values()), _dates(new.values())
        ends = {_date(self.draft.value(node, key)) for key in (self.first, self.last)} - {""}
        if ends & before - after:
            after |= self._dates_kept(node, old)
        else:
            after |= ends
        if after:
            self.draft.replace(node, self.first, [when(When(min(after)))])
            self.draft.replace(node, self.last, [when(When(max(after)))])
        else:
            self.draft.replace(node, self.first, [])
            self.draft.replace(node, self.last, [])

    def _dates_kept(self, node: NamedNode, old: Supports) -> set[str]:
        documents = {claim.value.partition("#")[0] for claim in self._others(node, old)}
        key = self.vocabulary.ckg("published")
        found = (self.draft.store.match(NamedNode(d), key, graph=Iri(d)) for d in documents)
        return {_date(quad.object) for quads in found for quad in quads}

    def _say(self, node: NamedNode, local: str, old: Supports, new: Supports) -> None:
        """All different roles or dates; one that was lost stays if another document says it."""
        key = self.vocabulary.ckg(local)
        before, after = _said(local, old), _said(local, new)
        for value in before - after:
            if not self._said_elsewhere(node, key, value, old):
                self.draft.discard(node, key, value)
        for value in sorted(after, key=str):
            self.draft.add(node, key, value)

    def _said_elsewhere(
        self, node: NamedNode, key: NamedNode, value: Object, old: Supports
    ) -> bool:
        for claim in self._others(node, old):
            document = Iri(claim.value.partition("#")[0])
            if next(self.draft.store.match(claim, key, value, graph=document), None):
                return True
        return False


def _moved(old: Supports, new: Supports) -> list[Support]:
    """Each source's best support that comes, goes, or is not what it was."""
    before, after = _best(old), _best(new)
    sources = [s for s in before.keys() | after.keys() if _sure(before, s) != _sure(after, s)]
    return [found[s] for found in (before, after) for s in sorted(sources) if s in found]


def _best(supports: Supports) -> dict[str, Support]:
    """Each source's surest support."""
    return {each.source: each for each in sorted(supports.values(), key=_sureness)}


def _sureness(support: Support) -> tuple[float, str]:
    return support.confidence, support.claim.value


def _sure(best: Mapping[str, Support], source: str) -> float:
    return best[source].confidence if source in best else 0.0


def _said(local: str, supports: Supports) -> set[Object]:
    return {value for each in supports.values() if (value := getattr(each, local)) is not None}


def _dates(supports: Iterable[Support]) -> set[str]:
    return {each.published for each in supports} - {""}


def _date(value: Term | None) -> str:
    return value.value if isinstance(value, Literal) else ""


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""
