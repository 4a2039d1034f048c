"""Which field map a table or a tree is for, and what is missing where none is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.records.maps import FieldMap, Table
from extractors.records.trees import Scope, Tree
from kg.errors import BadDocument

TRIED = 100  # records of a list that are held against the maps: others may stand before them
_SHOWN = 12  # columns that a message names


@dataclass(frozen=True, slots=True)
class Fit:
    """A field map, which of its tables (None: the main one), and what each column is to it."""

    found: FieldMap
    table: Table | None = None
    columns: Mapping[str, str] | None = None  # heading -> field; None: headings are fields


type Row = tuple[str, Tree | BadDocument]  # the place in the file, and what stands there


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose field map is known, and its rows; of a table all rows have the same fields."""

    fit: Fit
    rows: Iterator[Row]


def by_heading(heading: Sequence[str], form: str, maps: Iterable[FieldMap]) -> Fit | None:
    """The map that wants most of the headings, all of which are there; an analyst's before others.

    A programme names institutions and countries as a list of partners does, and speakers besides.
    """
    fits = list(_fits(heading, form, maps))
    own = [fit for fit in fits if fit.found.is_own]
    return max(own or fits, key=lambda fit: len((fit.table or fit.found.find).needs), default=None)


def _fits(heading: Sequence[str], form: str, maps: Iterable[FieldMap]) -> Iterator[Fit]:
    for found in _of(form, maps):
        columns = _columns(heading, found)
        fields = set(columns.values())
        some = not found.find.some or not fields.isdisjoint(found.find.some)
        if some and fields.issuperset(found.find.needs):
            yield Fit(found, None, columns)
            continue
        for table in found.tables:
            if fields.issuperset(table.needs):
                yield Fit(found, table, columns)


def by_tree(tree: Tree, form: str, maps: Iterable[FieldMap]) -> Fit | None:
    """The first map whose fields a record has."""
    for found in _of(form, maps):
        scope = Scope(tree)
        if _has(scope, found.find.needs) and _agrees(scope, found):
            return Fit(found)
        for table in found.tables:
            if _has(scope, table.needs):
                return Fit(found, table)
    return None


def is_meant(tree: Tree, fit: Fit) -> bool:
    """Whether a record is one of those that its map is for; BadDocument where its fields are not.

    A list may hold others: talks that were rejected, the site beside its events.
    """
    if fit.columns is not None or fit.table is not None:
        return True
    if not _agrees(Scope(tree), fit.found):
        return False
    missing = [path for path in fit.found.find.needs if not _has(Scope(tree), (path,))]
    if missing:
        raise BadDocument(f"misses {', '.join(missing[:_SHOWN])}")
    return True


def records(tree: Tree, form: str, maps: Iterable[FieldMap]) -> tuple[Fit, list[Tree]] | None:
    """The map for a whole file, and the records in it."""
    for found in _of(form, maps):
        inside = Scope(tree).values(found.find.records) if found.find.records else [tree]
        for one in inside[:TRIED]:
            if fit := by_tree(one, form, (found,)):
                return fit, inside
    return None


def misfit(heading: Sequence[str], form: str, maps: Iterable[FieldMap]) -> str:
    """Why no map is for a table: the nearest, what it misses, and which were tried."""
    tried = list(_of(form, maps))
    shown = ", ".join(one for one in heading if one)[:300] or "none"
    best, missing = _nearest(heading, tried)
    near = f"; the nearest, {best}, misses {', '.join(missing[:_SHOWN])}" if best else ""
    names = ", ".join(found.name for found in tried)
    return f"no field map knows these columns: {shown}{near} (tried: {names})"


def _nearest(heading: Sequence[str], tried: Iterable[FieldMap]) -> tuple[str, list[str]]:
    best: tuple[float, str, list[str]] = (0.0, "", [])
    for found in tried:
        fields = set(_columns(heading, found).values())
        for name, needs in (("", found.find.needs), *((t.name, t.needs) for t in found.tables)):
            share = len(fields.intersection(needs)) / max(len(needs), 1)
            missing = [one for one in needs if one not in fields]
            if not missing and found.find.some:
                missing = [f"one of {', '.join(found.find.some)}"]
            if share > best[0] and missing:
                best = (share, f"{found.name} {name}".strip(), missing)
    return best[1], best[2]


def _of(form: str, maps: Iterable[FieldMap]) -> Iterator[FieldMap]:
    return (found for found in maps if form in found.find.forms)


def _columns(heading: Sequence[str], found: FieldMap) -> dict[str, str]:
    """Heading to field, each field once; a map that lists no headings wants them to the letter."""
    if not found.columns:
        return {name: name for name in heading if name}
    known = {plain(word): name for name, words in found.columns.items() for word in (name, *words)}
    columns: dict[str, str] = {}
    for name in heading:
        wanted = known.get(plain(name), plain(name))
        columns[name] = wanted if wanted not in columns.values() else name
    return columns


def plain(heading: str) -> str:
    """A heading as headings are compared.

    >>> plain("Partner-Name (legal)")
    'partner name legal'
    """
    return " ".join(re.findall(r"[^\W_]+", heading.casefold()))


def _has(scope: Scope, needs: Iterable[str]) -> bool:
    return all(
        scope.values(path) or (isinstance(scope.item, Mapping) and path in scope.item)
        for path in needs
    )


def _agrees(scope: Scope, found: FieldMap) -> bool:
    some = not found.find.some or any(scope.values(path) for path in found.find.some)
    return some and all(
        any(re.fullmatch(words, text) for text in scope.texts(path))
        for path, words in found.find.when.items()
    )
