"""CSV, as spreadsheets and offices write it: any of the usual separators, UTF-8 or marked."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from extractors.documents.decoding import decode, marked
from extractors.documents.draft import LARGEST
from extractors.records.forms.grids import Grid, cell_text
from kg.errors import BadDocument

LONGEST_LINE = 4 * 1024 * 1024  # bytes
_SEPARATORS = ";\t,|"
_SAMPLE = 40  # lines


def grid(stream: BinaryIO) -> Grid:
    """The rows of a file, named by the line that each begins on; a bad one is told in place."""
    first = stream.readline(LONGEST_LINE)
    if not first:
        raise BadDocument("empty")
    encoding = marked(first) or "utf-8"
    if encoding != "utf-8":
        # Its lines are no lines of bytes; what is in UTF-16 is no release of 100,000s of rows.
        text = decode(first + stream.read(LARGEST))
        return _rows(_Lines(iter(text.encode().splitlines(keepends=True))))
    rest = iter(lambda: stream.readline(LONGEST_LINE), b"")
    return _rows(_Lines(chain([first.removeprefix(b"\xef\xbb\xbf")], rest)))


class _Lines:
    """Lines of bytes as text, with the number of those that are no text."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines, self.number = lines, 0
        self.faults: list[tuple[int, str]] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            self.faults.append((self.number, f"more than {LONGEST_LINE // 1024**2} MB in a line"))
            return "\n"
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            why = f"not valid UTF-8 at character {error.start + 1} of line {self.number}"
            self.faults.append((self.number, f"{why}: save the file as UTF-8"))
            return line.decode("utf-8", "replace").replace("\0", "")
        if "\0" in text:
            self.faults.append((self.number, "a NUL, which no text has"))
        return text.replace("\0", "")


def _rows(lines: _Lines) -> Grid:
    sample = list(islice(lines, _SAMPLE))
    counted = _Counted(iter(chain(sample, lines)))
    reader = csv.reader(counted, delimiter=_separator(sample))
    while True:
        begins = counted.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"line {begins}", BadDocument(f"broken CSV up to line {counted.number} ({error})")
            continue
        fault = [why for number, why in lines.faults if begins <= number <= counted.number]
        lines.faults = [one for one in lines.faults if one[0] > counted.number]
        row = [cell_text(cell) for cell in cells]
        yield f"line {begins}", BadDocument(fault[0]) if fault else row


class _Counted:
    """Lines, counted as the reader takes them."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.number = lines, 0

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        return line


def _separator(sample: list[str]) -> str:
    """The sign that most of the first lines have most of, outside quotes."""
    counts: Counter[str] = Counter()
    for line in sample:
        bare = "".join(line.split('"')[::2])
        counts.update({sign: min(bare.count(sign), 50) for sign in _SEPARATORS})
    return max(_SEPARATORS, key=lambda sign: counts[sign])
