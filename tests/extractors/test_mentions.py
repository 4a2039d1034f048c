"""Who and what a text names, by table: bodies, persons, fields, places and short forms."""

from collections.abc import Callable

import pytest

from extractors.mentions.words import fold, key
from tests.extractors.conftest import Told

# Sentence, type, every name of that type.
BODIES = [
    ("The Ministry of Health and the Danube Foundation met.",
     "Ministry of Health; Danube Foundation"),
    ("Addis Ababa University and Karolinska Institutet spoke.",
     "Addis Ababa University; Karolinska Institutet"),
    ("Ghana's Ministry of Health, Labour and Family was there.",
     "Ministry of Health, Labour and Family"),
    ("The University of Cape Town's Faculty of Medicine and Dentistry grew.",
     "University of Cape Town; Faculty of Medicine and Dentistry"),
    ("Quito Children's Hospital bought a scanner.", "Quito Children's Hospital"),
    ("The Institute of Virology, part of Zagreb University, grew.",
     "Institute of Virology; Zagreb University"),
    ("The clinic asked a hospital and a foundation for help.", ""),
]  # fmt: skip
PERSONS = [
    ("Dr. Jan van der Merwe and Prof. María José García Márquez spoke.",
     "Jan van der Merwe; María José García Márquez"),
    ("J. P. Okafor, a haematologist at Ibadan Hospital, wrote it.", "J. P. Okafor"),
    ("Sheikh Hamad bin Khalifa bin Ali visited.", "Hamad bin Khalifa bin Ali"),
    ("Professor Nguyen Thi Lan said so.", "Nguyen Thi Lan"),
    ("Dr Chen Li and Dr Chen Wei met. Chen Li spoke.", "Chen Li; Chen Wei"),
]  # fmt: skip
DISEASES = [
    ("Leukaemias and Fabry's disease were studied.", "Leukaemias; Fabry's disease"),
    ("Haemophilia A, type 1 diabetes and Duchenne muscular dystrophies were named.",
     "Haemophilia A; type 1 diabetes; Duchenne muscular dystrophies"),
    ("Amyotrophic lateral sclerosis (ALS) is rare. ALS kills.", "Amyotrophic lateral sclerosis"),
    ("The ALS of the firm rose by a tenth.", ""),
    ("A condition, a disorder and the fever of the market.", ""),
]  # fmt: skip
PLACES = [
    ("Teams met in Nairobi, Kenya, and in Seoul.", "Nairobi; Kenya; Seoul"),
    ("Newcastle University, UK and Monash University (AU) agreed.", "UK; AU"),
    ("Nice split the best orange bath.", ""),
]
EVENTS = [
    ("A workshop on Fabry disease was held in Lagos.", "workshop on Fabry disease"),
    ("The Gobi Forum on Wilson disease began.", "Gobi Forum on Wilson disease"),
    ("A conference may be useful one day.", ""),
]
PROGRAMMES = [
    ("The project, named BrightGenes, began.", "BrightGenes"),
    ('The study, "Sun on the Steppe", began.', "Sun on the Steppe"),
    ("BrightGenes, a registry of newborns, began.", "BrightGenes"),
]


def table(type_: str, cases: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(type_, *case) for case in cases]


@pytest.mark.parametrize(
    ("type_", "sentence", "names"),
    [
        *table("Organization", BODIES),
        *table("Person", PERSONS),
        *table("Disease", DISEASES),
        *table("Place", PLACES),
        *table("Event", EVENTS),
        *table("Programme", PROGRAMMES),
    ],
)
def test_a_sentence_names(type_: str, sentence: str, names: str, told: Callable[..., Told]) -> None:
    found = {label for kind, label in told(sentence).names if kind == type_}
    assert found == set(names.split("; ") if names else [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("By Rosa Paz\nThe Hope Foundation grew.", "Rosa Paz"),
        ("(Reporter: Liu Yang)\nThe Hope Foundation grew.", "Liu Yang"),
        ("The Hope Foundation grew. (Translated by Ada Berg, Oslo)", "Ada Berg"),
        ("Home > News > Ada Berg\nThe Hope Foundation grew.", "Ada Berg"),
    ],
)
def test_who_wrote_a_text_is_not_named_by_it(
    text: str, name: str, told: Callable[..., Told]
) -> None:
    assert told(text).names == {("Organization", "Hope Foundation")}
    assert name in text


def test_a_disease_ends_the_name_that_it_is_part_of(told: Callable[..., Told]) -> None:
    found = told("The Gobi Forum on Wilson disease began.")
    assert ("Disease", "Wilson disease") in found.names


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("haemophilia", "hemophilia"),
        ("Leukaemias", "leukemia"),
        ("anaesthesia", "anesthesia"),
        ("dystrophies", "dystrophy"),
        ("tumours", "tumor"),
        ("organisation", "organization"),
        ("Sjögren", "sjogren"),
        ("oesophagus", "esophagus"),
        ("orthopaedic", "orthopedic"),
    ],
)
def test_spellings_of_one_word(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"), [("AIDS", "aid"), ("virus", "viru"), ("analysis", "analysi"), ("his", "hi")]
)
def test_other_words_stay_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_a_possessive_is_no_word() -> None:
    assert key("Wilson's disease") == key("Wilson’s disease") == key("Wilson disease")
    assert key("vitamin S") != key("vitamin")
