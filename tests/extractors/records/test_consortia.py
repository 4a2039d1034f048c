"""Studies and partner lists as registers and offices really write them."""

from pathlib import Path

import openpyxl

from extractors.reader import Reader
from tests.extractors.records.reading import claims, read, written

TRIAL = "Dinutuximab in Neuroblastoma"


def study() -> dict[str, object]:
    modules: dict[str, object] = {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": TRIAL},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "designInfo": {"primaryPurpose": "TREATMENT"},
        },
        "conditionsModule": {"conditions": ["Neuroblastoma", "Healthy Volunteers"]},
        "armsInterventionsModule": {
            "interventions": [
                {"type": "BIOLOGICAL", "name": "Dinutuximab"},
                {"type": "BEHAVIORAL", "name": "Questionnaire"},
                {"type": "OTHER", "name": "Gene therapy after failure"},
            ]
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {
                "type": "SPONSOR_INVESTIGATOR",
                "investigatorFullName": "Jane A. Smith, MD",
                "investigatorAffiliation": "Emory University",
            },
            "leadSponsor": {"name": "Jane A. Smith", "class": "INDIV"},
            "collaborators": [{"name": "United Therapeutics", "class": "INDUSTRY"}],
        },
        "contactsLocationsModule": {
            "overallOfficials": [{"name": "Sara Federico, MD", "role": "STUDY_CHAIR"}],
            "locations": [
                {"facility": "Emory Hospital", "city": "Atlanta", "country": "United States"},
                {"facility": "Novartis Investigative Site", "city": "Ulm", "country": "Germany"},
                {"facility": "Site 012", "city": "Taipei", "country": "Taiwan"},
                {"city": "Seoul", "country": "South Korea"},
            ],
        },
    }
    return {"protocolSection": modules, "hasResults": False}


def test_a_study_by_an_investigator(reader: Reader, tmp_path: Path) -> None:
    answer = {"studies": [study(), {"hasResults": True}], "nextPageToken": "x"}
    [reading], refused, _ = read(written(tmp_path, "search.json", answer), reader)
    assert [one.why for one in refused] == [
        "record 2: misses protocolSection.identificationModule.nctId"
    ]
    found = claims(reading)
    types = {entity.label: entity.type.value for entity in reading.entities}
    assert types["Jane A. Smith"] == "Person"
    assert ("Jane A. Smith", "runs", TRIAL) in found
    assert ("United Therapeutics", "collaboratesWith", "Jane A. Smith") in found
    assert {value for _, predicate, value in found if predicate == "treats"} == {"Neuroblastoma"}
    assert (TRIAL, "about", "Gene therapy") in found
    assert found["Sara Federico", "leads", TRIAL] == "study chair"
    assert {who for who, predicate, _ in found if predicate == "affiliatedWith"} == {
        "Jane A. Smith"
    }
    sites = {who for (who, predicate, _), role in found.items() if role == "site"}
    assert sites == {"Emory Hospital"}
    assert "Site without a name: Novartis Investigative Site (Ulm, Germany)" in (
        reading.document.text
    )
    assert types.keys().isdisjoint({"Questionnaire", "Healthy Volunteers"})


def test_a_partner_without_a_city_has_nobody_elses(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "project.csv").write_text(
        "id;acronym;title;startDate;endDate;legalBasis\n1;GENE;Gene;2024-01-01;2025-01-01;H\n"
    )
    (tmp_path / "organization.csv").write_text(
        "projectID;organisationID;name;role;city;country\n"
        "1;999999991;University of Oslo;coordinator;Oslo;NO\n"
        "1;999999992;Fondazione Telethon;participant;;IT\n"
    )
    [reading], _, _ = read(tmp_path, reader)
    places = {value for who, predicate, value in claims(reading) if who == "Fondazione Telethon"}
    assert places == {"GENE", "Italy"}


def test_a_sheet_of_a_proposal(reader: Reader, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Consortium: RARE-NORD (Grant 101000111)"],
        ["#", "Participant\nlegal name", "Country", "Role", "Contact"],
        [1, "University of Oslo", "NO", "COO", "Per Hansen\nKari Lie"],
        [2, "Keio University", "JP", "AP", "Hiro Tanaka, Emi Mori"],
        [None, "Total", None, None, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "partners.xlsx")
    [reading], _, _ = read(tmp_path / "partners.xlsx", reader)
    found = claims(reading)
    assert found["University of Oslo", "leads", "RARE-NORD"] == "coordinator"
    assert found["Keio University", "memberOf", "RARE-NORD"] == "associated partner"
    people = {(who, body) for who, predicate, body in found if predicate == "affiliatedWith"}
    assert people == {
        ("Per Hansen", "University of Oslo"),
        ("Kari Lie", "University of Oslo"),
        ("Hiro Tanaka", "Keio University"),
        ("Emi Mori", "Keio University"),
    }
    assert "Total" not in {entity.label for entity in reading.entities}
