"""Templates -> pages: everything in them is escaped; scripts are files of our own, never text."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.addresses import Addresses
from api.assets import part as web_part
from api.passages import PART
from kg.belief import FORMULA
from kg.model import Predicate, Type
from kg.settings import Settings
from kg.watching.overview import since, until

# What a property is called when its object is looked at.
INVERSES: Mapping[str, str] = {
    Predicate.AFFILIATED_WITH: "people here",
    Predicate.MEMBER_OF: "members",
    Predicate.LEADS: "led by",
    Predicate.PART_OF: "parts",
    Predicate.LOCATED_IN: "located here",
    Predicate.PARTICIPATES_IN: "participants",
    Predicate.ORGANIZES: "organized by",
    Predicate.RUNS: "run by",
    Predicate.SUPPORTS: "supported by",
    Predicate.DEVELOPS: "developed by",
    Predicate.APPROVES: "approved by",
    Predicate.TREATS: "treated by",
    Predicate.WORKS_ON: "who works on this",
    Predicate.ABOUT: "what is about this",
}
OUTWARD: Mapping[str, str] = {
    Predicate.COUNT: "counts",
    Predicate.START_DATE: "since",
    Predicate.END_DATE: "until",
}
PLURALS: Mapping[str, str] = {
    Type.PERSON: "people",
    Type.THERAPY: "therapies",
}

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@cache
def environment(settings: Settings) -> Environment:
    """The templates with our filters, read once."""
    addresses = Addresses(settings)
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"formula": FORMULA, "web_part": web_part, "far": PART // 2}
    found.filters |= {
        "since": since,
        "until": until,
        "web": web,
        "percent": percent,
        "part": part,
        "asking": asking,
        "spaced": spaced,
        "inverse": inverse,
        "outward": outward,
        "plural": plural,
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
        "anchor": anchor,
        "path": addresses.path,
        "short": addresses.short,
    }
    return found


def page(
    settings: Settings,
    name: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """One template, filled."""
    html = environment(settings).get_template(name).render(**values)
    return HTMLResponse(html, status, {"Vary": "Accept", **(headers or {})})


def web(address: str) -> str:
    """An address if a browser may be sent there, else nothing: `javascript:` is an address too.

    >>> web("https://example.org/a"), web("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    try:
        found = urlsplit(address)
    except ValueError:
        return ""
    return address if found.scheme in ("http", "https") and found.netloc else ""


def percent(share: float) -> str:
    """A share between 0 and 1 for people.

    >>> percent(0.834)
    '83 %'
    """
    return f"{share * 100:.0f} %"


def part(text: str) -> str:
    """Text as one part of a path or as a value in a query string.

    >>> part("a/b & c")
    'a%2Fb%20%26%20c'
    """
    return quote(text, safe="")


def asking(address: str, name: str, *values: str) -> str:
    """An address with other values for one of its parameters, from the first page on.

    >>> asking("/partners?topic=lupus&country=CN&offset=20", "country", "FR")
    '/partners?topic=lupus&country=FR'
    """
    path, _, query = address.partition("?")
    kept = [pair for pair in parse_qsl(query) if pair[0] not in (name, "offset")]
    return f"{path}?{urlencode([*kept, *((name, value) for value in values)])}"


def spaced(name: str) -> str:
    """A name of the ontology in words.

    >>> spaced("affiliatedWith")
    'affiliated with'
    """
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1]}", name).lower()


def inverse(predicate: str) -> str:
    """What to call a property when looking at it from its object."""
    return INVERSES.get(predicate, spaced(predicate))


def outward(predicate: str) -> str:
    """What to call a property when looking at it from its subject."""
    return OUTWARD.get(predicate, spaced(predicate))


def plural(kind: str) -> str:
    """Several things of a type.

    >>> plural("Person"), plural("Organization")
    ('people', 'organizations')
    """
    return PLURALS.get(kind, f"{kind.lower()}s")


def anchor(statement: str) -> str:
    """The name of a statement's place on a page."""
    return f"statement-{statement.rpartition('/')[2]}"
