"""Who is who: a document's entity -> its canonical IRI, by rules that read one document alone.

Because nothing but the document and the ontologies is asked, the order in which documents arrive
changes nothing, and a document that is taken away takes its identities with it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from kg.model import Claim, Entity, Iri, Predicate, Reading, Standing, Type
from kg.ontology import Ontology, Organization
from kg.outside import Mentioned
from kg.resolution.places import countries_named
from kg.store.rdf import Vocabulary, digest


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BODIES = (Type.ORGANIZATION, Type.NETWORK)
CONCEPTS = (Type.DISEASE, Type.THERAPY, Type.TOPIC, Type.PLACE)
# A name that begins with one of these means nothing without the whole that the body belongs to;
# where the document does not tell it, the body is one of this document alone.
PARTS = _words(
    """board branch bureau clinic department division faculty group lab laboratory office panel
    school secretariat section subcommittee team unit"""
)
# A name that begins with one of these may be a part's or one of its own: it goes with the whole
# where the document tells one.
LOOSE_PARTS = _words(
    "center centre commission committee council institute program programme working"
)
# The same at the end of a name: "Cardiac Surgery Department", "Ethics Committee".
LAST_WORDS = _words("department division faculty secretariat section subcommittee unit")
LAST_OF_TWO = _words("board bureau branch committee office panel team")
# Every state has bodies of such a name: without a country it means nothing.
STATE = _words("cabinet consulate embassy federal government ministry parliament")
# An event that is called by these words alone has no name: each is another one.
EVENT_WORDS = _words(
    """a an and annual award awards briefing ceremony conference congress course event expert first
    forum general international joint launch lecture meeting national news of on opening panel press
    round roundtable second seminar session signing summit symposium table the third training
    webinar workshop"""
)
# Letters that do not come apart into a letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "&": " and "}
)
LONGEST = 80  # characters of a slug; longer names end in a hash
ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&.-]*[A-Z][A-Za-z0-9&.-]*")


def canonical(reading: Reading, ontology: Ontology, vocabulary: Vocabulary) -> Mapping[Iri, Iri]:
    """Local IRI to canonical IRI, for every entity of one document."""
    naming = _Naming(reading, ontology, vocabulary)
    return {entity.iri: naming.of(entity) for entity in reading.entities}


@lru_cache(maxsize=5_000)
def slug(name: str) -> str:
    """A name as the end of an IRI: plain letters; with a hash where they do not tell it all.

    >>> slug("The Hôpital Necker-Enfants malades")
    'hopital-necker-enfants-malades'
    """
    # Not as look-ups fold names: they make one of British and American spellings.
    plain = unicodedata.normalize("NFKD", name.casefold()).casefold().translate(LETTERS)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"[^\W_]+", re.sub(r"['.\u2018\u2019]", "", plain))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    full = "-".join(words)
    short = "-".join(filter(None, (re.sub(r"[^a-z0-9]", "", word) for word in words)))
    if short == full and 0 < len(full) <= LONGEST:
        return full
    return "-".join(filter(None, (short[:LONGEST].rstrip("-"), digest(full or name)[:10])))


def is_acronym(name: str) -> bool:
    """Whether a name is one short word with capitals inside it: WHO, IRDiRC, PUMCH."""
    return len(name) <= 10 and ACRONYM.fullmatch(name) is not None


class _Naming:
    """The rules, over one document."""

    def __init__(self, reading: Reading, ontology: Ontology, vocabulary: Vocabulary) -> None:
        self.ontology, self.vocabulary = ontology, vocabulary
        self.entities = {entity.iri: entity for entity in reading.entities}
        self.document = document_key(reading.document.iri, vocabulary)
        claims = [claim for claim in reading.claims if claim.standing is Standing.ASSERTED]
        self.wholes = self._first(claims, Predicate.PART_OF, BODIES)
        self.employers = self._first(claims, Predicate.AFFILIATED_WITH, BODIES)
        self.places = self._first(claims, Predicate.LOCATED_IN, (Type.PLACE,))
        self.known: dict[Iri, Iri] = {}

    def _first(
        self, claims: Iterable[Claim], predicate: Predicate, types: Sequence[Type]
    ) -> Mapping[Iri, Entity]:
        """Each subject's first object of these types in the order of the text."""
        found: dict[Iri, Entity] = {}
        ordered = (claim for claim in claims if claim.predicate is predicate)
        for claim in sorted(
            ordered, key=lambda c: (c.evidence.start, c.evidence.end, str(c.value))
        ):
            value = self.entities.get(claim.value) if isinstance(claim.value, Iri) else None
            if value is not None and value.type in types:
                found.setdefault(claim.subject, value)
        return found

    def of(self, entity: Entity, seen: frozenset[Iri] = frozenset()) -> Iri:
        if entity.iri not in self.known:
            self.known[entity.iri] = self._of(entity, seen | {entity.iri})
        return self.known[entity.iri]

    def _of(self, entity: Entity, seen: frozenset[Iri]) -> Iri:
        known = self._linked(entity) or self._identified(entity)
        if known:
            return known
        if entity.type in BODIES:
            return self._body(entity, seen)
        if entity.type is Type.PERSON:
            return self._person(entity, seen)
        key = slug(entity.label)
        if entity.type in (Type.EVENT, Type.PROGRAMME) and is_unnamed(entity.label):
            key = f"{key}--{self.document}"
        return self.vocabulary.entity(entity.type, key)

    def _linked(self, entity: Entity) -> Iri | None:
        """The concept or body that the extractor linked, if the ontologies know it."""
        iri, added = entity.same_as, self.ontology.authorities
        if iri and added:
            iri = added.replaced(iri)
        if iri and (self.ontology.concept(iri) or self.ontology.organization(iri)):
            return iri
        return None

    def _identified(self, entity: Entity) -> Iri | None:
        for identifier in sorted(entity.identifiers):
            if found := self._by_identifier(identifier, entity.type):
                return found
        return None

    def _by_identifier(self, identifier: str, kind: Type) -> Iri | None:
        scheme, _, value = identifier.partition(":")
        value = value.rstrip("/").rpartition("/")[2].lower()
        added = self.ontology.authorities
        if added and scheme == "ROR" and kind in BODIES and (found := added.identified(identifier)):
            return found
        if scheme == "ROR" and kind in BODIES:
            listed = starter(self.ontology).by_ror.get(value)
            return listed.iri if listed else self.vocabulary.entity(kind, f"ror-{value}")
        if scheme == "ORCID" and kind is Type.PERSON:
            return self.vocabulary.entity(kind, f"orcid-{value}")
        concept = self.ontology.identified(identifier) if kind in CONCEPTS else None
        return concept.iri if concept and concept.type is kind else None

    def _body(self, entity: Entity, seen: frozenset[Iri]) -> Iri:
        key, whole = slug(entity.label), self.wholes.get(entity.iri)
        if not is_part(entity.label) and (listed := starter(self.ontology).find(entity)):
            if not self._is_elsewhere(entity, listed):
                return listed.iri
            key = f"{self._country(entity).lower()}--{key}"
        elif found := self._known_outside(entity):
            return found
        elif key.split("-")[0] in STATE and not countries_named(self.ontology, [entity.label]):
            key = f"{self._country(entity).lower() or self.document}--{key}"
        if self._is_own(entity):
            return self.vocabulary.entity(entity.type, key)
        if whole is None or whole.iri in seen:
            return self.vocabulary.entity(entity.type, f"{key}--{self.document}")
        above = self._key(self.of(whole, seen))
        return self.vocabulary.entity(entity.type, f"{above}--{key}")

    def _known_outside(self, body: Entity) -> Iri | None:
        """The body of an authority that was added which this one can only be."""
        added = self.ontology.authorities
        if added is None or is_part(body.label):
            return None
        whole, place = self.wholes.get(body.iri), self.places.get(body.iri)
        return added.body(
            Mentioned(
                (body.label, *body.aliases),
                self._country(body),
                (place.label,) if place else (),
                (whole.label,) if whole else (),
            )
        )

    def _is_elsewhere(self, entity: Entity, listed: Organization) -> bool:
        """Whether a body that every country may have is another country's than the listed one."""
        if slug(entity.label).split("-")[0] not in STATE | {"national"}:
            return False
        country = self._country(entity)
        return bool(country and listed.country and country != listed.country)

    def _country(self, body: Entity) -> str:
        """The code of the country where the document places a body; empty where it does not."""
        place = self.places.get(body.iri)
        found = self.ontology.country_of(self.of(place)) if place else None
        return found.country or "" if found else ""

    def _is_own(self, body: Entity) -> bool:
        """Whether a body's name says which one it is."""
        if is_part(body.label):
            return False
        return body.iri not in self.wholes or slug(body.label).split("-")[0] not in LOOSE_PARTS

    def _person(self, entity: Entity, seen: frozenset[Iri]) -> Iri:
        employer = self.employers.get(entity.iri)
        where, added = self.document, self.ontology.authorities
        if employer is not None and added:
            names = (employer, self._root(employer))
            employers = [name for body in names for name in (body.label, *body.aliases)]
            if listed := added.researcher(entity.label, employers):
                return listed
        if employer is not None:
            where = self._key(self.of(self._root(employer), seen))
        return self.vocabulary.entity(Type.PERSON, f"{slug(entity.label)}--{where}")

    def _root(self, body: Entity) -> Entity:
        """The first body upwards that has a name of its own."""
        seen = {body.iri}
        while not self._is_own(body) and (whole := self.wholes.get(body.iri)) is not None:
            if whole.iri in seen:
                break
            seen.add(whole.iri)
            body = whole
        return body

    def _key(self, iri: Iri) -> str:
        return iri.removeprefix(self.vocabulary.data).partition("/")[2]


