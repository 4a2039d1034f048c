"""JSON files as trees of records; a long list is read one record at a time."""

import codecs
import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from extractors.documents.decoding import decode, marked
from extractors.documents.draft import whole
from extractors.documents.nodes import resolved
from extractors.records.fitting import TRIED, Opened, Row, by_tree, records
from extractors.records.maps import FieldMap
from extractors.records.trees import Tree
from kg.errors import BadDocument

_BLOCK = 1 << 20  # bytes
LONGEST = 32 * 1024 * 1024  # characters of one record in a list


def json_records(stream: BinaryIO, maps: Sequence[FieldMap]) -> Opened | None:
    """The records of a JSON file, or None where no map knows them."""
    if opening(stream) == b"[":
        rows = _elements(stream)
        first = list(islice(rows, TRIED))
        for _, tree in first:
            if not isinstance(tree, BadDocument) and (fit := by_tree(tree, "json", maps)):
                return Opened(fit, chain(first, rows))
        return None
    try:
        tree = json.loads(decode(whole(stream)))
    except (ValueError, RecursionError):
        return None  # who reads JSON without maps tells what is wrong with it
    return within(_whole(tree), "json", maps)


def _whole(tree: Tree) -> Tree:
    """Linked data with their nodes in the places where they are named."""
    if not isinstance(tree, dict) or "@context" not in tree:
        return tree
    joined: Tree = resolved(tree)  # type: ignore[assignment]
    return joined


def json_line_records(stream: BinaryIO, maps: Sequence[FieldMap]) -> Opened | None:
    """The records of a file of JSON lines, or None where no map knows the first of them."""
    rows = _json_lines(stream)
    first = list(islice(rows, TRIED))
    for _, tree in first:
        if not isinstance(tree, BadDocument) and (fit := by_tree(tree, "json", maps)):
            return Opened(fit, chain(first, rows))
    return None


def _json_lines(stream: BinaryIO) -> Iterator[Row]:
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST), b""), 1):
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        try:
            yield f"line {number}", json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            yield f"line {number}", BadDocument(f"not JSON ({error})")


def within(tree: Tree, form: str, maps: Sequence[FieldMap]) -> Opened | None:
    """The records inside a file that is one tree."""
    found = records(tree, form, maps)
    if found is None:
        return None
    fit, inside = found
    places = (f"record {number}" if len(inside) > 1 else "" for number in range(1, len(inside) + 1))
    return Opened(fit, iter(zip(places, inside, strict=True)))


def opening(stream: BinaryIO) -> bytes:
    """The first byte that is no space; the stream stands where it stood."""
    at = stream.tell()
    head = stream.read(4096)
    stream.seek(at)
    if (marked(head) or "utf-8") != "utf-8":
        return b""
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]


def _elements(stream: BinaryIO) -> Iterator[Row]:
    """The elements of a JSON list, each parsed as soon as it is there."""
    decoder, text = json.JSONDecoder(), _Text(stream)
    text.skip("[")
    number = 0
    while (sign := text.peek()) != "]":
        number += 1
        if number > 1:
            if sign != ",":
                yield f"record {number}", BadDocument("not JSON: the list breaks off here")
                return
            text.skip(",")
        try:
            yield f"record {number}", text.value(decoder)
        except BadDocument as error:
            yield f"record {number}", error
            return


class _Text:
    """A stream as characters, of which only those are kept that are not yet parsed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text, self.at, self.ended = "", 0, False

    def more(self) -> bool:
        """Whether there was more to read."""
        if self.ended:
            return False
        block = self.stream.read(_BLOCK)
        self.ended = not block
        try:
            new = self.decoder.decode(block, final=self.ended)
        except UnicodeDecodeError as error:
            self.ended = True
            raise BadDocument(f"not valid UTF-8 ({error.reason})") from error
        self.text, self.at = self.text[self.at :] + new, 0
        return True

    def peek(self) -> str:
        """The next sign that is no space, or nothing at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at].isspace():
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def skip(self, sign: str) -> None:
        """Go past this sign, if it is the next."""
        if self.peek() == sign:
            self.at += 1

    def value(self, decoder: json.JSONDecoder) -> Tree:
        """The next whole value; it is looked for again with twice as much text."""
        self.peek()
        while True:
            try:
                value, end = decoder.raw_decode(self.text, self.at)
            except (ValueError, RecursionError) as error:
                wanted = 2 * (len(self.text) - self.at)
                if isinstance(error, RecursionError) or wanted > LONGEST or not self.more():
                    raise BadDocument(f"not JSON ({error})") from error
                while len(self.text) < wanted and self.more():
                    pass
            else:
                if end < len(self.text) or not self.more():
                    self.at = end
                    tree: Tree = value
                    return tree
