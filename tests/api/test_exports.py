"""Partners as files for a spreadsheet and as a page to print."""

import csv
from io import BytesIO, StringIO

import httpx
import pytest
from openpyxl import load_workbook

from api.exports import _inert
from api.pages import asking

ASKED = {"topic": "leukemia"}


def test_a_csv_file_has_a_row_for_each_partner(client: httpx.Client) -> None:
    told = client.get("/partners", params=ASKED).json()["partners"]
    response = client.get("/partners", params={**ASKED, "format": "csv"}).raise_for_status()
    assert response.headers["content-disposition"] == 'attachment; filename="partners.csv"'
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [row["iri"] for row in rows] == [one["id"] for one in told]
    first, row = told[0], rows[0]
    assert float(row["score"]) == pytest.approx(first["score"], abs=1e-3)
    kinds = {reason["kind"] for reason in first["reasons"]}
    assert sum(float(row[kind]) for kind in kinds) == pytest.approx(first["score"], abs=1e-3)
    assert row["best sentence"] == first["reasons"][0]["evidence"][0]["quote"]


def test_a_spreadsheet_has_every_sentence(client: httpx.Client) -> None:
    told = client.get("/partners", params=ASKED).json()["partners"]
    asked = {"accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    response = client.get("/partners", params=ASKED, headers=asked).raise_for_status()
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["Partners", "Sentences"]
    quotes = [e["quote"] for one in told for r in one["reasons"] for e in r["evidence"]]
    head, *rows = book["Sentences"].iter_rows(values_only=True)
    at = head.index("sentence")
    assert [row[at] for row in rows] == quotes


def test_ranks_go_on_where_the_page_before_ends(client: httpx.Client) -> None:
    asked = {"for": "Zhang Shuyang", "topic": "leukemia", "limit": "1", "format": "csv"}
    first = client.get("/partners", params=asked).text.splitlines()
    assert first[1].startswith("1,")
    second = client.get("/partners", params={**asked, "offset": "1"}).text.splitlines()
    assert all(line.startswith("2,") for line in second[1:])


@pytest.mark.parametrize("shape", ["csv", "xlsx", "print"])
def test_a_wrong_question_is_an_error_in_every_form(client: httpx.Client, shape: str) -> None:
    response = client.get("/partners", params={"topic": "no such thing", "format": shape})
    assert response.status_code == 404
    assert "no such thing" in response.text


@pytest.mark.parametrize(
    ("value", "expected"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-1", "'-1"), ("a=b", "a=b"), (-1, -1), ("", "")],
)
def test_nothing_is_a_formula(value: str | int, expected: str | int) -> None:
    assert _inert(value) == expected


def test_a_page_to_print_has_all_sentences_open(client: httpx.Client) -> None:
    told = client.get("/partners", params=ASKED).json()["partners"]
    page = client.get("/partners", params={**ASKED, "format": "print"}).raise_for_status()
    assert page.headers["content-type"].startswith("text/html")
    quotes = [e["quote"] for one in told for r in one["reasons"] for e in r["evidence"]]
    assert page.text.count("<blockquote>") == len(quotes)
    assert "<details" not in page.text


def test_an_answer_says_how_it_is_spread(client: httpx.Client) -> None:
    found = client.get("/partners", params={**ASKED, "limit": 1}).json()
    assert sum(found["facets"]["types"].values()) == found["total"]
    for code, number in found["facets"]["countries"].items():
        narrowed = client.get("/partners", params={**ASKED, "country": code}).json()
        assert narrowed["total"] == number
    page = client.get("/partners", params=ASKED, headers={"accept": "text/html"}).text
    assert 'href="/partners?topic=leukemia&amp;limit=20&amp;country=FR"' in page


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("country", ("FR",), "/partners?topic=a%26b&country=FR"),
        ("country", (), "/partners?topic=a%26b"),
        ("topic", ("x", "y"), "/partners?country=CN&topic=x&topic=y"),
    ],
)
def test_a_question_is_changed(name: str, values: tuple[str, ...], expected: str) -> None:
    assert asking("/partners?topic=a%26b&country=CN&offset=20", name, *values) == expected


def test_files_may_hold_more_than_a_page(client: httpx.Client) -> None:
    for shape in ("csv", "xlsx", "print"):
        asked = {**ASKED, "limit": "1000", "format": shape}
        assert client.get("/partners", params=asked).status_code == 200
    for shape in ("html", "json"):
        refused = client.get("/partners", params={**ASKED, "limit": "101", "format": shape})
        assert refused.status_code == 400
        assert "at most 100" in refused.text
