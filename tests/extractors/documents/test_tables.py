from pathlib import Path

import pytest

from extractors.documents.tables import lines
from tests.extractors.documents.reading import one

ABOUT = (
    "<h1>HEALNET</h1><p>HEALNET is a consortium of hospitals and universities that was founded in"
    " the spring of 2023 and works on rare diseases.</p>"
)


def rows(html: str, folder: Path) -> list[str]:
    """The lines that a table in a page becomes, behind its introduction."""
    (folder / "a.html").write_text(f"<html lang=en><body>{ABOUT}{html}</body></html>")
    return one(folder / "a.html").text.split("diseases.\n")[1].split("\n")


def table(*rows: str, head: str = "") -> str:
    cells = "".join(f"<th>{name}</th>" for name in head.split("|")) if head else ""
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows
    )
    return f"<table>{f'<tr>{cells}</tr>' if head else ''}{body}</table>"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (
            table("Keio University|Japan", "University of Porto|Portugal", head="Partner|Country"),
            ["Partner (Country)", "Keio University (Japan)", "University of Porto (Portugal)"],
        ),
        (
            table("Fiocruz|Rio de Janeiro|Brazil|Lead", head="Institution|City|Country|Role"),
            ["Institution (City, Country, Role)", "Fiocruz, Rio de Janeiro, Brazil, Lead"],
        ),
        (
            table("1|Keio University|KEIO|Japan", head="No.|Organisation|Short name|Country"),
            ["Organisation (Short name, Country)", "1. Keio University (KEIO), Japan"],
        ),
        (
            table("Keio University|120|Hiro Abe", head="Hospital|Patients|Principal investigator"),
            [
                "Hospital (Patients, Principal investigator)",
                "Keio University, Patients: 120, Principal investigator: Hiro Abe",
            ],
        ),
        (
            table("09:00|Opening|Eva Roth", "9.30-10.00|Panel|", head="Time|Session|Speaker"),
            ["Speaker (Time, Session)", "09:00 Opening, Eva Roth", "9.30-10.00 Panel"],
        ),
        (
            table("2021|14", "2022|20", head="Year|Diagnoses"),
            ["Year, Diagnoses", "Year: 2021, Diagnoses: 14", "Year: 2022, Diagnoses: 20"],
        ),
        (
            table("Keio University|Japan", "Fiocruz|Brazil"),
            ["Keio University, Japan", "Fiocruz, Brazil"],
        ),
        (table("Coordinator:|Eva Roth", "Start:|May"), ["Coordinator: Eva Roth", "Start: May"]),
        (
            "<table><tr><th>Coordinator</th><td>Eva Roth</td></tr><tr><th>Start</th><td>May</td>"
            "</tr></table>",
            ["Coordinator: Eva Roth", "Start: May"],
        ),
        (
            "<table><tr><th>Country<th>Partner</tr><tr><td rowspan=2>Japan<td>Keio University</tr>"
            "<tr><td>RIKEN</tr><tr><td>Brazil<td>Fiocruz</tr></table>",
            ["Partner (Country)", "Keio University (Japan)", "RIKEN (Japan)", "Fiocruz (Brazil)"],
        ),
        (
            "<table><tr><td colspan=2>Asia</tr><tr><td>Keio University<td>Japan</tr></table>",
            ["Asia", "Keio University, Japan"],
        ),
        (
            "<table><thead><tr><td>Member</td><td>Country</td></tr></thead><tbody><tr><td>"
            "<a href=x>Keio<br>University</a></td><td>Japan</td></tr></tbody></table>",
            ["Member (Country)", "Keio University (Japan)"],
        ),
        (
            "<dl><dt>Start date</dt><dd>1 March 2023</dd><dt>Partners:</dt><dd>RIKEN</dd>"
            "<dd>Fiocruz</dd></dl>",
            ["Start date: 1 March 2023", "Partners: RIKEN, Fiocruz"],
        ),
        (
            "<ul><li>Keio University, Japan</li><li>Fiocruz <i>(Brazil)</i></li></ul>",
            ["- Keio University, Japan", "- Fiocruz (Brazil)"],
        ),
    ],
)
def test_a_table_as_lines(html: str, found: list[str], tmp_path: Path) -> None:
    assert rows(html, tmp_path) == found


def test_a_table_that_only_lays_out_a_page_is_no_table_of_data(tmp_path: Path) -> None:
    text = "The network was founded in 2023 and has twelve member hospitals in six countries. " * 5
    html = (
        f"<table><tr><td>Menu</td><td><p>{text}</p></td></tr><tr><td>a</td><td>b</td></tr></table>"
    )
    assert f"Menu, {text[:20]}" not in " ".join(rows(html, tmp_path))


def test_no_cell_is_lost_or_said_twice() -> None:
    header = ["No.", "Partner", "Country", "City", "Acronym", "Budget", "Role"]
    row = ["7", "Keio University", "Japan", "Tokyo", "KEIO", "3 M", "lead"]
    [_, line] = lines(header, [row])
    assert all(line.count(cell) == 1 for cell in row)


@pytest.mark.parametrize("span", ["x", "-3", "999999999", "", "²"])
def test_spans_that_cannot_be(span: str, tmp_path: Path) -> None:
    html = f"<table><tr><td colspan='{span}' rowspan='{span}'>RIKEN</td><td>Japan</td></tr>"
    assert "RIKEN" in rows(html + "<tr><td>Fiocruz</td><td>Brazil</td></tr></table>", tmp_path)[0]


def test_words_before_a_block_do_not_run_into_it(tmp_path: Path) -> None:
    more = "<p>All courses are free of charge and open to clinicians, scientists and patients.</p>"
    (tmp_path / "a.html").write_text(
        "<html><body><main><h1>Courses</h1><div><span>Aula</span><div><span>Padova</span>, IT"
        f"</div></div>{more * 3}</main></body></html>"
    )
    assert "Aula\nPadova, IT\n" in one(tmp_path / "a.html").text
