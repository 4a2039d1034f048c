from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.analytics.partners import PartnerAnswer, PartnerQuestion, partners
from kg.analytics.reasons import WEIGHTS
from kg.errors import BadRequest, NotFound
from kg.model import Iri, Partner, Type
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore

type World = Callable[[str], MemoryStore]

TEXT = """
# 2024-06-01
org:Berlin Clinic worksOn disease:leukemia
org:Berlin Clinic locatedIn place:Germany
org:Lyon Institute worksOn disease:acute lymphoblastic leukemia
org:Lyon Institute locatedIn place:France
# 2024-05-01
org:Berlin Clinic worksOn disease:leukemia
person:Ana Lima affiliatedWith org:Porto Hospital
person:Ana Lima worksOn disease:leukemia
org:Porto Hospital locatedIn place:Portugal
# 2012-01-01
org:Rome Centre worksOn disease:leukemia
org:Rome Centre locatedIn place:Italy
# 2024-02-01
net:Blood Network about disease:leukemia
org:Osaka University memberOf net:Blood Network
org:Ghent Hospital leads net:Blood Network
org:Osaka University locatedIn place:Japan
org:Ghent Hospital locatedIn place:Belgium
# 2024-03-01
org:Novacell develops therapy:Leukacel
therapy:Leukacel treats disease:leukemia
org:Department of Haematology partOf org:Seoul University
org:Department of Haematology worksOn disease:leukemia
org:Seoul University locatedIn place:South Korea
# 2024-04-01
org:Madrid Museum worksOn topic:precision medicine
"""


@pytest.fixture(scope="module")
def store(world: World) -> MemoryStore:
    return world(TEXT)


@pytest.fixture(scope="module")
def leukemia(ontology: Ontology) -> Iri:
    return ontology.named("leukemia", Type.DISEASE)[0].iri


def ask(store: MemoryStore, ontology: Ontology, *topics: Iri, **fields: object) -> PartnerAnswer:
    question = replace(PartnerQuestion(topics=topics), **fields)  # type: ignore[arg-type]
    return partners(store, ontology, question)


def by_label(answer: PartnerAnswer) -> dict[str, Partner]:
    return {partner.entity.label: partner for partner in answer.partners}


def text_of(partner: Partner, kind: str) -> str:
    return next((reason.text for reason in partner.reasons if reason.kind == kind), "")


def entity(store: MemoryStore, label: str) -> Iri:
    rows = store.query(f'SELECT ?e {{ ?e a ?c ; skos:prefLabel ?l FILTER(STR(?l) = "{label}") }}')
    return Iri(next(iter(rows))["e"])


def test_everybody_tied_to_the_topic_is_a_candidate_and_nobody_else(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    answer = ask(store, ontology, leukemia)
    assert answer.total == len(answer.partners) == 11
    assert set(by_label(answer)) == {
        "Berlin Clinic",
        "Lyon Institute",
        "Ana Lima",
        "Porto Hospital",
        "Rome Centre",
        "Blood Network",
        "Osaka University",
        "Ghent Hospital",
        "Novacell",
        "Department of Haematology",
        "Seoul University",
    }


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Berlin Clinic", "works on leukemia"),
        (
            "Lyon Institute",
            "works on acute lymphoblastic leukemia, narrower than leukemia",
        ),
        ("Porto Hospital", "its Ana Lima works on leukemia"),
        ("Osaka University", "is a member of Blood Network on leukemia"),
        ("Blood Network", "deals with leukemia"),
        ("Novacell", "develops Leukacel, used against leukemia"),
        ("Seoul University", "its Department of Haematology works on leukemia"),
    ],
)
def test_the_reason_tells_the_way_to_the_topic(
    store: MemoryStore, ontology: Ontology, leukemia: Iri, label: str, words: str
) -> None:
    partner = by_label(ask(store, ontology, leukemia))[label]
    assert text_of(partner, "topic") == words
    assert partner.reasons[0].evidence


