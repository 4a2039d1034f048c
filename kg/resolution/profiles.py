"""What documents tell of a person or a body that may help to know it again.

A profile is a union of what each document tells, so that the order of documents changes nothing.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from heapq import nsmallest
from itertools import combinations

from kg.model import Claim, Entity, Iri, Predicate, Reading, Standing, Type
from kg.ontology import Ontology
from kg.resolution.body_names import BodyName, body_names
from kg.resolution.normalise import Fit, PersonName, fit, person_name, romanised, shared_keys
from kg.resolution.places import countries_named

KNOWN = (Type.PERSON, Type.ORGANIZATION, Type.NETWORK)  # the types that are resolved
BODIES = (Type.ORGANIZATION, Type.NETWORK)
EMPLOYERS = (Predicate.AFFILIATED_WITH, Predicate.MEMBER_OF)
# What people do together, and with what.
TOGETHER = (
    Predicate.COLLABORATES_WITH,
    Predicate.LEADS,
    Predicate.PARTICIPATES_IN,
    Predicate.ORGANIZES,
    Predicate.RUNS,
    Predicate.MEMBER_OF,
)
MOST = 100  # values of one kind that are kept of one thing
CROWD = 60  # people of one document with a word in common: somebody among them is always alike
MOST_COMPANY = 40  # people of one document that are taken for company; more are a list


@dataclass(frozen=True, slots=True)
class Profile:
    """One thing under the name that identity gave it, with its surroundings."""

    iri: Iri
    type: Type
    names: frozenset[str] = field(default_factory=frozenset)
    identifiers: frozenset[str] = field(default_factory=frozenset)
    bodies: frozenset[str] = field(default_factory=frozenset)  # employers; of bodies: wholes
    cities: frozenset[str] = field(default_factory=frozenset)  # cn-beijing
    countries: frozenset[str] = field(default_factory=frozenset)  # CN
    topics: frozenset[str] = field(default_factory=frozenset)
    company: frozenset[str] = field(default_factory=frozenset)  # people, networks, events
    documents: frozenset[str] = field(default_factory=frozenset)  # with another of a like name

    def merged(self, other: "Profile") -> "Profile":
        """What both tell together."""
        parts = {name: getattr(self, name) | getattr(other, name) for name in PARTS}
        return replace(self, type=min(self.type, other.type), **parts)

    def bounded(self) -> "Profile":
        """What of it is kept: who is seen with everybody is not known again by company.

        Of two that have most in common the same is kept, for it is chosen by its hashes.
        """
        parts = {name: getattr(self, name) for name in PARTS}
        for name, values in parts.items():
            if len(values) > MOST:
                parts[name] = frozenset(nsmallest(MOST, values, key=short))
        return replace(self, **parts)


PARTS = tuple(each.name for each in fields(Profile) if each.name not in ("iri", "type"))


@dataclass(frozen=True, slots=True)
class Known:
    """A profile with its names taken apart, as comparisons want it."""

    profile: Profile
    people: tuple[PersonName, ...] = ()
    bodies: tuple[BodyName, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # what its topics are called

    def called(self, name: str) -> str:
        """Something in its surroundings in words."""
        return self.labels.get(name) or name.rpartition("/")[2].replace("-", " ")


def known(profile: Profile, ontology: Ontology) -> Known:
    """Take the names of a profile apart."""
    if profile.type is Type.PERSON:
        people = {person_name(name) for name in profile.names}
        named = tuple(sorted((p for p in people if p.words), key=lambda p: (p.words, p.suffix)))
        concepts = {topic: ontology.concept(Iri(topic)) for topic in profile.topics}
        labels = {topic: concept.label for topic, concept in concepts.items() if concept}
        return Known(profile, named, labels=labels)
    bodies = body_names(ontology, profile.names)
    return Known(profile, bodies=tuple(sorted(bodies, key=lambda b: (sorted(b.words), b.acronym))))


def profiles(reading: Reading, naming: Mapping[Iri, Iri], ontology: Ontology) -> list[Profile]:
    """What one document tells of each person and body in it."""
    return _Told(reading, naming, ontology).profiles()


class _Told:
    """One document's claims, looked at from each entity."""

    def __init__(self, reading: Reading, naming: Mapping[Iri, Iri], ontology: Ontology) -> None:
        self.reading, self.naming, self.ontology = reading, naming, ontology
        self.entities = {entity.iri: entity for entity in reading.entities}
        claims = [claim for claim in reading.claims if claim.standing is Standing.ASSERTED]
        self.of: defaultdict[Iri, list[tuple[Predicate, Entity]]] = defaultdict(list)
        for claim in claims:
            self._tie(claim)
        self.alike = _alike(e for e in reading.entities if e.type is Type.PERSON)

    def _tie(self, claim: Claim) -> None:
        value = self.entities.get(claim.value) if isinstance(claim.value, Iri) else None
        subject = self.entities.get(claim.subject)
        if value is None or subject is None:
            return
        self.of[subject.iri].append((claim.predicate, value))
        if claim.predicate is Predicate.COLLABORATES_WITH:
            self.of[value.iri].append((claim.predicate, subject))

    def profiles(self) -> list[Profile]:
        found: dict[Iri, Profile] = {}
        for entity in self.reading.entities:
            if entity.type in KNOWN:
                made = self._profile(entity)
                before = found.get(made.iri)
                found[made.iri] = before.merged(made) if before else made
        return [found[iri] for iri in sorted(found)]

    def _profile(self, entity: Entity) -> Profile:
        bodies = self._bodies(entity)
        places = [self._places(each) for each in (entity, *bodies)]
        return Profile(
            self.naming[entity.iri],
            entity.type,
            frozenset({entity.label, *entity.aliases}),
            frozenset(entity.identifiers),
            frozenset(self.naming[body.iri] for body in bodies),
            frozenset(city for cities, _ in places for city in cities),
            frozenset(code for _, codes in places for code in codes),
            frozenset(
                self.naming[value.iri]
                for predicate, value in self.of[entity.iri]
                if predicate is Predicate.WORKS_ON
            ),
            self._company(entity),
            frozenset({self.reading.document.iri} if entity.iri in self.alike else ()),
        )

    def _bodies(self, entity: Entity) -> list[Entity]:
        """Employers, or the whole, with what stands above them."""
        first = EMPLOYERS if entity.type is Type.PERSON else (Predicate.PART_OF,)
        found: dict[Iri, Entity] = {}
        left = [v for predicate, v in self.of[entity.iri] if predicate in first]
        while left:
            body = left.pop()
            if body.type in BODIES and body.iri not in found and body.iri != entity.iri:
                found[body.iri] = body
                left += [v for p, v in self.of[body.iri] if p is Predicate.PART_OF]
        return [found[iri] for iri in sorted(found)]

    def _places(self, entity: Entity) -> tuple[set[str], set[str]]:
        """The cities and the countries that the document, its name or a list places it in."""
        cities, codes = set[str](), set[str]()
        for predicate, value in self.of[entity.iri]:
            if predicate is Predicate.LOCATED_IN and value.type is Type.PLACE:
                key = self.naming[value.iri].rpartition("/")[2]
                country = self.ontology.country_of(self.naming[value.iri])
                if country and country.country:
                    codes.add(country.country)
                    cities |= {key} if key != country.country.lower() else set()
        listed = self.ontology.organization(self.naming[entity.iri])
        if listed and listed.country:
            codes.add(listed.country)
            cities |= {city_key(listed.country, listed.city)} if listed.city else set()
        if not codes and entity.type in BODIES:
            codes |= countries_named(self.ontology, [entity.label])
        return cities, codes

    def _company(self, entity: Entity) -> frozenset[str]:
        """With whom it does things: people by their names, for each may have several IRIs."""
        ties = {v.iri: v for p, v in self.of[entity.iri] if p in TOGETHER}
        if entity.type is Type.PERSON:
            people = [e for e in self.reading.entities if e.type is Type.PERSON]
            if len(people) <= MOST_COMPANY:
                ties |= {each.iri: each for each in people if each.iri != entity.iri}
        return frozenset(self._called(each) for each in ties.values() if each.iri != entity.iri)

    def _called(self, entity: Entity) -> str:
        if entity.type is Type.PERSON:
            return person_key(entity.label)
        return self.naming[entity.iri]


