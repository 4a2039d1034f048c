"""The tables in ontologies/ -> concepts and bodies, under the namespace `data` of the settings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

# The scheme of therapies and topics is read with Oxigraph's parser, here and not by
# kg/store/rdf.py, because kg.store stands above this module; no RDF term leaves it.
import pyoxigraph as ox

from kg.errors import SourceUnavailable
from kg.model import Iri, Type
from kg.settings import DATA

RARE = "rare-disease"  # the key of the class above all rare diseases
MONDO = "http://purl.obolibrary.org/obo/MONDO_"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMES = {type.lower(): type for type in (Type.THERAPY, Type.TOPIC)}
NETWORKS = frozenset({"Network", "Consortium", "ReferenceNetwork", "Alliance"})
COUNTRY_RANK = 10_000_000_000  # a country is meant before a city of the same name


@dataclass(frozen=True, slots=True)
class Concept:
    """A disease, therapy, topic or place that the ontologies know."""

    iri: Iri
    type: Type
    label: str
    synonyms: tuple[str, ...] = ()
    broader: tuple[Iri, ...] = ()  # a city's is its country, a country's its continent
    identifiers: tuple[str, ...] = ()  # MONDO:0007947, OMIM:..., Orphanet:..., MeSH:..., ISO:CN
    country: str | None = None  # ISO code of the country that a place is or lies in
    latitude: float | None = None
    longitude: float | None = None
    demonyms: tuple[str, ...] = ()  # "Chinese", and "Sino-" with its hyphen
    rank: int = 0  # of two places with one name, the higher is likelier meant

    @property
    def names(self) -> tuple[str, ...]:
        """The label and then every synonym."""
        return (self.label, *self.synonyms)

    @property
    def is_country(self) -> bool:
        """Whether this is a country rather than a city, a region or no place at all."""
        return any(identifier.startswith("ISO:") for identifier in self.identifiers)


@dataclass(frozen=True, slots=True)
class Organization:
    """A body of the starter list: an organisation or a network that documents often name."""

    iri: Iri
    type: Type  # Organization or Network
    label: str
    synonyms: tuple[str, ...] = ()
    subclass: str | None = None  # local name of the class in the ontology: University ...
    city: str | None = None
    country: str | None = None  # ISO code
    parent: Iri | None = None
    identifiers: tuple[str, ...] = ()  # ROR:..., Wikidata:...
    # What an authority that was added to the store knows beyond the list.
    named: tuple[tuple[str, str], ...] = ()  # names with their languages
    parents: tuple[Iri, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The label and then every synonym."""
        return (self.label, *self.synonyms)


@dataclass(frozen=True, slots=True, eq=False)
class DiseaseNames:
    """What a disease is called; the rest of its row is read when it is asked for."""

    table: "Diseases"
    iri: Iri
    label: str
    synonyms: tuple[str, ...]
    type: Type = Type.DISEASE

    @property
    def broader(self) -> tuple[Iri, ...]:
        """What stands above it."""
        return self.table[self.iri].broader


class Diseases(Mapping[Iri, Concept]):
    """Groups of diseases that are ours, the rare ones first, and then Mondo's human diseases.

    There are twenty thousand and a document names ten: each row is taken apart when asked for.
    """

    def __init__(self, data: str, added: Sequence[str] = ()) -> None:
        """Read both tables under the namespace `data`; added rows come before the package's."""
        own = rows("diseases.tsv")
        self._iris = _DiseaseIris(f"{data}disease/")
        self._others = {key: _several(others) for key, _, others, _, _ in own}
        self._above = {
            key: [self._iris[parent] for parent in _several(broader)]
            for key, _, _, broader, _ in own
        }
        for key, _, _, _, narrower in own:
            for below in _several(narrower):
                self._above.setdefault(below, []).append(self._iris[key])
        self._own = {self._iris[key]: (key, name) for key, name, *_ in own if key[:6] != "MONDO:"}
        self._rows = {self._iris[row[: row.index("\t")]]: row for row in _lines("mondo.tsv")}
        self._rows |= {self._iris[row[: row.index("\t")]]: row for row in added}
        self._known: dict[Iri, Concept] = {}

    def __getitem__(self, iri: Iri) -> Concept:
        """The disease with this IRI; the same object each time."""
        found = self._known.get(iri)
        if found is None:
            found = self._known[iri] = (
                self._group(iri) if iri in self._own else self._disease(self._rows[iri])
            )
        return found

    def __iter__(self) -> Iterator[Iri]:
        """In order of the tables."""
        yield from self._own
        yield from self._rows

    def __len__(self) -> int:
        """Both tables together."""
        return len(self._own) + len(self._rows)

    def names(self) -> Iterator[DiseaseNames]:
        """All names, in order of the tables."""
        for iri, (key, name) in self._own.items():
            yield DiseaseNames(self, iri, name, self._others[key])
        for iri, row in self._rows.items():
            key, name, synonyms, _ = row.split("\t", 3)
            yield DiseaseNames(self, iri, name, (*_several(synonyms), *self._others.get(key, ())))

    def _group(self, iri: Iri) -> Concept:
        key, name = self._own[iri]
        return Concept(iri, Type.DISEASE, name, self._others[key], tuple(self._above[key]))

    def _disease(self, row: str) -> Concept:
        key, name, synonyms, parents, xrefs, flag = row.split("\t")
        return Concept(
            iri=self._iris[key],
            type=Type.DISEASE,
            label=name,
            synonyms=(*_several(synonyms), *self._others.get(key, ())),
            broader=(
                *map(self._iris.__getitem__, _several(parents)),
                *self._above.get(key, ()),
                *((self._iris[RARE],) if flag else ()),
            ),
            identifiers=(key, *_several(xrefs)),
        )


