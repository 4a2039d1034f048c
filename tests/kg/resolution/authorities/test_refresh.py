from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import BadRequest
from kg.model import Entity, Iri, Predicate, Reading, Type
from kg.resolution.authorities.adding import listed, prepare
from kg.resolution.authorities.files import FOLDER
from kg.resolution.authorities.library import ontology_of
from kg.resolution.authorities.refresh import (
    MARK,
    finish,
    is_finished,
    remove_authority,
    replace_authority,
)
from kg.resolution.publish import change_for, rebuild
from kg.resolution.resolving import resolving
from kg.settings import Settings
from kg.store.embedded import MemoryStore, open_memory
from kg.store.store import Change
from tests.kg.resolution.authorities.dumps import (
    CAMS,
    NECKER,
    OBO,
    PUMCH,
    RECORDS,
    TWIN_CN,
    TWIN_US,
    Record,
    name,
    related,
    write_ror,
)
from tests.kg.resolution.made import DATA, THINGS, conclusions, entity, publish, reading, readings

ORGANIZATION, PERSON, PLACE = Type.ORGANIZATION, Type.PERSON, Type.PLACE
CHINA = entity(PLACE, "China", same_as=Iri(DATA + "place/cn"))
BOSTON = entity(PLACE, "Boston", same_as=Iri(DATA + "place/us-boston"))
OUTSIDE = [
    entity(ORGANIZATION, "Ortel Children Hospital"),
    entity(ORGANIZATION, "Hôpital Delphine-Enfants Malades", "Delphine"),
    entity(ORGANIZATION, "Chinese Academy of Medical Sciences", identifiers=(f"ROR:{CAMS}",)),
    entity(Type.NETWORK, "Delphine Children Clinic"),
    entity(PERSON, "Ann Lee"),
]
# A newer release: a name gone and one new, another parent, a body withdrawn for another.
NEWER = [
    RECORDS[0] | {"names": [name("Peking Union Hospital", "ror_display", lang="en")]},
    RECORDS[1] | {"status": "withdrawn", "relationships": [related("successor", PUMCH)]},
    RECORDS[2] | {"relationships": [], "locations": []},
    *RECORDS[3:],
]
PEOPLE = "id,name,affiliations\n0000-0001-5109-3700,Ann Lee,Ortel Hospital; Delphi Clinics\n"


def add(store: MemoryStore, knobs: Settings, source: str, dump: Path) -> int:
    waiting, about = prepare(source, dump, knobs.folder / FOLDER)
    return replace_authority(store, knobs, waiting, about)


def filled(found: Iterable[Reading]) -> MemoryStore:
    return publish(open_memory(), found)


def agrees(store: MemoryStore, knobs: Settings) -> bool:
    return rebuild(store, ontology_of(knobs)) == Change()


@st.composite
def documents(draw: st.DrawFn) -> list[Reading]:
    """Documents of the tests of publishing, and some that name bodies of the small dump."""
    found = draw(st.lists(st.integers(0, 2).flatmap(readings), max_size=2))
    plain = list({each.document.iri: each for each in found}.values())
    for number in range(draw(st.integers(0, 2))):
        pool = [*OUTSIDE, CHINA, BOSTON, *THINGS[:4]]
        chosen = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=5, unique_by=str))
        ends = st.integers(0, len(chosen) - 1)
        kinds = st.sampled_from(
            [Predicate.LOCATED_IN, Predicate.PART_OF, Predicate.AFFILIATED_WITH]
        )
        ties = draw(st.lists(st.tuples(ends, kinds, ends), max_size=4))
        plain.append(reading(f"outside{number}", *chosen, ties=ties))
    return plain


@given(documents())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_adding_replacing_and_removing_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory, found: list[Reading]
) -> None:
    folder = tmp_path_factory.mktemp("authorities")
    knobs, store = Settings(store=str(folder / "store")), filled(found)
    knobs.folder.mkdir()
    with resolving(store, ontology_of(knobs), knobs.folder) as run:
        run.anew()
    before = conclusions(store)
    (folder / "people.csv").write_text(PEOPLE)
    for source, dump in (
        ("ror", write_ror(folder / "v1.1-2024-01-01-x.json")),
        ("ror", write_ror(folder / "v1.2-2025-01-01-x.json.gz", NEWER)),
        ("orcid", folder / "people.csv"),
    ):
        add(store, knobs, source, dump)
        assert agrees(store, knobs)
    for source in ("ror", "orcid"):
        remove_authority(store, knobs, source)
        assert agrees(store, knobs)
    assert conclusions(store) == before


