"""Requests to a store over connections that stay open: repeated while it is busy, and timed.

Only what may be said twice is sent by this: queries, and updates that name each quad.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPMessage
from io import BytesIO
from mmap import ACCESS_READ, mmap
from tempfile import SpooledTemporaryFile
from typing import IO

import httpx

from kg.errors import BadRequest, KgError, SourceUnavailable, StoreUnusable, TookTooLong
from kg.store import guard
from kg.store.remote.address import Address
from kg.store.remote.login import REFUSED, Login

TABLE = "application/sparql-results+json"
GRAPH = "application/n-triples, text/turtle;q=0.8"
BUSY = (429, 502, 503)
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)  # seconds before it is asked again
LONGEST_PAUSE = 30.0  # seconds, whatever a server asks for
UPDATE_SECONDS = 600.0
IN_MEMORY = 1 << 24  # bytes of an answer; more goes to a file
TOLD = 500  # characters of what a server says

type Form = Iterable[tuple[str, str]]


# By which our own endpoint and Virtuoso say that they have cut an answer at some number of rows.
TRUNCATED = ("X-Collab-KG-Truncated", "X-SPARQL-MaxRows")
STOPPED = "X-SQL-State"  # by which Virtuoso says that it stopped in the middle of its work
MESSAGE = "X-SQL-Message"
ENDLESS = ("application/n-triples", "text/turtle", "text/plain", "text/csv")


@dataclass(frozen=True, slots=True)
class Reply:
    """A body that has come whole, its media type, and what its server says to have left out."""

    body: IO[bytes]
    media: str
    truncated: str = ""


class TooMuch(StoreUnusable):
    """The server would not take an update of this size, or not at all."""


def accept_of(text: str) -> str:
    """The formats in which an answer is taken; Virtuoso would send a graph as a table."""
    return GRAPH if guard.asks_for_graph(text) else TABLE


class Client:
    """One store's connections; any number of threads may use them."""

    def __init__(self, address: Address, seconds: float) -> None:
        """Connect to nothing yet."""
        self.address, self.seconds = address, seconds
        self.login = Login(address)
        self._http = httpx.Client(auth=self.login, timeout=seconds)

    def ask(self, text: str, form: Form = (), accept: str = "") -> Reply:
        """The answer to a query, whole."""
        fields = [("query", text), *form, *self.address.parameters]
        return patiently(
            lambda: self._send(self.address.query, fields, accept or accept_of(text), self.seconds),
            self.address.query,
            self.seconds,
        )

    def update(self, url: str, text: str) -> None:
        """Send an update that does the same when it is done twice."""
        fields = [("update", text)]
        try:
            patiently(lambda: self._send(url, fields, "*/*", UPDATE_SECONDS), url, UPDATE_SECONDS)
        except BadRequest as error:
            raise TooMuch(f"{url} does not take the update: {error}") from error

    def _send(self, url: str, fields: Form, accept: str, seconds: float) -> Reply:
        until = time.monotonic() + seconds
        form: dict[str, list[str]] = {}
        for key, value in fields:
            form.setdefault(key, []).append(value)
        headers = {"Accept": accept}
        with (
            SpooledTemporaryFile(IN_MEMORY) as file,
            self._http.stream("POST", url, data=form, headers=headers, timeout=seconds) as response,
        ):
            check(response, url)
            is_empty = response.status_code == httpx.codes.NO_CONTENT
            media, truncated = ("", "") if is_empty else said_of(response.headers, url)
            for chunk in response.iter_bytes():
                file.write(chunk)
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the answer has not ended")
            return Reply(_kept(file), media, truncated)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()


def _kept(file: "SpooledTemporaryFile[bytes]") -> IO[bytes]:
    """What was written, from its beginning, for as long as anybody reads it."""
    if file.tell() > IN_MEMORY:
        return mmap(file.fileno(), 0, access=ACCESS_READ)  # type: ignore[return-value]  # reads as one
    file.seek(0)
    return BytesIO(file.read())


class Busy(Exception):  # an answer of the server's, not an error of ours
    """The server asks to be asked again, perhaps after some seconds."""

    def __init__(self, message: str, pause: float | None = None) -> None:
        """Keep how long it asks to wait; None where it does not say."""
        super().__init__(message)
        self.pause = pause


def check(response: httpx.Response, url: str) -> None:
    """Raise what an answer's status means."""
    status = response.status_code
    if status in BUSY:
        told = response.headers.get("retry-after", "")
        raise Busy(f"it answers {status}", pause_of(told))
    if status in REFUSED:
        raise StoreUnusable(
            f"{url} refuses with status {status}: "
            "see to KG_STORE_LOGIN or KG_STORE_TOKEN, and to what that user may do"
        )
    if status < 300:
        return
    said = response.read().decode(errors="replace").strip()[:TOLD]
    if status in (400, 413):
        raise BadRequest(said or f"status {status}", "query")
    raise SourceUnavailable(f"{url} cannot be asked: status {status}: {said}")


def said_of(headers: httpx.Headers | HTTPMessage, url: str) -> tuple[str, str]:
    """The media type of an answer, and what its server says to have left out of it.

    What a server says to be half an answer is none; nor is one of lines that ends nowhere.
    """
    media = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if headers.get(STOPPED):
        raise TookTooLong(f"{url} sent half an answer: {headers.get(MESSAGE, '')[:TOLD]}")
    has_end = headers.get("Content-Length") or headers.get("Transfer-Encoding")
    if media in ENDLESS and not has_end:
        raise SourceUnavailable(f"{url} does not tell where its answer ends: half would look whole")
    return media, next((headers[name] for name in TRUNCATED if headers.get(name)), "")


def patiently[T](attempt: Callable[[], T], url: str, seconds: float) -> T:
    """What comes of something that may be tried again, as long as the other side is busy."""
    until = time.monotonic() + seconds
    last = (
        ""  # in words: an error kept here would keep all frames above until some thread frees them
    )
    for pause in (*PAUSES, None):
        try:
            return attempt()
        except Busy as busy:
            last, wanted = str(busy), busy.pause
        except httpx.TimeoutException as error:
            raise TookTooLong(f"{url} did not answer within {seconds:g} seconds") from error
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
            last, wanted = str(error), None  # a connection that was kept open has been closed
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceUnavailable(f"{url} cannot be asked: {error}") from error
        if pause is None or time.monotonic() + (wanted or pause) > until:
            break
        time.sleep(min(wanted if wanted is not None else pause, LONGEST_PAUSE))
    raise _gave_up(url, last)


def _gave_up(url: str, last: str) -> KgError:
    return SourceUnavailable(f"{url} cannot be asked, also when asked again: {last}")


def pause_of(told: str) -> float | None:
    """The seconds of a Retry-After header, which may name a date."""
    if told.strip().isdigit():
        return float(told)
    try:
        return max(parsedate_to_datetime(told).timestamp() - time.time(), 0)
    except ValueError:
        return None
