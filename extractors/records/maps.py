"""Field maps: which records there are, how they are recognised, and what their fields say.

A map is a file of TOML (docs/sources.md). Those of the product lie in ontologies/records; an
analyst's own in the folder that KG_RECORDS names, and are tried first.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from extractors.records.clauses import KINDS, Clause, clause, fault
from extractors.records.sections import (
    Section,
    flag,
    lists,
    pairs,
    table,
    tables_of_pairs,
    text,
    texts,
)
from extractors.records.trees import SLOT, Words
from kg.errors import BadRequest
from kg.model import Kind

FORMS = ("csv", "xlsx", "html", "json", "xml", "ics")
CONFIDENCES = "confidence.tsv"
NONE: tuple[str, ...] = ()
AGAIN = "@"  # before a handle: a name of a line above, said again


@dataclass(frozen=True, slots=True)
class Naming:
    """A name in a line: what it is the name of, and where its words and identifiers stand."""

    kind: str
    name: tuple[str, ...]  # templates; the first that can be filled
    also: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    country: str = ""
    sort: str = ""  # of an Agent: a template for what the record calls it, Person or another
    drop: str = ""  # a regular expression: what of these words is no part of the name


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, once for each item: its words, the names in it, and what they claim."""

    label: str = ""
    each: str = "."
    split: str = ""
    when: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)
    say: tuple[str, ...] = ()
    prose: str = ""
    names: Mapping[str, Naming] = field(default_factory=dict)
    claims: tuple[Clause, ...] = ()
    confidence: float = 1.0
    lines: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table beside the main one, whose rows belong to a record by their key."""

    name: str
    needs: tuple[str, ...]
    key: str
    lift: Mapping[str, str]  # field of the record -> field of the row that stands in for it
    alone: bool  # whether its rows say enough where the main table is missing
    aside: bool  # known, but nothing is read from it


@dataclass(frozen=True, slots=True)
class Find:
    """How the records of a source are recognised in a file."""

    forms: tuple[str, ...]
    needs: tuple[str, ...]
    some: tuple[str, ...]  # of which at least one is there
    when: Mapping[str, str]
    records: str  # path to the records of a file, "" where the file is one, or a list of them
    key: str  # field of the main table that rows of others name


@dataclass(frozen=True, slots=True)
class FieldMap:
    """One source: how its records are recognised, and the document that each becomes."""

    name: str
    kind: Kind
    publisher: str
    find: Find
    columns: Mapping[str, tuple[str, ...]]  # field -> how headings call it
    words: Words
    tables: tuple[Table, ...]
    group: str  # the field that the rows of one document share
    id: tuple[str, ...]
    title: tuple[str, ...]
    url: tuple[str, ...]
    published: tuple[str, ...]
    lines: tuple[Line, ...]
    is_own: bool = False  # an analyst's


@cache
def field_maps(folder: str = "") -> tuple[FieldMap, ...]:
    """All field maps, an analyst's own first; BadRequest names what is wrong in which."""
    product = Path(str(files("ontologies") / "mondo.tsv")).parent / "records"
    sure = _confidences(product / CONFIDENCES)
    own = sorted(Path(folder).expanduser().glob("*.toml")) if folder else []
    if folder and not own:
        raise BadRequest(f"KG_RECORDS={folder}: no field map (*.toml) in this folder", "records")
    found = (replace(_load(path, sure), is_own=True) for path in own)
    return (*found, *(_load(path, sure) for path in sorted(product.glob("*.toml"))))


def _confidences(path: Path) -> Mapping[str, float]:
    """How far each way of saying something is to be believed (columns: way, confidence)."""
    rows = (row.split("\t") for row in path.read_text("utf-8").splitlines() if row[:1] != "#")
    return {row[0]: float(row[1]) for row in rows}


def _load(path: Path, sure: Mapping[str, float]) -> FieldMap:
    try:
        return _map(Section(tomllib.loads(path.read_text("utf-8"))), sure)
    except (ValueError, OSError) as error:
        raise BadRequest(f"field map {path}: {error}", "records") from error


