"""What a call asks of a consortium: a small file that people edit, read and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from kg.classes import PartnerClass, class_named
from kg.errors import BadRequest
from kg.model import Predicate
from kg.ontology import Ontology
from kg.regions import region_named

DEFAULT = "horizon-consortium"
LARGEST = 100_000  # characters of a file
MOST = 50  # rules of a kind
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


def default_call(ontology: Ontology) -> Call:
    """The rules that come with the package."""
    text = (files("ontologies") / "calls" / f"{DEFAULT}.toml").read_text("utf-8")
    return call_of(text, f"{DEFAULT}.toml", ontology)


def call_in(path: Path, ontology: Ontology) -> Call:
    """The rules in a file."""
    try:
        return call_of(path.read_text("utf-8"), path.name, ontology)
    except UnicodeDecodeError as error:
        raise BadRequest(f"{path.name} is not in UTF-8", "call") from error


def call_of(text: str, name: str, ontology: Ontology) -> Call:
    """The rules in a text; BadRequest tells what is wrong with them, and where."""
    if len(text) > LARGEST:
        raise BadRequest(f"{name}: rules may have {LARGEST:,} characters", "call")
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRequest(f"{name} is no TOML: {error}", "call") from error
    _known(found, {"title", "countries", "roles"}, name)
    call = Call(
        str(found.get("title", name)),
        tuple(_country(row, where, ontology) for row, where in _rows(found, "countries", name)),
        tuple(_role(row, where) for row, where in _rows(found, "roles", name)),
    )
    if not call.countries and not call.roles:
        raise BadRequest(f"{name} has no rule: give [[countries]] or [[roles]]", "call")
    return call


def _rows(found: Mapping[str, Any], key: str, name: str) -> list[tuple[dict[str, Any], str]]:
    rows = found.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadRequest(f"{name}: {key} are written as [[{key}]]", "call")
    if len(rows) > MOST:
        raise BadRequest(f"{name}: {MOST} rules of a kind at most", "call")
    return [(row, f"{name}, [[{key}]] number {n}") for n, row in enumerate(rows, 1)]


def _country(row: Mapping[str, Any], where: str, ontology: Ontology) -> CountryRule:
    _known(row, {field.name for field in fields(CountryRule)}, where)
    codes: set[str] = set()
    for text in _words(row, "among", where):
        country, region = ontology.country(text), region_named(text)
        if not country and not region:
            raise BadRequest(f"{where}: {text[:80]!r} is no country's code and no region", "call")
        codes |= {str(country.country)} if country else region.codes if region else set()
    return CountryRule(_name(row, where), _number(row, "at_least", where), frozenset(codes))


def _role(row: Mapping[str, Any], where: str) -> RoleRule:
    _known(row, {field.name for field in fields(RoleRule)}, where)
    types, does = [], set()
    for text in _words(row, "types", where):
        if (found := class_named(text)) is None:
            raise BadRequest(f"{where}: {text[:80]!r} is no type of partner", "call")
        types.append(found)
    for text in _words(row, "does", where):
        if text not in DOES:
            known = ", ".join(sorted(DOES))
            raise BadRequest(f"{where}: does takes {known}, not {text[:80]!r}", "call")
        does.add(Predicate(text))
    if not types and not does:
        raise BadRequest(f"{where}: name types, or what a member does", "call")
    counted = str(row.get("counted", ""))
    if bool(counted) != ("at_most" in row):
        raise BadRequest(f"{where}: counted and at_most go together", "call")
    at_most = _number(row, "at_most", where) if counted else 0
    least = _number(row, "at_least", where)
    return RoleRule(_name(row, where), least, tuple(types), frozenset(does), counted, at_most)


def _known(row: Mapping[str, Any], keys: set[str], where: str) -> None:
    for key in row:
        if key not in keys:
            there = ", ".join(sorted(keys))
            raise BadRequest(f"{where}: there is no {key[:80]!r}; there is {there}", "call")


def _name(row: Mapping[str, Any], where: str) -> str:
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadRequest(f"{where} has no name", "call")
    return name[:200]


def _number(row: Mapping[str, Any], key: str, where: str) -> int:
    number = row.get(key, 1)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise BadRequest(f"{where}: {key} is a number from 1 on", "call")
    return number


def _words(row: Mapping[str, Any], key: str, where: str) -> list[str]:
    words = row.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise BadRequest(f"{where}: {key} is a list of words", "call")
    return words
