"""Tables and lists of terms of a page as lines: `Keio University (Japan), Partner`.

A reader of sentences sees no columns: each row becomes one line, in which a country stands as it
does in running text, and what is neither told by its kind nor by its place keeps its header.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

# Headers by what their column holds.
_NAMING = re.compile(
    r"(?i)(?:full |legal |official )?(?:name|partners?|members?|participants?|beneficiar(?:y|ies)"
    r"|institut(?:ions?|es?)|organi[sz]ations?|cent(?:re|er)s?|hospitals?|universit(?:y|ies)"
    r"|speakers?|panel(?:l?ists?)|chairs?|moderators?|lecturers?|experts?)\b.*"
)
_PLACE = re.compile(r"(?i)(?:country|nation|state|city|town|location|place)(?:\W.*)?")
_SHORT = re.compile(r"(?i)(?:short name|acronym|abbreviation|abbr\.?|short)")
_NUMBER = re.compile(r"(?i)(?:no|nr|n°|#|number|id|rank|s/n|partner (?:no|number))\.?")
# What these columns say is plain without their header.
_PLAIN = re.compile(
    r"(?i)(?:time|hours?|date|day|session|topic|title|subject|lecture|talk|activity|role|function"
    r"|position|type|status|affiliation|department|unit|persons?|speakers?|chairs?)(?:\W.*)?"
)
_LONGEST_CELL, _MOST_COLUMNS, _MOST_ROWS = 300, 12, 2000
_INLINE = ("span", "a", "b", "strong", "em", "i", "time", "small")
_FEW, _WIDEST_SPAN, _WIDEST = 10, 50, 300  # columns; what spans more of a table is no data
_TIME = re.compile(r"\d{1,2}[:.h]\d\d(?:\s*[-\u2013]\s*\d{1,2}[:.h]\d\d)?(?:\s*[ap]\.?m\.?)?", re.I)
_KEY = re.compile(r"[^:]{1,60}:$")

type Row = Sequence[str]
type Element = Any  # of lxml, which has no types


def flatten(tree: Element) -> None:
    """Turn the tables of data and the lists of terms in a page into paragraphs, in their places."""
    for table in list(tree.iter("table")):
        if _holds_data(table):
            _replace(table, list(lines(*grid(table))))
    # Of the others whoever looks for the main text spreads what spans, row below row.
    for cell in tree.iter("td", "th"):
        for name in ("rowspan", "colspan"):
            if _span(cell, name) > _FEW:
                cell.set(name, str(_FEW))
    for terms in list(tree.iter("dl")):
        found = list(_terms(terms))
        if found:
            _replace(terms, found)
    _part_blocks(tree)


def _part_blocks(tree: Element) -> None:
    """A block begins a line, also behind words that stand in none, or they would run together."""
    for block in list(tree.iter("div", "p", "ul", "ol", "section", "article")):
        before = block.getprevious()
        if before is not None and before.tag in _INLINE and not (before.tail or "").strip():
            before.tail = (before.tail or "") + "\n"


def lines(header: Row, rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a table, one for its header and one for each row.

    >>> list(lines(["Partner", "Country"], [["Keio University", "Japan"]]))
    ['Partner (Country)', 'Keio University (Japan)']
    """
    naming = _first(header, _NAMING)
    if header:
        yield _heading(header, naming)
    for row in rows:
        line = _row(header, row, naming)
        if line:
            yield line


def _heading(header: Row, naming: int) -> str:
    told = [name for name in header if name]
    if naming < 0:
        return ", ".join(told)
    rest = [n for n in told if n != header[naming] and not _NUMBER.fullmatch(n)]
    return f"{header[naming]} ({', '.join(rest)})" if rest else header[naming]


def _row(header: Row, row: Row, naming: int) -> str:
    if not header and len(row) == 2 and _KEY.fullmatch(row[0]):
        return f"{row[0]} {row[1]}" if row[1] else ""
    if naming < 0 or naming >= len(row) or not row[naming]:
        return _joined(list(_labelled(header, row, range(len(row)))))
    places = [row[at] for at in _all(header, _PLACE) if at < len(row) and row[at]]
    shorts = [row[at] for at in _all(header, _SHORT) if at < len(row) and row[at]]
    own = {naming, *_all(header, _PLACE), *_all(header, _SHORT)}
    numbers = [at for at in _all(header, _NUMBER) if at < naming and at < len(row)]
    before = [at for at in range(naming) if at not in own and at not in numbers]
    after = [at for at in range(naming + 1, len(row)) if at not in own]
    line = row[naming] + "".join(f" ({short})" for short in shorts if short != row[naming])
    # Two brackets in a row are seldom read together, nor are a city and its country in one.
    bracket = len(places) == 1 and not shorts
    line += f" ({places[0]})" if bracket else "".join(f", {place}" for place in places)
    parts = [*_labelled(header, row, before), line, *_labelled(header, row, after)]
    number = "".join(f"{row[at].rstrip('.')}. " for at in numbers if row[at])
    return number + _joined(parts)


