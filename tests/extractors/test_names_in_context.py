"""What a name is, told by what stands around it: ten sentences and more for each kind."""

from collections.abc import Callable

import pytest

from tests.extractors.conftest import Told

# Sentence, what it must name, as `type: name`, and what it must not.
LABELS = [
    ("Hosted by the Andes Foundation", "", "Hosted"),
    ("ASSOCIATED PARTNERS\nAndes Foundation",
     "Organization: Andes Foundation", "ASSOCIATED PARTNERS"),
    ("Rapporteur: Ada Berg, Oslo University", "Person: Ada Berg", "Rapporteur"),
    ("WHO DOES WHAT\nThe Andes Foundation pays.", "Organization: Andes Foundation", "WHO"),
    ("Keynote speakers\nDr Ada Berg", "Person: Ada Berg", "Keynote"),
    ("It was led by Associate Professor Ada Berg.", "Person: Ada Berg", "Associate"),
    ("Ada Berg, M.D., Ph.D., professor at Oslo University, spoke.", "Person: Ada Berg", "Ph.D"),
    ("They studied the SMN1 gene and CD19-directed cells.", "", "SMN1; CD19"),
    ("BCMA-directed products were compared.", "", "BCMA"),
    ("Spring 2025 was mild at Oslo University.", "Organization: Oslo University", "Spring 2025"),
    ("Ada Berg, Symposium President, came.", "Person: Ada Berg", "Symposium President"),
    ("The Deputy Minister of Health of Peru came.", "Place: Peru", "Health of Peru"),
]  # fmt: skip
PERSONS = [
    ("Marko Horvat (Health Insurance Institute of Slovenia)", "Person: Marko Horvat", ""),
    ("Josep Ferrer i Puig (Hospital Clínic de Barcelona)", "Person: Josep Ferrer i Puig", ""),
    ("- Piet-Hein Dijkstra from Radboud University", "Person: Piet-Hein Dijkstra", ""),
    ("Tomáš Dvořák, Fakultní nemocnice Motol", "Person: Tomáš Dvořák", "Fakultní"),
    ("Rapporteur: Nur Aisyah binte Rahman", "Person: Nur Aisyah binte Rahman", ""),
    ("Jean-Baptiste N'Guessan, CHU de Cocody", "Person: Jean-Baptiste N'Guessan", ""),
    ("It was founded by Rob and Elaine Petrakis.",
     "Person: Rob Petrakis; Person: Elaine Petrakis", ""),
    ("Rodrigo Quispe Huanca, who presides over it, spoke.", "Person: Rodrigo Quispe Huanca", ""),
    ("Mehmet Öztürk, Ege Üniversitesi", "Person: Mehmet Öztürk", ""),
    ("Chair: Wanjiru Kamau", "Person: Wanjiru Kamau", "Chair"),
    ("After Brexit, St Cuthbert's Hospital left.",
     "Organization: St Cuthbert's Hospital", "After Brexit"),
    ("Rare Disease Day, University of Oslo",
     "Organization: University of Oslo", "Rare Disease Day"),
]  # fmt: skip
BODIES = [
    ("The cells are made by Westmead Cellworks.", "Organization: Westmead Cellworks", ""),
    ("Varuna Bio pays for the dinner.", "Organization: Varuna Bio", ""),
    ("She works at Landspítali in Reykjavík.", "Organization: Landspítali", ""),
    ("The Hospital del Mar Blau asked.", "Organization: Hospital del Mar Blau", ""),
    ("Hemocentro de Ribeirão Claro took part.", "Organization: Hemocentro de Ribeirão Claro", ""),
    ("The Universitätsklinikum Hamburg-Nord leads.",
     "Organization: Universitätsklinikum Hamburg-Nord", ""),
    ("The Spanish Agency of Medicines and Medical Devices met.",
     "Organization: Spanish Agency of Medicines and Medical Devices", ""),
    ("The fee is covered by Revvity.", "Organization: Revvity", ""),
    ("The SARCOLINK Biobank and Registry Consortium met.",
     "Network: SARCOLINK Biobank and Registry Consortium", ""),
    ("It is a member of the World Sickle Cell Federation.",
     "Network: World Sickle Cell Federation", ""),
    ("The Huntington Union, an umbrella of 19 associations, met.", "Network: Huntington Union", ""),
    ("Dr Ada Berg of the Masaryk Cancer Registry spoke.",
     "Organization: Masaryk Cancer Registry", ""),
    ("Acorn Cells, a Cambridge start-up, grew.", "Organization: Acorn Cells", ""),
]  # fmt: skip
PROGRAMMES = [
    ("AUS-NB CAR, a phase 1 trial of new cells, began.", "Programme: AUS-NB CAR", ""),
    ("RED-01 tests a product in adults. RED-02 is in preparation.",
     "Programme: RED-01; Programme: RED-02", ""),
    ("It pays for DESMO-GEN, our study of tumours.", "Programme: DESMO-GEN", ""),
    ("The registry, R-HepaKids, holds data.", "Programme: R-HepaKids", ""),
    ("It is funded under Horizon Europe and Erasmus+.",
     "Programme: Horizon Europe; Programme: Erasmus+", ""),
    ("The GENOBRIDGE training network met.", "Network: GENOBRIDGE", ""),
    ("It began within MycoHost, a project funded by the state.", "Programme: MycoHost", ""),
    ("The Foundation opened its 2025 Relapse Grants.", "Programme: Relapse Grants", ""),
    ("LYSOGATE: therapy for children\nThe project began. The project ends in 2028.",
     "Programme: LYSOGATE", ""),
    ("WP1 Vector manufacture. Leader: Oslo University", "Programme: WP1 Vector manufacture", ""),
]  # fmt: skip
THERAPIES = [
    ("Talvera is the company behind Nirocel.", "Therapy: Nirocel", ""),
    ("Ibiracel is indicated for adults.", "Therapy: Ibiracel", ""),
    ("The agency licensed Zyntara last year.", "Therapy: Zyntara", ""),
    ("It is developing AB-301, an antisense drug.", "Therapy: AB-301", ""),
    ("Its pipeline includes CT-204.", "Therapy: CT-204", ""),
    ("Nine patients were treated with Hopecel.", "Therapy: Hopecel", ""),
    ("LG-101, a vector that is given once, helps.", "Therapy: LG-101", "LG"),
    ("It granted registration to Ibiracel.", "Therapy: Ibiracel", ""),
    ("Corvantis, the maker of a therapy now in trials, grew.", "", "Therapy: Corvantis"),
    ("It was approved Monday.", "", "Monday"),
]  # fmt: skip
EVENTS = [
    ("16:00 SESSION 1. MULTIPLE MYELOMA", "Event: Session 1. Multiple myeloma", ""),
    ("3. Session A: Potency assays", "Event: Session A: Potency assays", ""),
    ("ROUND TABLE: WHO PAYS FOR A LIVING DRUG?",
     "Event: Round table: Who pays for a living drug?", "WHO"),
    ("SESSION III: GENE EDITING", "Event: Session III: Gene editing", ""),
    ("She chaired Monday's session on potency testing.",
     "Event: session on potency testing; Topic: potency testing", ""),
    ("The workshop on data linkage was held in Accra.", "Event: workshop on data linkage", ""),
    ("The Coimbra Summer School began.", "Event: Coimbra Summer School", ""),
    ("The Young Geneticists' Session began.", "Event: Young Geneticists' Session", ""),
    ("The opening ceremony was held today.", "Event: opening ceremony", ""),
    ("A session on consent was asked for but could not be fitted in.", "", "session on consent"),
    ("Panel: Dr Ada Berg; Dr Rui Barros", "Person: Ada Berg; Person: Rui Barros", "Panel"),
]  # fmt: skip
TOPICS = [
    ("A lecture on data linkage was given.", "Topic: data linkage", ""),
    ("A seminar on Tuesday evening was held.", "", "Tuesday evening"),
    ("She signed the consent form of the cohort study.", "", "consent form; cohort study"),
    ("It is a biotechnology company.", "", "biotechnology"),
    ("They work on newborn screening.", "Topic: newborn screening", ""),
]


