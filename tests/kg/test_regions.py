"""Every region is made of countries that the table of countries knows."""

import pytest

from kg.ontology import Ontology
from kg.regions import region_named, regions
from kg.settings import Settings

KNOWN = {place.country for place in Ontology(Settings()).countries()}


def test_every_code_is_that_of_a_country() -> None:
    for region in regions():
        assert region.codes
        assert region.codes <= KNOWN, region.key


def test_the_continents_leave_only_the_antarctic_out() -> None:
    continents = ("Africa", "Americas", "Asia", "Europe", "Oceania")
    together = set().union(*(region.codes for one in continents if (region := region_named(one))))
    assert KNOWN - together == {"AQ"}


@pytest.mark.parametrize(
    ("name", "inside", "outside", "number"),
    [
        ("EU", "CY", "GB", 27),
        ("european union", "IE", "NO", 27),
        ("EEA", "NO", "CH", 30),
        ("East Asia", "JP", "VN", 8),
        ("Latin America", "MX", "US", 52),
        ("latin-america", "HT", "CA", 52),
        ("Sub-Saharan Africa", "ZA", "EG", 53),
        ("Nordic", "DK", "EE", 8),
        ("ASEAN", "TL", "CN", 11),
    ],
)
def test_who_belongs(name: str, inside: str, outside: str, number: int) -> None:
    region = region_named(name)
    assert region
    assert inside in region.codes
    assert outside not in region.codes
    assert len(region.codes) == number


@pytest.mark.parametrize("name", ["", "Atlantis", "CN", "x" * 10_000])
def test_what_is_no_region(name: str) -> None:
    assert region_named(name) is None
