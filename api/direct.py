"""Connections that the server lends to a worker, which answers short questions on them itself.

The server has no part in such an answer, which takes half the time. A worker does only what is most
usual and soon over: a whole `GET /sparql?query=...` in one packet whose answer is the same as long
as the graph is the same, goes out in one piece and is no page. Anything else goes back to the
server with what was read, as though nobody had read it, errors too. A question that takes long is
taken over by the server: what becomes of it is told there, as of any other.
"""

import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from math import inf
from select import EPOLLIN, POLLOUT, epoll, poll
from typing import Protocol

from api.formats import HTML
from api.heads import KEPT, SERVER, SHIELD, Headers, tagged, whole
from api.kept import Answer, Kept
from api.protocol import PATH, by_address, wants_page
from api.question import Outcome, Question
from api.slot import Slot
from api.spool import PART, Spool
from api.tags import Tag, Tags
from kg.errors import KgError

RECEIVED = 1 << 16  # bytes of a request, no more than a slot takes
LONGEST = 1 << 20  # bytes of an answer
SLOW = 20  # milliseconds in which a client takes more of an answer, or the server sends the rest
STALE = 5.0  # seconds after which a connection goes back that nobody has used
SHARES = 8  # of the memory for answers that are kept, this worker's is one
REQUEST = re.compile(
    rb"GET "
    + PATH.encode()
    + rb"\?([!\"$-~]+) HTTP/1\.1\r\n((?:[!#-9A-Z^-z|~]+:[\t -~]*\r\n)+)\r\n"
)
# With any other header that could matter, the server answers.
HARMLESS = frozenset(
    b"accept accept-encoding accept-language cache-control host if-none-match priority pragma"
    b" referer user-agent sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest"
    b" sec-fetch-mode sec-fetch-site sec-fetch-user dnt".split()
)

type Begin = Callable[[str], Spool]  # media type -> what the answer is written into


