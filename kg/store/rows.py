"""A table while it is written: its rows are counted in the bytes, and cut where there are too many.

The engine writes tables much faster than Python could walk through their rows, so rows are
counted by what separates them, and not at all as long as there are fewer bytes than rows may be.
What was cut is then marked in a form that parsers survive.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Protocol

from pyoxigraph import Triple

BLOCK = 1 << 16
HELD = 1 << 20  # bytes that are held back before any is looked at
ROW = b"<result>"
TRUNCATED = "https://w3id.org/collab-kg/problem#truncated"  # stands in every answer that was cut
_CLOSING = {"json": b"]}}", "xml": b"</results></sparql>", "csv": b"", "tsv": b""}


class Truncated(Exception):
    """The next row would be one too many; everything before it has been written."""


class RowLimit:
    """A file for a table in a format by short name that takes so many rows and no more."""

    def __init__(self, output: IO[bytes], form: str, rows: int) -> None:
        """Count what goes into a file."""
        self.output, self.rows = output, rows
        kinds: dict[str, Callable[[int], _Finder]] = {"json": _Json, "xml": _Xml, "csv": _Csv}
        self._find = kinds.get(form, _Lines)(rows)
        self._form = form
        self._pieces: list[bytes] = []
        self._size, self._block = 0, min(rows, HELD)  # each row takes a byte at least

    def write(self, chunk: bytes) -> int:
        """Take a piece; Truncated where a row begins that is too many."""
        self._pieces.append(chunk)
        self._size += len(chunk)
        if self._size > self._block:
            self._block = BLOCK
            held = b"".join(self._pieces)
            self._pass_on(held, self._find.safe(held))
        return len(chunk)

    def flush(self) -> None:
        """Nothing goes on before a block is full, or all is written."""

    def end(self) -> None:
        """Hand on what was kept back."""
        held = b"".join(self._pieces)
        if self._block != BLOCK and len(held) <= self.rows:
            self.output.write(held)
        else:
            self._pass_on(held, len(held))
        self.output.flush()

    def _pass_on(self, held: bytes, size: int) -> None:
        block, rest = held[:size], held[size:]
        self._pieces, self._size = [rest], len(rest)
        end = self._find.end(block)
        self.output.write(block if end is None else block[:end])
        if end is not None:
            self.output.write(_CLOSING[self._form])
            self.output.flush()
            raise Truncated


class _Finder(Protocol):
    def safe(self, held: bytes) -> int:
        """How much of what is held can be looked at without what comes next."""

    def end(self, block: bytes) -> int | None:
        """Where the first row begins that is too many; None where it does not."""


class _Lines:
    """TSV: a line a row, for what would break a line is escaped."""

    def __init__(self, rows: int) -> None:
        self.left = rows + 1  # the first line names the columns

    def safe(self, held: bytes) -> int:
        """How much of what is held can be looked at without what comes next."""
        return len(held)

    def end(self, block: bytes) -> int | None:
        """Where the first row begins that is too many; None where it does not."""
        return self._after(self._rows_ending_in(block), block)

    def _rows_ending_in(self, block: bytes) -> Iterable[int]:
        if block.count(b"\n") < self.left:  # by far the most usual case
            self.left -= block.count(b"\n")
            return ()
        return (found.end() for found in re.finditer(b"\n", block))

    def _after(self, ends: Iterable[int], block: bytes) -> int | None:
        if not self.left and block:
            return 0
        for end in ends:
            self.left -= 1
            if not self.left and end < len(block):
                return end
            if not self.left:
                break
        return None


class _Csv(_Lines):
    """CSV: a line break between quotation marks ends no row."""

    quoted = False

    def _rows_ending_in(self, block: bytes) -> Iterator[int]:
        start = 0
        for part in block.split(b'"'):
            if not self.quoted:
                yield from (start + found.end() for found in re.finditer(b"\n", part))
            start += len(part) + 1
            self.quoted = not self.quoted
        self.quoted = not self.quoted  # after the last part there is no mark


# Between rows comes the name of a variable after it; an empty row may be none of them.
_ELSEWHERE = re.compile(rb'\},\{(?!"[^},])')


class _Json:
    """JSON: between two rows stands `},{`, which elsewhere stands in strings alone."""

    def __init__(self, rows: int) -> None:
        self.left, self.quoted = rows, False

    def safe(self, held: bytes) -> int:
        """Leave back what may be half an escape, or half a separator and what comes after it."""
        last = held.rfind(b"}", -5)
        if last >= 0 and b'},{"'.startswith(held[last:]):
            return last
        return len(held.rstrip(b"\\"))

    def end(self, block: bytes) -> int | None:
        """Where the first row begins that is too many; None where it does not."""
        plain = block.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in block else block
        many, quoted = plain.count(b"},{"), self.quoted
        if _ELSEWHERE.search(plain):
            many = b'"'.join(plain.split(b'"')[quoted::2]).count(b"},{")
        self.quoted ^= plain.count(b'"') % 2 == 1
        if many < self.left:
            self.left -= many
            return None
        return _separators(plain, quoted=quoted)[self.left - 1] + 1


def _separators(plain: bytes, *, quoted: bool) -> list[int]:
    found, start = [], 0
    for part in plain.split(b'"'):
        if not quoted:
            found += [start + one.start() for one in re.finditer(rb"\},\{", part)]
        start += len(part) + 1
        quoted = not quoted
    return found


class _Xml:
    """XML: `<result>` begins a row; in texts `<` is escaped."""

    def __init__(self, rows: int) -> None:
        self.left = rows

    def safe(self, held: bytes) -> int:
        """Leave back what may be half a tag."""
        last = held.rfind(b"<", -len(ROW))
        return last if last >= 0 and ROW.startswith(held[last:]) else len(held)

    def end(self, block: bytes) -> int | None:
        """Where the first row begins that is too many; None where it does not."""
        many = block.count(ROW)
        if many <= self.left:
            self.left -= many
            return None
        begins = (found.start() for found in re.finditer(ROW, block))
        return next(at for number, at in enumerate(begins) if number == self.left)


class TripleLimit:
    """The triples of a graph, so many and no more; `is_cut` once there was one more."""

    def __init__(self, triples: Iterable[Triple], most: int) -> None:
        """Take them as they come."""
        self._triples, self._most, self.is_cut = triples, most, False

    def __iter__(self) -> Iterator[Triple]:
        """All that may be passed on."""
        for number, triple in enumerate(self._triples):
            if number == self._most:
                self.is_cut = True
                return
            yield triple


def marked(body: bytes, form: str, rows: int) -> bytes:
    """A whole answer that was cut, telling so where people look and parsers do not stumble.

    The results' own `link` is used where there is one. In CSV and TSV, which know neither links
    nor comments, the last record says it.
    """
    said, link = _said(rows), TRUNCATED.encode()
    match form:
        case "json":
            member = b',"link":["%b"]},"truncated":{"rows":%d,"detail":"%b"}' % (link, rows, said)
            return body.replace(b"}", member, 1)
        case "xml":
            return body.replace(
                b"</head>", b'<link href="%b"/></head><!-- %b -->' % (link, said), 1
            )
        case "csv" | "tsv":
            heading = body.partition(b"\n")[0]
            columns = heading.count(b"," if form == "csv" else b"\t") + 1
            return marked_end(body, form, rows, columns)
        case _:
            return marked_end(body, form, rows)


def marked_end(end: bytes, form: str, rows: int, columns: int = 1) -> bytes:
    """The end of an answer whose beginning is gone already, telling that it was cut.

    In JSON it is a member behind the rows: who reads the whole sees it, and who reads row by row
    takes the answer for broken.
    """
    said = _said(rows)
    match form:
        case "json":
            member = b',"truncated":{"rows":%d,"detail":"%b"}}' % (rows, said)
            return end.removesuffix(b"}") + member
        case "csv":
            return end + said + b"," * (columns - 1) + b"\r\n"
        case "tsv":
            return end + b'"%b"' % said + b"\t" * (columns - 1) + b"\n"
        case "jsonld":
            return end.rstrip().removesuffix(b"]") + b',{"@id":"%b"}]' % TRUNCATED.encode()
        case "rdfxml":
            return end.replace(b"</rdf:RDF>", b"<!-- %b -->\n</rdf:RDF>" % said)
        case _:
            return end + b"# %b\n" % said


def _said(rows: int) -> bytes:
    return b"truncated by the server after %d rows: there are more" % rows
