"""The tables of SOURCES.toml: what is watched, and what is told; each fault at its field."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.errors import BadRequest

PARTS = ("sources", "alerts")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
_SHORTEST_SECRET = 16  # characters


def tables_of(path: Path, part: str) -> Mapping[str, object]:
    """The tables of one part of a file, by name; BadRequest names the line at fault."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadRequest(f"{path}: {(error.strerror or str(error)).lower()}", part) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path}: {error}", part) from error
    tables = told.get(part, {})
    if not isinstance(tables, dict) or not told or set(told) - set(PARTS):
        raise BadRequest(
            f"{path}: each source is a table such as [sources.NAME], each alert one such as "
            "[alerts.NAME]",
            part,
        )
    return tables


class Fields:
    """The fields of one table, with errors that name them."""

    def __init__(self, where: str, name: str, table: object, known: Sequence[str]) -> None:
        """Refuse a name, or a field, that there is not."""
        self.where = where
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name):
            raise self.wrong("a name has small letters, digits, - and _")
        if not isinstance(table, dict):
            raise self.wrong("it is a table")
        self.table: dict[str, object] = table
        if unknown := sorted(set(table) - set(known)):
            raise self.wrong(f"unknown field {unknown[0]!r}; there is {', '.join(known)}")

    def wrong(self, why: str) -> BadRequest:
        """What to raise where something is wrong with the table."""
        return BadRequest(f"{self.where}: {why}", "sources")

    def text(self, field: str) -> str:
        """A text; empty where there is none."""
        value = self.table.get(field, "")
        if not isinstance(value, str):
            raise self.wrong(f"{field} is text")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """Several texts, or one alone."""
        value = self.table.get(field, [])
        given = value if isinstance(value, list) else [value]
        found = tuple(one.strip() for one in given if isinstance(one, str))
        if len(found) < len(given) or not all(found):
            raise self.wrong(f"{field} is text, or a list of texts")
        return found

    def secret(self) -> str:
        """What messages are signed with; empty where there is none."""
        value = self.text("secret")
        if value and len(value) < _SHORTEST_SECRET:
            raise self.wrong(f"a secret has at least {_SHORTEST_SECRET} characters")
        return value

    def number(self, field: str, default: float, least: float, most: float) -> float:
        """A number within limits."""
        value = self.table.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(f"{field} is a number")
        if not least <= value <= most:
            raise self.wrong(f"{field} is from {least:g} to {most:g}")
        return float(value)

    def seconds(self, field: str, default: float) -> float:
        """A number of seconds, or text such as "15 min"."""
        value = self.table.get(field, default)
        if isinstance(value, str):
            found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|min|h|d)\s*", value)
            if not found:
                raise self.wrong(f'{field} is seconds, or text such as "15 min", "2 h", "1 d"')
            value = float(found[1]) * _UNITS[found[2]]
        self.table[field] = value
        return self.number(field, default, 1, 366 * 86_400)
