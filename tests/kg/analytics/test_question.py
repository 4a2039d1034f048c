"""What a question leaves in and out, and that everything left out is counted with its reason."""

from collections.abc import Callable
from itertools import product

import pytest

from kg.analytics.partners import PartnerAnswer
from kg.errors import BadRequest
from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import ask, by_label, entity, text_of

type World = Callable[[str], MemoryStore]

TEXT = """
# 2024-06-01
univ:Berlin University worksOn disease:leukemia
univ:Berlin University locatedIn place:Germany
org:Department of Blood partOf univ:Berlin University
org:Department of Blood worksOn disease:leukemia
person:Ada Own affiliatedWith univ:Berlin University
person:Ada Own worksOn disease:leukemia
hosp:Lyon Hospital worksOn disease:leukemia
hosp:Lyon Hospital locatedIn place:France
hosp:Lyon Hospital collaboratesWith univ:Berlin University
univ:Osaka University worksOn disease:leukemia
univ:Osaka University locatedIn place:Japan
hosp:Seoul Hospital worksOn disease:leukemia
hosp:Seoul Hospital locatedIn place:South Korea
net:Blood Network about disease:leukemia
org:Nowhere Institute worksOn disease:leukemia
# 2012-01-01
univ:Rome University worksOn disease:leukemia
univ:Rome University locatedIn place:Italy
univ:Rome University collaboratesWith univ:Berlin University
hosp:Lyon Hospital worksOn disease:leukemia
"""


@pytest.fixture(scope="module")
def store(world: World) -> MemoryStore:
    return world(TEXT)


def dropped(answer: PartnerAnswer) -> dict[str, int]:
    return {one.field: one.number for one in answer.dropped}


def asked_by(store: MemoryStore, *labels: str) -> tuple[Iri, ...]:
    return tuple(entity(store, label) for label in labels)


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"regions": ("EU",)}, {"Berlin", "Department", "Ada", "Lyon", "Rome"}),
        ({"regions": ("east asia",)}, {"Osaka University", "Seoul Hospital"}),
        ({"regions": ("East Asia",), "countries": ("it",)}, {"Osaka", "Seoul", "Rome"}),
        ({"types": ("hospital",)}, {"Lyon Hospital", "Seoul Hospital"}),
        ({"types": ("universities", "network")}, {"Berlin", "Osaka", "Rome", "Blood Network"}),
        ({"types": ("person",)}, {"Ada Own"}),
        ({"types": ("hospital",), "regions": ("Europe",)}, {"Lyon Hospital"}),
        ({"types": ("regulator",)}, set()),
    ],
)
def test_places_and_classes(
    store: MemoryStore,
    ontology: Ontology,
    leukemia: Iri,
    fields: dict[str, object],
    left: set[str],
) -> None:
    answer = ask(store, ontology, leukemia, **fields)
    found = set(by_label(answer))
    assert len(found) == len(left)
    assert all(any(label.startswith(one) for one in left) for label in found)