def person_key(name: str) -> str:
    """A name of a person as company: its words in order of the alphabet."""
    return " ".join(sorted(person_name(name).words))


def city_called(key: str) -> str:
    """A city's key in words.

    >>> city_called("br-sao-paulo")
    'Sao Paulo (BR)'
    """
    country, _, city = key.partition("-")
    return f"{city.replace('-', ' ').title()} ({country.upper()})"


def city_key(country: str, city: str) -> str:
    """A city as places are called: cn-beijing."""
    return f"{country.lower()}-{romanised(city).replace(' ', '-')}"


def union(found: Iterable[Profile]) -> dict[Iri, Profile]:
    """What all documents tell, by name."""
    whole: dict[Iri, Profile] = {}
    for profile in found:
        before = whole.get(profile.iri)
        whole[profile.iri] = before.merged(profile) if before else profile
    return {iri: profile.bounded() for iri, profile in whole.items()}


def short(text: str) -> int:
    """A text as a number, for there are very many."""
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest())


def _alike(people: Iterable[Entity]) -> set[Iri]:
    """Who stands in a document beside another whose name could be theirs."""
    sharing: defaultdict[Hashable, list[tuple[Iri, PersonName]]] = defaultdict(list)
    for entity in people:
        for name in {person_name(text) for text in (entity.label, *entity.aliases)}:
            for key in shared_keys(name):
                sharing[key].append((entity.iri, name))
    found: set[Iri] = set()
    for named in sharing.values():
        if len(named) > CROWD:
            found |= {iri for iri, _ in named}
            continue
        for (one, left), (other, right) in combinations(named, 2):
            if one != other and fit(left, right) is not Fit.CLASH:
                found |= {one, other}
    return found
