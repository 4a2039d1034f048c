"""Accept header -> the one of our media types that the client likes best (RFC 9110, 12.5.1)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:  # the processes that answer queries start without the framework, twice as fast
    from fastapi import Request

_MEDIA = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+|[\w!#$&^.+-]+/\*|\*/\*", re.ASCII)
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)
_PART = re.compile(r'(?:[^,;"]|"(?:\\.|[^"\\])*")+|[,;]')
LONGEST = 8192  # characters of a header that are read; the rest is cut off


class NotAcceptable(KgError):
    """Ask for one of `offers`, the media types there are."""

    def __init__(self, accept: str, offers: Iterable[str]) -> None:
        """Name what was asked for and what there is."""
        self.offers = tuple(offers)
        super().__init__(f"there is no {accept[:200]} here, only {', '.join(self.offers)}")


@dataclass(frozen=True, slots=True)
class Range:
    """One element of an Accept header: `text/*;q=0.5`."""

    main: str
    sub: str
    weight: float

    @property
    def specificity(self) -> int:
        """2 for a whole media type, 1 for `text/*`, 0 for `*/*`."""
        return (self.main != "*") + (self.sub != "*")

    def covers(self, media: str) -> bool:
        """Whether a media type, its parameters left aside, falls into the range."""
        main, _, sub = media.partition(";")[0].strip().lower().partition("/")
        return self.main in ("*", main) and self.sub in ("*", sub)


def accepted(request: "Request") -> str:
    """What a client accepts: all its Accept headers as one; empty where it has none."""
    values = [value for name, value in request.scope["headers"] if name == b"accept"]
    return b", ".join(values).decode("latin-1")


def ranges(accept: str) -> list[Range]:
    """The ranges of a header in its order; elements that are no media range are passed over.

    >>> ranges("text/html, text/*;q=0.5")
    [Range(main='text', sub='html', weight=1.0), Range(main='text', sub='*', weight=0.5)]
    """
    found = []
    for media, *parameters in _elements(accept[:LONGEST]):
        weight = _weight(parameters)
        if weight is not None and _MEDIA.fullmatch(media):
            main, _, sub = media.lower().partition("/")
            found.append(Range(main, sub, weight))
    return found


def _elements(header: str) -> Iterator[list[str]]:
    """The parts of each element; a comma or semicolon in a quoted string parts nothing."""
    parts = [""]
    for piece in _PART.findall(header):
        if piece == ",":
            yield [part.strip() for part in parts]
            parts = [""]
        elif piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    yield [part.strip() for part in parts]


def _weight(parameters: Sequence[str]) -> float | None:
    """The q-value, 1 where there is none; None where it is no number between 0 and 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return float(value) if _WEIGHT.fullmatch(value.strip()) else None
    return 1.0


def choose(accept: str | None, offers: Iterable[str]) -> str:
    """The offer with the highest weight, as the most specific range that covers it tells.

    Of equal weights the one asked for by name is before one that a wildcard covers, then the
    order of the offers decides. Without a header, or with an unreadable one, it is the first.

    >>> choose("text/*;q=0.3, text/csv;q=0.7, */*;q=0.1", ["application/json", "text/csv"])
    'text/csv'
    """
    offers = tuple(offers)
    wanted = ranges(accept or "")
    if not wanted:
        return offers[0]
    best, best_rank = "", (0.0, 0)
    for offer in offers:
        covering = [it for it in wanted if it.covers(offer)]
        if not covering:
            continue
        closest = max(covering, key=lambda it: (it.specificity, it.weight))
        rank = (closest.weight, closest.specificity)
        if closest.weight > 0 and rank > best_rank:
            best, best_rank = offer, rank
    if not best:
        raise NotAcceptable(accept or "", offers)
    return best
