"""What names are linked to: diseases by variants and acronyms, places by their neighbours."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions.index import Dictionary
from extractors.mentions.variants import rewritten, turned
from kg.model import Iri, Type
from kg.tables import Concept
from tests.extractors.conftest import Told

# Text, and what is linked in it: the words that name it and the end of the concept's IRI.
DISEASES = [
    ("Breast and ovarian cancer run in families.",
     {"Breast": "0007254", "ovarian cancer": "0008170"}),
    ("The centre treats lung, breast and prostate cancers.",
     {"lung": "0008903", "breast": "0007254", "prostate cancers": "0008315"}),
    ("Haemophilia A and B were studied.", {"Haemophilia A": "0010602", "B": "0010604"}),
    ("Type 1 and 2 diabetes are common.", {"Type 1": "0005147", "2 diabetes": "0005148"}),
    ("They studied diabetes types 1 and 2.", {"diabetes types 1": "0005147", "2": "0005148"}),
    ("Duchenne or Becker muscular dystrophy weakens muscles.",
     {"Duchenne": "0010679", "Becker muscular dystrophy": "0010311"}),
    ("Parkinson's and Alzheimer's disease are studied.",
     {"Parkinson's": "0005180", "Alzheimer's disease": "0004975"}),
    ("Stroke and heart disease are common.", {"Stroke": "0005098", "heart disease": "0005267"}),
    ("Diabetes mellitus type II and type 2 diabetes mellitus are one.",
     {"Diabetes mellitus type II": "0005148", "type 2 diabetes mellitus": "0005148"}),
    ("Spinocerebellar ataxia type III is rare.", {"Spinocerebellar ataxia type III": "0007182"}),
    ("Marfan's disease was described in Paris.", {"Marfan's disease": "0007947"}),
    ("Lesch-Nyhan patients came.", {"Lesch-Nyhan": "0010298"}),
    ("Von Hippel-Lindau (VHL) disease is rare. VHL families met.",
     {"Von Hippel-Lindau (VHL) disease": "0008667", "VHL": "0008667"}),
    ("Myotonic dystrophy (DM) is rare.", {"Myotonic dystrophy": "0016107", "DM": "0016107"}),
    ("Nobody knew why patients with MS had come.", {"MS": "0005301"}),
    ("ALL patients were seen first.", {"ALL": "0004967"}),
]  # fmt: skip
# None of these names a disease.
NOTHING = [
    "All may come as the AS programme was cold.",
    "The syndrome and the disorder were not named.",
    "MS Windows and the CF card are old.",
    "He has a plan for the arts, a star era and a sturdy mirage.",
    "Research and children come first; types 1 and 2 do too.",
    "The G6PD gene and the APC protein were sequenced.",
    "Mr Nyhan and Ms Lesch met.",
    "They will settle in May, if all can get a bed.",
]
PLACES = [
    ("The Cambridge, Massachusetts company grew.", "us-cambridge"),
    ("A lab in Cambridge, UK grew.", "gb-cambridge"),
    ("Doctors in Birmingham, Alabama, agreed.", "us-birmingham"),
    ("Doctors in Birmingham, England, agreed.", "gb-birmingham"),
    ("The clinic in Atlanta, Georgia, grew.", "us-atlanta us-georgia-us-state"),
    ("They met in Tbilisi, Georgia, again.", "ge-tbilisi ge"),
    ("Georgia and Armenia met.", "ge"),
    ("Teams from Boston flew to Georgia.", "us-georgia-us-state"),
    ("They met in Seattle, Washington.", "us-seattle us-washington-state"),
    ("They met in Washington.", "us-washington-dc"),
    ("They met in Reading, UK.", "gb-reading"),
    ("A clinic in Kingston, Jamaica, opened.", "jm-kingston-jamaica"),
]
NO_PLACES = [
    "The Georgia Institute of Technology opened a lab.",
    "Reading splits the best orange bath.",
    "Washington smiled.",
    "The clinic in New Jordan opened.",
]


def linked(found: Told, kind: str) -> dict[str, str]:
    """Words to the end of the IRI that they are linked to."""
    text = found.reading.document.text
    ends = {e.iri: e.same_as for e in found.reading.entities if e.type == kind}
    return {
        text[mention.start : mention.end]: (ends[mention.entity] or "").rpartition("/")[2]
        for mention in found.reading.mentions
        if mention.entity in ends
    }


@pytest.mark.parametrize(("text", "wanted"), DISEASES)
def test_diseases(text: str, wanted: dict[str, str], told: Callable[..., Told]) -> None:
    found = linked(told(text), "Disease")
    assert {words: end.removeprefix("MONDO_") for words, end in found.items()} == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_no_disease_is_seen_where_none_is(text: str, told: Callable[..., Told]) -> None:
    assert linked(told(text), "Disease") == {}


@pytest.mark.parametrize(("text", "ends"), PLACES)
def test_places(text: str, ends: str, told: Callable[..., Told]) -> None:
    assert set(ends.split()) <= set(linked(told(text), "Place").values())


@pytest.mark.parametrize("text", NO_PLACES)
def test_no_place_is_linked_where_none_is(text: str, told: Callable[..., Told]) -> None:
    assert not any(linked(told(text), "Place").values())


def test_a_place_elsewhere_is_not_the_one_we_know(told: Callable[..., Told]) -> None:
    assert linked(told("The clinic in Valencia, Venezuela, grew."), "Place")["Valencia"] == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # One acronym, two diseases: the one that the text names in full.
        ("Aortic valve stenosis is common. AS kills.", "0042981"),
        ("Angelman syndrome is rare. AS is genetic.", "0007113"),
    ],
)
def test_an_acronym_means_what_the_text_names(
    text: str, wanted: str, told: Callable[..., Told]
) -> None:
    assert linked(told(text), "Disease")["AS"].endswith(wanted)


def test_a_name_goes_to_the_concept_that_is_filed_under_it() -> None:
    filed = Concept(Iri("urn:b"), Type.DISEASE, "red pox")
    other = Concept(Iri("urn:a"), Type.DISEASE, "blue pox", ("red pox",))
    found = Dictionary([other, filed]).lookup("red pox")
    assert [entry.concept.iri for entry in found] == ["urn:b", "urn:a"]


@given(st.from_regex(r"[a-z]{4,8}( [a-z]{4,8})?,? type ([1-9]|I{1,3}|IV|VI{0,3})", fullmatch=True))
def test_numbers_are_found_either_way(name: str) -> None:
    written = [name, *turned(name), *rewritten(name)]
    dictionary = Dictionary([Concept(Iri("urn:x"), Type.DISEASE, name)])
    assert all(dictionary.lookup(one) for one in written)
