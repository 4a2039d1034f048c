"""A Mondo release in OBO text -> its rows, its date and which classes replace obsolete ones."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import BadDocument
from kg.resolution.authorities.records import opened
from kg.resolution.mondo import Row

SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)"\s+(\w+)(.*)')
DATE = re.compile(r"\d{4}-\d\d-\d\d")

type Stanza = dict[str, list[str]]


def read_obo(dump: Path) -> tuple[dict[str, Row], str, dict[str, str]]:
    """The classes of a release by id, its date, and obsolete ids to the ones that replace them."""
    rows: dict[str, Row] = {}
    replaced: dict[str, str] = {}
    dated = ""
    with opened(dump, ".obo") as (text, _):
        for kind, stanza, line in _stanzas(text, dump):
            if kind == "":
                found = DATE.search(" ".join(stanza.get("data-version", [])))
                dated = found[0] if found else ""
            elif kind == "Term":
                _take(stanza, f"{dump}, line {line}", rows, replaced)
    if not rows:
        raise BadDocument(f"{dump} holds no classes of Mondo")
    return rows, dated, replaced


def _stanzas(text: Iterable[str], dump: Path) -> Iterator[tuple[str, Stanza, int]]:
    """The header and each stanza with its kind and the line where it begins."""
    kind, stanza, begun = "", defaultdict[str, list[str]](list), 1
    for number, raw in enumerate(text, 1):
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            yield kind, stanza, begun
            kind, stanza, begun = line[1:-1], defaultdict(list), number
        elif line and not line.startswith("!"):
            key, colon, value = line.partition(": ")
            if not colon and not line.endswith(":"):
                raise BadDocument(f"{dump}, line {number}: {line[:40]!r} is no tag of OBO")
            stanza[key].append(value)
    yield kind, stanza, begun


def _take(stanza: Stanza, where: str, rows: dict[str, Row], replaced: dict[str, str]) -> None:
    id = "".join(stanza.get("id", []))
    if not id:
        raise BadDocument(f"{where}: this term has no id")
    if not id.startswith("MONDO:"):
        return
    if "true" in stanza.get("is_obsolete", []):
        for value in stanza.get("replaced_by", [])[:1]:
            replaced[id] = _id(value)
        return
    if not stanza.get("name"):
        raise BadDocument(f"{where}: {id} has no name; the file may be cut short")
    relations = (value.split() for value in stanza.get("relationship", ()))
    rows[id] = Row(
        id=id,
        name=" ".join(stanza["name"][0].split()),
        synonyms=frozenset(_synonyms(stanza.get("synonym", ()))),
        parents=frozenset(_id(value) for value in stanza.get("is_a", ())),
        xrefs=frozenset(_id(value) for value in stanza.get("xref", ())),
        characteristics=frozenset(
            each[1] for each in relations if len(each) > 1 and "characteristic" in each[0]
        ),
    )


def _synonyms(values: Iterable[str]) -> Iterator[str]:
    """Exact ones: broader and related names would link texts to the wrong disease."""
    for value in values:
        found = SYNONYM.match(value)
        if found and found[2] == "EXACT" and "DEPRECATED" not in found[3].upper():
            yield " ".join(found[1].replace('\\"', '"').replace("|", "/").split())


def _id(value: str) -> str:
    return value.split()[0] if value.split() else ""