def test_direct_recent_and_often_told_comes_first(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    order = [partner.entity.label for partner in ask(store, ontology, leukemia).partners]
    assert order[0] == "Berlin Clinic"
    assert order.index("Lyon Institute") < order.index("Osaka University")
    assert order.index("Ghent Hospital") < order.index("Osaka University")
    assert order.index("Ana Lima") < order.index("Porto Hospital")
    assert order.index("Ana Lima") < order.index("Rome Centre")


@pytest.mark.parametrize("asker", [None, "Berlin Clinic", "Osaka University", "Ana Lima"])
@pytest.mark.parametrize("countries", [(), ("FR",), ("IT", "JP")])
def test_reasons_add_up_are_in_order_and_have_evidence(
    store: MemoryStore,
    ontology: Ontology,
    leukemia: Iri,
    asker: str | None,
    countries: tuple[str, ...],
) -> None:
    for_ = entity(store, asker) if asker else None
    answer = ask(store, ontology, leukemia, for_=for_, countries=countries)
    assert answer.partners
    for partner in answer.partners:
        weights = [reason.weight for reason in partner.reasons]
        assert sum(weights) == pytest.approx(partner.score, abs=1e-9)
        assert 0 < partner.score <= 1
        assert weights == sorted(weights, reverse=True)
        for reason in partner.reasons:
            assert 0 < reason.weight <= WEIGHTS[reason.kind]
            assert reason.text
            assert reason.evidence
            assert all(piece.quote and piece.document for piece in reason.evidence)


def test_more_of_the_topics_rank_higher(world: World, ontology: Ontology, leukemia: Iri) -> None:
    store = world("""
    # 2024-01-01
    org:One Clinic worksOn disease:leukemia
    org:Two Clinic worksOn disease:leukemia
    org:Two Clinic worksOn therapy:gene therapy
    org:Other Clinic worksOn therapy:AAV gene therapy
    org:No Clinic worksOn disease:malaria
    """)
    gene = ontology.named("gene therapy", Type.THERAPY)[0].iri
    answer = ask(store, ontology, leukemia, gene)
    labels = [partner.entity.label for partner in answer.partners]
    assert labels == ["Two Clinic", "One Clinic", "Other Clinic"]
    assert [reason.kind for reason in answer.partners[0].reasons].count("topic") == 2


def test_work_on_a_kind_of_therapy_counts_less_than_a_product(
    world: World, ontology: Ontology, leukemia: Iri
) -> None:
    store = world("""
    # 2024-01-01
    org:Kind Clinic develops therapy:CAR-T cell therapy
    therapy:CAR-T cell therapy treats disease:leukemia
    org:Product Clinic develops therapy:Leukacel
    therapy:Leukacel treats disease:leukemia
    """)
    found = by_label(ask(store, ontology, leukemia))
    assert found["Kind Clinic"].score < found["Product Clinic"].score


def test_pages_are_cuts_of_one_order(store: MemoryStore, ontology: Ontology, leukemia: Iri) -> None:
    whole = ask(store, ontology, leukemia)
    pages = [ask(store, ontology, leukemia, limit=4, offset=offset) for offset in (0, 4, 8, 12)]
    assert [p for page in pages for p in page.partners] == list(whole.partners)
    assert {page.total for page in pages} == {whole.total}


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("person", {Type.PERSON}),
        ("organization", {Type.ORGANIZATION, Type.NETWORK}),
        (None, {Type.PERSON, Type.ORGANIZATION, Type.NETWORK}),
    ],
)
def test_the_type_narrows(
    store: MemoryStore, ontology: Ontology, leukemia: Iri, kind: str | None, types: set[Type]
) -> None:
    answer = ask(store, ontology, leukemia, type=kind)
    assert {partner.entity.type for partner in answer.partners} == types


@pytest.mark.parametrize("countries", [("PT",), ("de",), ("FR", "JP"), ("KR",), ("BR",)])
def test_filtering_by_country_equals_filtering_the_full_answer(
    store: MemoryStore, ontology: Ontology, leukemia: Iri, countries: tuple[str, ...]
) -> None:
    codes = {code.upper() for code in countries}
    full = ask(store, ontology, leukemia)
    some = ask(store, ontology, leukemia, countries=countries)
    assert {p.entity for p in some.partners} == {
        p.entity for p in full.partners if p.country in codes
    }
    assert some.total == len(some.partners)
    assert all(text_of(partner, "country").endswith("as asked") for partner in some.partners)


