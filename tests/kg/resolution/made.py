"""Documents that tests of publishing make: drawn at random, or stated by hand."""

from collections.abc import Iterable

from hypothesis import strategies as st

from kg.model import (
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Kind,
    Predicate,
    Reading,
    Standing,
    Type,
    Value,
    When,
)
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import MemoryStore
from kg.store.rdf import Vocabulary

SETTINGS = Settings()
ONTOLOGY = Ontology(SETTINGS)
VOCABULARY = Vocabulary(SETTINGS)
DATA = SETTINGS.data
MONDO = "http://purl.obolibrary.org/obo/MONDO_"
MARFAN, LEUKEMIA, ALL = (Iri(MONDO + number) for number in ("0007947", "0005059", "0004967"))


def entity(kind: Type, label: str, *aliases: str, **more: object) -> Entity:
    return Entity(Iri(f"x#{kind}/{label}"), kind, label, aliases, **more)  # type: ignore[arg-type]


# What documents of these tests may name; the IRIs are made theirs when they are put in a document.
THINGS = [
    entity(Type.PERSON, "Zhang Shuyang", "Zhang"),
    entity(Type.PERSON, "Ann Lee", identifiers=("ORCID:0000-0001-5109-3700",)),
    entity(Type.ORGANIZATION, "Peking Union Medical College Hospital", "PUMCH"),
    entity(Type.ORGANIZATION, "Ortel Hospital", "OH", subclass="Hospital"),
    entity(Type.ORGANIZATION, "ORTEL hospital", "the hospital", subclass="University"),
    entity(Type.ORGANIZATION, "Ortel Clinic Berlin", identifiers=("ROR:00xyz",)),
    entity(Type.ORGANIZATION, "Ortel Clinics", identifiers=("ROR:00xyz", "ISNI:1")),
    entity(Type.ORGANIZATION, "Department of Radiology", "Radiology", "Imaging"),
    entity(Type.ORGANIZATION, "Ethics Committee"),
    entity(Type.ORGANIZATION, "Section of Imaging", "WHO", "World Health Organization", "Charité"),
    entity(Type.NETWORK, "China Alliance for Rare Diseases"),
    entity(Type.EVENT, "Annual Forum"),
    entity(Type.EVENT, "Ortel Forum"),
    entity(Type.DISEASE, "Marfan syndrome", same_as=MARFAN),
    entity(Type.DISEASE, "leukaemia", "blood cancer", same_as=LEUKEMIA),
    entity(Type.DISEASE, "ALL", same_as=ALL),
    entity(Type.DISEASE, "Ortel's disease"),
    entity(Type.THERAPY, "CAR-T", same_as=Iri(DATA + "therapy/car-t-cell-therapy")),
    entity(Type.TOPIC, "newborn screening", same_as=Iri(DATA + "topic/newborn-screening")),
    entity(Type.PLACE, "China", same_as=Iri(DATA + "place/cn")),
    entity(Type.PLACE, "Beijing", same_as=Iri(DATA + "place/cn-beijing")),
    entity(Type.PLACE, "Berlin", same_as=Iri(DATA + "place/de-berlin")),
]
PREDICATES = [
    Predicate.AFFILIATED_WITH,
    Predicate.PART_OF,
    Predicate.PART_OF,
    Predicate.LOCATED_IN,
    Predicate.COLLABORATES_WITH,
    Predicate.WORKS_ON,
    Predicate.LEADS,
    Predicate.START_DATE,
    Predicate.START_DATE,
    Predicate.COUNT,
]
RELEASE = (
    "The hospital of Ortel and the clinics of Delphi said on Monday that they have begun to treat "
    "the first patients with a therapy that was developed in both places"
)
STUDY = (
    "A study of two hundred families from nine countries has found that screening at birth saves "
    "most children from the worst of the disease according to its authors"
)
# Texts, copies of them with more or less, and some that stand between two.
TEXTS = [
    "One text of some length.",
    RELEASE,
    f"DELPHI, 4 May - {RELEASE}.",
    RELEASE[:130],
    RELEASE[60:] + " " + STUDY[:60],
    STUDY,
    STUDY + " who met in Ortel last week to talk about what is to be done next",
    RELEASE[80:] + " " + STUDY[:100],
    RELEASE + " " + STUDY,
]


