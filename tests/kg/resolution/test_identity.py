import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.model import Claim, Document, Entity, Evidence, Iri, Predicate, Reading, Standing, Type
from kg.ontology import Ontology
from kg.resolution.identity import canonical, is_acronym, is_part, is_unnamed, slug
from kg.settings import Settings
from kg.store.rdf import Vocabulary

SETTINGS = Settings()
DATA = SETTINGS.data
ONTOLOGY, VOCABULARY = Ontology(SETTINGS), Vocabulary(SETTINGS)
PUMCH = "organization/peking-union-medical-college-hospital"
P, B, N, E, L = Type.PERSON, Type.ORGANIZATION, Type.NETWORK, Type.EVENT, Type.PLACE

type Tie = tuple[int, Predicate, int]


def local(position: int, document: str = "d1") -> Iri:
    return Iri(f"{DATA}document/{document}#{position}")


def entity(kind: Type, label: str, *aliases: str, **more: object) -> Entity:
    return Entity(local(0), kind, label, aliases, **more)  # type: ignore[arg-type]


def keys(
    entities: list[Entity],
    ties: list[Tie] = [],  # noqa: B006  # never changed
    document: str = "d1",
    standing: Standing = Standing.ASSERTED,
) -> list[str]:
    """The ends of the canonical IRIs of entities that are tied by their positions."""
    doc = Document(Iri(f"{DATA}document/{document}"), "x" * 99)
    placed = [
        Entity(local(n, document), e.type, e.label, e.aliases, e.identifiers, e.same_as, e.subclass)
        for n, e in enumerate(entities)
    ]
    claims = [
        Claim(
            local(s, document),
            predicate,
            local(o, document),
            Evidence(doc.iri, "x", at, at + 1, 0.8, "test"),
            standing,
        )
        for at, (s, predicate, o) in enumerate(ties)
    ]
    found = canonical(
        Reading(doc, "test 1", tuple(placed), (), tuple(claims)), ONTOLOGY, VOCABULARY
    )
    return [found[each.iri].removeprefix(DATA) for each in placed]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Royal Hospital", "royal-hospital"),
        ("The", "the"),
        ("Hôpital Necker-Enfants malades", "hopital-necker-enfants-malades"),
        ("Łódź Smørås & Œuvre", "lodz-smoras-and-oeuvre"),
        ("St. Jude Children\u2019s", "st-jude-childrens"),
        ("Tour of Four", "tour-of-four"),
        ("U.S.-China   Forum (2024)", "us-china-forum-2024"),
    ],
)
def test_slugs_of_latin_names(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize("name", ["北京协和医院", "北京 Union", "Ἀθῆναι", "!!!", "", "x" * 300])
def test_other_names_end_in_a_hash(name: str) -> None:
    assert slug(name)
    assert slug(name) != slug(name + "院")
    assert len(slug(name)) <= 100


@given(st.text())
def test_a_slug_is_the_end_of_an_iri(name: str) -> None:
    made = slug(name)
    assert made == made.strip("-")
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert NamedNode(DATA + made)
    assert slug(name.upper()) == slug(name.upper().upper())


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (
            entity(Type.DISEASE, "x", same_as=Iri(DATA + "disease/rare-disease")),
            "disease/rare-disease",
        ),
        (
            entity(Type.DISEASE, "x", identifiers=("MONDO:0007947",)),
            "http://purl.obolibrary.org/obo/MONDO_0007947",
        ),
        (entity(Type.DISEASE, "Ortel's disease"), "disease/ortels-disease"),
        (entity(Type.DISEASE, "x", same_as=Iri("http://nobody/knows")), "disease/x"),
        (entity(L, "PRC", identifiers=("ISO:CN",)), "place/cn"),
        (entity(L, "Nowhere"), "place/nowhere"),
        (
            entity(P, "Ann", identifiers=("ORCID:0000-0001-5109-3700",)),
            "person/orcid-0000-0001-5109-3700",
        ),
        (entity(B, "x", identifiers=("ROR:https://ror.org/0abcDE",)), "organization/ror-0abcde"),
        (entity(B, "PUMCH"), PUMCH),
        (entity(B, "Peking Union Medical College Hospital"), PUMCH),
        (entity(B, "the peking union medical college hospital", "the hospital"), PUMCH),
        (entity(B, "Peking Union", "Peking Union Medical College Hospital"), PUMCH),
        (entity(B, "Pump Union of Manx", "PUMCH"), "organization/pump-union-of-manx"),
        (entity(N, "PUMCH"), "network/pumch"),
        (entity(B, "Ortel Hospital"), "organization/ortel-hospital"),
        (entity(B, "Department of Radiology"), "organization/department-of-radiology--d1"),
        (entity(B, "Cardiac Surgery Department"), "organization/cardiac-surgery-department--d1"),
        (entity(B, "Ministry of Health"), "organization/d1--ministry-of-health"),
        (entity(B, "Ministry of Health of Oman"), "organization/ministry-of-health-of-oman"),
        (entity(B, "Institute of Cancer Studies"), "organization/institute-of-cancer-studies"),
        (entity(E, "Ortel Forum"), "event/ortel-forum"),
        (entity(E, "the press conference"), "event/press-conference--d1"),
        (entity(E, "Second Annual Meeting"), "event/second-annual-meeting--d1"),
        (entity(Type.PROGRAMME, "a pilot"), "programme/a-pilot--d1"),
        (entity(P, "Zhang Wei"), "person/zhang-wei--d1"),
    ],
)
def test_one_entity_alone(one: Entity, expected: str) -> None:
    assert keys([one]) == [expected]


