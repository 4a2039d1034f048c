from collections.abc import Callable

import pytest

from kg.errors import BadRequest, NotFound
from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import ask, by_label, entity, text_of

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
    # The network's members are its partners, which counts for it.
    assert next(label for label in order if label != "Blood Network") == "Berlin Clinic"
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
            assert 0 < reason.weight <= partner.score
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


def test_abroad_is_a_reason_and_home_is_none(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    found = by_label(ask(store, ontology, leukemia, for_=entity(store, "Lyon Institute")))
    assert text_of(found["Berlin Clinic"], "country") == "in Germany, abroad for Lyon Institute"
    assert text_of(found["Novacell"], "country") == ""


def test_what_has_aged_is_believed_less(world: World, ontology: Ontology, leukemia: Iri) -> None:
    told = """
# 2012-01-01
org:Rome Centre worksOn disease:leukemia
org:Bern Centre develops therapy:Leukacel
therapy:Leukacel treats disease:leukemia
# 2024-01-01
org:Oslo Centre worksOn disease:leukemia
"""
    found = by_label(ask(world(told), ontology, leukemia))
    believed = {label: text_of(each, "strength")[-4:] for label, each in found.items()}
    # Twelve years are the half-life of what a body works on; what it made, it made.
    assert float(believed["Rome Centre"]) == pytest.approx(float(believed["Oslo Centre"]) / 2, 0.02)
    assert float(believed["Bern Centre"]) > float(believed["Rome Centre"])
