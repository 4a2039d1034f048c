"""Places as people type them: codes, names in many languages, people, regions, and near misses."""

import pytest

from kg.asking.places import UnknownPlace, code_named, country_named, places_named
from kg.ontology import Ontology, folded
from kg.settings import Settings
from kg.tables import rows

ONTOLOGY = Ontology(Settings())
NAMES = [
    *(("CN", "CN"), ("cn", "CN"), ("CHN", "CN"), ("China", "CN"), ("PR China", "CN")),
    *(("P.R. China", "CN"), ("P. R. China", "CN"), ("Chine", "CN"), ("中国", "CN")),
    *(("Chinese", "CN"), ("Japan", "JP"), ("Japon", "JP"), ("日本", "JP"), ("UK", "GB")),
    *(("U.S.A.", "US"), ("USA", "US"), ("the Netherlands", "NL"), ("Pays-Bas", "NL")),
    *(("Türkiye", "TR"), ("cote d'ivoire", "CI"), ("Georgia", "GE"), ("South Korea", "KR")),
]


@pytest.mark.parametrize(("text", "code"), NAMES)
def test_a_country_has_many_names(text: str, code: str) -> None:
    found = country_named(ONTOLOGY, text)
    assert found
    assert found.country == code


def test_countries_and_regions_may_stand_together() -> None:
    codes, keys = places_named(ONTOLOGY, ["Japan", "EU", "JP", "east asia"], "country")
    assert (codes, keys) == (["JP"], ["eu", "eastern-asia"])


@pytest.mark.parametrize(
    ("text", "near"),
    [("Chna", "China"), ("Germny", "Germany"), ("Allemange", "Germany"), ("East Asa", "Eastern")],
)
def test_what_is_like_a_name_leads_to_it(text: str, near: str) -> None:
    with pytest.raises(UnknownPlace, match="is no country or region") as caught:
        places_named(ONTOLOGY, [text], "region")
    assert (caught.value.field, caught.value.text) == ("region", text)
    assert any(name.startswith(near) for name in caught.value.suggestions)


@pytest.mark.parametrize("text", ["zzzzzzzz", "", "<b>", "} DROP ALL #", "x" * 1000])
def test_what_is_like_nothing_is_told_so(text: str) -> None:
    with pytest.raises(UnknownPlace) as caught:
        places_named(ONTOLOGY, [text], "country")
    assert caught.value.suggestions == ()
    assert len(str(caught.value)) < 250


def test_one_country_or_none() -> None:
    assert code_named(ONTOLOGY, " ", "country") == ""
    assert code_named(ONTOLOGY, "Chine", "country") == "CN"
    with pytest.raises(UnknownPlace):
        code_named(ONTOLOGY, "Europe", "country")


def test_no_name_in_another_language_is_that_of_two() -> None:
    table = rows("country_names.tsv")
    assert [row[0] for row in table] == sorted(str(c.country) for c in ONTOLOGY.countries())
    owners: dict[str, str] = {}
    for code, three, names in table:
        for name in (three, *names.split("|")):
            assert owners.setdefault(folded(name), code) == code, name
            english = [each.country for each in ONTOLOGY.named(name) if each.is_country]
            assert english in ([], [code]), name
