"""An address at one state of the data -> the ETag of its answer.

Without the framework: server and workers give the same tags.
"""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import unquote_plus

from kg.resolution.authorities.files import FOLDER, edition
from kg.settings import Settings
from kg.store.snapshot import newest_generation

# What is read from the graph, and from nothing else that changes.
READ = re.compile(
    r"/|/(sparql|partners|paths|gap|search|stats|documents|store|events|countries|about|changes)"
    r"|/(entities|documents|countries)/.+"
)
# Their values are others each time, or come from other places.
VOLATILE = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b|\\u", re.IGNORECASE)
# Without any of these in an address, and without escaped letters, it asks for none of them.
PERHAPS = (b"now", b"rand", b"uuid", b"bnode", b"service", b"\\", b"%5c")
LETTER = re.compile(rb"%(?:[46]|[57][0-9a])")


@dataclass(frozen=True, slots=True)
class Tag:
    """What tells an answer apart from all others: the state of the data, and the ETag itself."""

    generation: str
    epoch: str
    value: bytes

    def is_among(self, asked: bytes) -> bool:
        """Whether a client that sends this as `If-None-Match` has the answer already."""
        return bool(asked) and self.value in (
            part.strip().removeprefix(b"W/") for part in asked.split(b",")
        )


class Tags:
    """Gives tags to addresses of one server, as the data are at the moment."""

    def __init__(self, settings: Settings, start: str) -> None:
        """`start` names the start of the server: pages also show what was read then."""
        self.settings, self.start = settings, start
        self._folder = str(settings.folder / FOLDER)
        self._seen: tuple[object, object] = (None, ())

    def of(self, path: str, asked: bytes, accept: bytes) -> Tag | None:
        """The tag of an address; None where its answer may be another at any time."""
        if self.settings.is_remote or not _is_kept(path, asked):
            return None
        if not (generation := newest_generation(self.settings)):
            return None
        epoch = f"{self.start}\0{generation}\0{self._authorities()}\0"
        told = b"\0".join(((epoch + path).encode(), accept, asked))
        value = b'"%b"' % blake2b(told, digest_size=12).hexdigest().encode()
        return Tag(generation, epoch, value)

    def _authorities(self) -> object:
        """Those of now: their files are replaced, never changed, so the folder tells of it."""
        try:
            stat = os.stat(self._folder)  # noqa: PTH116  # each question looks: a path costs more
        except FileNotFoundError:
            return ()
        seen = (stat.st_ino, stat.st_mtime_ns)
        if seen != self._seen[0]:
            self._seen = seen, edition(self.settings)
        return self._seen[1]


@lru_cache(maxsize=64)
def _is_read(path: str) -> bool:
    """Whether what is at an address comes from the graph alone."""
    return bool(READ.fullmatch(path))


@lru_cache(maxsize=512)
def _is_kept(path: str, asked: bytes) -> bool:
    """Whether an address has the same answer as long as the graph is the same."""
    if not _is_read(path):
        return False
    small = asked.lower()
    perhaps = any(part in small for part in PERHAPS) or LETTER.search(small)
    return not (perhaps and VOLATILE.search(unquote_plus(asked.decode("latin-1"))))
