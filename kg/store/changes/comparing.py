"""Which statements one state of a store has and another has not, and what there is to tell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import SYMMETRIC, Iri
from kg.store.changes.told import Named, Origin, Piece, Told
from kg.store.rdf import (
    PREF_LABEL,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    RDF_VALUE,
    Term,
    cell,
)
from kg.store.store import Store

QUOTED = 3  # pieces of evidence that are told of one statement


def statements(store: Store) -> Iterator[NamedNode]:
    """All statements that are believed; those that are only denied are not."""
    for quad in store.match(None, store.vocabulary.ckg("belief")):
        yield quad.subject  # type: ignore[misc]  # no blank nodes


def holds(store: Store, statement: NamedNode) -> bool:
    """Whether a statement is believed there."""
    return next(store.match(statement, store.vocabulary.ckg("belief")), None) is not None


def lacking(
    store: Store, other: Store | None, touched: Iterable[NamedNode] | None
) -> Iterator[NamedNode]:
    """What one state holds and the other does not, of some statements or, with None, of all."""
    some = statements(store) if touched is None else touched
    for statement in some:
        is_here = touched is None or holds(store, statement)
        if is_here and not (other and holds(other, statement)):
            yield statement


@dataclass(slots=True)
class Teller:
    """Tells of statements of one state; what many of them share is looked up once."""

    store: Store
    _named: dict[NamedNode, Named] = field(default_factory=dict)
    _origins: dict[str, Origin] = field(default_factory=dict)

    def told(self, statement: NamedNode) -> Told | None:
        """A statement; None for the second of two that say the same both ways round."""
        facts: defaultdict[NamedNode, list[Term]] = defaultdict(list)
        for quad in self.store.match(statement):
            facts[quad.predicate].append(quad.object)
        ckg = self.store.vocabulary.ckg
        predicate = self.store.vocabulary.local(facts[RDF_PREDICATE][0])
        subject, value = facts[RDF_SUBJECT][0], facts[RDF_OBJECT][0]
        if predicate in SYMMETRIC and str(subject) > str(value):
            return None
        evidence = sorted(facts[ckg("evidence")], key=str)
        return Told(
            statement=statement.value,
            subject=self._end(subject),
            predicate=predicate,
            object=self._end(value),
            belief=float(str(cell(facts[ckg("belief")][0]))),
            role=_first(facts[ckg("role")]),
            date=_first(facts[ckg("date")]),
            pieces=len(evidence),
            evidence=tuple(self._piece(one) for one in evidence[:QUOTED]),
        )

    def _end(self, value: Term) -> Named:
        if not isinstance(value, NamedNode):
            return Named("", str(cell(value)))
        if value not in self._named:
            self._named[value] = self._described(value)
        return self._named[value]

    def _described(self, node: NamedNode) -> Named:
        vocabulary = self.store.vocabulary
        number = next(self.store.match(node, RDF_VALUE), None)
        if number:
            noun = next(self.store.match(node, vocabulary.ckg("counted")), number)
            return Named(node.value, f"{cell(number.object)} {cell(noun.object)}")
        labels = sorted(map(_shown_first, self.store.match(node, PREF_LABEL)))
        types = (vocabulary.local(quad.object) for quad in self.store.match(node, RDF_TYPE))
        return Named(
            node.value,
            labels[0][1] if labels else node.value,
            min(filter(None, types), default=""),
        )

    def _piece(self, claim: Term) -> Piece:
        iri = str(cell(claim))
        document = iri.partition("#")[0]
        if document not in self._origins:
            self._origins[document] = self._origin(document)
        quote = self._text(NamedNode(iri), "quote", document)
        return Piece(iri, quote, self._origins[document])

    def _origin(self, document: str) -> Origin:
        about = NamedNode(document)
        told = (self._text(about, key, document) for key in ("title", "url", "published"))
        return Origin(document, *told)

    def _text(self, about: NamedNode, key: str, document: str) -> str:
        found = self.store.match(about, self.store.vocabulary.ckg(key), graph=Iri(document))
        return _first([quad.object for quad in found])


def _first(values: list[Term]) -> str:
    return min((str(cell(value)) for value in values), default="")


def _shown_first(quad: Quad) -> tuple[bool, str]:
    """An English name before all others."""
    label = quad.object
    is_english = isinstance(label, Literal) and label.language == "en"
    return not is_english, str(cell(label))
