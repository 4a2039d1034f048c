"""Look-ups from ontologies/: concepts, their names, what stands above and below them, countries.

Nothing is read before it is asked for; the largest table takes a fifth of a second.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from kg.model import Iri, Type
from kg.outside import Authorities
from kg.settings import Settings
from kg.tables import (
    MONDO,
    RARE,
    Concept,
    DiseaseNames,
    Diseases,
    Organization,
    organizations,
    places,
    schemes,
)

__all__ = ["Concept", "Ontology", "Organization", "folded"]

CONCEPTS = (Type.DISEASE, Type.THERAPY, Type.TOPIC, Type.PLACE)
LIGATURES = re.compile("[ao]+e")  # haem- and hem-, oesophagus and esophagus
SIGNS = re.compile(r"[\u2010-\u2015\u2212]")  # hyphens and dashes beyond ASCII


class Ontology:
    """The ontologies of the package under the namespaces of the settings.

    `authorities` is what was added to a store; `former` is the ontology by which the conclusions
    were drawn until now, where that is another (only while they are brought up to date).
    """

    def __init__(
        self,
        settings: Settings,
        authorities: Authorities | None = None,
        former: "Ontology | None" = None,
    ) -> None:
        """Reads nothing yet."""
        self._settings, self.authorities, self.former = settings, authorities, former
        self._base: Ontology | None = None  # whose tables are read once for both
        self._narrower: dict[Type, defaultdict[Iri, set[Iri]]] = {}

    def with_authorities(
        self, authorities: Authorities | None, former: "Ontology | None" = None
    ) -> "Ontology":
        """The same tables together with what was added to a store."""
        found = Ontology(self._settings, authorities, former)
        found._base = self._base or self
        return found

    def since(self, former: "Ontology") -> "Ontology":
        """The same, while conclusions that were drawn by another are brought up to date."""
        return self.with_authorities(self.authorities, former)

    @cached_property
    def _diseases_base(self) -> "Ontology | None":
        """Whose table of diseases serves here too: nobody's where a release was added."""
        added = self.authorities.disease_rows() if self.authorities else None
        return None if added else self._base

    def concept(self, iri: Iri) -> Concept | None:
        """The concept of this IRI, or None."""
        type = self._type(iri)
        return self._table(type).get(iri) if type else None

    def concepts(self, type: Type) -> Iterator[Concept]:
        """All concepts of a type (Disease, Therapy, Topic, Place) in order of the tables."""
        return iter(self._table(type).values())

    def disease_names(self) -> Iterator[DiseaseNames]:
        """What each disease is called, in order of the tables; far cheaper than all concepts."""
        return self._diseases.names()

    def named(self, name: str, *types: Type) -> tuple[Concept, ...]:
        """Concepts with exactly this name but for case, accents and hyphens; likeliest first."""
        found = self._names.get(folded(name), ())
        return tuple(concept for concept in found if not types or concept.type in types)

    def identified(self, identifier: str) -> Concept | None:
        """The concept with an identifier such as MONDO:0007947, OMIM:154700 or ISO:CN."""
        return self._identifiers.get(identifier)

    def ancestors(self, iri: Iri) -> tuple[Iri, ...]:
        """Everything above a concept, without itself, sorted."""
        concept = self.concept(iri)
        if concept is None:
            return ()
        table = self._table(concept.type)
        found: set[Iri] = set()
        open_ = [concept]
        while open_:
            new = set(open_.pop().broader) - found
            found |= new
            open_.extend(table[broader] for broader in new)
        return tuple(sorted(found - {iri}))

    def narrower(self, iri: Iri) -> frozenset[Iri]:
        """A concept and everything below it; an unknown one stands alone."""
        type = self._type(iri)
        found, open_ = {iri}, [iri]
        while type and open_:
            new = self._below(type).get(open_.pop(), set()) - found
            found |= new
            open_.extend(new)
        return frozenset(found)

    @cached_property
    def rare_disease(self) -> Iri:
        """The class of ours that stands above every rare disease."""
        return Iri(f"{self._settings.data}disease/{RARE}")

    def country(self, code: str) -> Concept | None:
        """A country by its ISO 3166-1 code of two letters, in any case."""
        concept = self.place(code)
        return concept if concept is not None and concept.is_country else None

    def countries(self) -> Iterator[Concept]:
        """The countries of ISO 3166-1 in order of their codes."""
        return (place for place in self._places.values() if place.is_country)

    def place(self, key: str) -> Concept | None:
        """A place by the end of its IRI: cn, cn-beijing, europe."""
        return self._places.get(self._iri("place", key.lower()))

    def country_of(self, iri: Iri) -> Concept | None:
        """The country that a place or an organisation of the starter list lies in, or is."""
        known = self.concept(iri) or self.organization(iri)
        return self.country(known.country) if known and known.country else None

    def organization(self, iri: Iri) -> Organization | None:
        """A body of the starter list, or of an authority that was added, by its IRI."""
        listed = self._organizations.get(iri)
        return self.authorities.organization(iri, listed) if self.authorities else listed

    def organizations(self) -> Iterator[Organization]:
        """The starter list, in order of keys."""
        return iter(self._organizations.values())

    def organizations_named(self, name: str) -> tuple[Organization, ...]:
        """Bodies of the starter list with this name but for case, accents and hyphens."""
        return tuple(self._organization_names.get(folded(name), ()))

    def _type(self, iri: Iri) -> Type | None:
        if iri.startswith(MONDO):
            return Type.DISEASE
        data = self._settings.data
        name = iri[len(data) :].partition("/")[0] if iri.startswith(data) else ""
        return next((type for type in CONCEPTS if type.lower() == name), None)

    def _table(self, type: Type) -> Mapping[Iri, Concept]:
        match type:
            case Type.DISEASE:
                return self._diseases
            case Type.PLACE:
                return self._places
            case _:
                return self._schemes.get(type, {})

    def _iri(self, type: str, key: str) -> Iri:
        return Iri(f"{self._settings.data}{type}/{key}")

    @cached_property
    def _diseases(self) -> Diseases:
        if self._diseases_base:
            return self._diseases_base._diseases
        added = self.authorities.disease_rows() if self.authorities else None
        return Diseases(self._settings.data, added or ())

    @cached_property
    def _places(self) -> dict[Iri, Concept]:
        if self._base:
            return self._base._places
        return {concept.iri: concept for concept in places(self._settings.data)}

    @cached_property
    def _schemes(self) -> dict[Type, dict[Iri, Concept]]:
        if self._base:
            return self._base._schemes
        found: defaultdict[Type, dict[Iri, Concept]] = defaultdict(dict)
        for concept in schemes(self._settings.data):
            found[concept.type][concept.iri] = concept
        return found

    @cached_property
    def _organizations(self) -> dict[Iri, Organization]:
        if self._base:
            return self._base._organizations
        return {body.iri: body for body in organizations(self._settings.data)}

    @cached_property
    def _organization_names(self) -> dict[str, list[Organization]]:
        if self._base:
            return self._base._organization_names
        return _by_name(self.organizations())

    @cached_property
    def _names(self) -> dict[str, list[Concept]]:
        if self._diseases_base:
            return self._diseases_base._names
        known = _by_name(concept for type in CONCEPTS for concept in self.concepts(type))
        for found in known.values():
            found.sort(key=lambda concept: -concept.rank)
        return known

    @cached_property
    def _identifiers(self) -> dict[str, Concept]:
        if self._diseases_base:
            return self._diseases_base._identifiers
        found: dict[str, Concept] = {}
        for concept in (concept for type in CONCEPTS for concept in self.concepts(type)):
            for identifier in concept.identifiers:
                found.setdefault(identifier, concept)
        return found

    def _below(self, type: Type) -> Mapping[Iri, set[Iri]]:
        if self._diseases_base:
            return self._diseases_base._below(type)
        below = self._narrower.get(type)
        if below is None:
            below = self._narrower[type] = defaultdict(set)
            for concept in self.concepts(type):
                for broader in concept.broader:
                    below[broader].add(concept.iri)
        return below


@lru_cache(maxsize=5_000)
def folded(name: str) -> str:
    """A name as look-ups compare it: without case, accents, hyphens and British spellings.

    >>> folded("Sjögren\u2019s  CAR-T"), folded("Tumour lysis in Leukaemia")
    ("sjogren's car t", 'tumor lysis in leukemia')
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", SIGNS.sub(" ", plain.replace("\u2019", "'")))
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    plain = LIGATURES.sub("e", plain).replace("our", "or").replace("isation", "ization")
    return " ".join(plain.replace("-", " ").split())


def _by_name[Named: (Concept, Organization)](things: Iterable[Named]) -> dict[str, list[Named]]:
    found: defaultdict[str, list[Named]] = defaultdict(list)
    for thing in things:
        for name in {folded(name) for name in thing.names}:
            found[name].append(thing)
    return dict(found)
