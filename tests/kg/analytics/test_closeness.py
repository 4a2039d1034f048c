from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Iri
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import ask, by_label, entity, text_of

type World = Callable[[str], MemoryStore]


NEAR = """
# 2024-01-01
org:Asker worksOn disease:leukemia
org:Friend worksOn disease:leukemia
org:Friend collaboratesWith org:Asker
org:Joint worksOn disease:leukemia
prog:Plan about disease:leukemia
org:Asker runs prog:Plan
org:Joint supports prog:Plan
org:Guest worksOn disease:leukemia
event:Blood Forum 2024 about disease:leukemia
org:Asker participatesIn event:Blood Forum 2024
org:Guest participatesIn event:Blood Forum 2024
org:Stranger worksOn disease:leukemia
org:Department of Blood partOf org:Asker
person:Own Person affiliatedWith org:Department of Blood
person:Own Person worksOn disease:leukemia
person:Own Person affiliatedWith org:Second Post
org:Second Post worksOn disease:leukemia
person:Own Person collaboratesWith org:Through Staff
org:Through Staff worksOn disease:leukemia
org:Third worksOn disease:leukemia
org:Third collaboratesWith org:Friend
org:Field worksOn disease:leukemia
# 2023-01-01
org:Field develops therapy:gene therapy
# 2022-01-01
org:Asker develops therapy:gene therapy
"""


@pytest.fixture(scope="module")
def near(world: World) -> MemoryStore:
    return world(NEAR)


@pytest.mark.parametrize(
    ("label", "new", "words"),
    [
        ("Friend", False, "already works with Asker"),
        ("Joint", False, "shares Plan with Asker"),
        ("Guest", True, "shares Blood Forum 2024 with Asker"),
        ("Through Staff", False, "already works with Own Person of Asker"),
        ("Second Post", True, "shares Own Person with Asker"),
        ("Third", True, "shares Friend with Asker"),
        ("Field", True, ""),
        ("Stranger", True, ""),
    ],
)
def test_who_is_a_partner_already_and_who_is_close(
    near: MemoryStore, ontology: Ontology, label: str, new: bool, words: str
) -> None:
    partner = by_label(ask(near, ontology, for_=entity(near, "Asker")))[label]
    assert partner.new is new
    assert text_of(partner, "network") == words


def test_the_asker_its_departments_and_its_staff_are_no_partners(
    near: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    answer = ask(near, ontology, leukemia, for_=entity(near, "Asker"))
    assert not {"Asker", "Department of Blood", "Own Person"} & set(by_label(answer))
    assert answer.for_ is not None
    assert answer.for_.label == "Asker"


def test_close_ones_come_before_strangers(
    near: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    found = by_label(ask(near, ontology, leukemia, for_=entity(near, "Asker")))
    weight = {
        label: sum(reason.weight for reason in partner.reasons if reason.kind == "network")
        for label, partner in found.items()
    }
    assert weight["Friend"] > weight["Guest"] > weight["Stranger"] == 0
    assert min(found["Friend"].score, found["Guest"].score) > found["Stranger"].score


def test_without_a_topic_the_askers_own_are_taken(near: MemoryStore, ontology: Ontology) -> None:
    answer = ask(near, ontology, for_=entity(near, "Asker"))
    assert "leukemia" in {topic.label for topic in answer.topics}
    assert "Friend" in by_label(answer)


def test_nothing_known_of_the_asker_is_said(world: World, ontology: Ontology) -> None:
    store = world("""
    # 2024-01-01
    org:Silent Society locatedIn place:France
    """)
    answer = ask(store, ontology, for_=entity(store, "Silent Society"))
    assert answer.total == 0
    assert "name a topic" in answer.notes[0]


PEOPLE = ["person:P1", "person:P2", "org:O1", "org:O2", "org:O3", "net:N1"]
TIES = ["worksOn", "worksOn", "affiliatedWith", "partOf", "memberOf", "leads", "collaboratesWith"]
ENDS = {
    "worksOn": ["disease:leukemia", "disease:acute lymphoblastic leukemia", "disease:malaria"],
    "affiliatedWith": ["org:O1", "org:O2"],
    "partOf": ["org:O1", "org:O2", "org:O3"],
    "memberOf": ["net:N1"],
    "leads": ["net:N1"],
    "collaboratesWith": ["org:O1", "org:O2", "person:P1"],
}
PLACES = ["place:France", "place:Japan", "place:Brazil"]


@st.composite
def worlds(draw: st.DrawFn) -> str:
    """A few documents with a few facts each, among a few bodies and people."""
    text = "# 2020-01-01\nnet:N1 about disease:leukemia\norg:O1 worksOn disease:leukemia\n"
    for year in draw(st.lists(st.integers(2010, 2024), max_size=3)):
        text += f"# {year}-01-01\n"
        for subject in draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=6)):
            tie = draw(st.sampled_from(TIES))
            end = draw(st.sampled_from(ENDS[tie]))
            if subject != end:
                text += f"{subject} {tie} {end}\n"
            if subject.startswith("org") and draw(st.booleans()):
                text += f"{subject} locatedIn {draw(st.sampled_from(PLACES))}\n"
    return text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=worlds(), countries=st.sets(st.sampled_from(["FR", "JP", "BR"]), min_size=1))
def test_laws_of_every_answer(
    world: World, ontology: Ontology, leukemia: Iri, text: str, countries: set[str]
) -> None:
    store = world(text)
    for_ = entity(store, "O1")
    full = ask(store, ontology, leukemia, for_=for_)
    assert full.total == len({partner.entity.iri for partner in full.partners})
    for partner in full.partners:
        assert sum(r.weight for r in partner.reasons) == pytest.approx(partner.score, abs=1e-9)
        assert all(reason.evidence for reason in partner.reasons)
    assert [p.score for p in full.partners] == sorted(p.score for p in full.partners)[::-1]
    some = ask(store, ontology, leukemia, for_=for_, countries=tuple(sorted(countries)))
    labels = {partner.entity.label for partner in some.partners}
    assert labels <= set(by_label(full))
    for label, partner in by_label(full).items():
        if partner.country is None:
            assert label not in labels
        if partner.country in countries:
            assert label in labels
