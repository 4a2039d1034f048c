"""The classes of partners, by the names that people use."""

import pytest

from kg.classes import class_named, partner_classes
from kg.model import Type


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("organization", "Organization"),
        ("Organisations", "Organization"),
        ("person", "Person"),
        ("people", "Person"),
        ("network", "Network"),
        ("university", "University"),
        ("Universities", "University"),
        ("hospital", "Hospital"),
        ("clinics", "Hospital"),
        ("patient organisation", "PatientOrganization"),
        ("PatientOrganization", "PatientOrganization"),
        ("patient-organization", "PatientOrganization"),
        ("regulator", "Regulator"),
        ("company", "Company"),
        ("companies", "Company"),
        ("foundation", "Foundation"),
        ("consortium", "Consortium"),
        ("reference network", "ReferenceNetwork"),
        ("agencies", "Agency"),
    ],
)
def test_a_class_by_what_it_is_called(text: str, name: str) -> None:
    found = class_named(text)
    assert found
    assert found.name == name


@pytest.mark.parametrize("text", ["", "s", "event", "disease", "spaceship", "x" * 10_000])
def test_what_is_no_class_of_partners(text: str) -> None:
    assert class_named(text) is None


def test_a_class_holds_what_stands_under_it() -> None:
    body, hospital, network = (class_named(each) for each in ("organization", "clinic", "network"))
    assert body
    assert hospital
    assert network
    assert body.holds(Type.ORGANIZATION, "Hospital")
    assert body.holds(Type.NETWORK, None)
    assert hospital.holds(Type.ORGANIZATION, "Hospital")
    assert not hospital.holds(Type.ORGANIZATION, "University")
    assert not hospital.holds(Type.ORGANIZATION, None)
    assert not network.holds(Type.ORGANIZATION, None)


def test_no_two_classes_have_one_name() -> None:
    names = [name for one in partner_classes() for name in (one.label, *one.others)]
    assert len(names) == len(set(names))
    for one in partner_classes():
        assert class_named(one.label) == one
