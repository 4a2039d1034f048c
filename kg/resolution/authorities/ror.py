"""Records of the official ROR dump (https://ror.org, CC0), second schema -> bodies."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import BadDocument
from kg.resolution.authorities.body import Body, Name, NameKind
from kg.resolution.authorities.records import Place, Record, listed, opened

RELEASE = re.compile(r"\bv(\d+(?:\.\d+)*)-(\d{4}-\d\d-\d\d)")
ID = re.compile(r"(?:https?://)?(?:ror\.org/)?(0[a-z0-9]{8})")
KINDS = {
    "ror_display": NameKind.DISPLAY,
    "label": NameKind.LABEL,
    "alias": NameKind.ALIAS,
    "acronym": NameKind.ACRONYM,
}
SCHEMES = {"wikidata": "Wikidata", "grid": "GRID", "isni": "ISNI", "fundref": "FundRef"}
STATUSES = ("active", "inactive", "withdrawn")


@dataclass(frozen=True, slots=True)
class Release:
    """Which edition of an authority a file holds; empty where the file does not tell."""

    version: str = ""
    date: str = ""


def release_of(name: str) -> Release:
    """The release that a file's name tells.

    >>> release_of("v1.50-2024-07-29-ror-data_schema_v2.json")
    Release(version='1.50', date='2024-07-29')
    """
    found = RELEASE.search(name)
    return Release(found[1], found[2]) if found else Release()


def key_of(identifier: str) -> str:
    """The bare key of a ROR id, however it is written; empty for what is none.

    >>> key_of("https://ror.org/034t30j35"), key_of("ROR:034T30J35"), key_of("grid.1.2")
    ('034t30j35', '034t30j35', '')
    """
    found = ID.fullmatch(identifier.strip().lower().removeprefix("ror:"))
    return found[1] if found else ""


def bodies(dump: Path) -> Iterator[tuple[Body, str]]:
    """The bodies of a dump, each with the date when it was last changed."""
    with opened(dump) as (text, _):
        for record, place in listed(text, dump):
            try:
                yield _body(record, place), _changed(record)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise BadDocument(
                    f"{place}: not as the second schema of ROR has it: {error!r}"
                ) from error


def _changed(record: Record) -> str:
    last = record.get("admin", {}).get("last_modified") or {}
    return str(last.get("date") or "")


def _check_schema(record: Record, place: Place) -> None:
    last = record.get("admin", {}).get("last_modified") or {}
    schema = str(last.get("schema_version") or "2")
    if schema.partition(".")[0] not in ("1", "2"):
        raise BadDocument(f"{place}: schema version {schema} of ROR is unknown; 2.x is read")
    if "names" not in record and "name" in record:
        raise BadDocument(
            f"{place}: the first schema of ROR; take the file of the release that is called"
            " ..._schema_v2.json"
        )


def _body(record: Record, place: Place) -> Body:
    _check_schema(record, place)
    key = key_of(record["id"])
    if not key:
        raise BadDocument(f"{place}: {record['id']!r} is no ROR id")
    if record["status"] not in STATUSES:
        raise BadDocument(f"{place}: status {record['status']!r} is unknown")
    names = tuple(_names(record["names"]))
    if not names:
        raise BadDocument(f"{place}: {record['id']} has no name")
    where = _first_location(record)
    related = record.get("relationships") or ()
    return Body(
        id=key,
        names=names,
        types=tuple(sorted(record.get("types") or ())),
        status=record["status"],
        country=where.get("country_code") or "",
        region=where.get("country_subdivision_name") or "",
        city=where.get("name") or "",
        latitude=where.get("lat"),
        longitude=where.get("lng"),
        parents=_related(related, "parent"),
        children=len(_related(related, "child")),
        successors=_related(related, "successor"),
        identifiers=tuple(_identifiers(key, record)),
    )


def _names(names: Iterable[Record]) -> Iterator[Name]:
    """Each name once, in one line, as the most telling of what it is."""
    seen = set()
    for name in names:
        text, language = " ".join(name["value"].split()), name.get("lang") or ""
        kind = min((KINDS[each] for each in name["types"] if each in KINDS), default=None)
        if text and kind is not None and (text, language) not in seen:
            seen.add((text, language))
            yield Name(text, kind, language)


def _first_location(record: Record) -> dict[str, Any]:
    locations: Sequence[Record] = record.get("locations") or ({},)
    return locations[0].get("geonames_details") or {}


def _related(related: Iterable[Record], kind: str) -> tuple[str, ...]:
    return tuple(sorted(key_of(each["id"]) for each in related if each["type"] == kind))


def _identifiers(key: str, record: Record) -> Iterator[str]:
    yield f"ROR:{key}"
    for each in sorted(record.get("external_ids") or (), key=lambda e: str(e["type"])):
        scheme = SCHEMES.get(each["type"])
        value = each.get("preferred") or (each.get("all") or [""])[0]
        if scheme and value:
            yield f"{scheme}:{str(value).replace(' ', '')}"
