"""A web archive cut into its records, packed one by one or not at all, without trust in any.

The library that reads records (warcio) takes what breaks off for whole and stops at a fault; here
each record is cut out first, and after a fault the next beginning is looked for.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import BadDocument

LARGEST = 64 * 1024 * 1024  # bytes of one record, unpacked
_BLOCK = 1 << 16
_LONGEST_HEAD, _LONGEST_GAP = 1 << 16, 1 << 10
_PACKED, _PLAIN = b"\x1f\x8b\x08", b"WARC/1"
_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,15})[ \t]*\r?$")

type Frame = tuple[int, int, bytes | BadDocument]  # where it begins and ends, and what it is


def frames(stream: BinaryIO, at: int = 0) -> Iterator[Frame]:
    """The records of an archive in order, each with its place; broken ones in their places.

    They begin at a byte where one of them ended.
    """
    while True:
        stream.seek(at)
        head = stream.read(_LONGEST_GAP)
        at += len(head) - len(head.lstrip(b"\r\n"))
        head = head.lstrip(b"\r\n")
        if not head:
            return
        stream.seek(at)
        frame: bytes | BadDocument
        try:
            if head.startswith(_PACKED):
                frame, end = _unpacked(stream, at)
            else:
                frame, end = _cut(stream, at)
        except BadDocument as error:
            frame, end = error, _next(stream, at + 1)
        yield at, end, frame
        at = end


def _unpacked(stream: BinaryIO, at: int) -> tuple[bytes, int]:
    """One gzip member unpacked, and where it ends."""
    machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    found, read = bytearray(), 0
    while not machine.eof:
        block = stream.read(_BLOCK)
        if not block:
            raise BadDocument("breaks off in the middle of a packed record")
        read += len(block)
        try:
            found += machine.decompress(block, LARGEST - len(found) + 1)
        except zlib.error as error:
            raise BadDocument(f"broken gzip ({error})") from error
        if len(found) > LARGEST:
            raise BadDocument(
                f"more than {LARGEST // 1024**2} MB in one packed piece; records must be packed "
                "one by one (warcio recompress)"
            )
    return bytes(found), at + read - len(machine.unused_data)


def _cut(stream: BinaryIO, at: int) -> tuple[bytes, int]:
    """One record that is not packed, by the length that it declares, and where it ends."""
    head = stream.read(_LONGEST_HEAD)
    ends = re.search(rb"\r?\n\r?\n", head)
    length = _LENGTH.search(head[: ends.start()]) if ends else None
    if not head.startswith(_PLAIN) or ends is None or length is None:
        raise BadDocument("no record begins here")
    size = ends.end() + int(length[1])
    if size > LARGEST:
        raise BadDocument(f"a record of {size:,} bytes, more than {LARGEST // 1024**2} MB")
    stream.seek(at)
    frame = stream.read(size)
    if len(frame) < size:
        raise BadDocument(f"breaks off {size - len(frame):,} bytes before its end")
    follows = stream.read(4)
    if follows.strip(b"\r\n"):
        raise BadDocument("its length is wrong: something stands behind it")
    return frame, at + size


def _next(stream: BinaryIO, after: int) -> int:
    """Where the next record begins that can be one, from this byte on; else the end."""
    at, kept = after, b""
    while True:
        stream.seek(at)
        block = stream.read(_BLOCK)
        if not block:
            return at
        held = kept + block
        start = at - len(kept)
        for match in re.finditer(rb"\r?\nWARC/1|\x1f\x8b\x08", held):
            place = start + match.end() - (6 if match[0].endswith(_PLAIN) else 3)
            if _begins(stream, place):
                return place
        at += len(block)
        kept = held[-8:]


def _begins(stream: BinaryIO, place: int) -> bool:
    stream.seek(place)
    head = stream.read(4096)
    if head.startswith(_PLAIN):
        return True
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 16)
    except zlib.error:
        return False
    return unpacked.startswith(_PLAIN)
