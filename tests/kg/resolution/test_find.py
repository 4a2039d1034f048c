from collections.abc import Iterator

import pytest

from kg.errors import NotFound
from kg.model import Claim, Document, Entity, Evidence, Iri, Predicate, Reading, Type
from kg.ontology import Ontology
from kg.resolution.find import find, get_ready, resolve, resolve_topic
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_memory, open_reader, open_writer
from kg.store.store import Store

MONDO = "http://purl.obolibrary.org/obo/MONDO_"
LEUKEMIA = Iri(MONDO + "0005059")
ALL = Iri(MONDO + "0004967")


def told(number: int, *entities: Entity) -> Reading:
    doc = Document(Iri(f"{DATA}document/{number}"), "A text.")
    local = {entity.iri: Iri(f"{doc.iri}#{entity.iri}") for entity in entities}
    named = tuple(
        Entity(local[e.iri], e.type, e.label, e.aliases, e.identifiers, e.same_as) for e in entities
    )
    evidence = Evidence(doc.iri, "A text.", 0, 7, 0.9, "test")
    claims = [
        Claim(local[e.iri], Predicate.AFFILIATED_WITH, local[Iri("pumch")], evidence)
        for e in entities
        if e.type is Type.PERSON
    ]
    return Reading(doc, "test", named, (), tuple(claims))


PUMCH = Entity(
    Iri("pumch"),
    Type.ORGANIZATION,
    "Peking Hospital of Many Trials",
    ("PHMT", "北京许多试验医院"),
    ("ROR:0abcdef12",),
)
READINGS = [
    told(
        1,
        PUMCH,
        Entity(Iri("zhang"), Type.PERSON, "Zhang Wei"),
        Entity(Iri("all"), Type.DISEASE, "ALL", same_as=ALL),
    ),
    told(
        2,
        PUMCH,
        Entity(Iri("muller"), Type.PERSON, "Jürgen Müller"),
        Entity(Iri("unit"), Type.ORGANIZATION, "Zentrum für Müller-Studien"),
    ),
    told(3, Entity(Iri("zhang"), Type.ORGANIZATION, "Zhang Wei")),
    told(4, Entity(Iri("topic"), Type.TOPIC, "hospital twinning")),
]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology(Settings())


@pytest.fixture(scope="module", params=["index", "no index"])
def store(
    request: pytest.FixtureRequest, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    if request.param == "no index":
        memory = open_memory()
        memory.apply(change_for(memory, ontology, READINGS))
        yield memory
        return
    settings = Settings(store=str(tmp_path_factory.mktemp("find") / "store"))
    with open_writer(settings) as writer:
        writer.apply(change_for(writer, ontology, READINGS))
    with open_reader(settings) as reader:
        yield reader


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Peking Hospital of Many Trials", "Peking Hospital of Many Trials"),
        ("PHMT", "Peking Hospital of Many Trials"),
        ("phmt", "Peking Hospital of Many Trials"),
        ("北京许多试验医院", "Peking Hospital of Many Trials"),
        ("Many Trials Peking Hospital", "Peking Hospital of Many Trials"),
        ("peking hospital of many trails", "Peking Hospital of Many Trials"),
        ("jürgen müller", "Jürgen Müller"),
        ("hospital twinning", "hospital twinning"),
        ("leukemia", "leukemia"),  # not mentioned, but above what is
        ("ROR:0abcdef12", "Peking Hospital of Many Trials"),
        (str(LEUKEMIA), "leukemia"),
        ("MONDO:0004967", "acute lymphoblastic leukemia"),
        ("gene therapy", "gene therapy"),  # not mentioned at all
    ],
)
def test_what_is_meant_is_resolved(store: Store, ontology: Ontology, text: str, label: str) -> None:
    assert resolve(store, ontology, text).label == label
    assert find(store, ontology, text)[0].entity.label == label


def test_a_canonical_iri_resolves_to_itself(store: Store, ontology: Ontology) -> None:
    iri = resolve(store, ontology, "PHMT").iri
    assert resolve(store, ontology, iri).iri == iri


def test_the_end_of_an_iri_is_enough(store: Store, ontology: Ontology) -> None:
    found = resolve(store, ontology, "organization/ror-0abcdef12")
    assert found.label == "Peking Hospital of Many Trials"
    with pytest.raises(NotFound):
        resolve(store, ontology, "organization/nowhere")


def test_two_of_one_name_are_told_apart_by_type_or_iri(store: Store, ontology: Ontology) -> None:
    with pytest.raises(NotFound, match="say which") as error:
        resolve(store, ontology, "Zhang Wei")
    assert len(error.value.suggestions) == 2
    assert resolve(store, ontology, "Zhang Wei", types=[Type.PERSON]).type is Type.PERSON
    assert resolve(store, ontology, error.value.suggestions[0]).label == "Zhang Wei"


def test_an_unknown_name_brings_near_ones(store: Store, ontology: Ontology) -> None:
    with pytest.raises(NotFound, match="did you mean") as error:
        resolve(store, ontology, "Peking Hospital", types=[Type.ORGANIZATION])
    assert error.value.suggestions[0] == "Peking Hospital of Many Trials"
    with pytest.raises(NotFound) as error:
        resolve(store, ontology, "qqqqqq")
    assert error.value.suggestions == ()


@pytest.mark.parametrize("text", ["", " ", "?", '"', "a:b", "http://", "x://y z", "*", "%00"])
def test_odd_texts_find_nothing(store: Store, ontology: Ontology, text: str) -> None:
    assert find(store, ontology, text, types=[Type.PERSON]) == []


def test_types_and_limit(store: Store, ontology: Ontology) -> None:
    found = find(store, ontology, "Zhang Wei", types=[Type.ORGANIZATION])
    assert [each.entity.type for each in found] == [Type.ORGANIZATION]
    assert len(find(store, ontology, "leuk", limit=3)) == 3


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("leukemia", ["leukemia"]),
        ("Leukaemia", ["leukemia"]),
        ("leukemias", ["leukemia"]),
        ("leukemai", ["leukemia"]),
        ("ALL", ["acute lymphoblastic leukemia"]),
        ("MONDO:0005059", ["leukemia"]),
        (str(LEUKEMIA), ["leukemia"]),
        ("CAR-T", ["CAR-T cell therapy"]),
        ("car t cell therapies", ["CAR-T cell therapy"]),
        ("gaucher", ["Gaucher disease"]),
        ("rare diseases", ["rare disease"]),
        ("newborn screening", ["newborn screening"]),
        ("Hospital Twinning", ["hospital twinning"]),
    ],
)
def test_topics(store: Store, ontology: Ontology, text: str, labels: list[str]) -> None:
    found = [resolve(store, ontology, iri) for iri in resolve_topic(store, ontology, text)]
    assert [entity.label for entity in found] == labels


@pytest.mark.parametrize("text", ["leuk", "Zhang Wei", "qqqqqq", "hemophilia D"])
def test_no_topic_is_guessed(store: Store, ontology: Ontology, text: str) -> None:
    with pytest.raises(NotFound, match="no disease, therapy or topic is called"):
        resolve_topic(store, ontology, text)


def test_what_is_ready_reads_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    ontology = Ontology(Settings())
    get_ready(ontology)

    def again(name: str) -> str:
        raise AssertionError(f"{name} is read for a search")

    monkeypatch.setattr("kg.tables._text", again)
    with open_memory(Settings()) as store:
        assert find(store, ontology, "lupsu erythematosus")[0].entity.label.startswith("lupus")
        assert find(store, ontology, "CAR-T")[0].entity.type is Type.THERAPY
