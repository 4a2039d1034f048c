"""Who can be a partner, by class: the classes of the ontology with their names (collab-kg.ttl)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Read with Oxigraph's parser, here and not by kg/store/rdf.py, because kg.store stands above this
# module; no RDF term leaves it.
import pyoxigraph as ox

from kg.model import Type
from kg.settings import ONTOLOGY

ACTING = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PERSON})
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True, slots=True)
class PartnerClass:
    """A class of those who act: Organization itself, or Hospital under it."""

    name: str  # local, as in the ontology
    label: str
    type: Type
    others: tuple[str, ...]  # what else people call it

    @property
    def is_whole(self) -> bool:
        """Whether it is one of our types rather than a class under one."""
        return self.name == self.type

    def holds(self, type: Type, subclass: str | None) -> bool:
        """Whether an entity of this type and class belongs to it."""
        if self.name == Type.ORGANIZATION:
            return type in (Type.ORGANIZATION, Type.NETWORK)  # a network is a body too
        return type == self.type and (self.is_whole or subclass == self.name)


def class_named(text: str) -> PartnerClass | None:
    """The class that people call so, in the singular or plural, in any case.

    >>> class_named("patient organisations").name, class_named("clinic").name
    ('PatientOrganization', 'Hospital')
    """
    return _names().get(_folded(text))


def _folded(text: str) -> str:
    plain = text.casefold().replace("organis", "organiz").replace("-", "").replace("_", "")
    plain = "".join(plain.split())
    return plain[:-3] + "y" if plain.endswith("ies") else plain.removesuffix("s")


@cache
def partner_classes() -> tuple[PartnerClass, ...]:
    """All of them: the types first, then what stands under them, by label."""
    above: dict[str, str] = {}
    names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    text = files("ontologies").joinpath("collab-kg.ttl").read_text("utf-8")
    for triple in ox.parse(text, ox.RdfFormat.TURTLE):
        subject, value = str(getattr(triple.subject, "value", "")), triple.object
        if not subject.startswith(ONTOLOGY) or isinstance(value, ox.BlankNode | ox.Triple):
            continue
        local = subject.removeprefix(ONTOLOGY)
        if triple.predicate.value == f"{RDFS}subClassOf" and value.value.startswith(ONTOLOGY):
            above[local] = value.value.removeprefix(ONTOLOGY)
        names[local, triple.predicate.value].append(value.value)
    found = [
        PartnerClass(
            name,
            names[name, f"{RDFS}label"][0],
            Type(above.get(name, name)),
            tuple(sorted(names[name, f"{SKOS}altLabel"])),
        )
        for name in {*ACTING, *above}
        if above.get(name, name) in ACTING
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_whole, one.label)))


@cache
def _names() -> Mapping[str, PartnerClass]:
    return {
        _folded(name): one
        for one in reversed(partner_classes())
        for name in (*one.others, one.name, one.label)
    }
