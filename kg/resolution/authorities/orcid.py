"""Persons with their ORCID: a list of id, name and affiliations, as CSV or JSON lines."""

import csv
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from threading import Lock
from typing import Self

from kg.errors import BadDocument
from kg.outside import Researcher
from kg.resolution.authorities.index import FORMAT, open_index
from kg.resolution.authorities.records import opened
from kg.resolution.authorities.words import bag, telling
from kg.store.likeness import fold

ID = re.compile(r"(?:https?://)?(?:orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)
COLUMNS = ("id", "name", "affiliations")
SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE person (orcid TEXT PRIMARY KEY, name TEXT, words INT, affiliations TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list."""

    orcid: str
    name: str
    affiliations: tuple[str, ...]


def is_orcid(key: str) -> bool:
    """Whether the last sign of an ORCID is right (ISO 7064).

    >>> is_orcid("0000-0001-5109-3700"), is_orcid("0000-0001-5109-3701")
    (True, False)
    """
    digits, total = key.replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


def people(dump: Path) -> Iterator[Listed]:
    """The persons of a list, each once."""
    with opened(dump, "") as (text, name):
        lines = _json_lines(text, dump) if name.endswith(("jsonl", "ndjson", "json")) else None
        seen: set[str] = set()
        for where, fields in lines or _rows(text, dump):
            listed = _listed(fields, where)
            if listed.orcid in seen:
                raise BadDocument(f"{where}: {listed.orcid} stands in the list twice")
            seen.add(listed.orcid)
            yield listed


def _json_lines(text: Iterable[str], dump: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        where = f"{dump}, line {number}"
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise BadDocument(f"{where}: this is no JSON ({error})") from error
        if not isinstance(fields, dict):
            raise BadDocument(f"{where}: an object with id, name and affiliations is wanted")
        yield where, fields


def _rows(text: Iterable[str], dump: Path) -> Iterator[tuple[str, dict[str, object]]]:
    reader = csv.DictReader(text, strict=True)
    try:
        missing = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or ())]
        if missing:
            raise BadDocument(f"{dump}, line 1: there is no column {missing[0]!r}")
        for row in reader:
            where = f"{dump}, line {reader.line_num}"
            if None in row or None in row.values():
                raise BadDocument(f"{where}: not as many fields as the first line has")
            several = [part.strip() for part in re.split(r"[;|]", row.get("affiliations") or "")]
            yield where, {**row, "affiliations": [part for part in several if part]}
    except csv.Error as error:
        raise BadDocument(f"{dump}, line {reader.line_num}: {error}") from error


def _listed(fields: dict[str, object], where: str) -> Listed:
    found = ID.fullmatch(str(fields.get("id") or "").strip())
    key = found[1].upper() if found else ""
    if not key or not is_orcid(key):
        raise BadDocument(f"{where}: {fields.get('id')!r} is no ORCID")
    name = " ".join(str(fields.get("name") or "").split())
    if not name:
        raise BadDocument(f"{where}: {key} has no name")
    several = fields.get("affiliations") or []
    if not isinstance(several, list) or not all(isinstance(each, str) for each in several):
        raise BadDocument(f"{where}: affiliations must be a list of names")
    return Listed(key, name, tuple(several))


def write_people(listed: Iterable[Listed], target: Path) -> int:
    """Index persons into a new file; how many there were."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript(SCHEMA)
        for group in batched(listed, 500):
            rows = [
                (p.orcid.lower(), p.name, bag(fold(p.name)), json.dumps(p.affiliations))
                for p in group
            ]
            connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", rows)
        connection.execute("CREATE INDEX person_words ON person (words)")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.commit()
        return int(connection.execute("SELECT count(*) FROM person").fetchone()[0])


class People:
    """An opened list of persons."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self._connection, self._lock = connection, Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """The list in a file."""
        return cls(open_index(path))

    def _rows(self, query: str, value: str | int) -> list[tuple[str, str, str]]:
        with self._lock:
            return self._connection.execute(query, (value,)).fetchall()

    def person(self, orcid: str) -> Researcher | None:
        """The person with an ORCID."""
        query = "SELECT orcid, name, affiliations FROM person WHERE orcid = ?"
        rows = self._rows(query, orcid.lower())
        return Researcher(rows[0][0].upper(), rows[0][1]) if rows else None

    def only(self, name: str, employers: Sequence[str]) -> str:
        """The ORCID of the one person of this name at one of these; empty where there is not one.

        The order of a name's words tells nothing: Zhang Shuyang is Shuyang Zhang.
        """
        query = "SELECT orcid, name, affiliations FROM person WHERE words = ?"
        wanted = {bag(telling(employer)) for employer in employers}
        found = [
            orcid
            for orcid, _, several in self._rows(query, bag(fold(name)))
            if not wanted.isdisjoint(_bags(json.loads(several)))
        ]
        return found[0] if len(found) == 1 else ""


def _bags(affiliations: Iterable[str]) -> set[int]:
    """An affiliation as a whole, and each of its parts between commas."""
    parts = [part for each in affiliations for part in (each, *each.split(","))]
    return {bag(telling(part)) for part in parts if telling(part)}
