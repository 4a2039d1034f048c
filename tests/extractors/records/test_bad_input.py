"""Records that are broken: told with file and place, and the rest goes on."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from extractors.documents import documents
from kg.model import Document, Refusal
from kg.settings import Settings

HEAD = "Network;Healthcare provider;City;Country;Status\n"
GOOD = "ERN-X;Rigshospitalet;Copenhagen;DK;Full member\n"
LAST = "ERN-X;Evangelismos Hospital;Athens;EL;Affiliated partner\n"


def read(path: Path) -> tuple[list[Document], list[str], list[str]]:
    notes: list[str] = []
    found = list(documents([str(path)], Settings(), notes=notes))
    docs = [one for one in found if isinstance(one, Document)]
    return docs, [one.why for one in found if isinstance(one, Refusal)], notes


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"ERN-X;One;Two;Three;Four;Five;Six\n", "line 3: 7 cells where the heading has 5"),
        (b"ERN-X;Only\n", "line 3: 2 cells where the heading has 5"),
        (
            "ERN-X;Universität;Ulm;DE;Full member\n".encode("latin-1"),
            "line 3: not valid UTF-8 at character 16 of line 3: save the file as UTF-8",
        ),
        (b"ERN-X;A\0B;Ulm;DE;Full member\n", "line 3: a NUL, which no text has"),
        (
            b'ERN-X;"' + b"x" * 140_000 + b'";Ulm;DE;Full member\n',
            "line 3: broken CSV up to line 3 (field larger than field limit (131072))",
        ),
    ],
)
def test_a_broken_row_costs_no_other(row: bytes, why: str, tmp_path: Path) -> None:
    content = HEAD.encode() + GOOD.encode() + row + LAST.encode()
    docs, refused, _ = read(written(tmp_path, "list.csv", content))
    assert refused == [why]
    assert "Rigshospitalet" in docs[0].text
    assert "Evangelismos Hospital" in docs[0].text


def test_many_broken_rows_are_counted(tmp_path: Path) -> None:
    docs, refused, _ = read(written(tmp_path, "list.csv", HEAD + GOOD + "a;b\n" * 50 + LAST))
    assert len(docs) == 1
    assert len(refused) == 21
    assert refused[-1] == "and 30 more rows that cannot be read"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            "Colour;Size\nred;1\n",
            "no field map knows these columns: Colour, Size (tried: CORDIS, partners, programme)",
        ),
        (
            "projectID;organisationID;name;country\n1;2;x;DE\n",
            "no field map knows these columns: projectID, organisationID, name, country; the "
            "nearest, CORDIS organization, misses role (tried: CORDIS, partners, programme)",
        ),
        ("Partner;Remark\nx;y\n", "misses one of country, role, pic, ror, city, contact, status"),
        ("projectID;euroSciVocCode;euroSciVocTitle\n1;2;x\n", "says too little by itself"),
        ("", "empty"),
        ("one cell a row\nand another\n", "no table: no row has more than one cell"),
    ],
)
def test_wrong_columns_are_named(content: str, why: str, tmp_path: Path) -> None:
    docs, [refused], _ = read(written(tmp_path, "list.csv", content))
    assert docs == []
    assert why in refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_encodings_and_separators(encoding: str, sign: str, tmp_path: Path) -> None:
    out = io.StringIO()
    rows = [line.split(";") for line in (HEAD + GOOD).splitlines()]
    csv.writer(out, delimiter=sign).writerows([*rows, ["ERN-X", 'Hôpital, "A"; B\nC', "", "", ""]])
    path = written(tmp_path, "list.csv", out.getvalue().encode(encoding))
    [doc], refused, _ = read(path)
    assert refused == []
    assert 'Partner: Hôpital, "A"; B C (in ERN-X)' in doc.text


def test_values_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    head = "id;acronym;title;startDate;endDate;legalBasis\n"
    rows = "1;A;Title one;soon;2026-13-40;x\n2;B;Title two;2024-01-01;later;x\n"
    docs, refused, notes = read(written(tmp_path, "project.csv", head + rows))
    assert (len(docs), refused) == (2, [])
    told = [note.partition(": left out ")[2] for note in notes]
    assert "1 times: startDate that is no date ('soon'), first in line 2" in told
    assert "1 times: endDate that is no date ('later'), first in line 3" in told


def test_prose_in_another_language_is_told(tmp_path: Path) -> None:
    head = "id;acronym;title;startDate;endDate;legalBasis;objective\n"
    prose = "Das Institut untersucht mit den Kliniken der Stadt die Ursachen der Krankheit und"
    row = f"1;A;Title one;2024-01-01;2025-01-01;x;{prose} ist ein Partner für neue Verfahren.\n"
    [doc], _, notes = read(written(tmp_path, "project.csv", head + row))
    assert "Das Institut" in doc.text
    assert doc.language == "en"
    assert any("prose in 1 document not read, being in German" in note for note in notes)


def book(folder: Path, name: str = "list.xlsx") -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Members"
    sheet.append(["List of members of the NEOSCREEN consortium"])
    sheet.append([])
    sheet.append(["Name of institution", "Country", "PIC number"])
    sheet.append(["University of Tartu", "Estonia", 999895013])
    sheet.append(["Fiocruz", "Brazil", None])
    made.create_sheet("Notes").append(["nothing", "here"])
    made.save(folder / name)
    return folder / name


@pytest.mark.parametrize("name", ["list.xlsx", "list.dat"])
def test_a_workbook(name: str, tmp_path: Path) -> None:
    [doc], refused, notes = read(book(tmp_path, name))
    assert refused == []
    assert doc.text.split("\n")[2:] == [
        "Network: NEOSCREEN",
        "Partner: University of Tartu (Estonia, PIC 999895013, in NEOSCREEN)",
        "Partner: Fiocruz (Brazil, in NEOSCREEN)",
    ]
    assert any("sheet 'Notes': no field map knows these columns" in note for note in notes)


def test_a_workbook_that_is_a_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    _, [why], _ = read(path)
    assert "it is not opened (zip bomb?)" in why


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    good, bad = book(tmp_path), tmp_path / "bad.xlsx"
    evil = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "Fiocruz">]>'
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as made:
        for part in source.namelist():
            content = source.read(part)
            head = b"" if part != "xl/worksheets/sheet1.xml" else evil
            made.writestr(part, head + content.replace(b"Fiocruz", b"&a;") if head else content)
    assert read(bad)[:2] == ([], ["XLSX with entities or document types of its own is not read"])


def test_a_workbook_cut_off_is_told(tmp_path: Path) -> None:
    path = book(tmp_path)
    _, [why], _ = read(written(tmp_path, "cut.xlsx", path.read_bytes()[:-200]))
    assert why.startswith("broken XLSX")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (
            "a.xml",
            '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x "y">]><schedule><a>&x;</a></schedule>',
            "XML with entities of its own is not read",
        ),
        ("a.xml", "<schedule><conference><title>T</title>", "broken XML"),
        ("a.xml", "<schedule><conference/></schedule>", "no field map knows these records"),
        ("a.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no field map knows these records"),
        (
            "a.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART:20260101",
            "line 2: an event that breaks off at the end of the file",
        ),
    ],
)
def test_trees_that_are_broken(name: str, content: str, why: str, tmp_path: Path) -> None:
    docs, [refused], _ = read(written(tmp_path, name, content))
    assert docs == []
    assert why in refused


def test_a_list_that_breaks_off_gives_what_it_had(tmp_path: Path) -> None:
    one = {"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A"}}}
    whole = json.dumps([one, one])
    docs, [why], _ = read(written(tmp_path, "studies.json", whole[:-30]))
    assert [doc.title for doc in docs] == ["A"]
    assert why.startswith("record 2: not JSON")


def test_a_line_of_records_that_is_broken_costs_no_other(tmp_path: Path) -> None:
    def study(number: int) -> str:
        ids = {"nctId": f"NCT0000000{number}", "briefTitle": f"Study {number}"}
        return json.dumps({"protocolSection": {"identificationModule": ids}})

    content = f"{study(1)}\n{{broken\n{study(2)}\n"
    docs, [why], _ = read(written(tmp_path, "studies.jsonl", content))
    assert [doc.title for doc in docs] == ["Study 1", "Study 2"]
    assert why.startswith("line 2: not JSON")
