"""Tables of what speaks for and against two being one, in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.resolution.gold import TUNED, gold
from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.resolution.body_names import body_names, initials
from kg.resolution.compare import Judgement, Match, compare
from kg.resolution.normalise import Fit, fit, person_name
from kg.resolution.profiles import Profile, known
from kg.settings import Settings

ONTOLOGY = Ontology(Settings())


@pytest.mark.parametrize(
    ("left", "right", "how"),
    [
        ("Zhang Shuyang", "Shuyang Zhang", Fit.EQUAL),
        ("Zhang Shu-yang", "Shu Yang Zhang", Fit.EQUAL),
        ("Zhang Shuyang", "Zhang Shuping", Fit.CLASH),
        ("Chang Shu-mei", "Zhang Shumei", Fit.VARIANT),
        ("Li Ming", "Li Min", Fit.CLASH),
        ("Zhou SH", "Zhou Shuhui", Fit.INITIALS),
        ("LI Na", "Na Li", Fit.EQUAL),
        ("Prof. Dr. med. Anna Müller", "Anna Mueller, PhD", Fit.EQUAL),
        ("Сергей Иванов", "Sergey Ivanov", Fit.EQUAL),
        ("Γιώργος Παπαδόπουλος", "Papadopoulos, Giorgos", Fit.EQUAL),
        ("J. R. Dunstable", "John Dunstable", Fit.INITIALS),
        ("Jean-Pierre Dupont", "J.-P. Dupont", Fit.INITIALS),
        ("Jane Dunstable", "John Dunstable", Fit.CLASH),
        ("Robert Ashcombe Jr.", "Robert Ashcombe Sr.", Fit.CLASH),
        ("Bill Harcourt", "William Harcourt", Fit.VARIANT),
        ("Mohamed El-Sayed", "Muhammad El Sayed", Fit.VARIANT),
        ("María García", "María García López", Fit.PART),
        ("Bernadette Kowalczyk", "Bernadeta Kowalczyk", Fit.VARIANT),
        ("Kim", "Kim Min-jun", Fit.SURNAME),
        ("Łukasz Wójcik", "Lukasz Wojcik", Fit.EQUAL),
        ("", "Ann Lee", Fit.CLASH),
    ],
)
def test_names_of_people(left: str, right: str, how: Fit) -> None:
    assert fit(person_name(left), person_name(right)) is how
    assert fit(person_name(right), person_name(left)) is how


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Universität Heidelberg", "University of Heidelberg", True),
        ("Universitätsklinikum Heidelberg", "Heidelberg University Hospital", True),
        ("Heidelberg University", "Heidelberg University Hospital", False),
        ("Novartis A.G.", "Novartis", True),
        ("Takeda Pharmaceutical Company Limited", "Takeda Pharmaceuticals Co., Ltd.", True),
        ("Ministry of Health (Oman)", "Omani Ministry of Health", True),
        ("Ministry of Health of Oman", "Ministry of Health of Qatar", False),
        ("The Hospital for Sick Children", "Hospital for Sick Children", True),
        ("St. Jude Children's Hospital", "Saint Jude Childrens Hospital", True),
        ("First Hospital of Jilin University", "Second Hospital of Jilin University", False),
        ("World Health Organisation", "World Health Organization", True),
    ],
)
def test_names_of_bodies(left: str, right: str, same: bool) -> None:
    assert bool(body_names(ONTOLOGY, [left]) & body_names(ONTOLOGY, [right])) is same


def test_initials_leave_out_small_words_and_legal_forms() -> None:
    assert initials("The Institute for Cancer Research Ltd.") == "icr"
    assert initials("Novartis AG") == ""


def person(key: str, name: str, **more: object) -> Profile:
    about = {part: frozenset(str(values).split(";")) for part, values in more.items()}
    iri = Iri(f"https://example.org/person/{key}")
    documents = about.pop("documents", frozenset({key}))
    return Profile(iri, Type.PERSON, frozenset({name}), documents=documents, **about)


def body(key: str, name: str, **more: object) -> Profile:
    about = {part: frozenset(str(values).split(";")) for part, values in more.items()}
    iri = Iri(f"https://example.org/organization/{key}")
    return Profile(iri, Type.ORGANIZATION, frozenset({name}), **about)


def match(left: Profile, right: Profile) -> Match:
    return compare(known(left, ONTOLOGY), known(right, ONTOLOGY))


ANN = person("a", "Ann Dunstable", bodies="h/ortel-hospital", countries="GB", topics="t/lupus")


@pytest.mark.parametrize(
    ("other", "judgement", "because"),
    [
        (
            person("b", "A. Dunstable", bodies="h/ortel-hospital"),
            Judgement.SAME,
            "same employer: ortel hospital, same surname, initials agree",
        ),
        (
            person("b", "Ann Dunstable", countries="US"),
            Judgement.DIFFERENT,
            "same name, different countries: GB and US",
        ),
        (person("b", "Ann Dunstable"), Judgement.DIFFERENT, "same name"),
        (
            person("b", "Ann Dunstable", topics="t/lupus"),
            Judgement.UNSURE,
            "same name, same topic: lupus",
        ),
        (
            person("b", "Ann Dunstable", bodies="h/ortel-hospital", documents="a"),
            Judgement.DIFFERENT,
            "one article names both as two, same name, same employer: ortel hospital",
        ),
        (
            person("b", "Ben Dunstable", bodies="h/ortel-hospital"),
            Judgement.DIFFERENT,
            "the names do not agree",
        ),
    ],
)
def test_people(other: Profile, judgement: Judgement, because: str) -> None:
    found = match(ANN, other)
    assert (found.judgement, found.because) == (judgement, because)


ORTEL = body("a", "Ortel University", countries="DE", cities="de-berlin")


@pytest.mark.parametrize(
    ("other", "judgement", "because"),
    [
        (
            body("b", "Universität Ortel"),
            Judgement.SAME,
            "same name: ortel university",
        ),
        (
            body("b", "Ortel University", countries="US"),
            Judgement.DIFFERENT,
            "different countries: DE and US, same name: ortel university",
        ),
        (
            body("b", "Ortel University", bodies="https://example.org/organization/a"),
            Judgement.DIFFERENT,
            "one is a part of the other, same name: ortel university",
        ),
        (
            body("b", "Ortel University Berlin", cities="de-berlin", countries="DE"),
            Judgement.SAME,
            "same name but for its place, both in Berlin (DE)",
        ),
    ],
)
def test_bodies(other: Profile, judgement: Judgement, because: str) -> None:
    found = match(ORTEL, other)
    assert (found.judgement, found.because) == (judgement, because)


RECORDS = st.sampled_from([record.profile for record in gold(*TUNED)])


@given(RECORDS, RECORDS)
def test_it_does_not_matter_who_is_named_first(left: Profile, right: Profile) -> None:
    one, other = match(left, right), match(right, left)
    assert (one.score, one.left, one.right) == (other.score, other.left, other.right)
    assert {each.kind for each in one.reasons} == {each.kind for each in other.reasons}
