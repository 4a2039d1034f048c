"""What a call asks of a consortium: a small file that people edit, read and checked."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from kg.classes import PartnerClass, class_named, partner_classes
from kg.errors import BadRequest
from kg.model import Predicate
from kg.ontology import Ontology
from kg.regions import region_named

DEFAULT = "horizon-consortium"
LARGEST = 100_000  # characters of a file
MOST = 20  # rules of a kind: each may take a search
LONGEST = 200  # characters of a title or a name
GREATEST = 1_000_000  # number in a rule
_HEAD = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_KEY = re.compile(r"\s*([A-Za-z_]\w*)\s*=")
DOES = frozenset(
    {
        Predicate.LEADS,
        Predicate.RUNS,
        Predicate.ORGANIZES,
        Predicate.SUPPORTS,
        Predicate.DEVELOPS,
        Predicate.APPROVES,
    }
)


@dataclass(frozen=True, slots=True)
class CountryRule:
    """So many countries at least, each with a member of its own."""

    name: str
    at_least: int = 1
    among: frozenset[str] = frozenset()  # codes; none: any


@dataclass(frozen=True, slots=True)
class RoleRule:
    """So many members at least that are of a class, or are known to do something."""

    name: str
    at_least: int = 1
    types: tuple[PartnerClass, ...] = ()
    does: frozenset[Predicate] = frozenset()  # any of these
    counted: str = ""  # the noun of a count, as in 120 employees
    at_most: int = 0  # of what is counted


@dataclass(frozen=True, slots=True)
class Call:
    """All rules of a call."""

    title: str
    countries: tuple[CountryRule, ...]
    roles: tuple[RoleRule, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as it was written, and the lines of its keys, so that a fault has a place."""

    values: Mapping[str, Any]
    where: str  # of which file, and which of its rules
    lines: Mapping[str, int]  # by key; that of the rule's head under ""

    def fault(self, key: str, message: str) -> BadRequest:
        """An error at a key."""
        line = self.lines.get(key, self.lines.get(""))
        place = self.where if line is None else f"{self.where}, line {line}"
        return BadRequest(f"{place}: {message}", "call")


def default_rules() -> str:
    """The file that comes with the package, as text to be changed."""
    return (files("ontologies") / "calls" / f"{DEFAULT}.toml").read_text("utf-8")


def default_call(ontology: Ontology) -> Call:
    """The rules that come with the package."""
    return call_of(default_rules(), f"{DEFAULT}.toml", ontology)


def call_in(path: Path, ontology: Ontology) -> Call:
    """The rules in a file."""
    try:
        return call_of(path.read_text("utf-8"), path.name, ontology)
    except UnicodeDecodeError as error:
        raise BadRequest(f"{path.name} is not in UTF-8", "call") from error


def call_of(text: str, name: str, ontology: Ontology) -> Call:
    """The rules in a text; BadRequest tells what is wrong with them, and in which line."""
    if len(text) > LARGEST:
        raise BadRequest(f"{name}: rules may have {LARGEST:,} characters", "call")
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadRequest(f"{name} is no TOML that can be read: {error}", "call") from error
    lines = _lines(text)
    _known(Row(found, name, lines.get(("", 0), {})), {"title", "countries", "roles"})
    call = Call(
        str(found.get("title", name))[:LONGEST],
        tuple(_country(row, ontology) for row in _rows(found, "countries", name, lines)),
        tuple(_role(row) for row in _rows(found, "roles", name, lines)),
    )
    if not call.countries and not call.roles:
        raise BadRequest(f"{name} has no rule: give [[countries]] or [[roles]]", "call")
    return call


type Lines = Mapping[tuple[str, int], Mapping[str, int]]  # by table, the how many-th, and key


def _lines(text: str) -> Lines:
    """Where keys stand; of tables that are written in one line nothing is known."""
    found: dict[tuple[str, int], dict[str, int]] = {("", 0): {}}
    now = ("", 0)
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            now = (head[1], sum(name == head[1] for name, _ in found) + 1)
            found[now] = {"": number}
        elif key := _KEY.match(line):
            found[now].setdefault(key[1], number)
    return found


def _rows(found: Mapping[str, Any], key: str, name: str, lines: Lines) -> list[Row]:
    rows = found.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadRequest(f"{name}: {key} are written as [[{key}]]", "call")
    if len(rows) > MOST:
        raise BadRequest(f"{name}: {MOST} rules of a kind at most", "call")
    return [
        Row(row, f"{name}, [[{key}]] number {n}", lines.get((key, n), {}))
        for n, row in enumerate(rows, 1)
    ]


def _country(row: Row, ontology: Ontology) -> CountryRule:
    _known(row, {field.name for field in fields(CountryRule)})
    codes: set[str] = set()
    for text in _words(row, "among"):
        country, region = ontology.country(text), region_named(text)
        if not country and not region:
            raise row.fault("among", f"{text[:80]!r} is no country's code and no region")
        codes |= {str(country.country)} if country else region.codes if region else set()
    return CountryRule(_name(row), _number(row, "at_least"), frozenset(codes))


def _role(row: Row) -> RoleRule:
    _known(row, {field.name for field in fields(RoleRule)})
    types, does = [], set()
    for text in _words(row, "types"):
        if (found := class_named(text)) is None:
            known = ", ".join(one.label for one in partner_classes())
            raise row.fault("types", f"{text[:80]!r} is no type of partner; there are {known}")
        types.append(found)
    for text in _words(row, "does"):
        if text not in DOES:
            known = ", ".join(sorted(DOES))
            raise row.fault("does", f"does takes {known}, not {text[:80]!r}")
        does.add(Predicate(text))
    if not types and not does:
        raise row.fault("", "name types, or what a member does")
    counted = row.values.get("counted", "")
    if not isinstance(counted, str):
        raise row.fault("counted", "counted is a word, such as employees")
    if bool(counted) != ("at_most" in row.values):
        raise row.fault("counted", "counted and at_most go together")
    at_most = _number(row, "at_most") if counted else 0
    least = _number(row, "at_least")
    return RoleRule(_name(row), least, tuple(types), frozenset(does), counted, at_most)


def _known(row: Row, keys: set[str]) -> None:
    for key in row.values:
        if key not in keys:
            there = ", ".join(sorted(keys))
            raise row.fault(key, f"there is no {key[:80]!r}; there is {there}")


def _name(row: Row) -> str:
    name = row.values.get("name")
    if not isinstance(name, str) or not name.strip():
        raise row.fault("name", "it has no name")
    return name[:LONGEST]


def _number(row: Row, key: str) -> int:
    number = row.values.get(key, 1)
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= GREATEST:
        raise row.fault(key, f"{key} is a number from 1 to {GREATEST:,}")
    return number


def _words(row: Row, key: str) -> list[str]:
    words = row.values.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise row.fault(key, f"{key} is a list of words")
    return words
