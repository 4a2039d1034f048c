"""What the store calls an entity, where it is, and the words behind a piece of evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.analytics.project import Step, owners
from kg.analytics.recall import recall
from kg.model import Entity, Evidence, Iri, Predicate, Type, When
from kg.ontology import Ontology
from kg.store.answer import Row, shown_first
from kg.store.store import Store


@dataclass(frozen=True, slots=True)
class Described:
    """An entity with the countries that it is in, as ISO codes."""

    entity: Entity
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Located:
    """That a body is said to be somewhere, and the country of that place."""

    step: Step
    country: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of evidence and the date of its document."""

    evidence: Evidence
    published: When | None


def describe(store: Store, ontology: Ontology, iris: Iterable[Iri]) -> dict[Iri, Described]:
    """Class, name and countries of each entity; what the store does not hold is looked up."""

    def read(some: list[Iri]) -> dict[Iri, Described]:
        rows: defaultdict[Iri, list[Row]] = defaultdict(list)
        for row in store.select("partner_described", entity=some):
            rows[Iri(row["entity"])].append(row)
        return {iri: _described(store, ontology, iri, rows.get(iri, [])) for iri in some}

    return recall(store, "partner_described", iris, read)


def _described(store: Store, ontology: Ontology, iri: Iri, rows: list[Row]) -> Described:
    concept = ontology.concept(iri)
    if not rows:
        label = concept.label if concept else iri
        return Described(Entity(iri, concept.type if concept else Type.TOPIC, label))
    ours = store.vocabulary.ontology
    found = {str(row.get("type", "")) for row in rows}
    classes = {name.removeprefix(ours) for name in found if name.startswith(ours)}
    kinds = [kind for kind in Type if kind.value in classes]
    fallback = concept.type if concept else Type.TOPIC
    subclass = min(classes - set(Type) - {""}, default=None) if kinds else None
    label = str(min(rows, key=shown_first)["label"])
    entity = Entity(iri, kinds[0] if kinds else fallback, label, subclass=subclass)
    return Described(entity, frozenset(str(row["code"]) for row in rows if "code" in row))


def with_countries(
    store: Store, ontology: Ontology, described: Mapping[Iri, Described]
) -> dict[Iri, Described]:
    """The same; a country that is not known is that of the nearest body above."""
    missing = [iri for iri, each in described.items() if not each.countries]
    above = _above(store, missing)
    bodies = describe(store, ontology, {iri for iris in above.values() for iri in iris})
    inherited = {
        iri: next((bodies[up].countries for up in iris if bodies[up].countries), frozenset())
        for iri, iris in above.items()
    }
    return {
        iri: Described(each.entity, each.countries or inherited.get(iri, frozenset()))
        for iri, each in described.items()
    }


def located(store: Store, described: Mapping[Iri, Described]) -> dict[Iri, list[Located]]:
    """Who says where each is, or the nearest body above of which that is said."""
    said = _located(store, described)
    above = _above(store, [iri for iri in described if iri not in said])
    said |= _located(store, {iri for iris in above.values() for iri in iris} - said.keys())
    return {
        iri: [
            one
            for one in next((said[up] for up in (iri, *above.get(iri, ())) if up in said), [])
            if one.country in each.countries
        ]
        for iri, each in described.items()
    }


def _above(store: Store, iris: Iterable[Iri]) -> dict[Iri, list[Iri]]:
    paths = owners(store, iris)
    return {iri: [path[-1][2] for path in paths[iri]] for iri in paths}


def _located(store: Store, iris: Iterable[Iri]) -> dict[Iri, list[Located]]:
    return recall(store, "partner_places", iris, lambda some: _read_located(store, some))


def _read_located(store: Store, iris: list[Iri]) -> dict[Iri, list[Located]]:
    found: defaultdict[Iri, list[Located]] = defaultdict(list)
    for row in store.select("partner_places", subject=iris):
        subject, place = Iri(row["subject"]), Iri(row["object"])
        step = (subject, Predicate.LOCATED_IN, place)
        found[subject].append(Located(step, str(row.get("code", ""))))
    return {iri: sorted(each, key=lambda one: one.step) for iri, each in found.items()}


def quotes(store: Store, pieces: Iterable[Iri]) -> dict[Iri, Quoted]:
    """The words of each piece of evidence."""
    wanted = sorted(set(pieces))
    if not wanted:
        return {}
    rows = store.select("partner_evidence", evidence=wanted)
    return {Iri(row["evidence"]): _quoted(row) for row in rows}


def _quoted(row: Row) -> Quoted:
    published = When(str(row["published"])) if "published" in row else None
    words = Evidence(
        document=Iri(row["document"]),
        quote=str(row["quote"]),
        start=int(row["start"]),
        end=int(row["end"]),
        confidence=float(row["confidence"]),
        rule=str(row.get("rule", "")),
    )
    return Quoted(words, published)
