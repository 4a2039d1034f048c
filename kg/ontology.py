"""Look-ups from ontologies/: concepts, their names, what stands above and below them, countries.

Nothing is read before it is asked for; the largest table takes a fifth of a second.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import batched, islice
from threading import Lock

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
        self._loading = Lock()
        self._loaded: dict[str, tuple[Iri, ...]] | None = None

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

    @property
    def tables(self) -> "Ontology":
        """Who holds the same concepts for all stores that have added no release of diseases."""
        return self._diseases_base or self

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

    def names(self, type: Type) -> Iterator[tuple[Iri, tuple[str, ...]]]:
        """What each concept of a type is called, in order of the tables; its label comes first."""
        if type is not Type.DISEASE:
            return ((concept.iri, concept.names) for concept in self.concepts(type))
        return ((names.iri, (names.label, *names.synonyms)) for names in self.disease_names())

    def named(self, name: str, *types: Type) -> tuple[Concept, ...]:
        """Concepts with exactly this name but for case, accents and hyphens; likeliest first."""
        found = (self.concept(iri) for iri in self._names.get(folded(name), ()))
        known = [concept for concept in found if concept and (not types or concept.type in types)]
        return tuple(sorted(known, key=lambda concept: -concept.rank))

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
    def _names(self) -> dict[str, tuple[Iri, ...]]:
        """Folded names -> those called so; concepts are made of few of the hundred thousand."""
        if self._diseases_base:
            return self._diseases_base._names
        with self._loading:  # who comes while they are loaded waits, and does not load them again
            if self._loaded is None:
                self._loaded = self._all_names()
        return self._loaded

    def _all_names(self) -> dict[str, tuple[Iri, ...]]:
        named = [each for type in CONCEPTS for each in self.names(type)]
        folds = _all_folded(name for _, names in named for name in names)
        found: dict[str, tuple[Iri, ...]] = {}
        for iri, names in named:
            for name in dict.fromkeys(islice(folds, len(names))):
                found[name] = (*found.get(name, ()), iri)
        return found

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


def _all_folded(names: Iterable[str]) -> Iterator[str]:
    """Each of very many names folded: those of ASCII as one text, which is several times faster.

    A thousand at a time, for other threads wait while a text is gone through.
    """
    for some in batched(names, 1000):
        plain = LIGATURES.sub("e", "\n".join(filter(str.isascii, some)).casefold())
        plain = plain.replace("our", "or").replace("isation", "ization").replace("-", " ")
        lines = iter(plain.split("\n"))
        for name in some:
            yield " ".join(next(lines).split()) if name.isascii() else folded(name)


def _by_name(things: Iterable[Organization]) -> dict[str, list[Organization]]:
    found: defaultdict[str, list[Organization]] = defaultdict(list)
    for thing in things:
        for name in {folded(name) for name in thing.names}:
            found[name].append(thing)
    return dict(found)
