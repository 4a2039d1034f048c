"""The tables of an HTML page that field maps know."""

from collections.abc import Iterator, Sequence

from extractors.documents.tables import Element, grid
from extractors.records.fitting import Opened
from extractors.records.forms.grids import Cells, Grid, opened
from extractors.records.maps import FieldMap
from kg.errors import BadDocument

_HEADINGS = "preceding::*[self::h1 or self::h2 or self::h3 or self::h4][1]"
MOST_ROWS = 20_000


def tables(tree: Element, maps: Sequence[FieldMap], title: str) -> Iterator[Opened]:
    """Each table with a heading that a map knows, under its caption or the heading before it."""
    for number, table in enumerate(tree.iter("table"), 1):
        if table.find(".//table") is not None:
            continue
        try:
            yield opened(_cells(table, number), "html", maps, _title(table) or title, title)
        except BadDocument:
            continue  # a page has many tables that are none of ours; its text is read anyway


def _cells(table: Element, number: int) -> Grid:
    heading, rows = grid(table)
    everything: list[Cells] = [heading, *rows] if heading else list(rows)
    for at, row in enumerate(everything[:MOST_ROWS], 1):
        yield f"table {number} row {at}", [cell.rstrip(":") for cell in row]


def _title(table: Element) -> str:
    caption = table.find("caption")
    above = [caption] if caption is not None else table.xpath(_HEADINGS)
    return " ".join(above[0].text_content().split()) if above else ""
