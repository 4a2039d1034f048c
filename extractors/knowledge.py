"""What the ontologies know of names, compiled for reading; built once per process."""

from collections.abc import Iterable
from dataclasses import dataclass

from extractors.annotations import Sentence, Word
from extractors.mentions.index import Dictionary
from extractors.mentions.words import key
from extractors.version import reader_version
from kg.model import Type
from kg.ontology import Concept, Ontology
from kg.settings import Settings

FIELDS = (Type.THERAPY, Type.TOPIC)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Dictionaries of fields and places, and the types of well-known bodies by folded name."""

    ontology: Ontology
    diseases: Dictionary
    fields: Dictionary  # therapies and topics
    places: Dictionary
    cities: frozenset[tuple[str, ...]]
    bodies: Dictionary
    reader: str  # how these and the rules read, by name and version

    @classmethod
    def load(cls, settings: Settings, ontology: Ontology) -> "Knowledge":
        """Index the names of the ontologies, with those of authorities that were added to them."""
        places = sorted(ontology.concepts(Type.PLACE), key=lambda place: -place.rank)
        return cls(
            ontology=ontology,
            diseases=Dictionary(ontology.disease_names()),
            fields=Dictionary(c for type_ in FIELDS for c in ontology.concepts(type_)),
            places=Dictionary(places),
            cities=_keys(c for c in places if c.broader),
            reader=reader_version(settings, ontology),
            bodies=Dictionary(ontology.organizations()),
        )


def _keys(concepts: Iterable[Concept]) -> frozenset[tuple[str, ...]]:
    return frozenset(key(name) for c in concepts for name in (c.label, *c.synonyms))


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence as the shape rules ask about it (see mentions.bodies.Known)."""

    sentence: Sentence
    knowledge: Knowledge

    def is_place(self, name: str) -> bool:
        """Whether the name is a country, region or city."""
        return bool(self.knowledge.places.lookup(name))

    def is_city(self, name: str) -> bool:
        """Whether the name is a city or region."""
        return key(name) in self.knowledge.cities

    def is_country(self, name: str) -> bool:
        """Whether the name is a country."""
        found = self.knowledge.places.lookup(name)
        return bool(found) and isinstance(found[0].concept, Concept) and found[0].concept.is_country

    def apart(self, left: Word, right: Word) -> bool:
        """Whether the model or the list of bodies sees one name end and another begin here."""
        ends = begins = False
        offset = self.sentence.span.start_char
        for ent in self.sentence.span.ents:
            start, end = ent.start_char - offset, ent.end_char - offset
            named = ent.label_ in ("ORG", "PERSON", "GPE", "PRODUCT")
            ends = ends or (named and end == left.end)
            begins = begins or (named and right.start - 4 <= start <= right.start)
        return (ends and begins) or any(
            self.knowledge.bodies.lookup(word.text) for word in (left, right)
        )

    def is_verb(self, word: Word) -> bool:
        """Whether a capitalised word, not inside a name that the model sees, is a verb."""
        return word.start in self.sentence.verbs
