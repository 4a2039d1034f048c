"""What the look-ups of the ontologies answer; the tables' own soundness is tests/ontologies."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import tables
from kg.errors import SourceUnavailable
from kg.model import Iri, Type
from kg.ontology import Concept, Ontology, folded
from kg.settings import DATA, Settings

ONTOLOGY = Ontology(Settings())
CONCEPTS = [c for type in (Type.DISEASE, Type.THERAPY, Type.PLACE) for c in ONTOLOGY.concepts(type)]


def known(name: str, type: Type) -> Concept:
    return ONTOLOGY.named(name, type)[0]


@pytest.mark.parametrize(
    ("type", "narrow", "broad"),
    [
        (Type.DISEASE, "acute lymphoblastic leukemia", "leukemia"),
        (Type.DISEASE, "Marfan syndrome", "rare disease"),
        (Type.DISEASE, "rare disease", "human disease"),
        (Type.DISEASE, "Chagas disease", "neglected tropical disease"),
        (Type.DISEASE, "rare genetic disorders", "rare diseases"),
        (Type.THERAPY, "Kymriah", "CAR-T cell therapy"),
        (Type.THERAPY, "Kymriah", "cell therapy"),
        (Type.THERAPY, "AAV gene therapy", "gene therapy"),
        (Type.THERAPY, "CRISPR", "gene editing"),
        (Type.THERAPY, "haematopoietic stem cell transplantation", "transplantation"),
        (Type.TOPIC, "cancer genomics", "genomics"),
        (Type.TOPIC, "newborn screening", "screening"),
        (Type.PLACE, "Beijing", "China"),
        (Type.PLACE, "China", "Asia"),
        (Type.PLACE, "East Africa", "Africa"),
    ],
)
def test_narrower_and_ancestors_agree(type: Type, narrow: str, broad: str) -> None:
    below, above = known(narrow, type).iri, known(broad, type).iri
    assert below in ONTOLOGY.narrower(above)
    assert above in ONTOLOGY.ancestors(below)
    assert above not in ONTOLOGY.narrower(below)


@pytest.mark.parametrize(
    ("name", "type", "label"),
    [
        ("U.S.", Type.PLACE, "United States"),
        ("UK", Type.PLACE, "United Kingdom"),
        ("Viet Nam", Type.PLACE, "Vietnam"),
        ("Turkey", Type.PLACE, "Türkiye"),
        ("zürich", Type.PLACE, "Zurich"),
        ("Georgia", Type.PLACE, "Georgia"),  # the country before the state
        ("Newcastle", Type.PLACE, "Newcastle upon Tyne"),
        ("Newcastle, NSW", Type.PLACE, "Newcastle (Australia)"),
        ("Durham, North Carolina", Type.PLACE, "Durham"),
        ("acute lymphoblastic leukaemia", Type.DISEASE, "acute lymphoblastic leukemia"),
        ("orphan diseases", Type.DISEASE, "rare disease"),
        ("tisagenlecleucel", Type.THERAPY, "Kymriah"),
        ("CAR T-cell  therapy", Type.THERAPY, "CAR-T cell therapy"),
        ("gene therapies", Type.THERAPY, "gene therapy"),
        ("Regulatory Harmonization", Type.TOPIC, "regulatory harmonisation"),
    ],
)
def test_names_lead_to_the_likeliest_concept(name: str, type: Type, label: str) -> None:
    assert known(name, type).label == label


def test_unknown_names_and_iris_lead_nowhere() -> None:
    iri = Iri(f"{DATA}therapy/none")
    assert ONTOLOGY.named("no such thing") == ()
    assert ONTOLOGY.named("China", Type.DISEASE) == ()
    assert ONTOLOGY.concept(iri) is None
    assert ONTOLOGY.concept(Iri("http://example.org/x")) is None
    assert ONTOLOGY.concept(Iri(f"{DATA}person/zhang")) is None
    assert ONTOLOGY.ancestors(iri) == ()
    assert ONTOLOGY.narrower(iri) == {iri}
    assert ONTOLOGY.country("xx") is None
    assert ONTOLOGY.country("cn-beijing") is None
    assert ONTOLOGY.identified("MONDO:9999999") is None
    assert ONTOLOGY.organization(iri) is None
    assert ONTOLOGY.organizations_named("no such body") == ()
    assert ONTOLOGY.country_of(iri) is None
    assert list(ONTOLOGY.concepts(Type.PERSON)) == []


def test_countries_and_cities() -> None:
    china = ONTOLOGY.country("cn")
    assert china is not None
    assert china.iri == f"{DATA}place/cn"
    assert china.identifiers == ("ISO:CN",)
    assert set(china.demonyms) == {"Chinese", "Sino-"}
    beijing = ONTOLOGY.place("cn-beijing")
    assert beijing is not None
    assert beijing.broader == (china.iri,)
    assert ONTOLOGY.country_of(beijing.iri) == china
    assert not beijing.is_country
    assert sum(1 for _ in ONTOLOGY.countries()) == 249


def test_identifiers_lead_to_concepts() -> None:
    for identifier in ("MONDO:0007947", "OMIM:154700", "Orphanet:558", "MeSH:D008382"):
        marfan = ONTOLOGY.identified(identifier)
        assert marfan is not None
        assert marfan.iri == "http://purl.obolibrary.org/obo/MONDO_0007947"


def test_rare_disease_is_ours() -> None:
    rare = ONTOLOGY.concept(ONTOLOGY.rare_disease)
    assert rare is not None
    assert rare.iri == f"{DATA}disease/rare-disease"
    assert len(ONTOLOGY.narrower(rare.iri)) > 10_000


def test_iris_follow_the_settings() -> None:
    ontology = Ontology(Settings(data="https://example.org/kg/"))
    found = ontology.named("Kymriah", Type.THERAPY)[0]
    assert found.iri == "https://example.org/kg/therapy/kymriah"
    assert all(iri.startswith("https://example.org/kg/") for iri in ontology.ancestors(found.iri))
    assert ontology.country("CN") == ontology.concept(Iri("https://example.org/kg/place/cn"))
    marfan = Iri("http://purl.obolibrary.org/obo/MONDO_0007947")
    assert "https://example.org/kg/disease/rare-disease" in ontology.ancestors(marfan)


def test_bodies_of_the_starter_list() -> None:
    (pumch,) = ONTOLOGY.organizations_named("PUMCH")
    assert pumch.label == "Peking Union Medical College Hospital"
    assert (pumch.type, pumch.subclass, pumch.country) == (Type.ORGANIZATION, "Hospital", "CN")
    assert ONTOLOGY.organization(pumch.iri) == pumch
    country = ONTOLOGY.country_of(pumch.iri)
    assert country is not None
    assert country.label == "China"
    (irdirc,) = ONTOLOGY.organizations_named("International Rare Diseases Research Consortium")
    assert irdirc.type is Type.NETWORK
    assert irdirc.iri.startswith(f"{DATA}network/")


def test_a_missing_table_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tables, "files", lambda _: tmp_path)
    with pytest.raises(SourceUnavailable, match=r"countries\.tsv is missing"):
        Ontology(Settings()).place("cn")


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(CONCEPTS))
def test_every_name_leads_back(concept: Concept) -> None:
    for name in concept.names:
        assert concept in ONTOLOGY.named(name, concept.type)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(CONCEPTS))
def test_each_ancestor_has_it_below(concept: Concept) -> None:
    assert concept.iri not in ONTOLOGY.ancestors(concept.iri)
    for above in ONTOLOGY.ancestors(concept.iri):
        assert concept.iri in ONTOLOGY.narrower(above)


@given(st.text(max_size=40) | st.text("aeour-is \u2010é", max_size=12))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@pytest.mark.parametrize("type", [Type.DISEASE, Type.THERAPY, Type.TOPIC, Type.PLACE])
def test_names_are_those_of_the_concepts(type: Type) -> None:
    named = [(concept.iri, concept.names) for concept in ONTOLOGY.concepts(type)]
    assert list(ONTOLOGY.names(type)) == named
    # They are folded as a few long texts, and each must come out as it would alone.
    far_apart = [(iri, name) for iri, names in named[::7] for name in names]
    assert all(
        iri in {concept.iri for concept in ONTOLOGY.named(folded(name))} for iri, name in far_apart
    )