def test_everybody_is_either_a_partner_or_counted_as_left_out(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    everybody = ask(store, ontology, leukemia).total
    (berlin, seoul) = asked_by(store, "Berlin University", "Seoul Hospital")
    for seekers, types, regions, since, excluded, years in product(
        ((), (berlin,), (berlin, seoul)),
        ((), ("hospital",)),
        ((), ("EU",)),
        ("", "2024"),
        ((), (entity(store, "Lyon Hospital"),)),
        (None, 5),
    ):
        if years and not seekers:
            continue
        answer = ask(
            store,
            ontology,
            leukemia,
            seekers=seekers,
            types=types,
            regions=regions,
            since=since,
            excluded=excluded,
            exclude_partners=years,
        )
        assert answer.total + sum(one.number for one in answer.dropped) == everybody
        assert answer.partners or answer.ways_on


def test_only_what_was_said_since_counts(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    answer = ask(store, ontology, leukemia, since="2024-01")
    found = by_label(answer)
    assert "Rome University" not in found
    assert dropped(answer) == {"since": 1}
    assert answer.dropped[0].reason == "not heard of since 2024-01"
    before = by_label(ask(store, ontology, leukemia))["Lyon Hospital"]
    assert text_of(before, "strength").startswith("2 documents")
    assert text_of(found["Lyon Hospital"], "strength").startswith("one document")
    pieces = {e.document for reason in found["Lyon Hospital"].reasons for e in reason.evidence}
    assert len(pieces) == 1


def test_partners_of_the_last_years_are_left_out(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    (berlin,) = asked_by(store, "Berlin University")
    lately = ask(store, ontology, leukemia, seekers=(berlin,), exclude_partners=5)
    assert dropped(lately) == {"for": 3, "exclude_partners": 1}
    assert "Lyon Hospital" not in by_label(lately)
    assert not by_label(lately)["Rome University"].new
    ever = ask(store, ontology, leukemia, seekers=(berlin,), exclude_partners=50)
    assert dropped(ever)["exclude_partners"] == 2
    assert all(partner.new for partner in ever.partners)


def test_own_people_and_what_is_excluded_by_name(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    (osaka, berlin) = asked_by(store, "Osaka University", "Berlin University")
    answer = ask(store, ontology, leukemia, seekers=(osaka,), excluded=(berlin,))
    assert not {"Osaka University", "Berlin University", "Ada Own"} & by_label(answer).keys()
    assert {one.field: one.reason for one in answer.dropped} == {
        "for": "Osaka University: who asks, with own staff and departments",
        "exclude": "Berlin University, excluded by name",
    }


def test_a_consortium_counts_as_one(store: MemoryStore, ontology: Ontology, leukemia: Iri) -> None:
    both = asked_by(store, "Osaka University", "Berlin University")
    answer = ask(store, ontology, leukemia, seekers=both)
    assert [one.label for one in answer.seekers] == ["Osaka University", "Berlin University"]
    found = by_label(answer)
    # It is a partner of one of them; and abroad is what is abroad for both.
    assert not found["Lyon Hospital"].new
    assert text_of(found["Lyon Hospital"], "network") == "already works with Berlin University"
    assert text_of(found["Seoul Hospital"], "country").startswith("in South Korea, abroad for")
    assert not {"Osaka University", "Berlin University", "Ada Own"} & found.keys()


@pytest.mark.parametrize(
    ("fields", "fields_on"),
    [
        ({"types": ("regulator",), "countries": ("BR",)}, {"type"}),
        ({"regions": ("Africa",)}, {"region"}),
        ({"offset": 1000}, {"offset"}),
    ],
)
def test_an_empty_page_says_what_to_ask_instead(
    store: MemoryStore,
    ontology: Ontology,
    leukemia: Iri,
    fields: dict[str, object],
    fields_on: set[str],
) -> None:
    answer = ask(store, ontology, leukemia, **fields)
    assert answer.partners == ()
    assert fields_on <= {way.field for way in answer.ways_on}


def test_a_topic_nobody_works_on_leads_to_a_broader_one(
    store: MemoryStore, ontology: Ontology
) -> None:
    malaria = ontology.named("malaria", Type.DISEASE)[0].iri
    answer = ask(store, ontology, malaria)
    (way, *_) = answer.ways_on
    assert (way.field, way.instead_of) == ("topic", malaria)
    assert ontology.named(way.value, Type.DISEASE)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"regions": ("Atlantis",)}, "region"),
        ({"regions": ("x" * 10_000,)}, "region"),
        ({"countries": ("EU",)}, "country"),
        ({"types": ("} DROP ALL #",)}, "type"),
        ({"since": "2024-13"}, "since"),
        ({"since": "2999-01-01"}, "since"),
        ({"exclude_partners": 5}, "exclude_partners"),
        ({"for_": "Berlin University", "exclude_partners": 0}, "exclude_partners"),
        ({"for_": "Berlin University", "excluded": "Berlin University"}, "exclude"),
    ],
)
def test_contradictions_and_what_is_unknown_name_their_field(
    store: MemoryStore, ontology: Ontology, leukemia: Iri, fields: dict[str, object], field: str
) -> None:
    known = {"for_", "excluded"} & fields.keys()
    meant = {name: asked_by(store, str(fields[name])) for name in known}
    with pytest.raises(BadRequest) as error:
        ask(store, ontology, leukemia, **{**fields, **meant})
    assert error.value.field == field
    assert len(str(error.value)) < 1000
