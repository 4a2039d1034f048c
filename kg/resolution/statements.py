"""Plain triples and the statements beside them: what is believed, since when, on what evidence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from pyoxigraph import Literal, NamedNode

from kg.belief import MOST, belief, support
from kg.model import Iri, When
from kg.resolution.copies import Copies
from kg.resolution.draft import Draft
from kg.resolution.rivals import Rivals, Triple
from kg.resolution.trace import Facts, Support, moved, share
from kg.resolution.trace import support as support_of
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

FEW = 8  # pieces of evidence that are looked at before all are

type Supports = Mapping[NamedNode, Support]  # by claim


class Statements:
    """Statements of a draft, brought up to date where some of their support changes.

    First all support is exchanged, by `update` and `deny`; then `settle` decides what is believed.
    """

    def __init__(self, draft: Draft, copies: Copies, vocabulary: Vocabulary) -> None:
        """Look up the properties once."""
        self.draft, self.copies, self.vocabulary = draft, copies, vocabulary
        self.rivals = Rivals(draft, vocabulary)
        ckg = vocabulary.ckg
        self.statement, self.belief = ckg("Statement"), ckg("belief")
        self.support, self.competes = ckg("support"), ckg("competesWith")
        self.evidence, self.denial = ckg("evidence"), ckg("counterEvidence")
        self.first, self.last = ckg("firstSeen"), ckg("lastSeen")
        self.fresh: dict[NamedNode, Support] = {}  # claims of documents of this change
        # What is to be settled: the support of each statement, or None where it is not known yet.
        self.open: dict[NamedNode, float | None] = {}

    def hear(
        self,
        documents: Iterable[Iri],
        said: Mapping[NamedNode, Supports],
        denied: Mapping[NamedNode, Supports],
    ) -> None:
        """Learn what documents of this change say and deny now, by statement."""
        for document in documents:
            self.rivals.speaking[document] = set()
        for statement, supports in said.items():
            self.fresh |= supports
            for claim in supports:
                self.rivals.speaking[_document(claim)].add(statement)
        for supports in denied.values():
            self.fresh |= supports

    def triple(self, statement: NamedNode) -> Triple | None:
        """What a stored statement states; None where its triple is only denied."""
        found = [self.draft.value(statement, k) for k in (RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT)]
        return Triple(*found) if None not in found else None  # type: ignore[arg-type]

    def update(self, triple: Triple, old: Supports, new: Supports) -> bool:
        """Exchange support; returns whether the statement was made or unmade."""
        node = self.vocabulary.statement(*triple)
        was = self.draft.has(node, RDF_TYPE)
        if not new and next(self._others(node, self.evidence, old), None) is None:
            self._unmake(node, triple)
            return was
        before = self._supported(node)
        if not was:
            self._make(node, triple)
        self._exchange(node, self.evidence, old, new)
        self.open[node] = self._unless_it_changes(node, before, old, new)
        self._see(node, old, new)
        self._say(node, "role", old, new)
        self._say(node, "date", old, new)
        return not was

    def deny(self, statement: NamedNode, old: Supports, new: Supports) -> None:
        """Exchange the claims that deny a triple, which need not be concluded."""
        self._exchange(statement, self.denial, old, new)
        if statement not in self.open and self.draft.has(statement, RDF_TYPE):
            self.open[statement] = self._supported(statement)

    def revisit(self, document: Iri) -> None:
        """Let all for or against which a document speaks be settled anew: its group is another."""
        for quad in self.draft.store.match(
            None, RDF_TYPE, self.vocabulary.ckg("Claim"), graph=document
        ):
            for key in (self.evidence, self.denial):
                for found in self.draft.match(None, key, quad.subject):
                    self.open[found.subject] = None  # type: ignore[index]  # a statement is a node

    def settle(self) -> None:
        """Decide what competes with what, and how far each statement is believed."""
        for node, triple in self._stated():
            self.rivals.hold(node, triple)
        for node in self.rivals.turned():
            self.open.setdefault(node, self._supported(node))
        contests = (self._contest(node, triple) for node, triple in self._stated())
        beside = set[NamedNode]().union(*contests)
        for node in sorted(beside - self.open.keys(), key=str):
            self.open[node] = self._supported(node)
        for node in sorted(self.open, key=str):
            if self.draft.has(node, RDF_TYPE):
                self._believe(node)

    def _stated(self) -> list[tuple[NamedNode, Triple]]:
        found = ((node, self.triple(node)) for node in sorted(self.open, key=str))
        return [(node, triple) for node, triple in found if triple]

    def _contest(self, node: NamedNode, triple: Triple) -> set[NamedNode]:
        """Settle a statement's support and its rivals; those of them that this concerns."""
        if self.open[node] is None:
            self.open[node] = support(self._shares(node, self.evidence))
        before = self._rivals(node)
        now = self.rivals.of(node, triple, before)
        self._compete(node, now)
        is_same = self._settled(node) == self._supported(node)
        return before ^ now if is_same else before | now

    def _rivals(self, node: NamedNode) -> set[NamedNode]:
        """The statements that competed with one until now."""
        found = self.draft.values(node, self.competes)
        return {one for one in found if isinstance(one, NamedNode)}

    def _make(self, node: NamedNode, triple: Triple) -> None:
        self.draft.add(*triple)
        self.draft.add(node, RDF_TYPE, self.statement)
        for key, value in zip((RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT), triple, strict=True):
            self.draft.add(node, key, value)

    def _unmake(self, node: NamedNode, triple: Triple) -> None:
        """Take a statement away, but for the claims that deny it."""
        self.rivals.give_up(node)
        for rival in self._compete(node, set()):
            self.open.setdefault(rival, self._supported(rival))
        for quad in list(self.draft.match(node)):
            if quad.predicate != self.denial:
                self.draft.remove(quad)
        self.draft.discard(*triple)
        self.open.pop(node, None)

    def _exchange(self, node: NamedNode, key: NamedNode, old: Supports, new: Supports) -> None:
        for claim in old.keys() - new.keys():
            self.draft.discard(node, key, claim)
        for claim in new.keys() - old.keys():
            self.draft.add(node, key, claim)

    def _compete(self, node: NamedNode, now: set[NamedNode]) -> set[NamedNode]:
        """Let a statement compete with these and no others; returns all that did or do."""
        before = self._rivals(node)
        for one in before - now:
            self.draft.discard(node, self.competes, one)
            self.draft.discard(one, self.competes, node)
        for one in sorted(now - before, key=str):
            self.draft.add(node, self.competes, one)
            self.draft.add(one, self.competes, node)
        return before | now

    def _believe(self, node: NamedNode) -> None:
        favour = self._settled(node)
        denied = support(self._shares(node, self.denial))
        rivals = sorted(self.draft.values(node, self.competes), key=str)
        against = [denied] if denied else []
        against += [self._settled(one) for one in rivals if isinstance(one, NamedNode)]
        self.draft.replace(node, self.belief, [decimal(belief(favour, against))])
        self.draft.replace(node, self.support, [decimal(favour)] if against else [])

    def _settled(self, node: NamedNode) -> float:
        """Support as it is written down, so that it makes no difference when it was read."""
        found = self.open.get(node)
        return float(decimal(found).value) if found is not None else self._supported(node) or 0.0

    def _supported(self, node: NamedNode) -> float | None:
        """The support that is written down: apart only where something speaks against it."""
        found = self.draft.value(node, self.support) or self.draft.value(node, self.belief)
        return float(_date(found)) if found else None

    def _unless_it_changes(
        self, node: NamedNode, before: float | None, old: Supports, new: Supports
    ) -> float | None:
        """The support as it was, where a glance shows that it stays."""
        if before is None or (node in self.open and self.open[node] is None):
            return None
        if before == MOST and not old:
            return before
        return before if all(self._is_echo(node, each) for each in moved(old, new)) else None

    def _is_echo(self, node: NamedNode, gone: Support) -> bool:
        """Whether another copy of the same text, which stays, says it as surely."""
        document = _document(gone.claim)
        for quad in islice(self.draft.stored(node, self.evidence), FEW):
            claim = quad.object
            if not isinstance(claim, NamedNode) or _document(claim) in self.rivals.speaking:
                continue
            other = self._support(claim)
            same = _document(claim) != document and other.source == gone.source
            if same and share(other) >= share(gone):
                return True
        return False

    def _shares(self, node: NamedNode, key: NamedNode) -> Iterator[tuple[str, float]]:
        """Each source and what its claim is worth, read as they are asked for."""
        for quad in self.draft.match(node, key):
            if isinstance(quad.object, NamedNode):
                each = self._support(quad.object)
                yield each.source, share(each)

    def _support(self, claim: NamedNode) -> Support:
        """What a claim is worth, of this change or of a document that stays."""
        if claim in self.fresh:
            return self.fresh[claim]
        document = _document(claim)
        about = self._facts(NamedNode(document), ("published", "kind"))
        facts = self._facts(claim, ("confidence", "role", "date"))
        found = support_of(claim, facts, about, self.vocabulary)
        return replace(found, source=self.copies.group(document))

    def _facts(self, subject: NamedNode, keys: Iterable[str]) -> Facts:
        match, graph = self.draft.store.match, _document(subject)
        return {
            key: [quad.object for quad in match(subject, key, graph=graph)]
            for key in map(self.vocabulary.ckg, keys)
        }

    def _others(self, node: NamedNode, key: NamedNode, old: Supports) -> Iterator[NamedNode]:
        """The stored evidence that is not about to go."""
        for quad in self.draft.stored(node, key):
            if quad.object not in old:
                yield quad.object  # type: ignore[misc]  # evidence is a node

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
        documents = {
            claim.value.partition("#")[0] for claim in self._others(node, self.evidence, old)
        }
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
        for claim in self._others(node, self.evidence, old):
            document = Iri(claim.value.partition("#")[0])
            if next(self.draft.store.match(claim, key, value, graph=document), None):
                return True
        return False


def _said(local: str, supports: Supports) -> set[Object]:
    return {value for each in supports.values() if (value := getattr(each, local)) is not None}


def _dates(supports: Iterable[Support]) -> set[str]:
    return {each.published for each in supports} - {""}


def _date(value: Term | None) -> str:
    return value.value if isinstance(value, Literal) else ""


def _document(claim: NamedNode) -> Iri:
    return Iri(claim.value.partition("#")[0])
