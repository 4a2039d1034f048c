"""One address asked for, with all its redirects: what comes back, within limits."""

import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from time import monotonic, time
from urllib.parse import quote, urljoin, urlsplit

from extractors.documents.draft import address
from extractors.documents.fetching.connection import Connection
from kg.errors import BadDocument, NotNow

AGENT = "collab-kg"
REDIRECTS = 5
CHUNK = 1 << 16
LONGEST_PAUSE = 86_400.0  # seconds; who asks for more is asked again after that
_MOVED = (301, 302, 303, 307, 308)
_BUSY = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost."""

    largest: int = 20 * 1024 * 1024  # bytes, unpacked
    seconds: float = 60.0  # for all of it, redirects too


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask: who inside may be asked, what to send along, and what to do before each step."""

    private: str = ""
    limits: Limits = Limits()
    headers: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers; `chunks` can be read once, as long as the answer is open."""

    url: str  # where it was found in the end
    status: int
    headers: Mapping[str, str]  # by names in lower case
    chunks: Iterator[bytes]


class Refused(BadDocument):
    """The server says that it does not have this, or not for us."""


class Busy(NotNow):
    """The server itself says that it is to be left alone."""


@contextmanager
def asked(url: str, asking: Asking) -> Iterator[Answer]:
    """Ask for an address; each redirect is checked like the first address."""
    deadline = monotonic() + asking.limits.seconds
    for _ in range(REDIRECTS + 1):
        url = plain(url)
        asking.before(url)
        with (
            Connection(urlsplit(url), asking.private, deadline) as connection,
            closing(_response(connection, url, asking.headers)) as response,
        ):
            # A value may go on in further lines, which nobody is to take for lines of ours.
            headers = {name.lower(): " ".join(it.split()) for name, it in response.getheaders()}
            if response.status in _MOVED and "location" in headers:
                url = urljoin(url, headers["location"])
                continue
            chunks = _bounded(_unpacked(connection, response, headers), asking.limits.largest)
            yield Answer(url, response.status, headers, chunks)
            return
    raise BadDocument(f"more than {REDIRECTS} redirects")


def plain(url: str) -> str:
    """A web address as it may be asked for: http or https, no login, ASCII alone.

    >>> plain("http://exämple.org/ü#top")
    'http://xn--exmple-cua.org/%C3%BC'
    """
    try:
        host = urlsplit(url).netloc
        url = url if host.isascii() else url.replace(host, host.encode("idna").decode(), 1)
        found = address(quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="surrogatepass"))
        parts = urlsplit(found)
        good = bool(parts.hostname) and parts.port != 0
    except ValueError:  # UnicodeError is one
        found, good = "", False
    if not found or not good:
        raise BadDocument("no web address that can be asked for")
    if "@" in parts.netloc:
        # It would end up in the graph, and a host that stands behind it is easily overlooked.
        raise BadDocument("a web address with a login in it is not asked for")
    return found


def expect(answer: Answer, *statuses: int) -> None:
    """Refuse an answer with another status, for now or for good."""
    if answer.status in statuses:
        return
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    told = f"the server answered {answer.status} {phrase}".strip()
    if answer.status in _BUSY:
        raise Busy(told, pause(answer.headers.get("retry-after", "")))
    raise Refused(told)


def pause(text: str) -> float | None:
    """The seconds that Retry-After asks for, be they a number or a date.

    >>> pause("120"), pause("soon")
    (120.0, None)
    """
    if text.strip().isdecimal():
        return min(float(text.strip()[:9]), LONGEST_PAUSE)
    try:
        return min(max(parsedate_to_datetime(text).timestamp() - time(), 0.0), LONGEST_PAUSE)
    except (ValueError, OverflowError):
        return None


def _response(connection: Connection, url: str, headers: Mapping[str, str]) -> HTTPResponse:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with told(connection):
        connection.request(
            "GET",
            target,
            headers={
                "User-Agent": AGENT,
                "Accept-Encoding": "gzip",
                "Connection": "close",
                **headers,
            },
        )
        return connection.getresponse()


@contextmanager
def told(connection: Connection) -> Iterator[None]:
    """Say in plain words what went wrong while somebody was asked."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise BadDocument(f"cannot be fetched ({error.verify_message})") from error
    except TimeoutError as error:
        raise NotNow("no answer in time") from error
    except (OSError, HTTPException, ValueError) as error:
        if connection.is_over:
            raise _late() from error
        raise NotNow(f"cannot be fetched ({str(error)[:200] or type(error).__name__})") from error


def _late() -> NotNow:
    return NotNow("not complete in the time that one answer may take")


def _raw(
    connection: Connection, response: HTTPResponse, headers: Mapping[str, str]
) -> Iterator[bytes]:
    promised = headers.get("content-length", "") if "transfer-encoding" not in headers else ""
    seen = 0
    while True:
        with told(connection):
            chunk = response.read1(CHUNK)
        if connection.is_over:
            raise _late()
        if not chunk:
            break
        seen += len(chunk)
        yield chunk
    if promised.isdecimal() and seen < int(promised):
        raise NotNow(f"cannot be fetched (breaks off after {seen:,} of {promised} bytes)")


def _unpacked(
    connection: Connection, response: HTTPResponse, headers: Mapping[str, str]
) -> Iterator[bytes]:
    packing = headers.get("content-encoding", "").strip().lower()
    raw = _raw(connection, response, headers)
    if packing in ("", "identity"):
        yield from raw
    elif packing in ("gzip", "x-gzip"):
        yield from gunzipped(raw)
    else:
        raise BadDocument(f"packed in a way that was not asked for ({packing[:20]})")


def gunzipped(raw: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack bit by bit, so that whoever counts can stop before a bomb has gone off."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for chunk in raw:
            rest = chunk
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, CHUNK)
                rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise BadDocument(f"not packed as it says ({error})") from error
    if not unpacker.eof:
        raise NotNow("packed with gzip, and breaks off")


def _bounded(chunks: Iterator[bytes], largest: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > largest:
            raise BadDocument(f"more than {largest // 1024**2} MB")
        yield chunk