class _DiseaseIris(dict[str, Iri]):
    """Keys of both disease tables -> IRIs, each made once: there are a hundred thousand uses."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __missing__(self, key: str) -> Iri:
        iri = Iri(MONDO + key[6:] if key.startswith("MONDO:") else self._base + key)
        self[key] = iri
        return iri


def places(data: str) -> Iterator[Concept]:
    """Countries, and then cities and regions."""
    base = f"{data}place/"
    for code, name, others, demonyms, continent, lat, lon in rows("countries.tsv"):
        above = (Iri(base + continent.lower().replace(" ", "-")),) if continent else ()
        yield Concept(
            iri=Iri(base + code.lower()),
            type=Type.PLACE,
            label=name,
            synonyms=_several(others),
            broader=above,
            identifiers=(f"ISO:{code}",),
            country=code,
            latitude=float(lat),
            longitude=float(lon),
            demonyms=_several(demonyms),
            rank=COUNTRY_RANK,
        )
    for key, name, others, country, part_of, _, lat, lon, population in rows("cities.tsv"):
        above = (Iri(base + (part_of or country.lower())),) if part_of or country else ()
        yield Concept(
            iri=Iri(base + key),
            type=Type.PLACE,
            label=name,
            synonyms=_several(others),
            broader=above,
            country=country or None,
            latitude=float(lat),
            longitude=float(lon),
            rank=int(population),
        )


def schemes(data: str) -> Iterator[Concept]:
    """The therapies and the topics; their IRIs follow the settings' namespace."""
    above: defaultdict[str, list[Iri]] = defaultdict(list)
    names: defaultdict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for triple in ox.parse(_text("concepts.ttl"), ox.RdfFormat.TURTLE):
        iri, value = triple.subject.value, triple.object.value
        match triple.predicate.value.removeprefix(SKOS):
            case "prefLabel":
                labels[iri.removeprefix(DATA)] = value
            case "altLabel":
                names[iri.removeprefix(DATA)].append(value)
            case "broader":
                above[iri.removeprefix(DATA)].append(Iri(data + value.removeprefix(DATA)))
    for key, label in labels.items():
        type = SCHEMES.get(key.partition("/")[0])
        if type is not None:  # the schemes have labels too
            yield Concept(Iri(data + key), type, label, tuple(names[key]), tuple(above[key]))


def organizations(data: str) -> Iterator[Organization]:
    """The bodies of the starter list in order of their keys."""
    listed = rows("organizations.tsv")
    types = {row[0]: "network" if row[3] in NETWORKS else "organization" for row in listed}
    iris = {key: Iri(f"{data}{type}/{key}") for key, type in types.items()}
    for row in listed:
        yield _organization(row, iris)


def _organization(row: list[str], iris: Mapping[str, Iri]) -> Organization:
    key, name, others, subclass, city, country, parent, ror, wikidata = row
    schemes = (("ROR", ror), ("Wikidata", wikidata))
    return Organization(
        iri=iris[key],
        type=Type.NETWORK if subclass in NETWORKS else Type.ORGANIZATION,
        label=name,
        synonyms=_several(others),
        subclass=subclass if subclass not in Type else None,
        city=city or None,
        country=country or None,
        parent=iris[parent] if parent else None,
        identifiers=tuple(f"{scheme}:{value}" for scheme, value in schemes if value),
    )


def word_list(name: str) -> list[str]:
    """The lines of a list of words for resolution, without its comments."""
    lines = _text(f"resolution/{name}").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def rows(name: str) -> list[list[str]]:
    """The rows of a table below its two lines of header."""
    return [line.split("\t") for line in _lines(name)]


def _lines(name: str) -> list[str]:
    return _text(name).splitlines()[2:]


def _text(name: str) -> str:
    try:
        return files("ontologies").joinpath(name).read_text("utf-8")
    except (OSError, ModuleNotFoundError) as error:
        raise SourceUnavailable(f"ontologies/{name} is missing: install again ({error})") from error


def _several(field: str) -> tuple[str, ...]:
    return tuple(field.split("|")) if field else ()
