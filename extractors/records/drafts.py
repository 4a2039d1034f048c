"""Files of records -> drafts: which form, which field map, which tables belong together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from extractors.documents.draft import Draft, Reader, Source
from extractors.records.fitting import Fit, Opened, Row, is_meant
from extractors.records.forms import delimited
from extractors.records.forms.calendars import calendar_records
from extractors.records.forms.grids import opened
from extractors.records.forms.jsons import json_line_records, json_records, opening
from extractors.records.forms.markup import xml_records
from extractors.records.forms.workbooks import sheets
from extractors.records.joining import alone, grouped, joined
from extractors.records.maps import FieldMap, Table, field_maps
from extractors.records.misspelt import Asked
from extractors.records.rendering import Left, draft
from kg.errors import BadDocument
from kg.model import Refusal

TOLD = 20  # bad rows of one file that are told one by one

type Opener = Callable[[BinaryIO, Sequence[FieldMap]], Opened | None]


def csv_table(stream: BinaryIO, maps: Sequence[FieldMap]) -> Opened:
    """A table in CSV; BadDocument where no map knows its columns."""
    return opened(delimited.grid(stream), "csv", maps)


OPENERS: Mapping[str, Opener] = {
    "csv": csv_table,
    "json": json_records,
    "jsonl": json_line_records,
    "xml": xml_records,
    "ics": calendar_records,
}


def record_reader(form: str) -> Reader:
    """What reads the records of a file of this form; BadDocument where no map knows them."""

    def read(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
        found = OPENERS[form](stream, field_maps(source.maps))
        if found is None:
            names = ", ".join(m.name for m in field_maps(source.maps) if form in m.find.forms)
            raise BadDocument(f"no field map knows these records (tried: {names})")
        yield from drafts(found, source, notes)

    return read


def workbook(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read the sheets of a workbook that maps know; the others are told."""
    maps, faults = field_maps(source.maps), list[str]()
    taken = 0
    for name, rows in sheets(stream):
        try:
            found = opened(rows, "xlsx", maps, name)
        except BadDocument as error:
            faults.append(f"sheet {name!r}: {error}")
            continue
        taken += 1
        yield from drafts(found, source, notes)
    if not taken:
        raise BadDocument("; ".join(faults) or "a workbook without sheets")
    notes.extend(f"{source.name}: {fault}" for fault in faults)


def drafts(found: Opened, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """The documents of a file of records; each record that is none is told, with its place."""
    fit, left, told = found.fit, Left(), list[str]()
    asked = Asked(fit.found)
    refused = others = 0
    for where, tree in _records(found, source, told):
        try:
            if isinstance(tree, BadDocument):
                raise tree
            if not is_meant(tree, fit):
                others += 1
                continue
            asked.see(tree)
            yield draft(fit.found, tree, source, where, left)
        except BadDocument as error:
            refused += 1
            if refused <= TOLD:
                yield Refusal(source.name, f"{where}: {error}" if where else str(error))
    if refused > TOLD:
        yield Refusal(source.name, f"and {refused - TOLD} more rows that cannot be read")
    told.extend(asked.notes())
    if others:
        told.append(f"left aside, {others} records that are none of {fit.found.name}")
    notes.extend(f"{source.name}: {note}" for note in told)
    notes.extend(left.notes(source.name))


def _records(found: Opened, source: Source, notes: list[str]) -> Iterator[Row]:
    fit, rows = found.fit, found.rows
    if fit.table is not None:
        if fit.table.aside:
            notes.append(f"nothing is read from a table of {fit.table.name}")
            return iter(())
        if not fit.table.alone:
            wanted = ", ".join(fit.found.find.needs)
            raise BadDocument(
                f"a table of {fit.table.name} says too little by itself: put the table of "
                f"{fit.found.name} with the columns {wanted} beside it"
            )
        return alone((fit.table, rows), fit.found.find.key)
    if fit.found.group:
        return grouped(rows, fit.found.group)
    if fit.found.tables:
        return _with_sides(found, source, notes)
    return rows


def _with_sides(found: Opened, source: Source, notes: list[str]) -> Iterator[Row]:
    """The rows of a main table with those of the tables that lie beside its file."""
    streams: list[BinaryIO] = []
    sides: list[tuple[Table, Iterator[Row]]] = []
    try:
        for path, fit in beside(source, found.fit.found):
            if fit.table is None or fit.table.aside:
                continue
            streams.append(path.open("rb"))
            again = _open(streams[-1], path, (found.fit.found,))
            if again is not None:
                sides.append((fit.table, again.rows))
                notes.append(f"read together with {path.name}")
        yield from joined(found.rows, sides, found.fit.found.find.key, notes)
    finally:
        for stream in streams:
            stream.close()


def beside(source: Source, found: FieldMap) -> Iterator[tuple[Path, Fit]]:
    """The files beside this one that hold tables of the same map, and which."""
    if source.path is None:
        return
    folder = source.path.parent.resolve()
    for path in sorted(source.path.parent.glob(f"*{source.path.suffix}")):
        # A link may lead to what nobody meant to be read.
        is_here = path != source.path and path.is_file() and path.resolve().parent == folder
        fit = table_of(path, (found,)) if is_here else None
        if fit is not None:
            yield path, fit


def main_table(path: Path, source: Source) -> Path | None:
    """The file of the main table, where this one holds a table that belongs to it."""
    fit = table_of(path, field_maps(source.maps))
    if fit is None or fit.table is None:
        return None
    return next((one for one, other in beside(source, fit.found) if other.table is None), None)


def table_of(path: Path, maps: Sequence[FieldMap]) -> Fit | None:
    """Which table a file holds, by its first rows."""
    try:
        with path.open("rb") as stream:
            if path.suffix.lower() == ".json" and opening(stream) != b"[":
                return None  # one tree is no table, and would be parsed twice
            found = _open(stream, path, maps)
    except (BadDocument, OSError):
        return None
    return found.fit if found else None


def _open(stream: BinaryIO, path: Path, maps: Iterable[FieldMap]) -> Opened | None:
    form = "json" if path.suffix.lower() == ".json" else "csv"
    return OPENERS[form](stream, tuple(maps))