def facts(store: MemoryStore, iri: str) -> set[tuple[str, str]]:
    local = {"http://www.w3.org/2004/02/skos/core#", DATA, store.vocabulary.ontology}
    found = set()
    for quad in store.match():
        if getattr(quad.subject, "value", "") == iri:
            key, value = quad.predicate.value, str(quad.object)
            for base in local:
                key, value = key.removeprefix(base), value.replace(base, "")
            found.add((key, value))
    return found


@pytest.fixture
def knobs(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"))


def with_ror(knobs: Settings, tmp_path: Path, *found: Reading) -> MemoryStore:
    store = filled(found)
    add(store, knobs, "ror", write_ror(tmp_path / "v1.1-2024-01-01-x.json"))
    return store


def test_what_an_authority_knows_is_concluded_of_what_documents_name_alone(
    knobs: Settings, tmp_path: Path
) -> None:
    store = with_ror(knobs, tmp_path, reading("a", OUTSIDE[1]))
    necker = f"{DATA}organization/ror-{NECKER}"
    known = facts(store, necker)
    assert {
        ("prefLabel", '"Hôpital Delphine-Enfants Malades"@fr'),
        ("identifier", f'"ROR:{NECKER}"'),
        ("exactMatch", f"<https://ror.org/{NECKER}>"),
        ("country", "<place/fr>"),
        ("city", '"Paris"'),
        ("parentBody", "<organization/ror-0dddddd55>"),
    } <= known
    assert {key for key, _ in known if "wgs84" in key} == {
        "http://www.w3.org/2003/01/geo/wgs84_pos#lat",
        "http://www.w3.org/2003/01/geo/wgs84_pos#long",
    }
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    counted = [quad for quad in store.match() if str(quad.object).endswith("#Organization>")]
    assert [str(quad.subject).strip("<>") for quad in counted] == [necker], kind
    assert not any("Academy" in str(quad) for quad in store.match())


@pytest.mark.parametrize(
    ("things", "ties", "key"),
    [
        ([OUTSIDE[0], CHINA], [(0, Predicate.LOCATED_IN, 1)], f"ror-{TWIN_CN}"),
        ([OUTSIDE[0], BOSTON], [(0, Predicate.LOCATED_IN, 1)], f"ror-{TWIN_US}"),
        ([OUTSIDE[0]], [], "ortel-children-hospital"),
        ([OUTSIDE[3]], [], f"ror-{NECKER}"),
        (
            [entity(ORGANIZATION, "Department of Radiology"), OUTSIDE[1]],
            [(0, Predicate.PART_OF, 1)],
            f"ror-{NECKER}--department-of-radiology",
        ),
        ([entity(ORGANIZATION, "Ortel", identifiers=("ROR:0zzzzzz11",))], [], f"ror-{NECKER}"),
        ([entity(ORGANIZATION, "APHD")], [], "aphd"),
        ([entity(ORGANIZATION, "Ortel Hospital")], [], "ortel-hospital"),
    ],
)
def test_a_name_is_a_body_only_where_it_can_be_no_other(
    knobs: Settings,
    tmp_path: Path,
    things: list[Entity],
    ties: list[tuple[int, Predicate, int]],
    key: str,
) -> None:
    store = with_ror(knobs, tmp_path, reading("a", *things, ties=ties))
    mentioned = store.vocabulary.ckg("mentionedAs")
    subjects = {
        str(quad.subject).strip("<>") for quad in store.match() if quad.predicate == mentioned
    }
    assert any(subject.endswith(f"/{key}") for subject in subjects), subjects


def test_two_documents_that_name_a_body_by_two_of_its_names_mean_one(
    knobs: Settings, tmp_path: Path
) -> None:
    records: list[Record] = [
        RECORDS[0]
        | {
            "id": "https://ror.org/012345678",
            "names": [name("Ortel Union Hospital", "ror_display"), name("OUHB", "acronym")],
        }
    ]
    store = filled(
        [
            reading("a", entity(ORGANIZATION, "Ortel Union Hospital")),
            reading("b", entity(ORGANIZATION, "OUHB"), CHINA, ties=[(0, Predicate.LOCATED_IN, 1)]),
        ]
    )
    add(store, knobs, "ror", write_ror(tmp_path / "v1.1-2024-01-01-x.json", records))
    mentions = facts(store, f"{DATA}organization/ror-012345678")
    assert sum(key == "mentionedAs" for key, _ in mentions) == 2


def test_a_person_in_a_list_is_known_by_name_and_employer(knobs: Settings, tmp_path: Path) -> None:
    tie = [(0, Predicate.AFFILIATED_WITH, 1)]
    hospital = entity(ORGANIZATION, "Ortel Hospital")
    store = filled(
        [
            reading("a", entity(PERSON, "Lee Ann"), hospital, ties=tie),
            reading("b", entity(PERSON, "Ann Lee")),
        ]
    )
    (tmp_path / "people.csv").write_text(PEOPLE)
    add(store, knobs, "orcid", tmp_path / "people.csv")
    known = facts(store, f"{DATA}person/orcid-0000-0001-5109-3700")
    assert ("prefLabel", '"Ann Lee"@en') in known
    assert sum(key == "mentionedAs" for key, _ in known) == 1


def test_diseases_take_the_names_and_the_places_of_a_newer_release(
    knobs: Settings, tmp_path: Path
) -> None:
    store = filled([reading("a", THINGS[13], THINGS[14])])
    before = conclusions(store)
    (tmp_path / "mondo.obo").write_text(OBO)
    assert add(store, knobs, "mondo", tmp_path / "mondo.obo") == 1
    marfan = "http://purl.obolibrary.org/obo/MONDO_0007947"
    group = "http://purl.obolibrary.org/obo/MONDO_9000001"
    assert ("prefLabel", '"Marfan syndrome, newly named"@en') in facts(store, marfan)
    assert any(key == "mentionedAs" for key, _ in facts(store, group))  # leukemia, replaced
    assert agrees(store, knobs)
    remove_authority(store, knobs, "mondo")
    assert agrees(store, knobs)
    assert conclusions(store) == before


def test_a_change_that_was_stopped_half_way_is_finished_later(
    knobs: Settings, tmp_path: Path
) -> None:
    store = filled([reading("a", OUTSIDE[1])])
    waiting, about = prepare(
        "ror", write_ror(tmp_path / "v1-2024-01-01-x.json"), knobs.folder / FOLDER
    )
    waiting.replace(knobs.folder / FOLDER / "ror.sqlite")
    (knobs.folder / FOLDER / MARK).touch()
    assert not is_finished(knobs)
    finish(store, knobs)
    assert is_finished(knobs)
    assert agrees(store, knobs)
    assert facts(store, f"{DATA}organization/ror-{NECKER}")
    assert [each.count for each in listed(knobs.folder / FOLDER)] == [about.count]


def test_an_older_release_or_a_broken_one_changes_nothing(knobs: Settings, tmp_path: Path) -> None:
    store = with_ror(knobs, tmp_path, reading("a", OUTSIDE[1]))
    folder = knobs.folder / FOLDER
    before, held = conclusions(store), sorted(path.name for path in folder.iterdir())
    older = write_ror(tmp_path / "v1.0-2023-01-01-x.json")
    twice = write_ror(tmp_path / "v1.9-2025-01-01-x.json", [RECORDS[0], RECORDS[0]])
    for dump, told in ((older, "older than what stands"), (twice, "the same ROR id")):
        with pytest.raises(Exception, match=told):
            prepare("ror", dump, folder)
    with pytest.raises(BadRequest, match="no authority"):
        prepare("grid", older, folder)
    assert conclusions(store) == before
    assert sorted(path.name for path in folder.iterdir()) == held


def test_a_store_that_grows_after_an_authority_was_added_agrees_with_a_rebuild(
    knobs: Settings, tmp_path: Path
) -> None:
    store = with_ror(knobs, tmp_path, reading("a", OUTSIDE[1]))
    ontology = ontology_of(knobs)
    for key in ("b", "c"):
        store.apply(change_for(store, ontology, [reading(key, OUTSIDE[1], OUTSIDE[2])]))
    store.apply(change_for(store, ontology, [], [Iri(f"{DATA}document/a")]))
    assert agrees(store, knobs)
