"""What was said before the day that is asked for adds nothing: neither sentences nor belief."""

from collections.abc import Callable

import pytest

from kg.model import Iri
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import ask, by_label, entity, text_of

type World = Callable[[str], MemoryStore]

OLD = """
# 2019-03-01
org:Berlin Clinic worksOn disease:leukemia
# 2020-03-01
org:Berlin Clinic worksOn disease:leukemia
org:Berlin Clinic collaboratesWith org:Lyon Hospital
org:Rome University worksOn disease:leukemia
"""
NEW = """
# 2024-05-01
org:Berlin Clinic worksOn disease:leukemia
org:Berlin Clinic collaboratesWith org:Lyon Hospital
# 2024-06-01
org:Berlin Clinic worksOn disease:leukemia
org:Lyon Hospital worksOn disease:malaria
"""


@pytest.fixture(scope="module")
def store(world: World) -> MemoryStore:
    return world(OLD + NEW)


def test_an_answer_since_a_day_is_that_of_the_newer_documents_alone(
    world: World, store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    alone = world(NEW)
    asked = [
        by_label(ask(each, ontology, leukemia, for_=entity(each, "Lyon Hospital"), **more))
        for each, more in ((store, {"since": "2024"}), (alone, {}))
    ]
    assert [set(each) for each in asked] == [{"Berlin Clinic"}] * 2
    since, never = (each["Berlin Clinic"] for each in asked)
    strength = text_of(since, "strength")
    assert strength == text_of(never, "strength")
    assert strength.startswith("2 documents say so")
    for one, other in zip(since.reasons, never.reasons, strict=True):
        assert (one.kind, one.text) == (other.kind, other.text)
        quotes = [[piece.quote for piece in each.evidence] for each in (one, other)]
        assert quotes[0] == quotes[1]


def test_without_a_day_all_that_was_said_counts(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    whole = by_label(ask(store, ontology, leukemia))["Berlin Clinic"]
    lately = by_label(ask(store, ontology, leukemia, since="2024"))["Berlin Clinic"]
    believed = [float(text_of(one, "strength")[-4:]) for one in (whole, lately)]
    assert believed[0] > believed[1]
    for reason in lately.reasons:
        assert all(str(piece.document)[-1] in "23" for piece in reason.evidence)


def test_partners_of_long_ago_are_not_told_as_new(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    lyon = entity(store, "Lyon Hospital")
    found = by_label(ask(store, ontology, leukemia, for_=lyon, since="2024-06"))
    assert not found["Berlin Clinic"].new
    assert text_of(found["Berlin Clinic"], "network") == ""
