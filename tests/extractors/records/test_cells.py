"""What stands in one cell of a programme: several people, their bodies, where these are."""

from pathlib import Path

import pytest

from extractors.reader import Reader
from tests.extractors.records.reading import claims, read, written


def table(*rows: str) -> str:
    head = "Conference;Title;Speakers;Affiliation;Chair;Role"
    return "\n".join([head, *(f"Porphyria Congress;{row}" for row in rows)])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "A;Ana Silva, Jo\u00e3o Costa;University of Porto;;",
            {("Ana Silva", "University of Porto"), ("Jo\u00e3o Costa", "University of Porto")},
        ),
        ("A;Smith, Jane;University of Porto;;", {("Jane Smith", "University of Porto")}),
        ("A;Smith, Jane, MD, PhD;Keio University;;", {("Jane Smith", "Keio University")}),
        (
            "A;Lena Vogt (University of Ulm) & Wei Zhang (Keio University);;;",
            {("Lena Vogt", "University of Ulm"), ("Wei Zhang", "Keio University")},
        ),
        ("A;;;Prof. Dr. Karl Otto (Charit\u00e9);", {("Karl Otto", "Charit\u00e9")}),
        ("A;Wei Zhang (virtual);Keio University;;", {("Wei Zhang", "Keio University")}),
        (
            'A;"Jo Bo\nAl Cy";Keio University;;',
            {(n, "Keio University") for n in ("Jo Bo", "Al Cy")},
        ),
    ],
)
def test_people_in_one_cell(
    row: str, said: set[tuple[str, str]], reader: Reader, tmp_path: Path
) -> None:
    [reading], _, _ = read(written(tmp_path, "programme.csv", table(row)), reader)
    found = claims(reading)
    assert {(who, body) for who, predicate, body in found if predicate == "affiliatedWith"} == said


def test_a_speaker_has_the_role_of_its_column(reader: Reader, tmp_path: Path) -> None:
    rows = "A;Ana Silva;Keio University;;Keynote", "B;Wei Zhang;Keio University;;"
    [reading], _, _ = read(written(tmp_path, "programme.csv", table(*rows)), reader)
    found = claims(reading)
    assert found["Ana Silva", "participatesIn", "Porphyria Congress"] == "Keynote"
    assert found["Wei Zhang", "participatesIn", "Porphyria Congress"] == "speaker"


@pytest.mark.parametrize(
    ("affiliation", "places"),
    [
        ("Mayo Clinic, Rochester, MN, USA", {"Rochester", "United States"}),
        ("Mayo Clinic, Rochester, MN", {"Rochester"}),
        ("University of Ulm, 89081 Ulm, DE", {"Ulm", "Germany"}),
        ("University Hospital, Berlin, DE", {"Berlin", "Germany"}),
        ('"Mahidol University\nBangkok\nThailand"', {"Bangkok", "Thailand"}),
    ],
)
def test_where_an_affiliation_is(
    affiliation: str, places: set[str], reader: Reader, tmp_path: Path
) -> None:
    content = table(f"A;Ana Silva;{affiliation};;")
    [reading], _, _ = read(written(tmp_path, "programme.csv", content), reader)
    assert {value for _, predicate, value in claims(reading) if predicate == "locatedIn"} == places
