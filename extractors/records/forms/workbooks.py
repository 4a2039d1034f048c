"""XLSX, opened with limits: what is packed too well is no table of partners."""

import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from extractors.records.forms.grids import Cells, Grid, cell_text
from kg.errors import BadDocument

LARGEST = 300 * 1024 * 1024  # bytes, unpacked
TIGHTEST = 200  # times that a file of some size may grow: sheets grow twenty times
_HEAD = 4096  # bytes of each part
_SOME_SIZE = 10 * 1024 * 1024
MOST_COLUMNS = 300
MOST_EMPTY = 1000  # rows in a row; a sheet may claim a million of them


def sheets(stream: BinaryIO) -> Iterator[tuple[str, Grid]]:
    """The sheets of a workbook by their names, each read when it is asked for."""
    _refuse_bomb(stream)
    # Imported here for their half second, which a run without a workbook need not wait for.
    from openpyxl import load_workbook

    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        pages = list(book.worksheets)
    except Exception as error:  # what broken files make openpyxl raise has no end
        raise BadDocument(_broken(error)) from error
    for page in pages:
        page.reset_dimensions()  # they may be wrong, and far too large
        yield page.title, _rows(page.iter_rows(max_col=MOST_COLUMNS, values_only=True), page.title)


def _refuse_bomb(stream: BinaryIO) -> None:
    try:
        with ZipFile(stream) as packed:
            parts = packed.infolist()
            _refuse_entities(packed, parts)
    except (BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError) as error:
        raise BadDocument(f"broken XLSX ({error})") from error
    size = sum(part.file_size for part in parts)
    small = sum(part.compress_size for part in parts)
    if size > LARGEST or (size > _SOME_SIZE and size > TIGHTEST * max(small, 1)):
        raise BadDocument(
            f"XLSX of {small:,} bytes that unpacks to {size:,}; it is not opened (zip bomb?)"
        )
    stream.seek(0)


def _refuse_entities(packed: ZipFile, parts: Sequence[ZipInfo]) -> None:
    """Entities are declared in a document type, before anything else; workbooks have none."""
    for part in parts:
        with packed.open(part) as stream:
            # In UTF-16 there is a NUL beside each letter.
            if b"<!DOCTYPE" in stream.read(_HEAD).replace(b"\0", b""):
                raise BadDocument("XLSX with entities or document types of its own is not read")


def _rows(rows: Iterator[tuple[object, ...]], sheet: str) -> Grid:
    number, empty = 0, 0
    while empty < MOST_EMPTY:
        number += 1
        where = f"sheet {sheet!r} row {number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001  # as above
            yield where, BadDocument(_broken(error))
            return
        cells: Cells = [_text(cell) for cell in row]
        empty = 0 if any(cells) else empty + 1
        yield where, cells


def _broken(error: Exception) -> str:
    said = str(error)[:100] or type(error).__name__
    return f"broken XLSX ({said})"


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else cell_text(str(cell))
