"""A body as an authority describes it."""

import json
from dataclasses import dataclass
from enum import IntEnum


class NameKind(IntEnum):
    """What a name is to its body, the most telling first."""

    DISPLAY = 0
    LABEL = 1
    ALIAS = 2
    ACRONYM = 3


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a body, in a language where the authority tells it."""

    text: str
    kind: NameKind
    language: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """One record: an organisation with its names, its place and its relations."""

    id: str  # the last part of its ROR address: 034t30j35
    names: tuple[Name, ...]
    types: tuple[str, ...] = ()  # in the authority's words: education, healthcare ...
    status: str = "active"
    country: str = ""  # ISO code
    region: str = ""
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    parents: tuple[str, ...] = ()
    children: int = 0
    successors: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()  # SCHEME:value

    @property
    def label(self) -> str:
        """The name that the authority shows."""
        return min(self.names, key=lambda name: name.kind).text

    @property
    def successor(self) -> str:
        """The one body that a withdrawn record stands for now; empty where there is not one."""
        gone = self.status == "withdrawn" and len(self.successors) == 1
        return self.successors[0] if gone else ""

    @property
    def weight(self) -> int:
        """How much the authority has to say of it: well-known bodies have most."""
        known = len(self.names) + 2 * len(self.identifiers) + self.children
        return known if self.status == "active" else known // 4


def to_text(body: Body) -> str:
    """A body as one line."""
    said = ((key, getattr(body, key)) for key in Body.__slots__)
    facts = {key: value for key, value in said if value not in (None, "", ())}
    facts["names"] = [(name.text, int(name.kind), name.language) for name in body.names]
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def from_text(line: str) -> Body:
    """The body of a line."""
    facts = json.loads(line)
    names = tuple(Name(text, NameKind(kind), lang) for text, kind, lang in facts.pop("names"))
    lists = {key: tuple(value) for key, value in facts.items() if isinstance(value, list)}
    return Body(names=names, **{**facts, **lists})