class Server(Protocol):
    """Who lends the connections."""

    def ask(self, question: Question, generation: str, begin: Begin) -> Outcome:
        """What becomes of a question about a generation of the graph, or a newer one."""

    def give_back(self, number: int, data: bytes, *, is_answer: bool) -> None:
        """Give a connection back, with what was read from it or is still to be sent."""

    def announce(self, media: str, part: int) -> None:
        """Say that a part of an answer is full that the server sends."""

    def line(self) -> bytes:
        """What it says next."""

    def tell(self, outcome: Outcome, spool: Spool | None) -> None:
        """Say what became of a question that the server has taken over."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What the headers of a request say."""

    accept: bytes
    host: bytes
    has: bytes  # tags of the answers that the client has


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is for us, on the connection with this handle."""

    handle: int
    request: bytes
    question: Question
    tag: Tag
    key: bytes


@dataclass(slots=True)
class Lent:
    """A connection, and when it was last used."""

    number: int
    socket: socket.socket
    used: float


class TooLong(OSError):
    """The answer is not short."""


class Short(Spool):
    """An answer as long as it is short, or the server has taken it over."""

    def __init__(self, folder: str, announce: Callable[[int], None], slot: Slot) -> None:
        """Write into memory, and into the folder what the server sends."""
        super().__init__(folder, PART, announce)
        self._slot = slot

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        if self.is_whole and self.size + len(piece) > LONGEST and not self._slot.is_held:
            raise TooLong
        return super().write(piece)


@dataclass(slots=True)
class Direct:
    """The connections of one worker."""

    slot: Slot
    tags: Tags
    server: Server
    poller: epoll
    folder: str  # beginning of the names of folders for long answers
    lent: dict[int, Lent] = field(default_factory=dict)  # by handle
    is_taken_over: bool = False  # the question that it was asked last
    _kept: Kept = field(default_factory=lambda: Kept(SHARES))
    _looked: float = 0.0  # for connections that nobody uses

    def take(self, number: int, handle: int) -> None:
        """Answer on a connection from now on."""
        self.lent[handle] = Lent(number, socket.socket(fileno=handle), time.monotonic())
        self.poller.register(handle, EPOLLIN)

    def let_go_of_all(self) -> None:
        """Have nothing to do with any connection any more."""
        for handle in list(self.lent):
            self._let_go(handle)

    def _let_go(self, handle: int) -> None:
        # The server has it open too, so that closing it here would not be noticed by the poller.
        self.poller.unregister(handle)
        self.lent.pop(handle).socket.close()

    def give_back_stale(self) -> None:
        """Give back what was not used for long, so that the server closes it in its own time."""
        now = time.monotonic()
        if now - self._looked > STALE:
            self._looked = now
            with self.slot.locked():
                stale = [it for it, one in self.lent.items() if now - one.used > STALE]
                for handle in stale if not self.slot.is_held else ():
                    self._give_back(handle)

    def _give_back(self, handle: int, data: bytes = b"", *, is_answer: bool = False) -> None:
        number = self.lent[handle].number
        self._let_go(handle)
        self.server.give_back(number, data, is_answer=is_answer)

    def serve(self, handle: int) -> None:
        """Answer what has come in, or give the connection back."""
        with self.slot.locked():
            asked = None if self.slot.is_held else self._begun(handle)
        if asked is None:
            return
        spool: Spool | None = None
        folder = f"{self.folder}{self.slot.turn.number}"

        def begin(media: str) -> Spool:
            nonlocal spool
            spool = Short(folder, lambda part: self.server.announce(media, part), self.slot)
            spool.wait = self.server.line
            return spool

        outcome = self.server.ask(asked.question, asked.tag.generation, begin)
        with self.slot.locked():
            self.is_taken_over = self.slot.is_held
            if not self.is_taken_over:
                self._end(asked, outcome, spool)
            self.slot.end()
        if self.is_taken_over:
            self.server.tell(outcome, spool)

    def _begun(self, handle: int) -> Asked | None:
        """A question that must be asked; None where that is not for us, or known already."""
        try:
            request = self.lent[handle].socket.recv(RECEIVED)
        except BlockingIOError:
            return None
        except OSError:
            request = b""
        asked = self._understood(handle, request)
        if isinstance(asked, Asked):
            self.slot.begin(self.lent[handle].number, request)
            return asked
        if asked is None:
            self._give_back(handle, request)
        else:
            self._send(handle, asked)
        return None

    def _understood(self, handle: int, request: bytes) -> Asked | bytes | None:
        """What is asked, or the answer to it; None where that is not for us."""
        found = REQUEST.fullmatch(request)
        if found is None or not (asker := _asker(found[2])):
            return None
        tag = self.tags.of(PATH, found[1], asker.accept)
        if tag is None:
            return None
        if tag.is_among(asker.has):
            return b"HTTP/1.1 304 Not Modified\r\n" + _head(((b"etag", tag.value), *KEPT))
        key = b"\0".join((tag.value, asker.host))
        if kept := self._kept.find(tag.epoch, key):
            return _whole(kept)
        try:
            question, seconds = by_address(found[1].decode(), asker.accept.decode())
        except KgError:
            return None
        if seconds < inf or wants_page(question):
            return None
        return Asked(handle, request, question, tag, key)

    def _end(self, asked: Asked, outcome: Outcome, spool: Spool | None) -> None:
        """Send the answer; what became of all others is found out again by the server."""
        if outcome.error or outcome.truncated or outcome.media == HTML or spool is None:
            self._give_back(asked.handle, asked.request)
            return
        body = spool.rest()
        length = (b"content-length", b"%d" % len(body))
        headers = [*whole(outcome.media), length, *tagged(asked.tag.value)]
        answer = Answer(asked.tag.epoch, asked.key, headers, body)
        self._kept.keep(answer, body)
        self._send(asked.handle, _whole(answer))

    def _send(self, handle: int, answer: bytes) -> None:
        self.slot.send()
        one = self.lent[handle]
        left = _sent(one.socket, answer)
        one.used = time.monotonic()
        self.slot.end()
        if left:
            self._give_back(handle, left, is_answer=True)


@lru_cache(maxsize=256)
def _asker(headers: bytes) -> Asker | None:
    found: dict[bytes, list[bytes]] = {}
    for line in headers.split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        found.setdefault(name.lower(), []).append(value.strip(b"\t "))
    if found.pop(b"connection", [b"keep-alive"]) not in ([b"keep-alive"], [b"Keep-Alive"]):
        return None
    if not found.keys() <= HARMLESS:
        return None
    accept, host, has = (
        b", ".join(found.get(name, ())) for name in (b"accept", b"host", b"if-none-match")
    )
    return Asker(accept, host, has)


def _whole(answer: Answer) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + _head(answer.headers) + answer.body


def _head(headers: Headers | list[tuple[bytes, bytes]]) -> bytes:
    lines = [b"%b: %b\r\n" % pair for pair in headers]
    return b"".join((_date(int(time.time())), *lines, _shield()))


@lru_cache(maxsize=1)
def _date(now: int) -> bytes:
    first = ((b"date", formatdate(now, usegmt=True).encode()), *SERVER)
    return b"".join(b"%b: %b\r\n" % pair for pair in first)


@lru_cache(maxsize=1)
def _shield() -> bytes:
    return b"".join(b"%b: %b\r\n" % pair for pair in SHIELD) + b"\r\n"


def _sent(line: socket.socket, answer: bytes) -> bytes:
    """Send an answer; what is left where the client does not take it soon."""
    left = memoryview(answer)
    with suppress(OSError):  # the server finds out why
        while left:
            try:
                left = left[line.send(left) :]
            except BlockingIOError:
                if not _is_ready(line):
                    break
    return bytes(left)


def _is_ready(line: socket.socket) -> bool:
    waiting = poll()
    waiting.register(line, POLLOUT)
    return bool(waiting.poll(SLOW))
