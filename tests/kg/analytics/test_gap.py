"""What a consortium lacks for a call, on a world where each role has one body that fills it."""

from collections.abc import Callable

import pytest

from kg.analytics.calls import Call, call_of, default_call
from kg.analytics.gap import Gap, Rule, gap
from kg.analytics.partners import PartnerQuestion
from kg.errors import BadRequest
from kg.model import Iri
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import entity

type World = Callable[[str], MemoryStore]

TEXT = """
# 2024-06-01
univ:Berlin University worksOn disease:leukemia
univ:Berlin University locatedIn place:Germany
univ:Berlin University leads net:Blood Network
hosp:Lyon Hospital worksOn disease:leukemia
hosp:Lyon Hospital locatedIn place:France
reg:Rome Regulator worksOn disease:leukemia
reg:Rome Regulator locatedIn place:Italy
pat:Oslo Patients worksOn disease:leukemia
pat:Oslo Patients locatedIn place:Norway
firm:Big Pharma worksOn disease:leukemia
firm:Big Pharma locatedIn place:Switzerland
univ:Osaka University worksOn disease:leukemia
univ:Osaka University locatedIn place:Japan
"""
RULES = """
title = "Test"
[[countries]]
name = "three"
at_least = 3
among = ["EU", "NO"]
[[roles]]
name = "coordinator"
does = ["leads"]
[[roles]]
name = "clinic"
types = ["hospital"]
[[roles]]
name = "small company"
types = ["company"]
counted = "employees"
at_most = 249
"""


@pytest.fixture(scope="module")
def store(world: World) -> MemoryStore:
    return world(TEXT)


def found(
    store: MemoryStore, ontology: Ontology, call: Call, *labels: str, topic: Iri | None = None
) -> Gap:
    seekers = tuple(entity(store, label) for label in labels)
    question = PartnerQuestion(seekers, (topic,) if topic else ())
    return gap(store, ontology, question, call)


def rule(of: Gap, name: str) -> Rule:
    return next(one for one in of.rules if one.name.startswith(name))


def fillers(one: Rule) -> list[str]:
    return [filler.partner.entity.label for filler in one.fillers]


def test_what_is_met_by_whom_and_who_fills_the_rest(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    answer = found(
        store, ontology, call_of(RULES, "x", ontology), "Berlin University", topic=leukemia
    )
    three = rule(answer, "three")
    assert (three.wanted, three.missing) == (3, 2)
    assert [(one.entity.label, one.why) for one in three.members] == [
        ("Berlin University", "in Germany")
    ]
    assert set(fillers(three)) == {"Lyon Hospital", "Rome Regulator", "Oslo Patients"}
    assert rule(answer, "coordinator").missing == 0
    assert rule(answer, "coordinator").members[0].why == "University, leads"
    assert fillers(rule(answer, "clinic")) == ["Lyon Hospital"]
    assert answer.missing == 3
    for each in rule(answer, "clinic").fillers:
        assert all(reason.evidence for reason in each.partner.reasons)


def test_a_whole_consortium_lacks_less(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    members = ("Berlin University", "Lyon Hospital", "Oslo Patients")
    answer = found(store, ontology, call_of(RULES, "x", ontology), *members, topic=leukemia)
    assert {one.name: one.missing for one in answer.rules} == {
        "three": 0,
        "coordinator": 0,
        "clinic": 0,
        "small company": 1,
    }
    # Nobody who is in it is suggested again.
    assert not {label for one in answer.rules for label in fillers(one)} & set(members)


def test_what_no_source_tells_is_a_doubt(
    store: MemoryStore, ontology: Ontology, leukemia: Iri
) -> None:
    answer = found(store, ontology, call_of(RULES, "x", ontology), "Big Pharma", topic=leukemia)
    assert rule(answer, "small company").members == ()
    other = found(store, ontology, call_of(RULES, "x", ontology), "Lyon Hospital", topic=leukemia)
    (filler,) = rule(other, "small company").fillers
    assert filler.doubt == "no source tells its number of employees"


def test_the_default_rules_are_read(store: MemoryStore, ontology: Ontology, leukemia: Iri) -> None:
    call = default_call(ontology)
    answer = found(store, ontology, call, "Osaka University", topic=leukemia)
    assert len(answer.rules) == len(call.countries) + len(call.roles) >= 8
    assert rule(answer, "a member state").missing == 1
    assert fillers(rule(answer, "patient")) == ["Oslo Patients"]
    assert fillers(rule(answer, "regulator")) == ["Rome Regulator"]
    assert rule(answer, "university").missing == 0


FIRST = '[[roles]]\nname = "a"\ntypes = ["hospital"]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no rule"),
        ("[[", "is no TOML"),
        ("a = " + "[" * 50_000, "is no TOML"),
        ("x" * 200_000, "100,000 characters"),
        ("colour = 1", "there is no 'colour'"),
        ("countries = 1", "written as [[countries]]"),
        ("[[countries]]\nat_least = 1", "number 1, line 1: it has no name"),
        ('[[countries]]\nname = "a"\nat_least = 0', "at_least is a number from 1"),
        ('[[countries]]\nname = "a"\nat_least = true', "at_least is a number from 1"),
        ('[[countries]]\nname = "a"\namong = ["Atlantis"]', "'Atlantis' is no country's code"),
        ('[[countries]]\nname = "a"\namong = "EU"', "among is a list of words"),
        ('[[roles]]\nname = "a"', "name types"),
        ('[[roles]]\nname = "a"\ntypes = ["dragon"]', "line 3: 'dragon' is no type"),
        ('\n\n[[roles]]\nname = "a"\n\ncolour = 1', "number 1, line 6: there is no 'colour'"),
        (FIRST + '[[roles]]\nname = "b"\ntypes = 1', "[[roles]] number 2, line 6: types is a list"),
        ('roles = [{name = "a", types = ["x"]}]', "number 1: 'x' is no type"),
        (FIRST + "counted = 1\nat_most = 1", "line 4: counted is a word"),
        (FIRST + "at_least = 9999999999", "line 4: at_least is a number"),
        ('[[roles]]\nname = "a"\ndoes = ["} DROP ALL"]', "does takes"),
        ('[[roles]]\nname = "a"\ntypes = ["company"]\ncounted = "people"', "go together"),
        ('[[countries]]\nname = "a"\n' * 21, "20 rules of a kind"),
    ],
)
def test_a_fault_in_the_rules_is_named(ontology: Ontology, text: str, message: str) -> None:
    with pytest.raises(BadRequest) as error:
        call_of(text, "mine.toml", ontology)
    assert message in str(error.value)
    assert error.value.field == "call"
    assert "mine.toml" in str(error.value)


def test_a_consortium_needs_a_member(store: MemoryStore, ontology: Ontology, leukemia: Iri) -> None:
    with pytest.raises(BadRequest) as error:
        found(store, ontology, default_call(ontology), topic=leukemia)
    assert error.value.field == "for"
