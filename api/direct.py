"""Connections that the server lends to a worker, which answers short questions on them itself.

The server has no part in such an answer, which takes half the time. A worker does only what is most
usual and soon over: a whole `GET /sparql?query=...` in one packet whose answer is the same as long
as the graph is the same, goes out in one piece and is no page. Anything else goes back to the
server with what was read, as though nobody had read it, errors too.
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

from api.formats import HTML
from api.heads import KEPT, SERVER, SHIELD, Headers, tagged, whole
from api.kept import Answer, Kept
from api.protocol import PATH, by_address, wants_page
from api.question import Outcome, Question
from api.slot import Slot
from api.spool import Spool
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

type Ask = Callable[[Question, str, Spool], Outcome]  # with the newest generation


@dataclass(frozen=True, slots=True)
class Asker:
    """What the headers of a request say."""

    accept: bytes
    host: bytes
    has: bytes  # tags of the answers that the client has


@dataclass(slots=True)
class Lent:
    """A connection, and when it was last used."""

    number: int
    socket: socket.socket
    used: float


class TooLong(OSError):
    """The answer is not short."""


class Short(Spool):
    """An answer as long as it is short."""

    def __init__(self) -> None:
        """Write into memory alone."""
        super().__init__("", inf, lambda _: None)

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        if self.size > LONGEST:
            raise TooLong
        return super().write(piece)


@dataclass(slots=True)
class Direct:
    """The connections of one worker."""

    slot: Slot
    tags: Tags
    ask: Ask
    give_back: Callable[[int, bytes, bool], None]  # number, bytes, whether they are an answer's
    poller: epoll
    lent: dict[int, Lent] = field(default_factory=dict)  # by handle
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

    def serve(self, handle: int) -> None:
        """Answer what has come in, or give the connection back."""
        one = self.lent[handle]
        if not self.slot.begin(one.number):
            return
        try:
            request = one.socket.recv(RECEIVED)
        except BlockingIOError:
            self.slot.end()
            return
        except OSError:
            request = b""
        if not request:
            self.slot.end()
            self._return(handle)
            return
        self.slot.note(request)
        answer = self.answered(request)
        if answer is None:
            self.slot.end()
            self._return(handle, request)
            return
        self.slot.send()
        left = _sent(one.socket, answer)
        self.slot.end()
        one.used = time.monotonic()
        if left:
            self._return(handle, left, is_answer=True)

    def give_back_stale(self) -> None:
        """Give back what was not used for long, so that the server closes it in its own time."""
        now = time.monotonic()
        if now - self._looked > STALE:
            self._looked = now
            for handle in [handle for handle, one in self.lent.items() if now - one.used > STALE]:
                self._return(handle)

    def _return(self, handle: int, data: bytes = b"", *, is_answer: bool = False) -> None:
        number = self.lent[handle].number
        self._let_go(handle)
        self.give_back(number, data, is_answer)

    def answered(self, request: bytes) -> bytes | None:
        """The whole answer to a request; None where that is not for us."""
        found = REQUEST.fullmatch(request)
        if found is None or not (asker := _asker(found[2])):
            return None
        tag = self.tags.of(PATH, found[1], asker.accept)
        if tag is None:
            return None
        if tag.is_among(asker.has):
            same = ((b"etag", tag.value), *KEPT)
            return b"HTTP/1.1 304 Not Modified\r\n" + _head(same)
        key = b"\0".join((tag.value, asker.host))
        kept = self._kept.find(tag.epoch, key) or self._asked(found[1], asker, tag, key)
        return b"HTTP/1.1 200 OK\r\n" + _head(kept.headers) + kept.body if kept else None

    def _asked(self, address: bytes, asker: Asker, tag: Tag, key: bytes) -> Answer | None:
        try:
            question, seconds = by_address(address.decode(), asker.accept.decode())
        except KgError:
            return None
        if seconds < inf or wants_page(question):
            return None
        spool = Short()
        outcome = self.ask(question, tag.generation, spool)
        if outcome.error or outcome.truncated or outcome.media == HTML:
            return None
        body = spool.rest()
        length = (b"content-length", b"%d" % len(body))
        answer = Answer(tag.epoch, key, [*whole(outcome.media), length, *tagged(tag.value)], body)
        self._kept.keep(answer, body)
        return answer


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
