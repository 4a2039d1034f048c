"""Dumps of any size -> their records one by one, in memory that does not grow with the dump."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TextIO

from kg.errors import BadDocument

CHUNK = 1 << 18  # characters that are read at once
LONGEST = 1 << 23  # characters of one record; no real one comes near
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"

type Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a dump something is, for messages."""

    dump: Path
    line: int
    record: int

    def __str__(self) -> str:
        """File, line and number of the record, counted from 1."""
        return f"{self.dump}, line {self.line}, record {self.record}"


@contextmanager
def opened(dump: Path, wanted: str | tuple[str, ...] = ".json") -> Iterator[tuple[TextIO, str]]:
    """A dump's text and the name of the file that holds it, out of .gz and .zip too."""
    try:
        with dump.open("rb") as raw:
            begin = raw.read(4)
            raw.seek(0)
            if begin == ZIP:
                with zipfile.ZipFile(raw) as archive:
                    name = _member(archive, dump, wanted)
                    with archive.open(name) as member:
                        yield _text(member), Path(name).name
            elif begin.startswith(GZIP):
                with gzip.open(raw) as plain:
                    yield _text(plain), dump.name.removesuffix(".gz")
            else:
                yield _text(raw), dump.name
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError) as e:
        raise BadDocument(f"{dump} is cut short or damaged: {e}; fetch it again") from e
    except UnicodeDecodeError as e:
        raise BadDocument(f"{dump} is no text in UTF-8: {e}") from e
    except OSError as e:
        raise BadDocument(f"{dump}: {(e.strerror or str(e)).lower()}") from e


def _text(raw: IO[bytes] | gzip.GzipFile) -> TextIO:
    return io.TextIOWrapper(raw, "utf-8-sig")


def _member(archive: zipfile.ZipFile, dump: Path, wanted: str | tuple[str, ...]) -> str:
    """The file inside; of several the one in the second schema, as ROR releases them."""
    names = sorted(name for name in archive.namelist() if name.endswith(wanted))
    if not names:
        kinds = wanted if isinstance(wanted, str) else " or ".join(wanted)
        raise BadDocument(f"{dump} holds no {kinds} file")
    return next((name for name in names if "schema_v2" in name), names[0])


def listed(text: TextIO, dump: Path) -> Iterator[tuple[Record, Place]]:
    """The objects of a JSON list, each with its place."""
    yield from _Listing(text, dump).records()


class _Listing:
    """A JSON list that is read a piece at a time."""

    def __init__(self, text: TextIO, dump: Path) -> None:
        self.text, self.dump = text, dump
        self.buffer, self.at, self.line, self.number = "", 0, 1, 0
        self.decoder = json.JSONDecoder()

    def records(self) -> Iterator[tuple[Record, Place]]:
        if self._sign() != "[":
            raise BadDocument(f"{self.dump} is no JSON list of records")
        self.at += 1
        while (sign := self._sign()) != "]":
            if self.number:
                if sign != ",":
                    raise self._broken(f"a comma is missing before {self.buffer[self.at :][:20]!r}")
                self.at += 1
                self._sign()
            self.number += 1
            place = Place(self.dump, self.line, self.number)
            record = self._record()
            if not isinstance(record, dict):
                raise BadDocument(f"{place}: {str(record)[:40]!r} is no record")
            yield record, place
        self.at += 1
        if self._sign(end=True):
            raise self._broken("there is something behind the end of the list")

    def _sign(self, *, end: bool = False) -> str:
        """The next character that is no space; at the end of the text an error, or nothing."""
        while True:
            start = self.at
            while self.at < len(self.buffer) and self.buffer[self.at] in " \t\r\n":
                self.at += 1
            self.line += self.buffer.count("\n", start, self.at)
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self._more():
                if end:
                    return ""
                raise self._broken("the file ends here: it is cut short; fetch it again")

    def _more(self) -> bool:
        piece = self.text.read(CHUNK)
        self.buffer, self.at = self.buffer[self.at :] + piece, 0
        return bool(piece)

    def _record(self) -> object:
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.at)
            except (json.JSONDecodeError, RecursionError) as error:
                if len(self.buffer) - self.at > LONGEST or not self._more():
                    raise self._broken(why(error)) from error
                continue
            self.line += self.buffer.count("\n", self.at, end)
            self.at = end
            return value

    def _broken(self, why: str) -> BadDocument:
        return BadDocument(f"{Place(self.dump, self.line, max(self.number, 1))}: {why}")


def why(error: Exception) -> str:
    """Why a text cannot be read as JSON, and what to do about it."""
    if isinstance(error, json.JSONDecodeError):
        at_end = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated")
        if at_end:
            return "the file ends inside this record: it is cut short; fetch it again"
        return f"this is no JSON ({error.msg})"
    return "this is nested too deeply"
