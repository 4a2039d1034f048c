"""All that authorities know of a store's world, from the files beside the store.

A file is replaced in one step, so that an open one stays right as it is; each look-up sees whether
there is a newer one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.outside import Mentioned, Researcher
from kg.resolution.affiliation import Affiliations
from kg.resolution.authorities.body import Body, NameKind
from kg.resolution.authorities.diseases import Diseases, read_diseases
from kg.resolution.authorities.files import FOLDER, MONDO, ORCID, ROR, Edition, edition
from kg.resolution.authorities.lookup import Bodies
from kg.resolution.authorities.orcid import People
from kg.resolution.authorities.ror import key_of
from kg.settings import Settings
from kg.store.likeness import fold
from kg.tables import Organization

CLASSES = {
    "healthcare": "Hospital",
    "company": "Company",
    "government": "Agency",
    "education": "University",
    "facility": "ResearchInstitute",
}
# A body of one of these types is a network where its name ends so, before any "of" or "for";
# hospitals, companies and states have networks of their own, which are bodies.
LOOSE = frozenset({"nonprofit", "other", "facility", "archive", "funder"})
NETWORKS = {
    "network": None, "netzwerk": None, "réseau": None, "consortium": "Consortium",
    "alliance": "Alliance", "coalition": "Alliance",
}  # fmt: skip
CORE = re.compile(r" (?:of|for|on|in|to|de|pour) |[(,]")


@dataclass(slots=True)
class _Opened[Thing]:
    """A file as it was when it was opened."""

    stamp: tuple[int, int]
    thing: Thing


class Library:
    """The authorities of one store, under the namespace of its entities."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Opens nothing yet."""
        self.folder, self.settings = folder, settings
        self._open: dict[str, _Opened[object]] = {}
        self._affiliations: Affiliations | None = None
        self._starters: tuple[Bodies | None, Mapping[str, Organization]] | None = None

    def _file[Thing](self, name: str, opened: Callable[[Path], Thing]) -> Thing | None:
        """What a file holds, opened once and again whenever another has taken its place."""
        path = self.folder / name
        try:
            found = path.stat()
        except OSError:
            return None
        stamp, before = (found.st_ino, found.st_mtime_ns), self._open.get(name)
        if before is None or before.stamp != stamp:
            before = self._open[name] = _Opened(stamp, opened(path))
        return before.thing  # type: ignore[return-value]  # each name has one way of opening

    @property
    def bodies(self) -> Bodies | None:
        """The index of bodies; None where no authority for them was added."""
        return self._file(ROR, Bodies.open)

    @property
    def linker(self) -> Affiliations | None:
        """What ties names with their surroundings to bodies of the index."""
        bodies = self.bodies
        if bodies is None:
            return None
        if self._affiliations is None or self._affiliations.bodies is not bodies:
            self._affiliations = Affiliations(bodies, self._tables)
        return self._affiliations

    @property
    def _tables(self) -> Ontology:
        return tables(_namespaces(self.settings))

    @property
    def _listed(self) -> Mapping[str, Organization]:
        """The bodies of the starter list by their ROR keys, told or found by their names."""
        bodies = self.bodies
        if self._starters is None or self._starters[0] is not bodies:
            self._starters = (bodies, self._by_key(bodies))
        return self._starters[1]

    def _by_key(self, bodies: Bodies | None) -> Mapping[str, Organization]:
        listed = list(self._tables.organizations())
        found = {key: body for body in listed if (key := _told(body))}
        for body in listed if bodies else ():
            if bodies and not _told(body) and (key := _named_alike(body, bodies)):
                found.setdefault(key, body)
        return found

    def organization(self, iri: Iri, listed: Organization | None) -> Organization | None:
        """A body of the starter list or of an authority, with what both know of it."""
        bodies = self.bodies
        key = self._key(iri, listed)
        body = bodies.identified(key) if bodies and key else None
        if body is None:
            return listed
        return self._described(iri, body, listed)

    def _key(self, iri: Iri, listed: Organization | None) -> str:
        if listed:
            return _told(listed) or next((k for k, b in self._listed.items() if b == listed), "")
        begin, mark, key = iri.removeprefix(self.settings.data).partition("/ror-")
        return key_of(key) if mark and begin in ("organization", "network") else ""

    def _described(self, iri: Iri, body: Body, listed: Organization | None) -> Organization:
        names = tuple((name.text, name.language or "en") for name in body.names)
        parents = tuple(self.iri(parent) for parent in body.parents if self._is_known(parent))
        if listed:
            identifiers = tuple(dict.fromkeys((*listed.identifiers, *body.identifiers)))
            # Its label is the one that people know; the authority adds, and says where it is.
            found = replace(listed, identifiers=identifiers)
        else:
            found = Organization(
                iri, _type(body), body.label, identifiers=body.identifiers,
                subclass=_class(body), country=body.country or None,
            )  # fmt: skip
        return replace(
            found,
            named=names,
            city=body.city or found.city,
            latitude=body.latitude,
            longitude=body.longitude,
            parents=tuple(dict.fromkeys(each for each in parents if each != iri)),
        )

    def _is_known(self, key: str) -> bool:
        return self.bodies is not None and self.bodies.identified(key) is not None

    def iri(self, key: str) -> Iri:
        """The IRI of the body with a ROR key; a withdrawn one's is its successor's."""
        bodies = self.bodies
        body = bodies.identified(key) if bodies else None
        current = body.id if body else key
        keys = [key, current, *(bodies.predecessors(current) if bodies else ())]
        listed = next((self._listed[each] for each in keys if each in self._listed), None)
        kind = _type(body) if body else Type.ORGANIZATION
        return listed.iri if listed else Iri(f"{self.settings.data}{kind.lower()}/ror-{current}")

    def identified(self, identifier: str) -> Iri | None:
        """The IRI of the body that an identifier stands for, if an authority has it."""
        key = key_of(identifier)
        return self.iri(key) if key and self._is_known(key) else None

    def body(self, mentioned: Mentioned) -> Iri | None:
        """The body that a name with its surroundings can only mean."""
        linker = self.linker
        body = linker.link_mention(mentioned) if linker else None
        return self.iri(body.id) if body else None

    @property
    def _people(self) -> People | None:
        return self._file(ORCID, People.open)

    def person(self, iri: Iri) -> Researcher | None:
        """A person of an authority."""
        people = self._people
        base = f"{self.settings.data}person/orcid-"
        return people.person(iri.removeprefix(base)) if people and iri.startswith(base) else None

    def researcher(self, name: str, employers: Sequence[str]) -> Iri | None:
        """The one person of this name who is or was at one of these employers."""
        people = self._people
        key = people.only(name, employers) if people else None
        return Iri(f"{self.settings.data}person/orcid-{key}") if key else None

    @property
    def _diseases(self) -> Diseases | None:
        return self._file(MONDO, read_diseases)

    def disease_rows(self) -> Sequence[str] | None:
        """The rows of the table of diseases, where a release was added."""
        diseases = self._diseases
        return diseases.rows if diseases else None

    def replaced(self, iri: Iri) -> Iri:
        """What an obsolete disease or a withdrawn body is called by now, else the same."""
        key = self._key(iri, None)
        if key:
            return self.iri(key)
        diseases = self._diseases
        return diseases.replaced(iri) if diseases else iri