def _joined(parts: Sequence[str]) -> str:
    """Set a time of day before what it is the time of, as programmes do."""
    if len(parts) > 1 and _TIME.fullmatch(parts[0]):
        return f"{parts[0]} {', '.join(parts[1:])}"
    return ", ".join(parts)


def _labelled(header: Row, row: Row, columns: Sequence[int]) -> Iterator[str]:
    for at in columns:
        name = header[at].rstrip(":") if at < len(header) else ""
        if row[at]:
            known = not name or any(kind.fullmatch(name) for kind in (_PLAIN, _PLACE, _NAMING))
            yield row[at] if known else f"{name}: {row[at]}"


def _first(header: Row, kind: re.Pattern[str]) -> int:
    return next(iter(_all(header, kind)), -1)


def _all(header: Row, kind: re.Pattern[str]) -> list[int]:
    return [at for at, name in enumerate(header) if kind.fullmatch(name)]


def _holds_data(table: Element) -> bool:
    """Tell data from layout: short cells, no table within, more than one row and column."""
    rows = list(table.iter("tr"))
    if table.find(".//table") is not None or not 1 < len(rows) <= _MOST_ROWS:
        return False
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    widths = [len(row) for row in cells if row]
    lengths = (len(_text(cell)) for row in cells for cell in row)
    return (
        bool(widths)
        and 1 < max(widths) <= _MOST_COLUMNS
        and all(length <= _LONGEST_CELL for length in lengths)
    )


def grid(table: Element) -> tuple[Row, list[Row]]:
    """The header and the rows, where a cell that spans several stands in each."""
    grid: list[Row] = []
    header: Row = []
    below: dict[int, tuple[int, str]] = {}  # column: rows that it goes on for, text
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = list(_spread(cells, below))
        heads = bool(cells) and all(cell.tag == "th" for cell in cells) and len(cells) > 1
        in_head = any(parent.tag == "thead" for parent in row.iterancestors("thead"))
        if not header and not grid and (heads or in_head):
            header = texts
        elif len(cells) == 2 and cells[0].tag == "th" and cells[1].tag == "td":
            grid.append([_text(cells[0]).rstrip(":") + ":", *texts[1:]])
        else:
            grid.append(texts)
    return header, grid


def _spread(cells: Sequence[Element], below: dict[int, tuple[int, str]]) -> Iterator[str]:
    waiting = list(cells)
    last = max(below, default=-1)
    at = 0
    while waiting or at <= last:
        if at in below:
            left, text = below.pop(at)
            if left > 1:
                below[at] = (left - 1, text)
            yield text
        elif waiting:
            cell = waiting.pop(0)
            text, down = _text(cell), _span(cell, "rowspan")
            if down > 1 and at < _WIDEST:
                below[at] = (down - 1, text)
            yield text
            # The columns beside it that it covers hold nothing of their own.
            for _ in range(min(_span(cell, "colspan") - 1, _WIDEST - at)):
                at += 1
                yield ""
        else:
            yield ""
        at += 1


def _span(cell: Element, name: str) -> int:
    given = cell.get(name) or ""
    return min(int(given[:4]), _WIDEST_SPAN) if given.isascii() and given.isdigit() else 1


def _terms(terms: Element) -> Iterator[str]:
    """`Start date: 1 March 2023` for each term and what is said of it."""
    term, said = "", list[str]()
    for part in [*terms.iter("dt", "dd"), None]:
        if part is None or part.tag == "dt":
            if term or said:
                yield f"{term.rstrip(':')}: {', '.join(said)}" if term else ", ".join(said)
            term, said = (_text(part) if part is not None else ""), []
        elif _text(part):
            said.append(_text(part))


def _text(element: Element) -> str:
    for line in element.iter("br", "p", "li", "div"):
        line.tail = " " + (line.tail or "")
    return " ".join(element.text_content().split())


def _replace(element: Element, found: Sequence[str]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    block = element.makeelement("div")
    for line in found:
        paragraph = element.makeelement("p")
        paragraph.text = line
        block.append(paragraph)
    block.tail = element.tail
    parent.replace(element, block)