@pytest.mark.parametrize(
    ("label", "country"),
    [
        ("Berlin Clinic", "DE"),
        ("Ana Lima", "PT"),  # of her hospital
        ("Department of Haematology", "KR"),  # of its university
        ("Novacell", None),
    ],
)
def test_the_country_of_a_partner(
    store: MemoryStore, ontology: Ontology, leukemia: Iri, label: str, country: str | None
) -> None:
    assert by_label(ask(store, ontology, leukemia))[label].country == country


def test_a_topic_nobody_works_on_gives_a_broader_one_and_says_so(
    store: MemoryStore, ontology: Ontology
) -> None:
    narrow = ontology.named("acute monocytic leukemia", Type.DISEASE)[0].iri
    answer = ask(store, ontology, narrow)
    assert answer.partners
    assert "nobody is known to work on" in answer.notes[0]
    assert all(reason.weight <= 0.3 for p in answer.partners for reason in p.reasons[:1])


def test_who_works_on_all_rare_diseases_is_found_for_one_that_nobody_works_on(
    world: World, ontology: Ontology
) -> None:
    store = world("""
    # 2024-01-01
    org:Rare Clinic worksOn disease:rare disease
    org:Other Clinic worksOn disease:cystic fibrosis
    """)
    gaucher = ontology.named("Gaucher disease", Type.DISEASE)[0].iri
    answer = ask(store, ontology, gaucher)
    assert [partner.entity.label for partner in answer.partners] == ["Rare Clinic"]
    words = "works on rare disease, broader than Gaucher disease"
    assert text_of(answer.partners[0], "topic") == words


def test_a_field_in_which_nobody_is_known_is_an_empty_answer_with_a_note(
    store: MemoryStore, ontology: Ontology
) -> None:
    malaria = ontology.named("malaria", Type.DISEASE)[0].iri
    answer = ask(store, ontology, malaria)
    assert (answer.total, answer.partners) == (0, ())
    assert "malaria" in answer.notes[0]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"countries": ("XX",)}, "country"),
        ({"countries": ("China",)}, "country"),
        ({"type": "event"}, "type"),
        ({"limit": 0}, "limit"),
        ({"offset": -1}, "offset"),
        ({"topics": ()}, "topic"),
    ],
)
def test_what_cannot_be_answered_names_the_field(
    store: MemoryStore, ontology: Ontology, leukemia: Iri, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(BadRequest) as error:
        ask(store, ontology, leukemia, **fields)
    assert error.value.field == field


def test_an_asker_that_is_not_there(store: MemoryStore, ontology: Ontology, leukemia: Iri) -> None:
    with pytest.raises(NotFound):
        ask(store, ontology, leukemia, for_=Iri("https://example.org/nobody"))


def test_the_same_question_gives_the_same_answer(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    assert ask(store, ontology, leukemia) == ask(store, ontology, leukemia)


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
    score = {
        p.entity.label: p.score
        for p in ask(near, ontology, leukemia, for_=entity(near, "Asker")).partners
    }
    assert score["Friend"] > score["Guest"] > score["Stranger"]


def test_without_a_topic_the_askers_own_are_taken(near: MemoryStore, ontology: Ontology) -> None:
    answer = ask(near, ontology, for_=entity(near, "Asker"))
    assert "leukemia" in {topic.label for topic in answer.topics}
    assert "Friend" in by_label(answer)


def test_abroad_is_a_reason_and_home_is_none(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    found = by_label(ask(store, ontology, leukemia, for_=entity(store, "Lyon Institute")))
    assert text_of(found["Berlin Clinic"], "country") == "in Germany, abroad for Lyon Institute"
    assert text_of(found["Novacell"], "country") == ""


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
