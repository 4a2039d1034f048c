"""What a page says of itself to machines (schema.org as JSON-LD or microdata), as lines of text.

Only what the visible text does not say already, in words that a reader of sentences understands;
the lines stand at the end of the text under a mark of their own, so that evidence can be quoted.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from extractors.dates import dates
from extractors.documents.nodes import (
    Node,
    microdata,
    nodes_of,
    resolved,
    spoken,
    texts_of,
    types_of,
)

MARK = "[From the data of the page]"
_EVENT = re.compile(r"\w*Event|Event\w*|Hackathon|Course\w*|Conference\w*")
_BODY = re.compile(
    r"Organization|\w+Organization|Corporation|Hospital|Consortium|Project|ResearchProject|NGO"
    r"|CollegeOrUniversity|MedicalClinic|FundingAgency|ResearchOrganization"
)
_ARTICLE = re.compile(r"\w*Article|BlogPosting|Report|WebPage|AboutPage|NewsArticle|PressRelease")
_LOOKED_AT = 50_000  # characters of the text in which names are looked for
_MOST = 200  # lines of one page
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the data of a page say of it: for its head, and as lines for its text."""

    headline: str = ""
    published: str = ""
    publisher: str = ""
    lines: tuple[str, ...] = ()


def declared(scripts: Sequence[str], tree: object, text: str) -> Declared:
    """Read the JSON-LD scripts and the microdata of a page against its visible text."""
    nodes = list(nodes_of(resolved([_parsed(script) for script in scripts])))
    nodes += [node for node in microdata(tree) if node not in nodes]
    said = _Said(text[:_LOOKED_AT])
    articles = [node for node in nodes if _is(node, _ARTICLE)]
    found = []
    for line in islice((line for node in nodes for line in _lines(node, said)), _MOST):
        said.add(line)
        found.append(line)
    return Declared(
        _of_first(articles, "headline"),
        _of_first(articles, "datePublished"),
        _of_first(articles, "publisher"),
        tuple(found),
    )


def with_lines(text: str, lines: Sequence[str]) -> str:
    """The text with these lines under their mark, where there are any."""
    return "\n\n".join([text, "\n".join([MARK, *lines])]) if lines else text


class _Said:
    """A visible text, asked whether it says something already."""

    def __init__(self, text: str) -> None:
        self.text, self._whole = _folded(text), text
        self.parts = [_folded(part) for part in text.splitlines()]

    @cached_property
    def days(self) -> set[str | None]:
        """The days that it names; few pages declare any to hold against them."""
        found = dates(self._whole, None)
        return {day for dated in found for day in (dated.value, dated.until)}

    def add(self, line: str) -> None:
        """What one node said another need not say again."""
        self.text += f"\n{_folded(line)}"
        self.parts.append(_folded(line))

    def name(self, name: str) -> bool:
        """Whether a name is in it."""
        return _folded(name) in self.text

    def together(self, name: str, other: str) -> bool:
        """Whether one paragraph names both, so that it may say what ties them."""
        one, two = _folded(name), _folded(other)
        return any(one in part and two in part for part in self.parts)

    def all(self, names: Sequence[str]) -> bool:
        """Whether all of these names are in it."""
        return all(self.name(name) for name in names)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _parsed(script: str) -> object:
    """Pages wrap their data in comments and leave line breaks in strings."""
    bare = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>)\s*;?\s*$", "", script)
    try:
        return json.loads(bare, strict=False)
    except (ValueError, RecursionError):
        return None


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    return any(kind.fullmatch(name) for name in types_of(node))


def _of_first(nodes: Sequence[Node], name: str) -> str:
    return next((texts[0] for node in nodes if (texts := texts_of(node, name))), "")