class HeldLibrary(Library):
    """A library that stays as it was when it was made, whatever takes the place of its files."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Opens all that stands."""
        super().__init__(folder, settings)
        self._is_held = False
        self._all = (self.bodies, self.linker, self._people, self._diseases)
        self._is_held = True

    def _file[Thing](self, name: str, opened: Callable[[Path], Thing]) -> Thing | None:
        if not self._is_held:
            return super()._file(name, opened)
        before = self._open.get(name)
        return before.thing if before else None  # type: ignore[return-value]  # as above


def _class(body: Body) -> str | None:
    """The class of ours that the authority's types come nearest to."""
    if _type(body) is Type.NETWORK:
        return NETWORKS[_last_word(body)]
    return next((CLASSES[each] for each in CLASSES if each in body.types), None)


def _type(body: Body) -> Type:
    """Authorities know no networks: a name tells."""
    is_network = LOOSE.issuperset(body.types) and _last_word(body) in NETWORKS
    return Type.NETWORK if is_network else Type.ORGANIZATION


def _last_word(body: Body) -> str:
    return (CORE.split(body.label)[0].casefold().split() or [""])[-1]


def _told(body: Organization) -> str:
    """The ROR key that the starter list has of a body; empty where it has none."""
    return next((key for each in body.identifiers if (key := key_of(each))), "")


def _named_alike(body: Organization, bodies: Bodies) -> str:
    """The one active body of the index with its whole name, in its country and city."""
    found = {
        each.id
        for each, kind in bodies.named(body.label)
        if kind is not NameKind.ACRONYM
        and each.status == "active"
        and each.country == (body.country or "")
        and (not body.city or fold(each.city) == fold(body.city))
    }
    return found.pop() if len(found) == 1 and len(fold(body.label)) > 1 else ""


@lru_cache(maxsize=4)
def tables(settings: Settings) -> Ontology:
    """The ontologies of the package, read once for all stores of a process."""
    return Ontology(settings)


def standing(settings: Settings) -> Ontology:
    """What `ontology_of` gives, one and the same until an authority is added or taken away.

    It looks at no file again: whoever holds it for long asks here for another.
    """
    return _standing(settings, edition(settings))


@lru_cache(maxsize=4)
def _standing(settings: Settings, _edition: Edition) -> Ontology:
    own = tables(_namespaces(settings))
    return own.with_authorities(HeldLibrary(settings.folder / FOLDER, settings))


def ontology_of(settings: Settings) -> Ontology:
    """The ontologies of the package together with what was added to a store, as it changes."""
    own = tables(_namespaces(settings))
    return own.with_authorities(Library(settings.folder / FOLDER, settings))


def _namespaces(settings: Settings) -> Settings:
    """All that the tables of the package depend on."""
    return Settings(ontology=settings.ontology, data=settings.data)
