"""What records of each source say, by the field maps that come with the product."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from extractors.reader import Reader
from kg.model import Document, Kind
from tests.extractors.records.reading import Claim, claims, read

SAMPLES = Path(__file__).parent / "samples"

RELUPUS, CHARITE = "RELUPUS-X", "CHARITE - UNIVERSITAETSMEDIZIN BERLIN"
TRIAL, PEKING = (
    "CD19 CAR-T Cells in Refractory Lupus Nephritis",
    "Peking University People's Hospital",
)
INDICO, RARE = "Gene Therapy for Haemophilia 2026", "Rare Disease Data Days 2026"
GENOME, NORDIC = "Genome Tools Meeting 2026", "Nordic Symposium on Cystic Fibrosis"
SUMMIT, SICKLE = "T Cell Therapy Summit", "African Sickle Cell Congress 2026"
BALTIC = "3rd Baltic Haemophilia Days, Riga 2026"
SKIN = "ERN-SKINX European Reference Network on Rare Skin Disorders"

SAID: dict[str, dict[Claim, str | None]] = {
    "cordis/project.csv": {
        (RELUPUS, "startDate", "2024-01-01"): None,
        (RELUPUS, "endDate", "2028-12-31"): None,
        (CHARITE, "leads", RELUPUS): None,
        (CHARITE, "participatesIn", RELUPUS): "coordinator",
        (CHARITE, "locatedIn", "Berlin"): None,
        (CHARITE, "locatedIn", "Germany"): None,
        ("UNIVERSITY OF LEEDS", "participatesIn", RELUPUS): "associated partner",
        ("UNIVERSITY OF LEEDS", "locatedIn", "United Kingdom"): None,
        ("ETHNIKO KAI KAPODISTRIAKO PANEPISTIMIO ATHINON", "locatedIn", "Greece"): None,
        (RELUPUS, "about", "immunology"): None,
    },
    "study.json": {
        (PEKING, "runs", TRIAL): None,
        (TRIAL, "startDate", "2025-03"): None,
        (TRIAL, "about", "Lupus Nephritis"): None,
        (TRIAL, "about", "Systemic Lupus Erythematosus"): None,
        ("CD19 CAR-T cells", "treats", "Lupus Nephritis"): None,
        ("CD19 CAR-T cells", "treats", "Systemic Lupus Erythematosus"): None,
        ("Novelcell Therapeutics Ltd", "collaboratesWith", PEKING): None,
        ("Novelcell Therapeutics Ltd", "participatesIn", TRIAL): "collaborator",
        ("Li Zhanguo", "affiliatedWith", PEKING): "Director of Rheumatology",
        ("Maria Keller", "leads", TRIAL): "principal investigator",
        ("Maria Keller", "affiliatedWith", "Department of Nephrology"): None,
        ("Department of Nephrology", "partOf", "University Hospital Ulm"): None,
        ("University Hospital Ulm", "participatesIn", TRIAL): "site",
        (PEKING, "locatedIn", "Beijing"): None,
        ("Wang Fang", "participatesIn", TRIAL): "principal investigator",
    },
    "indico.json": {
        (INDICO, "startDate", "2026-05-12"): None,
        (INDICO, "endDate", "2026-05-14"): None,
        (INDICO, "locatedIn", "Geneva"): None,
        (INDICO, "locatedIn", "Switzerland"): None,
        ("European Haemophilia Alliance", "organizes", INDICO): None,
        ("Amina Diallo", "leads", INDICO): "chair",
        ("Amina Diallo", "affiliatedWith", "Cheikh Anta Diop University"): None,
        ("Cheikh Anta Diop University", "locatedIn", "Senegal"): None,
        ("Hiroshi Tanaka", "participatesIn", INDICO): "speaker",
        ("Department of Hematology", "partOf", "Keio University"): None,
        ("Elena Rossi", "affiliatedWith", "Policlinico Gemelli"): None,
        (INDICO, "about", "haemophilia A"): None,
        (INDICO, "about", "AAV gene therapy"): None,
    },
    "schedule.json": {
        ("Joana Costa", "participatesIn", RARE): "speaker",
        ("Joana Costa", "affiliatedWith", "University of Porto"): None,
        (RARE, "about", "Fabry disease"): None,
        (RARE, "about", "Newborn screening"): None,
        (RARE, "date", "2026-09-03"): None,
    },
    "schedule.xml": {
        ("Ngozi Okafor", "participatesIn", GENOME): "speaker",
        ("Peter Meier", "participatesIn", GENOME): "speaker",
        (GENOME, "locatedIn", "Zurich"): None,
        (GENOME, "about", "thalassemia"): None,
        (GENOME, "endDate", "2026-02-11"): None,
    },
    "meetings.ics": {
        (NORDIC, "startDate", "2026-06-12"): None,
        (NORDIC, "locatedIn", "Stockholm"): None,
        ("Nordic Lung Society", "organizes", NORDIC): None,
        ("Ingrid Berg", "leads", NORDIC): "chair",
        (NORDIC, "about", "newborn screening"): None,
    },
    "event.jsonld": {
        (SUMMIT, "locatedIn", "Austria"): None,
        ("Medical University of Vienna", "organizes", SUMMIT): None,
        ("Austrian Science Fund", "supports", SUMMIT): None,
        ("Sara Lind", "affiliatedWith", "Lund University"): "Professor",
        ("Tom Okello", "participatesIn", SUMMIT): "speaker",
        (SUMMIT, "about", "multiple myeloma"): None,
    },
    "programme.csv": {
        (SICKLE, "locatedIn", "Kumasi"): None,
        ("Ghana Sickle Cell Foundation", "organizes", SICKLE): None,
        ("Wellcome Trust", "supports", SICKLE): None,
        ("Kwame Mensah", "participatesIn", SICKLE): "speaker",
        ("Peter Otieno", "affiliatedWith", "University of Nairobi"): None,
        ("Ama Boateng", "leads", SICKLE): "chair",
        (SICKLE, "about", "sickle cell disease"): None,
    },
    "talks.json": {
        ("Joana Costa", "affiliatedWith", "University of Porto"): None,
        ("Joana Costa", "worksOn", "Fabry disease"): None,
    },
    "agenda.csv": {
        ("Marta Kask", "participatesIn", BALTIC): "speaker",
        ("Marta Kask", "affiliatedWith", "University of Tartu"): None,
        (BALTIC, "about", "haemophilia A"): None,
    },
    "ern.csv": {
        ("Rigshospitalet", "memberOf", SKIN): "Full member",
        ("Hospital Clínic de Barcelona", "locatedIn", "Spain"): None,
        ("Lars Holm", "affiliatedWith", "Rigshospitalet"): None,
    },
    "partners.html": {
        ("University of Tartu", "memberOf", "NEOSCREEN"): "Partner",
        ("Keio University Hospital", "leads", "NEOSCREEN"): "Coordinator",
        ("Keio University Hospital", "locatedIn", "Japan"): None,
    },
}


@pytest.mark.parametrize("name", SAID)
def test_what_a_record_says(name: str, reader: Reader) -> None:
    readings, _, _ = read(SAMPLES / name, reader)
    found = claims(readings[0])
    assert {key: found.get(key, "missing") for key in SAID[name]} == SAID[name]


NOT_SAID = {
    "study.json": {
        "Placebo infusion",  # nothing that is studied
        "Diary",
        "Clinical Trials",  # no human being
        "Study Call Center",
    },
    "meetings.ics": {"Juan Perez"},  # declined
    "schedule.json": {"Community"},  # a track that is no field
    "agenda.csv": {"Estonia"},  # where the speaker comes from, not the meeting
    "talks.json": {"Kofi Annor", "cancer"},  # proposed, and rejected; left out by the title
}


@pytest.mark.parametrize("name", NOT_SAID)
def test_what_a_record_does_not_say(name: str, reader: Reader) -> None:
    readings, _, _ = read(SAMPLES / name, reader)
    assert {e.label for one in readings for e in one.entities} & NOT_SAID[name] == set()


def test_what_is_only_planned_is_no_fact(reader: Reader) -> None:
    [study], _, _ = read(SAMPLES / "study.json", reader)
    assert {predicate for _, predicate, _ in claims(study)} & {"endDate", "count"} == set()


def test_a_claim_quotes_the_line_of_its_field(reader: Reader) -> None:
    [project], _, _ = read(SAMPLES / "cordis" / "project.csv", reader)
    quotes = {claim.evidence.quote for claim in project.claims if claim.predicate == "leads"}
    told = "(Charite, Berlin, DE, PIC 999981234, VAT DE123456789)"
    assert quotes == {f"Coordinator of RELUPUS-X: {CHARITE} {told}"}


def test_prose_is_read_as_sentences_of_the_same_document(reader: Reader) -> None:
    [project], _, _ = read(SAMPLES / "cordis" / "project.csv", reader)
    [claim] = [claim for claim in project.claims if claim.predicate == "treats"]
    assert claim.evidence.quote.endswith("trial of CAR-T cell therapy for lupus nephritis.")
    assert not claim.evidence.rule.startswith("record")


def test_identifiers_go_with_their_bearers(reader: Reader) -> None:
    [project], _, _ = read(SAMPLES / "cordis" / "project.csv", reader)
    [study], _, _ = read(SAMPLES / "study.json", reader)
    [event], _, _ = read(SAMPLES / "event.jsonld", reader)
    found = {e.label: e.identifiers for one in (project, study, event) for e in one.entities}
    assert found[CHARITE] == ("PIC:999981234", "VAT:DE123456789")
    assert found[RELUPUS] == ("CORDIS:101098001", "DOI:10.3030/101098001")
    assert found[TRIAL] == ("NCT:NCT09912345",)
    assert found["Sara Lind"] == ("ORCID:0000-0002-1825-0097",)
    assert found["Germany"] == ("ISO:DE",)


@pytest.mark.parametrize(
    ("name", "kind", "title", "url"),
    [
        ("study.json", Kind.CONSORTIUM, TRIAL, "https://clinicaltrials.gov/study/NCT09912345"),
        ("indico.json", Kind.CONFERENCE, INDICO, "https://indico.example.org/event/4711/"),
        ("ern.csv", Kind.CONSORTIUM, SKIN, ""),
    ],
)
def test_a_record_is_a_document(
    name: str, kind: Kind, title: str, url: str, reader: Reader
) -> None:
    doc = read(SAMPLES / name, reader)[0][0].document
    assert (doc.kind, doc.title, doc.url) == (kind, title, url)
    assert type(doc) is Document


def test_a_partner_table_of_a_proposal_is_known_by_its_headings(
    reader: Reader, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Beneficiaries", 0)
    for row in (
        ["NEOGENE-EU - Consortium partners"],
        [],
        ["No.", "Participant organisation name", "Short name", "Country", "PIC", "Role"],
        [1, "Karolinska Institutet", "KI", "Sweden", 999978821, "Coordinator"],
        [2, "University of Nairobi", "UoN", "Kenya", 999978822, "Beneficiary"],
    ):
        sheet.append(row)
    book.save(tmp_path / "partners.xlsx")
    [reading], refused, _ = read(tmp_path / "partners.xlsx", reader)
    assert refused == []
    found = claims(reading)
    assert found["Karolinska Institutet", "leads", "NEOGENE-EU"] == "Coordinator"
    assert ("University of Nairobi", "locatedIn", "Kenya") in found


def test_each_network_of_a_list_is_a_document(reader: Reader) -> None:
    readings, _, _ = read(SAMPLES / "ern.csv", reader)
    assert [one.document.title.split()[0] for one in readings] == ["ERN-SKINX", "ERN-BLOODX"]


def test_a_table_that_belongs_to_another_is_read_with_it(reader: Reader) -> None:
    folder, _, notes = read(SAMPLES / "cordis", reader)
    [alone], _, _ = read(SAMPLES / "cordis" / "organization.csv", reader)
    assert [one.document.iri for one in folder] == [alone.document.iri]
    assert claims(folder[0]) == claims(alone)
    assert any("1 rows of other tables belong to no row of the main one" in n for n in notes)


def test_organisations_without_their_projects_say_what_they_can(
    reader: Reader, tmp_path: Path
) -> None:
    path = tmp_path / "organization.csv"
    path.write_bytes((SAMPLES / "cordis" / "organization.csv").read_bytes())
    [reading], _, _ = read(path, reader)
    assert claims(reading)[CHARITE, "leads", RELUPUS] is None
    together, _, _ = read(SAMPLES / "cordis", reader)
    assert reading.document.iri == together[0].document.iri


def test_a_broken_event_costs_no_other(reader: Reader) -> None:
    readings, refused, _ = read(SAMPLES / "meetings.ics", reader)
    assert [one.document.title for one in readings][1] == "Workshop on Duchenne Muscular Dystrophy"
    [refusal] = refused
    assert refusal.why.startswith("line 19: broken event")


def test_the_same_record_gives_the_same_reading(reader: Reader) -> None:
    assert read(SAMPLES / "indico.json", reader) == read(SAMPLES / "indico.json", reader)


def test_json_as_released_says_the_same_as_csv(reader: Reader, tmp_path: Path) -> None:
    for name in ("project", "organization", "euroSciVoc"):
        with (SAMPLES / "cordis" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter=";"))
        (tmp_path / f"{name}.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    [released], refused, _ = read(tmp_path, reader)
    [table], _, _ = read(SAMPLES / "cordis", reader)
    assert refused == []
    assert released.document.iri == table.document.iri
    assert claims(released) == claims(table)
