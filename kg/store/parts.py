"""Parts of a corpus, each read by a process of its own, and all of their shards as one stream."""

import gzip
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from kg.errors import BadRequest
from kg.model import Iri
from kg.store.shards import MANIFEST, files, hash_of

_FOLDER = re.compile(r"part-(\d+)-of-(\d+)")


@dataclass(frozen=True, slots=True)
class Part:
    """The documents that one of several processes reads, by their hash."""

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `3/64`; nothing is all of it.

        >>> Part.parse("3/64")
        Part(number=3, of=64)
        """
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text or "1/1")
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise BadRequest(f"--part {text}: it is K/N, as 3/64 for the third of 64", "part")
        return cls(int(found[1]), int(found[2]))

    def has(self, document: Iri) -> bool:
        """Whether a document belongs to it; on every machine the same."""
        return hash_of(document) % self.of == self.number - 1

    def folder(self, folder: Path) -> Path:
        """Where it is written, so that parts never touch the same file."""
        if self.of == 1:
            return folder
        return folder / f"part-{self.number:0{len(str(self.of))}}-of-{self.of}"


def finished(folder: Path) -> list[Path]:
    """The folders of all parts; BadRequest names those that are missing."""
    parts = {
        Part(int(found[1]), int(found[2])): path
        for path in sorted(folder.iterdir())
        if (found := _FOLDER.fullmatch(path.name)) and (path / MANIFEST).exists()
    }
    whole = [folder] if (folder / MANIFEST).exists() else []
    for total in {part.of for part in parts}:
        missing = [n for n in range(1, total + 1) if Part(n, total) not in parts]
        if missing:
            told = ", ".join(f"{number}/{total}" for number in missing[:10])
            raise BadRequest(
                f"{folder}: {len(missing)} of {total} parts are not finished: {told}", "file"
            )
    if not parts and not whole:
        raise BadRequest(
            f"{folder}: there is no {MANIFEST}; kg ingest --to-nquads makes one", "file"
        )
    return [*whole, *parts.values()]


@contextmanager
def stream(folder: Path) -> Iterator[IO[bytes]]:
    """All quads of all parts, unpacked, as one file of N-Quads."""
    paths = [path for part in finished(folder) for path in files(part)]
    with io.BufferedReader(_Chain(paths), 1 << 20) as source:
        yield source


class _Chain(io.RawIOBase):
    """Files of gzip, one after the other."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = iter(paths)
        self.current: gzip.GzipFile | io.BytesIO = io.BytesIO()

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer will do
        """Fill a buffer, at the end of one file from the next."""
        while not (chunk := self.current.read(len(buffer))):
            path = next(self.paths, None)
            if path is None:
                return 0
            self.current.close()
            self.current = gzip.open(path)  # noqa: SIM115  # closed when it is read to its end
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Close the file that is being read."""
        self.current.close()
        super().close()
