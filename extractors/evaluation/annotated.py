"""Annotated documents: the JSON form that `kg extract --format gold` writes, read and checked."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import BadRequest

type Fields = Mapping[str, Any]

# Letters that Unicode does not take apart into a plain one and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)


@dataclass(frozen=True, slots=True)
class Named:
    """An entity of an annotated document; its names are folded, the one it is filed under first."""

    id: str
    type: str
    label: str
    names: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie of two entities, by their ids."""

    subject: str
    predicate: str
    object: str
    role: str | None = None
    date: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A date or a number of an entity; `name` is as written, `count:hospitals`."""

    entity: str
    name: str
    value: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Annotated:
    """What is annotated in one document."""

    entities: tuple[Named, ...] = ()
    relations: tuple[Relation, ...] = ()
    attributes: tuple[Attribute, ...] = ()


def read(path: Path) -> Annotated:
    """Read a file of annotations; BadRequest names the file and the place where it is malformed."""
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path}: {error}", "gold") from error


def parse(content: object) -> Annotated:
    """Check and take over annotations; ValueError tells what is wrong and where."""
    if not isinstance(content, dict):
        raise ValueError("the document is not a JSON object")
    entities = tuple(_each(content, "entities", _entity))
    ids = {entity.id for entity in entities}
    if len(ids) < len(entities):
        raise ValueError("an entity id is used twice")

    def known(fields: Fields, field: str) -> str:
        found = _words(fields, field)
        if found not in ids:
            raise ValueError(f"{field} {found!r} is no entity id")
        return found

    return Annotated(
        entities,
        tuple(_each(content, "relations", lambda fields: _relation(fields, known))),
        tuple(_each(content, "attributes", lambda fields: _attribute(fields, known))),
    )


def fold(text: str) -> str:
    """Fold Unicode forms, accents, case, a leading article and punctuation.

    >>> fold("The Children's Hospital, Łódź")
    'childrens hospital lodz'
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).translate(_LETTERS)
    text = re.sub(r"^[\W_]+", "", text)
    text = re.sub(r"^(?:the|an?)\s+(?=\w)", "", text)
    text = re.sub(r"[.'\u2019\u2018`\u00b4]", "", text).replace("&", " and ")
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def _each[Item](content: Fields, part: str, parsed: Callable[[Fields], Item]) -> Iterator[Item]:
    items = content.get(part, [])
    if not isinstance(items, list):
        raise ValueError(f"{part} is not a list")
    for number, fields in enumerate(items):
        try:
            if not isinstance(fields, dict):
                raise ValueError("not an object")
            yield parsed(fields)
        except ValueError as error:
            raise ValueError(f"{part}[{number}]: {error}") from error


def _entity(fields: Fields) -> Named:
    label = _words(fields, "name")
    return Named(
        _words(fields, "id"),
        _words(fields, "type"),
        label,
        tuple(fold(name) for name in (label, *_texts(fields, "aliases"))),
        _texts(fields, "identifiers"),
        bool(fields.get("optional")),
    )


def _relation(fields: Fields, known: Callable[[Fields, str], str]) -> Relation:
    return Relation(
        known(fields, "subject"),
        _words(fields, "predicate"),
        known(fields, "object"),
        _text_or_none(fields, "role"),
        _text_or_none(fields, "date"),
        bool(fields.get("optional")),
    )


def _attribute(fields: Fields, known: Callable[[Fields, str], str]) -> Attribute:
    value = fields.get("value")
    if not isinstance(value, str | int | float):
        raise ValueError("no value")
    return Attribute(
        known(fields, "entity"),
        _words(fields, "attribute"),
        str(value).strip(),
        bool(fields.get("optional")),
    )


def _words(fields: Fields, field: str) -> str:
    found = fields.get(field)
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"no {field}")
    return found


def _texts(fields: Fields, field: str) -> tuple[str, ...]:
    found = fields.get(field) or []
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise ValueError(f"{field} is not a list of strings")
    return tuple(found)


def _text_or_none(fields: Fields, field: str) -> str | None:
    found = fields.get(field)
    if found is not None and not isinstance(found, str):
        raise ValueError(f"{field} is neither a string nor null")
    return found
