"""Claims -> conclusions: one change for some documents, touching only what these documents touch.

What a document led to until now is found by its traces in the conclusions (`ckg:mentionedAs`,
`ckg:evidence`), not by reading it again by today's rules; so a change is right even where the rules
have changed since. A symmetric predicate is concluded both ways round, each with its statement.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import batched

from pyoxigraph import NamedNode, Quad

from kg.model import SYMMETRIC, Count, Iri, Predicate, Reading
from kg.ontology import Ontology
from kg.resolution.background import Background
from kg.resolution.copies import Copies
from kg.resolution.countries import Countries
from kg.resolution.draft import Draft
from kg.resolution.entities import Entities
from kg.resolution.parting import named
from kg.resolution.rivals import Triple
from kg.resolution.statements import Statements
from kg.resolution.trace import Facet, Said, Support, Trace, trace
from kg.store.difference import missing
from kg.store.embedded import MemoryStore
from kg.store.rdf import DEFAULT, Object, Term, count_quads, node, reading_quads, tidy
from kg.store.redirect import REPLACED_BY, moved_to, redirects
from kg.store.store import Change, Store

BATCH = 100  # documents of one step of a rebuild

type Naming = Callable[[Iri], Iterable[Iri]]  # the documents that use a name


def change_for(
    store: Store, ontology: Ontology, readings: Sequence[Reading], removed: Sequence[Iri] = ()
) -> Change:
    """The one change that replaces these documents' graphs and all that follows from them.

    The conclusions after it are a function of the set of readings that the store then holds: the
    same as if they had come in any other order.
    """
    publication = _Publication(store, ontology)
    return publication.change({reading.document.iri: reading for reading in readings}, removed)


def regroup(
    store: Store, ontology: Ontology, moves: Mapping[Iri, Iri], naming: Naming | None = None
) -> Change:
    """The change after which these names lead where they are said to lead; to themselves: nowhere.

    Only documents are looked at again that use one of these names, as far as `naming` knows them.
    """
    publication = _Publication(store, ontology, moves)
    find = naming or partial(documents_naming, store)
    return publication.again(sorted({document for iri in moves for document in find(iri)}))


def documents_naming(store: Store, iri: Iri) -> Iterator[Iri]:
    """The documents that name what a name leads to: by this name, or by another."""
    for quad in store.match(node(moved_to(store, iri)), store.vocabulary.ckg("mentionedAs")):
        yield Iri(_node(quad.object).value.partition("#")[0])


def rebuild(store: Store, ontology: Ontology) -> Change:
    """The change that makes the conclusions what they are when computed anew; empty if they are.

    All is held in memory meanwhile: for a store in a folder, `anew` fills another folder.
    """
    fresh = MemoryStore(store.vocabulary)
    anew(store, fresh, ontology)
    return Change((), tuple(missing(store, fresh)), tuple(missing(fresh, store)))


def anew(store: Store, fresh: Store, ontology: Ontology) -> None:
    """Fill an empty store with the same claims, and with what follows from them.

    Who was merged with whom stays as it is.
    """
    # Neither names nor documents are ever held all at once.
    for moves in batched(redirects(store), BATCH):
        fresh.apply(regroup(fresh, ontology, dict(moves)))
    for group in batched(store.documents(), BATCH):
        readings = [reading for iri in group if (reading := store.reading(iri))]
        change = change_for(fresh, ontology, readings)
        # Graphs are taken over as they are, be there more in them than a reading tells.
        graphs = [quad for iri in group for quad in store.match(graph=iri)]
        concluded = (quad for quad in change.added if quad.graph_name == DEFAULT)
        fresh.apply(Change((), change.removed, (*concluded, *graphs), is_exact=True))


class _Publication:
    """One change in the making."""

    def __init__(
        self, store: Store, ontology: Ontology, moves: Mapping[Iri, Iri] | None = None
    ) -> None:
        self.store, self.ontology, self.vocabulary = store, ontology, store.vocabulary
        self.moves = moves or {}  # what the store does not know yet of who leads where
        self.draft = Draft(store)
        self.copies = Copies(self.draft)
        self.statements = Statements(self.draft, self.copies, self.vocabulary)
        self.entities = Entities(self.draft, ontology, self.vocabulary)
        self.background = Background(self.draft, ontology, self.vocabulary)
        self.countries = Countries(self.draft, self.background, self.vocabulary)
        # What these documents said and say: entity to local entities, triple to claims.
        self.named: tuple[_Named, _Named] = (defaultdict(dict), defaultdict(dict))
        self.stated: tuple[_Stated, _Stated] = (defaultdict(dict), defaultdict(dict))
        self.denied: tuple[_Denied, _Denied] = (defaultdict(dict), defaultdict(dict))
        self.counts: dict[NamedNode, Count] = {}
        self.documents: dict[NamedNode, set[tuple[NamedNode, Term]]] = {}

    def change(self, readings: Mapping[Iri, Reading], removed: Iterable[Iri]) -> Change:
        graphs: list[Quad] = []
        texts = dict.fromkeys(removed) | {i: r.document.text for i, r in readings.items()}
        cleared = [iri for iri in texts if self._forget(iri)]
        for iri in sorted(self.copies.update(texts)):
            self.statements.revisit(iri)
        # Identity is decided on what the graph will tell, so that a rebuild decides the same.
        for reading in map(tidy, readings.values()):
            quads = reading_quads(reading, self.vocabulary)
            self._learn(reading, trace(node(reading.document.iri), quads, self.vocabulary))
            graphs += quads
        self._publish()
        added = (*self.draft.added, *graphs)
        return Change(tuple(cleared), self.draft.removed, added, is_exact=True)

    def again(self, documents: Iterable[Iri]) -> Change:
        """The change of the conclusions alone, with every name led where it is to lead.

        Of claims that were loaded in bulk nothing is concluded yet, and no more by this.
        """
        for iri in documents:
            if next(self.store.match(node(iri)), None) is None:
                continue
            self._forget(iri)
            if reading := self.store.reading(iri):
                quads = self.store.match(graph=iri)
                self._learn(reading, trace(node(iri), quads, self.vocabulary))
        self._publish()
        for iri, target in sorted(self.moves.items()):
            self.draft.replace(node(iri), REPLACED_BY, [node(target)] if target != iri else [])
        return Change((), self.draft.removed, self.draft.added, is_exact=True)

    def _forget(self, iri: Iri) -> bool:
        """Find what a document led to until now; whether it was there."""
        document = node(iri)
        quads = list(self.store.match(graph=iri))
        before = trace(document, quads, self.vocabulary) if quads else Trace(document)
        mentioned, evidence = self.entities.mentioned, self.statements.evidence
        for local, facets in before.entities.items():
            for quad in self.store.match(None, mentioned, local):
                self.named[0][_node(quad.subject)][local] = facets
        group = self.copies.group(iri)
        for said in before.said:
            for quad in self.store.match(None, evidence, said.support.claim):
                if triple := self.statements.triple(_node(quad.subject)):
                    found = replace(said.support, source=group)
                    self.stated[0][triple][said.support.claim] = found
        for said in before.denied:
            for quad in self.store.match(None, self.statements.denial, said.support.claim):
                self.denied[0][_node(quad.subject)][said.support.claim] = said.support
        self.documents[document] = set()
        return bool(quads)

    def _learn(self, reading: Reading, after: Trace) -> None:
        """See what a document leads to now."""
        found = named(self.store, reading, self.ontology, self.moves)
        naming = {node(local): self._led(iri) for local, iri in found.items()}
        for local, facets in after.entities.items():
            self.named[1][naming[local]][local] = facets
        group = self.copies.group(reading.document.iri)
        for said in after.said:
            for triple in self._triples(said, naming):
                self.stated[1][triple][said.support.claim] = replace(said.support, source=group)
        for said in after.denied:
            for triple in self._triples(said, naming):
                denied = self.denied[1][self.vocabulary.statement(*triple)]
                denied[said.support.claim] = replace(said.support, source=group)
        mentions = {(self.vocabulary.ckg("mentions"), entity) for entity in naming.values()}
        source = (self.copies.key, node(group))
        self.documents[after.document] = {*after.description, *mentions, source}

    def _led(self, iri: Iri) -> NamedNode:
        """The entity under which a document's entity is concluded."""
        return node(self.moves[iri] if iri in self.moves else moved_to(self.store, iri))

    def _triples(self, said: Said, naming: Mapping[NamedNode, NamedNode]) -> Iterator[Triple]:
        """What a claim states of canonical entities; nothing that ties one to itself."""
        subject, value = naming.get(said.subject), self._value(said, naming)
        if subject is None or value is None or subject == value:
            return
        yield Triple(subject, said.predicate, value)
        if self.vocabulary.local(said.predicate) in SYMMETRIC and isinstance(value, NamedNode):
            yield Triple(value, said.predicate, subject)

    def _value(self, said: Said, naming: Mapping[NamedNode, NamedNode]) -> Object | None:
        if said.count and (owner := naming.get(said.subject)):
            count = Count(*said.count)
            about = self.vocabulary.count(Iri(owner.value), count)
            self.counts[about] = count
            return about
        if isinstance(said.value, NamedNode):
            return naming.get(said.value)
        return said.value  # type: ignore[return-value]  # a literal: there are no other terms

    def _publish(self) -> None:
        self._state()
        before, after = self.named
        self.store.expect(self.documents)
        touched = sorted(before.keys() | after.keys(), key=str)
        gone = []
        for entity in touched:
            above = self.background.above(entity)
            if self.entities.update(entity, before.get(entity, {}), after.get(entity, {})):
                self.background.stand(entity)
            else:
                gone += [entity, *sorted(above, key=str)]
        self.countries.update(touched)
        for entity in gone:
            self.background.release(entity)
        for document, facts in self.documents.items():
            self._describe(document, facts)

    def _state(self) -> None:
        before, after = self.stated
        count, statement = self.vocabulary.ckg(Predicate.COUNT.value), self.vocabulary.statement
        documents = [Iri(document.value) for document in self.documents]
        said = {statement(*triple): supports for triple, supports in after.items()}
        self.store.expect({*said, *(triple.subject for triple in before.keys() | after.keys())})
        self.statements.hear(documents, said, self.denied[1])
        for triple in sorted(before.keys() | after.keys(), key=str):
            changed = self.statements.update(triple, before.get(triple, {}), after.get(triple, {}))
            if changed and triple.predicate == count and isinstance(triple.value, NamedNode):
                self._count(triple.value)
        denied, denying = self.denied
        for each in sorted(denied.keys() | denying.keys(), key=str):
            self.statements.deny(each, denied.get(each, {}), denying.get(each, {}))
        self.statements.settle()

    def _count(self, about: NamedNode) -> None:
        """A count is there as long as its statement, which is the only one that points to it."""
        if not self.draft.has(None, self.vocabulary.ckg("count"), about):
            self.draft.clear(about)
            return
        for quad in count_quads(self.counts[about], about, DEFAULT, self.vocabulary):
            self.draft.add(about, quad.predicate, quad.object)  # type: ignore[arg-type]

    def _describe(self, document: NamedNode, facts: set[tuple[NamedNode, Term]]) -> None:
        for quad in list(self.draft.match(document)):
            if (quad.predicate, quad.object) not in facts:
                self.draft.remove(quad)
        for key, value in sorted(facts, key=str):
            self.draft.add(document, key, value)  # type: ignore[arg-type]  # no blank nodes


type _Named = defaultdict[NamedNode, dict[NamedNode, frozenset[Facet]]]
type _Stated = defaultdict[Triple, dict[NamedNode, Support]]
type _Denied = defaultdict[NamedNode, dict[NamedNode, Support]]  # by statement


def _node(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"{term} is no node: the conclusions have no other subjects")
    return term