@st.composite
def claims(draw: st.DrawFn, document: Iri, things: list[Entity]) -> Claim:
    predicate = draw(st.sampled_from(PREDICATES))
    subject = draw(st.sampled_from(things))
    value: Value = draw(st.sampled_from(things)).iri
    if predicate is Predicate.COUNT:
        value = Count(draw(st.sampled_from(["members", "sites"])), draw(st.integers(1, 2)))
    elif predicate is Predicate.START_DATE:
        value = When(draw(st.sampled_from(["2019", "2019-07", "2020", "2021-01"])))
    confidence = draw(st.sampled_from([0.3, 0.6, 0.60001, 0.60004, 0.9, 0.95, 1.0]))
    return Claim(
        subject.iri,
        predicate,
        value,
        Evidence(document, "One text", draw(st.integers(0, 5)), 8, confidence, "rule"),
        draw(st.sampled_from([*[Standing.ASSERTED] * 4, Standing.NEGATED, Standing.TENTATIVE])),
        draw(st.sampled_from([None, "chair", "director", "member"])),
        draw(st.sampled_from([None, When("2020"), When("2021-05")])),
    )


@st.composite
def readings(draw: st.DrawFn, number: int) -> Reading:
    document = Document(
        Iri(f"{DATA}document/d{number}"),
        draw(st.sampled_from(TEXTS)),
        title=draw(st.sampled_from(["", "A title"])),
        published=draw(st.sampled_from([None, When("2023"), When("2024-01-02"), When("2024-11")])),
        language=draw(st.sampled_from(["en", "en", "de"])),
        kind=draw(st.sampled_from([None, Kind.NEWS, Kind.CONSORTIUM])),
    )
    chosen = draw(st.lists(st.sampled_from(THINGS), max_size=6, unique_by=lambda e: e.iri))
    things = [local(document.iri, position, thing) for position, thing in enumerate(chosen)]
    draw(st.randoms(use_true_random=False)).shuffle(things)
    found = draw(st.lists(claims(document.iri, things), max_size=6)) if things else []
    return Reading(document, "test 1", tuple(things), (), tuple(found))


def local(document: Iri, position: int, thing: Entity) -> Entity:
    iri = Iri(f"{document}#{thing.type.lower()}/{position}")
    return Entity(
        iri,
        thing.type,
        thing.label,
        thing.aliases,
        thing.identifiers,
        thing.same_as,
        thing.subclass,
    )


# A history: for each step, documents that come in or change, and documents that are removed.
STEPS = st.lists(
    st.tuples(
        st.lists(
            st.integers(0, 5).flatmap(readings), max_size=4, unique_by=lambda r: r.document.iri
        ),
        st.lists(st.integers(0, 5).map(lambda n: Iri(f"{DATA}document/d{n}")), max_size=1),
    ),
    min_size=1,
    max_size=5,
)


def publish(
    store: MemoryStore, found: Iterable[Reading], removed: Iterable[Iri] = ()
) -> MemoryStore:
    store.apply(change_for(store, ONTOLOGY, list(found), list(removed)))
    return store


def conclusions(store: MemoryStore) -> list[str]:
    return sorted(str(quad) for quad in store.match())


def reading(
    key: str,
    *things: Entity,
    ties: Iterable[tuple[int, Predicate, int | Value]] = (),
    **more: object,
) -> Reading:
    """A document that names these things and ties them by their positions, each surely to 0.8."""
    standing = more.pop("standing", Standing.ASSERTED)
    confidence = more.pop("confidence", 0.8)
    role = more.pop("role", None)
    text = more.pop("text", f"The text of {key}.")
    doc = Document(Iri(f"{DATA}document/{key}"), text, **more)  # type: ignore[arg-type]
    placed = [local(doc.iri, position, thing) for position, thing in enumerate(things)]
    claims = [
        Claim(
            placed[subject].iri,
            predicate,
            placed[value].iri if isinstance(value, int) else value,
            Evidence(doc.iri, "x", at, at + 1, confidence, "test"),  # type: ignore[arg-type]
            standing,  # type: ignore[arg-type]
            role,  # type: ignore[arg-type]
        )
        for at, (subject, predicate, value) in enumerate(ties)
    ]
    return Reading(doc, "test 1", tuple(placed), (), tuple(claims))


HOSPITAL = entity(Type.ORGANIZATION, "Ortel Hospital", "OH")
CLINIC = entity(Type.ORGANIZATION, "Delphi Clinics")
CHINA = entity(Type.PLACE, "China", same_as=Iri(DATA + "place/cn"))
DISEASE = entity(Type.DISEASE, "leukaemia", same_as=LEUKEMIA)


def ask(store: MemoryStore, text: str) -> list[tuple[object, ...]]:
    answer = store.query(text)
    return [tuple(row.get(name) for name in answer.variables) for row in answer]
