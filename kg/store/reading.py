"""A document's graph back to the reading it was made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import StoreUnusable
from kg.model import (
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Kind,
    Mention,
    Predicate,
    Reading,
    Standing,
    Type,
    Value,
    When,
)
from kg.store.rdf import (
    ALT_LABEL,
    EXACT_MATCH,
    PREF_LABEL,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    RDF_VALUE,
    Term,
    Vocabulary,
    tidy,
)

type Facts = Mapping[NamedNode, list[Term]]  # property to values, of one subject

_TYPES = {kind.value: kind for kind in Type}


def reading(quads: Iterable[Quad], vocabulary: Vocabulary) -> Reading:
    """Undo `reading_quads`; StoreUnusable where the graph has another layout."""
    subjects: dict[str, defaultdict[NamedNode, list[Term]]] = {}
    for quad in quads:
        facts = subjects.setdefault(_text(quad.subject), defaultdict(list))
        facts[quad.predicate].append(quad.object)
    try:
        return _Reader(subjects, vocabulary).reading()
    except (KeyError, IndexError, ValueError) as error:
        raise StoreUnusable(f"a document's graph has an unknown layout: {error!r}") from error


def _text(value: Term) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else str(value)


class _Reader:
    """The facts of one graph, by subject."""

    def __init__(self, subjects: Mapping[str, Facts], vocabulary: Vocabulary) -> None:
        self.subjects, self.ckg, self.local = subjects, vocabulary.ckg, vocabulary.local
        self.kinds = {
            subject: [vocabulary.local(kind) for kind in facts.get(RDF_TYPE, [])]
            for subject, facts in subjects.items()
        }

    def reading(self) -> Reading:
        iri = next((Iri(s) for s, kinds in self.kinds.items() if "Document" in kinds), Iri())
        facts = self.subjects[iri]
        claims = [Iri(s) for s, kinds in self.kinds.items() if "Claim" in kinds]
        entities = [
            Iri(s) for s, kinds in self.kinds.items() if not _TYPES.keys().isdisjoint(kinds)
        ]
        return tidy(
            Reading(
                self.document(iri),
                self.one(facts, self.ckg("readBy")),
                tuple(self.entity(entity) for entity in entities),
                tuple(mention for entity in entities for mention in self.mentions(entity)),
                tuple(self.claim(iri, self.subjects[claim]) for claim in claims),
            )
        )

    def one(self, facts: Facts, key: NamedNode) -> str:
        values = facts.get(key)
        return _text(values[0]) if values else ""

    def moment(self, facts: Facts, key: NamedNode) -> When | None:
        text = self.one(facts, key)
        return When(text) if text else None

    def document(self, iri: Iri) -> Document:
        facts, ckg = self.subjects[iri], self.ckg
        kind = self.one(facts, ckg("kind"))
        return Document(
            iri,
            self.one(facts, ckg("text")),
            title=self.one(facts, ckg("title")),
            url=self.one(facts, ckg("url")),
            publisher=self.one(facts, ckg("publisher")),
            published=self.moment(facts, ckg("published")),
            language=self.one(facts, ckg("language")),
            kind=Kind(kind) if kind else None,
        )

    def entity(self, iri: Iri) -> Entity:
        facts, kinds = self.subjects[iri], self.kinds[iri]
        same_as = self.one(facts, EXACT_MATCH)
        return Entity(
            iri,
            next(_TYPES[kind] for kind in kinds if kind in _TYPES),
            self.one(facts, PREF_LABEL),
            tuple(_text(alias) for alias in facts.get(ALT_LABEL, [])),
            tuple(_text(identifier) for identifier in facts.get(self.ckg("identifier"), [])),
            Iri(same_as) if same_as else None,
            next((kind for kind in kinds if kind not in _TYPES), None),
        )

    def mentions(self, entity: Iri) -> Iterable[Mention]:
        for span in self.subjects[entity].get(self.ckg("span"), []):
            start, _, end = _text(span).partition("-")
            yield Mention(entity, int(start), int(end))

    def claim(self, document: Iri, facts: Facts) -> Claim:
        ckg, one = self.ckg, self.one
        evidence = Evidence(
            document,
            one(facts, ckg("quote")),
            int(one(facts, ckg("start"))),
            int(one(facts, ckg("end"))),
            float(one(facts, ckg("confidence"))),
            one(facts, ckg("rule")),
        )
        return Claim(
            Iri(one(facts, RDF_SUBJECT)),
            Predicate(self.local(facts[RDF_PREDICATE][0])),
            self.value(facts[RDF_OBJECT][0]),
            evidence,
            Standing(one(facts, ckg("standing"))),
            one(facts, ckg("role")) or None,
            self.moment(facts, ckg("date")),
        )

    def value(self, found: Term) -> Value:
        if isinstance(found, Literal):
            return When(found.value)
        iri = _text(found)
        number = self.one(self.subjects.get(iri, {}), RDF_VALUE)
        if not number:
            return Iri(iri)
        return Count(self.one(self.subjects[iri], self.ckg("counted")), int(number))
