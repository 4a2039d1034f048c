"""Entities of the conclusions: one name each for people to read, every other name beside it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from pyoxigraph import Literal, NamedNode

from kg.model import Iri, Type
from kg.ontology import Concept, Ontology, Organization
from kg.resolution.draft import Draft
from kg.resolution.identity import is_acronym
from kg.resolution.trace import Facet, facets, web_page
from kg.store.rdf import (
    ALT_LABEL,
    EXACT_MATCH,
    PREF_LABEL,
    RDF_TYPE,
    Object,
    Term,
    Vocabulary,
    name,
    words,
)

OWL_CLASS, SKOS_CONCEPT = name("owl:Class"), name("skos:Concept")
# What concepts are beside being ours: in a hierarchy of classes, or of a scheme.
KINDS = {Type.DISEASE: OWL_CLASS, Type.THERAPY: SKOS_CONCEPT, Type.TOPIC: SKOS_CONCEPT}

type Locals = Mapping[NamedNode, frozenset[Facet]]  # what documents say, by local entity


def best_name(names: Iterable[str]) -> str:
    """The name to show: the longest that is no acronym and no phrase; of equals the first.

    >>> best_name(["PUMCH", "the hospital", "Peking Union Medical College Hospital"])
    'Peking Union Medical College Hospital'
    """
    return min(names, key=lambda text: (is_acronym(text), text[:1].islower(), -len(text), text))


class Entities:
    """Entities of a draft, brought up to date where documents name them otherwise than before."""

    def __init__(self, draft: Draft, ontology: Ontology, vocabulary: Vocabulary) -> None:
        """Look up the properties once."""
        self.draft, self.ontology, self.vocabulary = draft, ontology, vocabulary
        self.mentioned = vocabulary.ckg("mentionedAs")
        self.identifier = vocabulary.ckg("identifier")

    def update(self, entity: NamedNode, old: Locals, new: Locals) -> bool:
        """Exchange what documents say of an entity; False where none names it any more."""
        if not new and next(self._others(entity, old), None) is None:
            self.draft.clear(entity)
            return False
        for local in old.keys() - new.keys():
            self.draft.discard(entity, self.mentioned, local)
        for local in new.keys() - old.keys():
            self.draft.add(entity, self.mentioned, local)
        authority = self._known(self.ontology, entity)
        self._describe(entity, self._facets(entity, old, new, authority), authority)
        return True

    def _known(self, ontology: Ontology, entity: NamedNode) -> set[Facet]:
        """What the tables and the authorities say of it."""
        iri = Iri(entity.value)
        person = ontology.authorities.person(iri) if ontology.authorities else None
        if person:
            return {
                (RDF_TYPE, self.vocabulary.ckg(Type.PERSON.value)),
                *((key, words(person.name, "en")) for key in (PREF_LABEL, ALT_LABEL)),
                *self._identified((f"ORCID:{person.orcid}",)),
            }
        return self._authority(ontology.concept(iri) or ontology.organization(iri))

    def _facets(
        self, entity: NamedNode, old: Locals, new: Locals, authority: set[Facet]
    ) -> set[Facet]:
        """What all documents say of it: what was stored, less what nobody says any more."""
        former = self._known(self.ontology.former, entity) if self.ontology.former else set()
        said, lost = _all(new), (_all(old) | former) - _all(new) - authority
        stored = {
            (ALT_LABEL if quad.predicate == PREF_LABEL else quad.predicate, quad.object)
            for key in (RDF_TYPE, PREF_LABEL, ALT_LABEL, self.identifier, EXACT_MATCH)
            for quad in self.draft.match(entity, key)
        }
        gone = {facet for facet in lost & stored if not self._elsewhere(entity, facet, old)}
        found = (stored - gone) | said | authority
        if authority:  # it knows better what the entity is than each text that names it
            found -= {facet for facet in found - authority if facet[0] == RDF_TYPE}
        return found - {(EXACT_MATCH, entity)}

    def _authority(self, known: Concept | Organization | None) -> set[Facet]:
        if known is None:
            return set()
        kinds: list[Term] = [self.vocabulary.ckg(known.type.value)]
        if known.type in KINDS:
            kinds.append(KINDS[known.type])
        if isinstance(known, Organization) and known.subclass:
            kinds.append(self.vocabulary.ckg(known.subclass))
        found: set[Facet] = {(RDF_TYPE, kind) for kind in kinds}
        named = known.named if isinstance(known, Organization) else ()
        names = ((known.label, "en"), *named)
        found |= {(ALT_LABEL, words(text, language)) for text, language in names}
        # In each language the first is the one to show.
        first = {language: text for text, language in reversed(names)}
        found |= {(PREF_LABEL, words(text, language)) for language, text in first.items()}
        return found | self._identified(known.identifiers)

    def _identified(self, identifiers: Iterable[str]) -> set[Facet]:
        """Identifiers with the pages that they stand for."""
        found: set[Facet] = set()
        for identifier in identifiers:
            found.add((self.identifier, Literal(identifier)))
            if page := web_page(identifier):
                found.add((EXACT_MATCH, page))
        return found

    def _describe(self, entity: NamedNode, found: set[Facet], authority: set[Facet]) -> None:
        for key in (RDF_TYPE, self.identifier, EXACT_MATCH):
            self.draft.replace(entity, key, _values(found, key))
        named, settled = _values(found, ALT_LABEL), _values(authority, PREF_LABEL)
        languages = {label.language for label in named if isinstance(label, Literal)}
        preferred = {_preferred(language, named, settled) for language in languages}
        self.draft.replace(entity, PREF_LABEL, preferred)
        self.draft.replace(entity, ALT_LABEL, named - preferred)

    def _others(self, entity: NamedNode, old: Locals) -> Iterator[NamedNode]:
        """The stored mentions that are not about to go."""
        for quad in self.draft.stored(entity, self.mentioned):
            if quad.object not in old:
                yield quad.object  # type: ignore[misc]  # a local entity is a node

    def _elsewhere(self, entity: NamedNode, facet: Facet, old: Locals) -> bool:
        """Whether another document says the same of the entity.

        Looked for from both ends at once, because either may be long: the mentions of the entity,
        and what is called so anywhere.
        """
        by_value = facet[0] in (ALT_LABEL, self.identifier)
        namesakes = self._called(facet) if by_value else iter(())
        for other, namesake in zip_longest(self._others(entity, old), namesakes):
            if namesake is not None and self._is_other(entity, namesake, old):
                return True
            if other is None or (by_value and namesake is None):
                return False  # one end is reached, so that all has been seen
            if facet in self._said_of(other):
                return True
        return False

    def _called(self, facet: Facet) -> Iterator[NamedNode]:
        for key in (PREF_LABEL, ALT_LABEL) if facet[0] == ALT_LABEL else (facet[0],):
            for quad in self.draft.store.everywhere(key, facet[1]):
                if isinstance(quad.graph_name, NamedNode):
                    yield quad.subject  # type: ignore[misc]  # a local entity is a node

    def _is_other(self, entity: NamedNode, local: NamedNode, old: Locals) -> bool:
        if local in old:
            return False
        return next(self.draft.store.match(entity, self.mentioned, local), None) is not None

    def _said_of(self, local: NamedNode) -> frozenset[Facet]:
        facts: dict[NamedNode, list[Term]] = {}
        for quad in self.draft.store.match(local, graph=Iri(local.value.partition("#")[0])):
            facts.setdefault(quad.predicate, []).append(quad.object)
        return facets(facts, self.vocabulary)


def _all(locals: Locals) -> set[Facet]:
    return {facet for said in locals.values() for facet in said}


def _values(found: set[Facet], key: NamedNode) -> set[Object]:
    return {value for each, value in found if each == key}  # type: ignore[misc]  # we wrote them


def _preferred(language: str | None, named: set[Object], settled: set[Object]) -> Object:
    """The authority's name, else the best one in that language."""
    fitting = {
        label.value: label
        for label in named
        if isinstance(label, Literal) and label.language == language
    }
    ours = [text for text, label in fitting.items() if label in settled]
    return fitting[best_name(ours or fitting)]
