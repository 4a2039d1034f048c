"""Which words name one thing."""

from collections.abc import Callable

import pytest

from extractors.mentions.acronyms import definitions
from extractors.reader import Reader
from kg.model import Document, Iri, Kind, Predicate
from tests.extractors.conftest import Told

# Text, the name, the words that name it in order.
CASES = [
    ("The National Blood Agency (NBA) met. The NBA agreed. The agency left.",
     "National Blood Agency", ["National Blood Agency", "NBA", "NBA", "agency"]),
    ("The Andes Foundation grew. The Foundation helps.",
     "Andes Foundation", ["Andes Foundation", "Foundation"]),
    ("Rosa Quispe came. Quispe spoke.", "Rosa Quispe", ["Rosa Quispe", "Quispe"]),
    ("Dr Jan van der Merwe came. Van der Merwe spoke.",
     "Jan van der Merwe", ["Jan van der Merwe", "Van der Merwe"]),
    ("The Ghana Blue Star Foundation helps. The Ghana Blue Foundation gave money.",
     "Ghana Blue Star Foundation", ["Ghana Blue Star Foundation", "Ghana Blue Foundation"]),
    ("The China Blue Star Foundation helps. The China Blue Foundation gave money.",
     "China Blue Star Foundation", ["China Blue Star Foundation", "China Blue Foundation"]),
    ("J. P. Okafor, a surgeon, came. Dr John Okafor spoke.", "John Okafor", ["John Okafor"]),
    ("The Lagos Sickle Cell Summit opened. The conference had many guests.",
     "Lagos Sickle Cell Summit", ["Lagos Sickle Cell Summit", "conference"]),
    ("The Steppe Network met. The Puszta Network met too. The network has 9 hospitals.",
     "Puszta Network", ["Puszta Network", "network"]),
    ("The Peking Union Medical College Hospital (hereinafter \"PUMCH\") leads. PUMCH is old.",
     "Peking Union Medical College Hospital",
     ["Peking Union Medical College Hospital", "PUMCH", "PUMCH"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "words"), CASES)
def test_words_name_one_thing(
    text: str, name: str, words: list[str], told: Callable[..., Told]
) -> None:
    assert told(text).mentions(name) == words


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "Rosa Quispe came. She heads the Andes Foundation.",
            ("Rosa Quispe", "affiliatedWith", "Andes Foundation"),
        ),
        (
            "Farid Aziz came. He chairs the Kabul Blood Forum.",
            ("Farid Aziz", "leads", "Kabul Blood Forum"),
        ),
        (
            "The Andes Foundation grew. It funds the Inca Network.",
            ("Andes Foundation", "supports", "Inca Network"),
        ),
    ],
)
def test_a_pronoun_speaks_of_what_came_before(
    text: str, claim: tuple[str, str, str], told: Callable[..., Told]
) -> None:
    assert claim in told(text).claims()


def test_persons_with_one_surname_stay_apart(told: Callable[..., Told]) -> None:
    found = told("Dr Ana Silva and Dr Rui Silva met. Rui Silva spoke.")
    assert {("Person", "Ana Silva"), ("Person", "Rui Silva")} <= found.names


def test_a_hospital_and_its_university_stay_apart(told: Callable[..., Told]) -> None:
    found = told("Cebu University Hospital opened. Cebu University paid for it.")
    assert {name for _, name in found.names} >= {"Cebu University Hospital", "Cebu University"}


def test_what_refers_to_nothing_is_dropped(told: Callable[..., Told]) -> None:
    assert told("The foundation met the network. She said so, and it rained.").names == set()


def test_short_forms_need_a_name() -> None:
    assert list(definitions([], "It (FDA) met.")) == []


@pytest.mark.parametrize(
    ("text", "name", "bodies"),
    [
        (
            "Zhang Wei of Fudan University spoke. Zhang Wei, a chemist at Peking University, left.",
            "Zhang Wei",
            [{"Fudan University"}, {"Peking University"}],
        ),
        (
            "The Department of Surgery of Ruijin Hospital and the Department of Surgery of Xuanwu"
            " Hospital cooperate.",
            "Department of Surgery",
            [{"Ruijin Hospital"}, {"Xuanwu Hospital"}],
        ),
        # One person may work for a university and for a hospital.
        (
            "Zhang Wei of Fudan University spoke. Zhang Wei of Ruijin Hospital left.",
            "Zhang Wei",
            [{"Fudan University", "Ruijin Hospital"}],
        ),
        (
            "Zhang Wei of Fudan University spoke. Later, Zhang Wei of the Fudan University left.",
            "Zhang Wei",
            [{"Fudan University"}],
        ),
    ],
)
def test_two_of_one_name_with_bodies_of_one_sort_are_two(
    text: str, name: str, bodies: list[set[str]], reader: Reader
) -> None:
    reading = reader(Document(Iri("https://example.org/d"), text, kind=Kind.NEWS))
    label = {entity.iri: entity.label for entity in reading.entities}
    tied = (Predicate.AFFILIATED_WITH, Predicate.PART_OF)
    found = {iri: set[str]() for iri in label if label[iri] == name}
    for claim in reading.claims:
        if claim.predicate in tied and claim.subject in found and claim.value in label:
            found[claim.subject].add(label[Iri(str(claim.value))])
    assert list(found.values()) == bodies
