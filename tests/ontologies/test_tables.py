"""The tables of ontologies/ are whole and sound: names, parents, codes, coordinates, sources."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef
from rdflib.namespace import SKOS

from kg.model import Iri, Type
from kg.ontology import Concept, Ontology, folded
from kg.settings import DATA, Settings
from kg.tables import Diseases

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "ontologies"
ROR = ROOT / "../shared/authorities/ror-subset.json.gz"
ONTOLOGY = Ontology(Settings())
TYPES = [Type.DISEASE, Type.THERAPY, Type.TOPIC, Type.PLACE]
TABLES = sorted(FOLDER.glob("*.tsv"))
# Every code that ISO 3166-1 assigns.
CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
""".split()


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()[2:]]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_table_is_regular_and_names_its_licence(path: Path) -> None:
    source, header, *lines = path.read_text("utf-8").splitlines()
    assert source.startswith("# ")
    assert "CC" in source or "Unicode-3.0" in source
    columns = header.split("\t")
    keys = []
    for line in lines:
        fields = line.split("\t")
        assert len(fields) == len(columns), line
        assert all(field == field.strip() for field in fields), line
        assert not any(
            part.strip() != part or not part for f in fields if f for part in f.split("|")
        )
        keys.append(fields[0])
    assert keys == sorted(keys) or path.stem == "diseases"
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("type", TYPES)
def test_labels_are_one_concepts_alone(type: Type) -> None:
    labels = Counter(folded(concept.label) for concept in ONTOLOGY.concepts(type))
    twice = {label for label, number in labels.items() if number > 1}
    if type is Type.DISEASE:  # Mondo itself has a few that differ by a comma or a hyphen only
        exact = Counter(concept.label for concept in ONTOLOGY.concepts(type))
        twice = {label for label, number in exact.items() if number > 1}
    assert twice == set()


@pytest.mark.parametrize("type", [Type.THERAPY, Type.TOPIC])
def test_no_synonym_is_anothers_label(type: Type) -> None:
    labels = {folded(concept.label): concept for concept in ONTOLOGY.concepts(type)}
    for concept in ONTOLOGY.concepts(type):
        for name in concept.synonyms:
            assert labels.get(folded(name), concept) == concept, (concept.label, name)


@pytest.mark.parametrize("type", TYPES)
def test_every_chain_ends_at_a_top(type: Type) -> None:
    known = {concept.iri: concept for concept in ONTOLOGY.concepts(type)}
    sound: set[Iri] = set()

    def climb(concept: Concept, path: tuple[Iri, ...]) -> None:
        assert concept.iri not in path, f"a circle: {path}"
        if concept.iri not in sound:
            for broader in concept.broader:
                assert broader in known, f"{concept.label} stands under unknown {broader}"
                climb(known[broader], (*path, concept.iri))
            sound.add(concept.iri)

    for concept in known.values():
        assert concept.label
        assert concept.label not in concept.synonyms
        assert len(concept.synonyms) == len(set(concept.synonyms)), concept.label
        assert len(concept.broader) == len(set(concept.broader)), concept.label
        climb(concept, ())


@pytest.mark.parametrize(
    ("type", "tops"),
    [
        (Type.DISEASE, {"human disease"}),
        (Type.THERAPY, {"therapy"}),
        (Type.TOPIC, {"field of research"}),
    ],
)
def test_tops(type: Type, tops: set[str]) -> None:
    assert {c.label for c in ONTOLOGY.concepts(type) if not c.broader} == tops


@pytest.mark.parametrize(("type", "least"), [(Type.THERAPY, 300), (Type.TOPIC, 120)])
def test_the_schemes_are_large_and_labelled(type: Type, least: int) -> None:
    concepts = list(ONTOLOGY.concepts(type))
    assert len(concepts) >= least
    for concept in concepts:
        assert re.fullmatch(r"[a-z0-9-]+", concept.iri.rpartition("/")[2])


def test_concepts_are_skos() -> None:
    graph = Graph().parse(FOLDER / "concepts.ttl")
    ckg = "https://w3id.org/collab-kg/ontology#"
    classes = {URIRef(ckg + type.value): type.value.lower() for type in (Type.THERAPY, Type.TOPIC)}
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        (kind,) = set(graph.objects(concept, RDF.type)) - {SKOS.Concept}
        scheme = graph.value(concept, SKOS.inScheme)
        assert str(scheme).endswith(f"/scheme/{classes[URIRef(str(kind))]}")
        top = graph.value(concept, SKOS.topConceptOf)
        assert (top is None) == bool(list(graph.objects(concept, SKOS.broader)))
        for predicate in (SKOS.prefLabel, SKOS.altLabel):
            for name in graph.objects(concept, predicate):
                assert name.language == "en"  # type: ignore[attr-defined]  # a literal
    declared = Graph().parse(FOLDER / "collab-kg.ttl")
    assert all((kind, RDF.type, OWL.Class) in declared for kind in classes)


