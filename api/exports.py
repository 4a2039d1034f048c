"""Ranked partners as tables for a spreadsheet, with every sentence and its source."""

import csv
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.formats import HTML, JSON, content_type
from api.partner_schemas import PartnerModel, PartnersModel
from api.site import Format, shape_of

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRINT = "print"  # HTML too, with all sentences: asked for by this name alone
SHAPES: Mapping[str, str] = {JSON: "json", HTML: "html", CSV: "csv", XLSX: "xlsx"}
FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {media: {} for media in SHAPES}}}
WIDEST = 60  # characters of a column
LONGEST = 32_000  # characters of a cell; a spreadsheet takes 32,767

HEAD = ("rank", "name", "kind", "country", "new", "score")
BEST = ("best sentence", "source", "published", "address", "iri")
SENTENCES = ("rank", "name", "part", "weight", "why", "sentence", "source", "published", "address")

type Row = list[str | float | int]


def _shape(request: Request, format: Format = "") -> str:
    return PRINT if format == PRINT else shape_of(request, format, SHAPES)


# The short name of the format in which partners are wanted: `?format=`, else Accept.
PartnerShape = Annotated[str, Depends(_shape)]


def exported(found: PartnersModel, shape: str, offset: int) -> Response:
    """The answer as a file to save."""
    media, body = (CSV, _csv(found, offset)) if shape == "csv" else (XLSX, _xlsx(found, offset))
    headers = {
        "Vary": "Accept",
        "Content-Disposition": f'attachment; filename="partners.{shape}"',
    }
    return Response(body, headers=headers, media_type=content_type(media))


def _csv(found: PartnersModel, offset: int) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    for row in _partners(found, offset):
        writer.writerow([_inert(value) for value in row])
    return text.getvalue().encode("utf-8-sig")  # without the mark Excel takes it for Latin-1


def _inert(value: str | float | int) -> str | float | int:
    """A value that no spreadsheet takes for a formula: texts come from strangers."""
    starts = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if starts else value


def _xlsx(found: PartnersModel, offset: int) -> bytes:
    book = Workbook()
    sheets = (("Partners", _partners), ("Sentences", _sentences))
    for (title, rows), sheet in zip(sheets, (book.active, book.create_sheet()), strict=True):
        if isinstance(sheet, Worksheet):
            sheet.title = title
            _fill(sheet, list(rows(found, offset)))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, rows: list[Row]) -> None:
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
            cell.value = value
            if isinstance(cell, Cell) and isinstance(value, str):
                cell.data_type = "s"  # text, also where it begins as a formula does
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    for column, cells in enumerate(zip(*rows, strict=True), 1):
        width = min(max(len(str(cell)) for cell in cells) + 2, WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _partners(found: PartnersModel, offset: int) -> Iterator[Row]:
    kinds = list(dict.fromkeys(r.kind for one in found.partners for r in one.reasons))
    yield [*HEAD, *kinds, *BEST]
    for rank, one in enumerate(found.partners, offset + 1):
        parts: dict[str, float] = {}
        for reason in one.reasons:
            parts[reason.kind] = parts.get(reason.kind, 0) + reason.weight
        yield [
            *(rank, one.label, one.type, one.country or "", "yes" if one.new else "no"),
            round(one.score, 4),
            *(round(parts[kind], 4) if kind in parts else "" for kind in kinds),
            *_best(one),
            one.id,
        ]


def _best(one: PartnerModel) -> Row:
    quotes = (quote for reason in one.reasons for quote in reason.evidence)
    best = next(quotes, None)
    if best is None:
        return ["", "", "", ""]
    source = best.document
    return [best.quote, source.title or "", source.published or "", source.url or ""]


def _sentences(found: PartnersModel, offset: int) -> Iterator[Row]:
    yield list(SENTENCES)
    for rank, one in enumerate(found.partners, offset + 1):
        for reason in one.reasons:
            for quote in reason.evidence:
                source = quote.document
                yield [
                    *(rank, one.label, reason.kind, round(reason.weight, 4), reason.text),
                    *(quote.quote, source.title or "", source.published or "", source.url or ""),
                ]
