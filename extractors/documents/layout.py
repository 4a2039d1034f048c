"""Pages of a PDF as running text: columns in order, running heads left out, lines joined."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_EDGE = 2  # lines at the top and the bottom of a page among which running heads are
_FEWEST = 3  # pages that a running head stands on
_LONGEST_HEAD = 120  # characters
_PAGE_NUMBER = re.compile(
    r"(?i)\s*(?:page|p\.)?\s*[-\u2013|]?\s*\d{1,4}\s*(?:[-\u2013|/]|of)?\s*\d{0,4}\s*"
)
_ROW = 3.0  # points by which pieces of one row differ in height
_PROSE = 25  # characters that the lines of a column of prose have on average, unlike a table's
_ROWS = 8  # that two columns have at least


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that was drawn at one place of a page, in points from its lower left corner."""

    x: float
    y: float
    text: str


def running_text(pages: Sequence[str]) -> str:
    """Join the pages of a text: no running heads, no broken lines, no break within a sentence.

    >>> running_text(["The network has", "twelve members."])
    'The network has twelve members.'
    """
    joined = ""
    for page in without_running_heads(pages):
        text = unwrapped(page).strip()
        if re.search(r"[a-z]-$", joined) and re.match(r"[a-z]", text):
            joined = joined[:-1] + text
        elif re.search(r"[\w,;]$", joined) and re.match(r"[a-z]", text):
            joined = f"{joined} {text}"
        elif text:
            joined = f"{joined}\n\n{text}" if joined else text
    return joined


def without_running_heads(pages: Sequence[str]) -> list[str]:
    """Leave out the lines that stand at the same edge of most pages, and page numbers."""
    split = [[line for line in page.split("\n") if line.strip()] for page in pages]
    counts = Counter(
        head for lines in split for head in {_shape(lines[at]) for at in _edges(lines)} if head
    )
    most = max(_FEWEST, len(pages) // 2)
    running = {head for head, count in counts.items() if count >= most}
    return ["\n".join(_kept(page, running)) for page in pages]


def _kept(page: str, running: set[str]) -> Iterator[str]:
    lines = page.split("\n")
    told = [at for at, line in enumerate(lines) if line.strip()]
    edges = {told[at] for at in _edges(told)}
    for at, line in enumerate(lines):
        outermost = at in (told[:1] + told[-1:])
        numbered = outermost and len(told) > 1 and _PAGE_NUMBER.fullmatch(line)
        if not (at in edges and _shape(line) in running) and not numbered:
            yield line


def _edges(lines: Sequence[object]) -> set[int]:
    count = len(lines)
    return {at for at in range(count) if at < _EDGE or at >= count - _EDGE}


def _shape(line: str) -> str:
    """A line without its numbers, which differ from page to page."""
    short = line.strip() if len(line) <= _LONGEST_HEAD else ""
    return " ".join(re.sub(r"\d+", "#", short.casefold()).split())


def unwrapped(page: str) -> str:
    """Join lines that were broken to fit a column; short lines and ends of sentences stay."""
    lines = [line.rstrip() for line in page.split("\n")]
    full = 0.75 * max((len(line) for line in lines), default=0)
    joined = [""]
    for line in lines:
        last = joined[-1]
        if not last or not line or len(last.rsplit("\n", 1)[-1]) < full or last[-1] in ".!?:":
            joined.append(line)
        elif re.search(r"[a-z]-$", last) and line[0].islower():
            joined[-1] = last[:-1] + line
        else:
            joined[-1] = f"{last} {line}"
    return "\n".join(joined[1:])


def columns(pieces: Sequence[Piece]) -> str | None:
    """The text of a page of two columns of prose that was drawn row by row; None for others."""
    rows = _rows(pieces)
    pairs = [row for row in rows if len(row) >= 2]
    if len(pairs) < _ROWS or len(pairs) < 0.6 * len(rows):
        return None
    left = min(piece.x for row in pairs for piece in row)
    starts = Counter(round(piece.x) for row in pairs for piece in row if piece.x > left + 100)
    if not starts:
        return None
    gutter, count = starts.most_common(1)[0]
    sides = _sides(pairs, gutter)
    lengths = [sum(map(len, side)) / max(len(side), 1) for side in sides]
    if count < 0.6 * len(pairs) or min(lengths) < _PROSE:
        return None
    return "\n".join(line for side in _sides(rows, gutter) for line in side)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted((one for one in pieces if one.text.strip()), key=lambda one: -one.y):
        if rows and rows[-1][0].y - piece.y <= _ROW:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.x) for row in rows]


def _sides(rows: Sequence[Sequence[Piece]], gutter: float) -> tuple[list[str], list[str]]:
    sides: tuple[list[str], list[str]] = ([], [])
    for row in rows:
        for side, is_right in zip(sides, (False, True), strict=True):
            texts = [one.text.strip() for one in row if (one.x >= gutter - 2) is is_right]
            if texts:
                side.append(" ".join(texts))
    return sides