def test_departments_of_two_hospitals_never_merge() -> None:
    radiology = entity(B, "Department of Radiology")
    found = [
        keys([radiology, entity(B, hospital)], [(0, Predicate.PART_OF, 1)], document)[0]
        for hospital in ("Ortel Hospital", "Delphi Hospital")
        for document in ("d1", "d2")
    ]
    assert found == [
        "organization/ortel-hospital--department-of-radiology",
        "organization/ortel-hospital--department-of-radiology",
        "organization/delphi-hospital--department-of-radiology",
        "organization/delphi-hospital--department-of-radiology",
    ]


def test_parts_of_parts_take_all_that_is_above() -> None:
    bodies = [
        entity(B, "Unit of Imaging"),
        entity(B, "Department of Radiology"),
        entity(B, "PUMCH"),
    ]
    ties: list[Tie] = [(0, Predicate.PART_OF, 1), (1, Predicate.PART_OF, 2)]
    assert keys(bodies, ties)[0] == f"{PUMCH}--department-of-radiology--unit-of-imaging"


def test_a_body_with_a_name_of_its_own_does_not_need_its_whole() -> None:
    bodies = [entity(B, "Ortel Hospital"), entity(B, "Delphi University")]
    assert keys(bodies, [(0, Predicate.PART_OF, 1)])[0] == "organization/ortel-hospital"


def test_an_institute_goes_with_its_whole_where_it_has_one() -> None:
    bodies = [entity(B, "Institute of Physiology"), entity(B, "Delphi University")]
    tied = keys(bodies, [(0, Predicate.PART_OF, 1)])[0]
    assert tied == "organization/delphi-university--institute-of-physiology"


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("Ministry of Health", "ISO:MY", "organization/my--ministry-of-health"),
        ("Federal Ministry of Joy", "ISO:DE", "organization/de--federal-ministry-of-joy"),
        ("National Cancer Center", "ISO:JP", "organization/jp--national-cancer-center"),
        ("National Cancer Center", "ISO:CN", "organization/national-cancer-center"),
    ],
)
def test_what_every_state_has_is_told_by_its_country(name: str, place: str, expected: str) -> None:
    country = entity(L, "there", identifiers=(place,))
    assert keys([entity(B, name), country], [(0, Predicate.LOCATED_IN, 1)])[0] == expected


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ([], "person/zhang-wei--d1"),
        (
            [(0, Predicate.AFFILIATED_WITH, 2)],
            "person/zhang-wei--peking-union-medical-college-hospital",
        ),
        (
            [(0, Predicate.AFFILIATED_WITH, 1), (1, Predicate.PART_OF, 2)],
            "person/zhang-wei--peking-union-medical-college-hospital",
        ),
        (
            [(0, Predicate.AFFILIATED_WITH, 3), (0, Predicate.AFFILIATED_WITH, 2)],
            "person/zhang-wei--ortel-hospital",
        ),
        ([(0, Predicate.AFFILIATED_WITH, 0)], "person/zhang-wei--d1"),
    ],
)
def test_a_person_is_told_by_the_first_employer(ties: list[Tie], expected: str) -> None:
    bodies = [entity(B, "Department of Radiology"), entity(B, "PUMCH"), entity(B, "Ortel Hospital")]
    assert keys([entity(P, "Zhang Wei"), *bodies], ties)[0] == expected


def test_a_name_alone_merges_no_persons() -> None:
    assert keys([entity(P, "Zhang Wei")], document="d1") != keys(
        [entity(P, "Zhang Wei")], document="d2"
    )


@pytest.mark.parametrize("standing", [Standing.NEGATED, Standing.TENTATIVE])
def test_what_is_not_asserted_identifies_nobody(standing: Standing) -> None:
    people = [entity(P, "Zhang Wei"), entity(B, "Ortel Hospital")]
    tied = keys(people, [(0, Predicate.AFFILIATED_WITH, 1)], standing=standing)
    assert tied[0] == "person/zhang-wei--d1"


def test_circles_end() -> None:
    bodies = [entity(B, "Department of A"), entity(B, "Department of B"), entity(P, "Ann")]
    ties: list[Tie] = [
        (0, Predicate.PART_OF, 1),
        (1, Predicate.PART_OF, 0),
        (2, Predicate.AFFILIATED_WITH, 0),
    ]
    assert len(set(keys(bodies, ties))) == 3


@pytest.mark.parametrize("name", ["WHO", "IRDiRC", "PUMCH", "G7-A"])
def test_acronyms(name: str) -> None:
    assert is_acronym(name)


@pytest.mark.parametrize("name", ["Who", "Ortel", "PUMC Hospital", "w", ""])
def test_no_acronyms(name: str) -> None:
    assert not is_acronym(name)


@pytest.mark.parametrize(
    "name", ["National Health Commission", "Broad Institute", "European Union"]
)
def test_names_of_their_own(name: str) -> None:
    assert not is_part(name)
    assert not is_unnamed(name)