def _map(top: Section, sure: Mapping[str, float]) -> FieldMap:
    doc = top.section("document")
    found = FieldMap(
        name=top.need("name", text),
        kind=top.need("kind", _kind),
        publisher=top.get("publisher", text, ""),
        find=_find(top.section("find")),
        columns=top.get("columns", lists, {}),
        words=top.get("words", tables_of_pairs, {}),
        tables=tuple(_side_table(name, one) for name, one in top.named("tables")),
        group=doc.get("group", text, ""),
        id=doc.get("id", texts, ()),
        title=doc.need("title", texts),
        url=doc.get("url", texts, ()),
        published=doc.get("published", texts, ()),
        lines=tuple(_lines(top, {}, sure)),
    )
    doc.done()
    top.done()
    return found


def _kind(value: object) -> Kind:
    if text(value) not in list(Kind):
        raise ValueError(f"{value!r} is none of {', '.join(Kind)}")
    return Kind(text(value))


def _find(given: Section) -> Find:
    found = Find(
        forms=given.need("form", texts),
        needs=given.need("needs", texts),
        some=given.get("some", texts, ()),
        when=given.get("when", _patterns, {}),
        records=given.get("records", text, ""),
        key=given.get("key", text, ""),
    )
    if odd := set(found.forms) - set(FORMS):
        raise ValueError(f"find.form: {min(odd)!r} is none of {', '.join(FORMS)}")
    given.done()
    return found


def _side_table(name: str, given: Section) -> Table:
    found = Table(
        name,
        given.need("needs", texts),
        given.get("key", text, ""),
        given.get("lift", pairs, {}),
        given.get("alone", flag, default=False),
        given.get("aside", flag, default=False),
    )
    given.done()
    return found


def _patterns(value: object) -> Mapping[str, str]:
    return {path: _pattern(one) for path, one in table(value).items()}


def _pattern(value: object) -> str:
    try:
        return re.compile(text(value)).pattern
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression ({error})") from error


def _lines(above: Section, kinds: dict[str, str], sure: Mapping[str, float]) -> Iterator[Line]:
    """The lines of a map; names that lines above gave are known below."""
    for one in above.sections("line"):
        names = {name: _naming(given) for name, given in one.named("names")}
        kinds.update((name, naming.kind) for name, naming in names.items())
        say = one.get("say", texts, NONE)
        _all_said(names, (*say, one.get("label", text, "")), kinds, one)
        degree = one.get("sure", text, "stated")
        if degree not in sure:
            raise ValueError(f"{one.name}sure: {degree!r} is none of {', '.join(sure)}")
        yield Line(
            label=one.get("label", text, ""),
            each=one.get("each", text, "."),
            split=one.get("split", _pattern, ""),
            when=one.get("when", _patterns, {}),
            unless=one.get("unless", _patterns, {}),
            say=say,
            prose=one.get("prose", text, ""),
            names=names,
            claims=tuple(_claims(one, kinds)),
            confidence=sure[degree],
            lines=tuple(_lines(one, kinds, sure)),
        )
        one.done()


def _all_said(
    names: Iterable[str], say: Iterable[str], kinds: Mapping[str, str], line: Section
) -> None:
    """A name that no words stand for would be evidence that nobody can see."""
    said = {slot for template in say for slot in SLOT.findall(template)}
    if odd := [one for one in said if one[0] == AGAIN and one[1:] not in kinds]:
        raise ValueError(f"{line.name}say: no line above has the name {{{min(odd)}}}")
    if missing := sorted(set(names) - said):
        raise ValueError(f"{line.name}say: the name {{{missing[0]}}} is not in it")


def _naming(given: Section) -> Naming:
    found = Naming(
        given.need("type", text),
        given.need("name", texts),
        given.get("also", texts, ()),
        given.get("ids", texts, ()),
        given.get("country", text, ""),
        given.get("sort", text, ""),
        given.get("drop", _pattern, ""),
    )
    if found.sort and found.kind != "Agent":
        raise ValueError(f"{given.name}sort: only an Agent may be a person or a body")
    if found.kind not in KINDS:
        raise ValueError(f"{given.name}type: {found.kind!r} is none of {', '.join(KINDS)}")
    if odd := [one for one in found.ids if not re.match(r"[A-Za-z]+:", one)]:
        raise ValueError(f"{given.name}ids: {odd[0]!r} is not SCHEME:{{field}}")
    given.done()
    return found


def _claims(line: Section, kinds: dict[str, str]) -> Iterator[Clause]:
    for words in line.get("claims", texts, NONE):
        try:
            found = clause(words)
        except ValueError as error:
            raise ValueError(f"{line.name}claims: {error}") from error
        if why := fault(found, kinds):
            raise ValueError(f"{line.name}claims: {words!r}: {why}")
        yield found