def is_part(name: str) -> bool:
    """Whether a body's name is that of a part, and says nothing without the whole.

    >>> is_part("Department of Radiology"), is_part("Ethics Committee"), is_part("Broad Institute")
    (True, True, False)
    """
    words = slug(name).split("-")
    return (
        words[0] in PARTS
        or words[-1] in LAST_WORDS
        or (len(words) == 2 and words[-1] in LAST_OF_TWO)
    )


def is_unnamed(name: str) -> bool:
    """Whether an event or a programme is described rather than named.

    >>> is_unnamed("a panel of experts"), is_unnamed("Press Conference"), is_unnamed("ASH 2024")
    (True, True, False)
    """
    return name[:1].islower() or EVENT_WORDS.issuperset(slug(name).split("-"))


class _Starter:
    """The starter list of bodies by what documents may call them."""

    def __init__(self, bodies: Sequence[Organization]) -> None:
        self.by_ror: dict[str, Organization] = {}
        self.by_name: dict[str, list[Organization]] = {}
        for body in bodies:
            for identifier in body.identifiers:
                if identifier.startswith("ROR:"):
                    self.by_ror[identifier.rpartition("/")[2].removeprefix("ROR:").lower()] = body
            for name in dict.fromkeys(map(slug, body.names)):
                self.by_name.setdefault(name, []).append(body)

    def find(self, entity: Entity) -> Organization | None:
        """The one body that is called as the entity is; by an acronym only if it has no more."""
        full = [name for name in (entity.label, *entity.aliases) if not is_acronym(name)]
        names = [entity.label, *full] if entity.label in full else [*full, entity.label]
        for name in names:
            found = self.by_name.get(slug(name), [])
            if is_acronym(name):
                found = [body for body in found if body.type is entity.type and not full]
            if len(found) == 1:
                return found[0]
        return None


@lru_cache(maxsize=4)
def starter(ontology: Ontology) -> _Starter:
    """The starter list of an ontology, put in order once."""
    return _Starter(list(ontology.organizations()))


def document_key(iri: Iri, vocabulary: Vocabulary) -> str:
    """What tells in the IRI of an entity that it is one document's alone."""
    base = vocabulary.data + "document/"
    return iri.removeprefix(base) if iri.startswith(base) else digest(iri)