def test_countries_are_those_of_iso() -> None:
    assert [row[0] for row in rows("countries.tsv")] == CODES
    names = Counter(n for c in ONTOLOGY.countries() for n in {folded(name) for name in c.names})
    assert {name for name, number in names.items() if number > 1} == set()


def test_places_lie_on_the_globe_near_their_country() -> None:
    for place in ONTOLOGY.concepts(Type.PLACE):
        assert place.latitude is not None
        assert place.longitude is not None
        assert -90 <= place.latitude <= 90, place.label
        assert -180 <= place.longitude <= 180, place.label
    for key, name, _, code, part_of, kind, lat, lon, population in rows("cities.tsv"):
        assert kind in ("city", "region")
        assert population.isdigit()
        assert key.startswith(f"{code.lower()}-" if code else "")
        country = ONTOLOGY.country(code) if code else None
        if country is None:
            assert kind == "region"
            assert not code
            continue
        assert not part_of
        assert country.latitude is not None
        assert country.longitude is not None
        if code not in ("US", "RU", "CA", "CL", "PT", "ES", "KI"):  # far-flung ones
            assert abs(country.latitude - float(lat)) < 27, name
            assert abs(country.longitude - float(lon)) < 45, name


def test_enough_cities_and_every_larger_country_has_one() -> None:
    cities = [row for row in rows("cities.tsv") if row[5] == "city"]
    assert len(cities) >= 700
    without = set(CODES) - {row[3] for row in cities}
    small = set(
        "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK GI GS HM IO KY MF MO MP MS NF NU PM PN SG "
        "SH SJ SX TC TF TK UM VA VG VI WF YT".split()
    )
    assert without <= small


def test_continents_stand_above_countries() -> None:
    for country in ONTOLOGY.countries():
        for above in country.broader:
            continent = ONTOLOGY.concept(above)
            assert continent is not None
            assert not continent.is_country


def test_mondo_rows_are_human_diseases() -> None:
    table = rows("mondo.tsv")
    assert len(table) > 20_000
    for id, _, _, _, xrefs, rare in table:
        assert re.fullmatch(r"MONDO:\d{7}", id)
        assert rare in ("", "1")
        assert not xrefs or all(
            xref.split(":")[0] in ("OMIM", "Orphanet", "MeSH") for xref in xrefs.split("|")
        )


def test_own_groups_name_mondo_classes_as_mondo_does() -> None:
    for key, name, *_, narrower in rows("diseases.tsv"):
        if key.startswith("MONDO:"):
            concept = ONTOLOGY.identified(key)
            assert concept is not None
            assert concept.label == name
        for below in narrower.split("|") if narrower else []:
            assert not below.startswith("MONDO:") or ONTOLOGY.identified(below) is not None


def test_bodies_of_the_starter_list() -> None:
    bodies = list(ONTOLOGY.organizations())
    assert len(bodies) >= 300
    assert len({body.country for body in bodies}) >= 40
    assert len({body.label for body in bodies}) == len(bodies)
    assert len({body.iri for body in bodies}) == len(bodies)
    for body in bodies:
        assert body.country is not None
        assert ONTOLOGY.country(body.country) is not None, body.label
        assert body.parent is None or ONTOLOGY.organization(body.parent) is not None
        assert body.parent != body.iri
        for identifier in body.identifiers:
            assert re.fullmatch(r"ROR:0[a-z0-9]{8}|Wikidata:Q\d+", identifier), body.label
    rors = [i for body in bodies for i in body.identifiers if i.startswith("ROR:")]
    assert len(rors) == len(set(rors))


@pytest.mark.skipif(not ROR.exists(), reason="the ROR records lie in ../shared")
def test_identifiers_of_bodies_are_those_of_ror() -> None:
    with gzip.open(ROR) as file:
        records = {record["id"].rpartition("/")[2]: record for record in json.load(file)}
    checked = 0
    for key, name, others, _, _, country, _, ror, wikidata in rows("organizations.tsv"):
        if ror not in records:
            continue
        checked += 1
        record = records[ror]
        countries = {place["geonames_details"]["country_code"] for place in record["locations"]}
        assert country in countries, key
        known = {folded(entry["value"]) for entry in record["names"]}
        assert known & {folded(each) for each in (name, *others.split("|"))}, key
        qids = {q for x in record["external_ids"] if x["type"] == "wikidata" for q in x["all"]}
        assert not wikidata or wikidata in qids, key
    assert checked > 500


def test_diseases_are_named_as_their_rows_say() -> None:
    diseases = Diseases(DATA)
    names = list(diseases.names())
    assert len(names) == len(diseases) == len(set(diseases))
    for name in (*names[:60], *names[::500]):
        concept = diseases[name.iri]
        assert (concept.label, concept.synonyms) == (name.label, name.synonyms)
        assert concept.broader == name.broader
        assert diseases[name.iri] is concept
