"""What stands above what documents name: broader diseases, therapies and topics, and countries.

A node of the background is there as long as something points to it, and no longer.
"""

from pyoxigraph import Literal, NamedNode

from kg.model import Iri, Type
from kg.ontology import Concept, Ontology
from kg.resolution.draft import Draft
from kg.resolution.entities import KINDS, SKOS_CONCEPT
from kg.store.rdf import DECIMAL, PREF_LABEL, RDF_TYPE, Object, Vocabulary, name, node, words

SUBCLASS_OF, BROADER = name("rdfs:subClassOf"), name("skos:broader")
LATITUDE, LONGITUDE = name("geo:lat"), name("geo:long")
UPWARDS = {Type.DISEASE: SUBCLASS_OF, Type.THERAPY: BROADER, Type.TOPIC: BROADER}


class Background:
    """The background of a draft."""

    def __init__(self, draft: Draft, ontology: Ontology, vocabulary: Vocabulary) -> None:
        """Look up the properties once."""
        self.draft, self.ontology, self.vocabulary = draft, ontology, vocabulary
        self.country, self.mentioned = vocabulary.ckg("country"), vocabulary.ckg("mentionedAs")
        self.edges = (SUBCLASS_OF, BROADER, self.country)

    def stand(self, entity: NamedNode) -> None:
        """Put all that is above a concept above it, and its place on the map beside it."""
        concept = self.ontology.concept(Iri(entity.value))
        if concept is None:
            return
        for key, value in self._facts(concept):
            self.draft.add(entity, key, value)
            if key in self.edges and isinstance(value, NamedNode):
                self.need(value)

    def need(self, above: NamedNode) -> None:
        """Describe a node that something points to, unless it is described."""
        concept = self.ontology.concept(Iri(above.value))
        if concept is None or self.draft.has(above, PREF_LABEL):
            return
        self.draft.add(above, RDF_TYPE, KINDS.get(concept.type, SKOS_CONCEPT))
        self.draft.add(above, PREF_LABEL, words(concept.label, "en"))
        self.stand(above)

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

    def _facts(self, concept: Concept) -> list[tuple[NamedNode, Object]]:
        if concept.type is Type.PLACE:
            return self._place(concept)
        return [(UPWARDS[concept.type], node(broader)) for broader in concept.broader]

    def _place(self, place: Concept) -> list[tuple[NamedNode, Object]]:
        found: list[tuple[NamedNode, Object]] = []
        if place.latitude is not None and place.longitude is not None:
            found.append((LATITUDE, _degrees(place.latitude)))
            found.append((LONGITUDE, _degrees(place.longitude)))
        country = self.ontology.country(place.country) if place.country else None
        if place.is_country and place.country:
            found.append((self.vocabulary.ckg("countryCode"), Literal(place.country)))
        elif country:
            found.append((self.country, node(country.iri)))
        return found


def _degrees(angle: float) -> Literal:
    text = f"{angle:.4f}".rstrip("0").rstrip(".")
    return Literal("0" if text == "-0" else text, datatype=DECIMAL)