def _lines(node: Node, said: _Said) -> Iterator[str]:
    if _is(node, _EVENT):
        yield from _event(node, said)
    elif _is(node, _ARTICLE):
        if authors := _new(node, said, "author"):
            yield f"By {_series(authors)}"
    elif _is(node, _BODY):
        yield from _body(node, said)
    elif "Person" in types_of(node):
        yield from _person(node, said)


def _event(node: Node, said: _Said) -> Iterator[str]:
    """`NAME, CITY, COUNTRY, 12-14 May 2026 (HALL)`, who organizes it, and who speaks there."""
    name = _of_first([node], "name")
    if not name:
        return
    place = list(dict.fromkeys(texts_of(node, "location")))
    days = [_of_first([node], "startDate")[:10], _of_first([node], "endDate")[:10]]
    new_days = days[0] and not {day for day in days if day} <= said.days
    if (place and not said.all(place)) or new_days or not said.name(name):
        # A hall between the name and the city would hide the city from a reader.
        hall = f" ({place[0]})" if len(place) > 1 else ""
        where = place[1:] or place
        yield ", ".join(part for part in (name, *where, _range(*days)) if part) + hall
    if organizers := _tied(node, said, "organizer", "organiser"):
        yield f"{name} is organized by {_series(organizers)}."
    if sponsors := _tied(node, said, "sponsor", "funder"):
        yield f"{name} is supported by {_series(sponsors)}."
    for speaker in _tied(node, said, "performer", "performers", "speaker", "actor"):
        yield f"{speaker} speaks at {name}."


def _tied(node: Node, said: _Said, *names: str) -> list[str]:
    """Whom an event names that the text does not name together with it."""
    event = _of_first([node], "name")
    return [one for one in spoken(node, *names) if not said.together(_bare(one), event)]


def _body(node: Node, said: _Said) -> Iterator[str]:
    """What a body is part of, where it is, who founded it, and who belongs to it."""
    name = _of_first([node], "name")
    if not name:
        return
    place = texts_of(node, "address", "location")
    if place and not said.all(place):
        yield ", ".join([name, *place])
    for member in _new(node, said, "member", "members"):
        yield f"{member} is a member of {name}."
    for whole in _new(node, said, "parentOrganization", "memberOf"):
        yield f"{name} is part of {whole}."
    if funders := _new(node, said, "funder", "sponsor"):
        yield f"{name} is funded by {_series(funders)}."
    founded = _of_first([node], "foundingDate")[:4]
    if founded and founded not in said.text:
        yield f"{name} was founded in {founded}."


def _new(node: Node, said: _Said, *names: str) -> list[str]:
    return [one for one in spoken(node, *names) if not said.name(_bare(one))]


def _person(node: Node, said: _Said) -> Iterator[str]:
    name = _of_first([node], "name")
    posts, bodies = texts_of(node, "jobTitle"), texts_of(node, "worksFor", "affiliation")
    if name and bodies and not said.all([name, *bodies]):
        yield ", ".join([name, *posts[:1], *bodies])


def _range(first: str, last: str) -> str:
    """Days as texts write them.

    >>> _range("2026-05-12", "2026-05-14"), _range("2026-05-30", "2026-06-02"), _range("2026", "")
    ('12-14 May 2026', '30 May to 2 June 2026', '2026')
    """
    one, other = _DAY.fullmatch(first), _DAY.fullmatch(last)
    if not one:
        return first if re.fullmatch(r"\d{4}", first) else ""
    if not other or first == last:
        return _day(one)
    if first[:7] == last[:7]:
        return f"{int(one[3])}-{_day(other)}"
    start = _day(one) if first[:4] != last[:4] else _day(one)[:-5]
    return f"{start} to {_day(other)}"


def _day(match: re.Match[str]) -> str:
    month = int(match[2])
    return f"{int(match[3])} {_MONTHS[month - 1]} {match[1]}" if 1 <= month <= 12 else match[0]


def _bare(name: str) -> str:
    """A name without what was put behind it in brackets."""
    return re.sub(r" \([^()]*\)$", "", name)


def _series(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