@pytest.mark.parametrize(
    ("text", "names", "others"),
    [*LABELS, *PERSONS, *BODIES, *PROGRAMMES, *THERAPIES, *EVENTS, *TOPICS],
)
def test_what_stands_around_a_name_tells_what_it_is(
    text: str, names: str, others: str, told: Callable[..., Told]
) -> None:
    found = told(text).names
    labelled = {f"{type_}: {label}" for type_, label in found}
    assert labelled >= set(names.split("; ") if names else [])
    assert not (labelled | {label for _, label in found}) & set(others.split("; "))


@pytest.mark.parametrize(
    ("text", "name", "alias"),
    [
        ("Cedarline Therapeutics grew. Cedarline hired.", "Cedarline Therapeutics", "Cedarline"),
        ("The National Health Agency (Anvisa) met. Anvisa agreed.",
         "National Health Agency", "Anvisa"),
        ("The Central Drugs Control Organisation met. Here CDCO agreed.",
         "Central Drugs Control Organisation", "CDCO"),
        ("We are the Savanna Clinic Network, SAVNET for short. SAVNET grew.",
         "Savanna Clinic Network", "SAVNET"),
        ("The Royal Derwent Hospital grew. The Royal Derwent's chief came.",
         "Royal Derwent Hospital", "Royal Derwent"),
        ("ERN HepaRare: European Network on Livers\nERN HepaRare met.",
         "European Network on Livers", "ERN HepaRare"),
    ],
)  # fmt: skip
def test_a_name_cut_short_is_no_other_thing(
    text: str, name: str, alias: str, told: Callable[..., Told]
) -> None:
    assert alias in told(text).aliases[name]


def test_two_hospitals_that_share_words_stay_apart(told: Callable[..., Told]) -> None:
    found = told("The Royal Derwent Children's Hospital and the Royal Children's Hospital met.")
    assert len([1 for type_, _ in found.names if type_ == "Organization"]) == 2
