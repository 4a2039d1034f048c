"""Rows of cells -> rows of fields: the heading is found, and every row held against it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from extractors.records.fitting import Fit, Opened, Row, by_heading, misfit
from extractors.records.maps import FieldMap
from extractors.records.trees import Tree
from kg.errors import BadDocument

HEADING_WITHIN = 20  # rows; above it stand a title, a date, a logo
TITLE = "above"  # the field of what stands above the heading
PAGE = "page"  # of what the page is called that the table stands in

type Cells = Sequence[str]
type Grid = Iterable[tuple[str, Cells | BadDocument]]  # where each row stands, for messages


def opened(
    grid: Grid, form: str, maps: Sequence[FieldMap], title: str = "", page: str = ""
) -> Opened:
    """The map for a table and its rows as fields; BadDocument where no map knows its headings."""
    rows = iter(grid)
    above = list(islice(rows, HEADING_WITHIN))
    for at, (_, cells) in enumerate(above):
        if isinstance(cells, BadDocument) or sum(map(bool, cells)) < 2:
            continue
        heading = [" ".join(cell.split()) for cell in cells]
        if fit := by_heading(heading, form, maps):
            told = {TITLE: _title(above[:at]) or title, PAGE: page}
            return Opened(fit, _rows(chain(above[at + 1 :], rows), heading, fit, told))
    found = [cells for _, cells in above if not isinstance(cells, BadDocument)]
    faults = [cells for _, cells in above if isinstance(cells, BadDocument)]
    if faults and not found:
        raise faults[0]
    wide = next((cells for cells in found if sum(map(bool, cells)) > 1), ())
    heading = [" ".join(cell.split()) for cell in wide]
    if not heading:
        raise BadDocument("no table: no row has more than one cell")
    raise BadDocument(misfit(heading, form, maps))


def cell_text(cell: str) -> str:
    """What a cell says; one with several names may have each in a line of its own."""
    if "\n" not in cell and "\r" not in cell:
        return " ".join(cell.split())
    return "\n".join(text for one in cell.splitlines() if (text := " ".join(one.split())))


def _title(above: Grid) -> str:
    cells = (row for _, row in above if not isinstance(row, BadDocument))
    return next((text for row in cells for text in row if text), "")


def _rows(grid: Grid, heading: Cells, fit: Fit, told: Mapping[str, str]) -> Iterator[Row]:
    columns = fit.columns or {}
    fields = [columns.get(name, name) for name in heading]
    for where, cells in grid:
        if isinstance(cells, BadDocument):
            yield where, cells
        elif len(cells) != len(fields) and _spills(cells, fields):
            yield where, BadDocument(f"{len(cells)} cells where the heading has {len(fields)}")
        elif any(cells):
            yield where, _fields(fields, cells, told)


def _spills(cells: Cells, fields: Sequence[str]) -> bool:
    """Empty cells at the end may be there or not; others have no field, or a field no cell."""
    bare = len(cells)
    while bare and not cells[bare - 1]:
        bare -= 1
    return bare > 0 and (bare > len(fields) or len(cells) < len(fields))


def _fields(fields: Sequence[str], cells: Cells, told: Mapping[str, str]) -> Tree:
    row: dict[str, Tree] = {name: text for name, text in told.items() if text}
    row.update((name, cell) for name, cell in zip(fields, cells, strict=False) if name and cell)
    return row
