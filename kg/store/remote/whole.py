"""All rows of a pattern, also from a server that silently sends only the first thousands.

Such limits are round numbers, so a round number of rows is compared with a count, as is one that
the server itself says to be its limit. Where rows are
missing they are asked for in parts by a hash of their terms, which needs no order, and the parts
must come to the count.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from pyoxigraph import QuerySolution, QuerySolutions

from kg.errors import SourceUnavailable

ROUND = 100  # no server's limit is known that this would not divide
DIGITS = "0123456789abcdef"
DEEPEST = 5  # digits of a hash: a million parts


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows came, and whether the server says that it cut them."""

    number: int
    is_cut: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether the server may have stopped there, as it says or as the number looks."""
        return self.is_cut or (self.number > 0 and self.number % ROUND == 0)


type Ask = Callable[[str], tuple[QuerySolutions, Rows]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is asked for: some variables, and where they stand."""

    variables: Sequence[str]
    where: str  # a group's inside

    @property
    def all(self) -> str:
        """The query for all rows."""
        return f"SELECT {' '.join(self.variables)} {{ {self.where} }}"

    @property
    def count(self) -> str:
        """The query for their number."""
        return f"SELECT (COUNT(*) AS ?number) {{ {self.where} }}"

    def part(self, digits: str) -> str:
        """The query for the rows whose hash begins so."""
        terms = ", ".join(f"STR({variable})" for variable in self.variables)
        joined = f"CONCAT({terms})" if len(self.variables) > 1 else terms
        only = f'FILTER(STRSTARTS(MD5({joined}), "{digits}"))'
        return f"SELECT {' '.join(self.variables)} {{ {self.where} {only} }}"


def whole(ask: Ask, pattern: Pattern, place: str) -> Iterator[QuerySolution]:
    """All rows, each once."""
    found, rows = ask(pattern.all)
    if rows.is_doubtful and (number := count(ask, pattern)) > rows.number:
        yield from _parts(ask, pattern, (rows.number, number), place)
        return
    yield from found


def count(ask: Ask, pattern: Pattern) -> int:
    """How many rows there are, as the server counts them."""
    found, _ = ask(pattern.count)
    return int(next(found)[0].value)


def _parts(
    ask: Ask, pattern: Pattern, limits: tuple[int, int], place: str
) -> Iterator[QuerySolution]:
    most, number = limits
    depth = next(d for d in range(1, DEEPEST + 1) if number / 16**d < most / 2 or d == DEEPEST)
    sent = 0
    for digits in map("".join, product(DIGITS, repeat=depth)):
        found, rows = ask(pattern.part(digits))
        sent += rows.number
        yield from found
    if sent != number:
        raise SourceUnavailable(
            f"{place} counts {number} rows and sends {sent}: it cuts answers at {most}, "
            "or was changed meanwhile; raise its limit, or ask again"
        )
