"""What stands above what documents name: broader diseases, therapies and topics, and countries.

Bodies that an authority knows stand below the bodies that it calls their parents.

A node of the background is there as long as something points to it, and no longer.
"""

from pyoxigraph import Literal, NamedNode

from kg.model import Iri, Type
from kg.ontology import Concept, Ontology, Organization
from kg.resolution.draft import Draft
from kg.resolution.entities import KINDS, SKOS_CONCEPT
from kg.store.rdf import DECIMAL, PREF_LABEL, RDF_TYPE, Object, Vocabulary, name, node, words

SUBCLASS_OF, BROADER = name("rdfs:subClassOf"), name("skos:broader")
LATITUDE, LONGITUDE = name("geo:lat"), name("geo:long")
UPWARDS = {Type.DISEASE: SUBCLASS_OF, Type.THERAPY: BROADER, Type.TOPIC: BROADER}
ORGANIZATION = name("schema:Organization")  # what a body is that stands here, but is not counted

type Facts = list[tuple[NamedNode, Object]]


class Background:
    """The background of a draft."""

    def __init__(self, draft: Draft, ontology: Ontology, vocabulary: Vocabulary) -> None:
        """Look up the properties once."""
        self.draft, self.ontology, self.vocabulary = draft, ontology, vocabulary
        self.country, self.mentioned = vocabulary.ckg("country"), vocabulary.ckg("mentionedAs")
        self.parent, self.city = vocabulary.ckg("parentBody"), vocabulary.ckg("city")
        self.edges = (SUBCLASS_OF, BROADER, self.country, self.parent)
        self.renewed: set[NamedNode] = set()  # what has been described by newer authorities

    def stand(self, entity: NamedNode) -> None:
        """Put all that is above a concept above it, and its place on the map beside it."""
        concept = self.ontology.concept(Iri(entity.value))
        if concept is not None:
            self._put(entity, self._facts(concept), UPWARDS.get(concept.type))
        elif self._has_authorities and (body := self._body(entity)):
            self._put(entity, self._outside(body), self.parent)
        elif self.ontology.former and entity not in self.renewed:
            self._put(entity, [], self.parent)

    def _put(self, entity: NamedNode, facts: Facts, upwards: NamedNode | None) -> None:
        """Add facts; where they come from newer authorities than the store's, the old ones go."""
        if self.ontology.former and entity not in self.renewed:
            self.renewed.add(entity)
            for key in filter(None, {upwards, LATITUDE, LONGITUDE, self.city}):
                before = self.draft.values(entity, key)
                self.draft.replace(entity, key, {value for each, value in facts if each == key})
                for gone in sorted(before - self.draft.values(entity, key), key=str):
                    if key in self.edges and isinstance(gone, NamedNode):
                        self.release(gone)
        for key, value in facts:
            self.draft.add(entity, key, value)
            if key in self.edges and isinstance(value, NamedNode):
                self.need(value)

    @property
    def _has_authorities(self) -> bool:
        return self.ontology.authorities is not None

    def _body(self, entity: NamedNode) -> Organization | None:
        """A body that an authority has more to say of than what stands in the starter list."""
        body = self.ontology.organization(Iri(entity.value))
        return body if body and body.named else None

    def need(self, above: NamedNode) -> None:
        """Describe a node that something points to, unless it is described."""
        label, kind = self._shown(above)
        stale = self.ontology.former is not None and above not in self.renewed
        if not label or (self.draft.has(above, PREF_LABEL) and not stale):
            return
        if not self.draft.has(above, self.mentioned):  # else its entity tells more than that
            self.draft.replace(above, RDF_TYPE, {kind})
            self.draft.replace(above, PREF_LABEL, {words(label, "en")})
        self.stand(above)

    def _shown(self, above: NamedNode) -> tuple[str, NamedNode]:
        concept = self.ontology.concept(Iri(above.value))
        if concept is not None:
            return concept.label, KINDS.get(concept.type, SKOS_CONCEPT)
        body = self.ontology.organization(Iri(above.value)) if self._has_authorities else None
        return body.label if body else "", ORGANIZATION

    def above(self, entity: NamedNode) -> set[NamedNode]:
        """What an entity points to."""
        found = (quad.object for key in self.edges for quad in self.draft.match(entity, key))
        return {value for value in found if isinstance(value, NamedNode)}

    def release(self, above: NamedNode) -> None:
        """Forget a node that nothing points to any more, and what only it pointed to."""
        if self.draft.has(above, self.mentioned):
            return
        if any(self.draft.has(None, key, above) for key in self.edges):
            self.need(above)
            return
        higher = self.above(above)
        self.draft.clear(above)
        for each in sorted(higher, key=str):
            self.release(each)

    def _facts(self, concept: Concept) -> Facts:
        if concept.type is Type.PLACE:
            return self._place(concept)
        return [(UPWARDS[concept.type], node(broader)) for broader in concept.broader]

    def _outside(self, body: Organization) -> Facts:
        """What an authority knows of where a body stands."""
        found: Facts = [(self.parent, node(parent)) for parent in body.parents]
        if body.city:
            found.append((self.city, Literal(body.city)))
        return [*found, *_coordinates(body)]

    def _place(self, place: Concept) -> Facts:
        found = _coordinates(place)
        country = self.ontology.country(place.country) if place.country else None
        if place.is_country and place.country:
            found.append((self.vocabulary.ckg("countryCode"), Literal(place.country)))
        elif country:
            found.append((self.country, node(country.iri)))
        return found


def _coordinates(place: Concept | Organization) -> Facts:
    if place.latitude is None or place.longitude is None:
        return []
    return [(LATITUDE, _degrees(place.latitude)), (LONGITUDE, _degrees(place.longitude))]


def _degrees(angle: float) -> Literal:
    text = f"{angle:.4f}".rstrip("0").rstrip(".")
    return Literal("0" if text == "-0" else text, datatype=DECIMAL)
