"""Each door of fetching tried with real servers on loopback."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extractors.documents.fetching.asking import Asking, Limits
from extractors.documents.fetching.manners import Manners
from extractors.documents.fetching.page import fetch, get
from extractors.documents.fetching.sniffing import sort_of
from kg.errors import BadDocument, NotNow, NotYet

HERE = "127.0.0.1"
OPEN = Asking(HERE, Limits(1_000_000, 3))
BOMB = gzip.compress(b"<p>" + b"\0" * 50_000_000, 9)


class Site(BaseHTTPRequestHandler):
    """Answers by the path alone."""

    seen: list[str]

    def do_GET(self) -> None:
        self.server.seen.append(self.path)  # type: ignore[attr-defined]
        name = self.path.partition("?")[0].strip("/").replace("-", "_").replace(".", "_") or "page"
        getattr(self, name, self.nothing)()

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page(self) -> None:
        if self.headers["If-None-Match"] == '"1"':
            self.send(304)
        else:
            self.send(200, b"<p>hello</p>", ETag='"1"')

    def bomb(self) -> None:
        self.send(200, BOMB, Content_Encoding="gzip")

    def cut_gzip(self) -> None:
        self.send(200, gzip.compress(b"x" * 1000)[:-20], Content_Encoding="gzip")

    def brotli(self) -> None:
        self.send(200, b"x", Content_Encoding="br")

    def endless(self) -> None:
        self.send(200)
        try:
            while True:
                self.wfile.write(b"x" * 10_000)
        except OSError:
            return

    def drip(self) -> None:
        self.send(200)
        try:
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            return

    def drip_header(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Y: ")
        self.drip()

    def cut(self) -> None:
        self.send(200, b"half", Content_Length="1000")

    def to_inside(self) -> None:
        port = self.headers["Host"].rpartition(":")[2]
        self.send(302, Location=f"http://127.0.0.2:{port}/secret")

    def to_file(self) -> None:
        self.send(302, Location="file:///etc/passwd")

    def endless_chunks(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        with suppress(OSError):
            while True:
                self.wfile.write(b"1;" + b"e" * 1000 + b"\r\nx\r\n")

    def endless_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(OSError):
            while True:
                self.wfile.write(b"X-Y: " + b"z" * 1000 + b"\r\n")

    def endless_continue(self) -> None:
        with suppress(OSError):
            while True:
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    def endless_nothing(self) -> None:
        self.send(200, Content_Encoding="gzip")
        with suppress(OSError):
            self.wfile.write(b"\x1f\x8b\x08\0\0\0\0\0\0\3")
            while True:
                self.wfile.write(b"\0\0\0\xff\xff" * 1000)

    def twice_packed(self) -> None:
        self.send(200, gzip.compress(BOMB), Content_Encoding="gzip, gzip")

    def cookie(self) -> None:
        self.send(302, Location="/cookie-asked", Set_Cookie="a=b; Path=/")

    def cookie_asked(self) -> None:
        self.send(200, str(self.headers["Cookie"]).encode(), Content_Type="text/plain")

    def busy(self) -> None:
        self.send(503, Retry_After="7")

    def picture(self) -> None:
        self.send(200, b"\x89PNG\r\n\x1a\n")

    def no_pdf(self) -> None:
        self.send(200, b"<html>no", Content_Type="application/pdf")

    def robots_txt(self) -> None:
        rules = f"User-agent: *\nCrawl-delay: {'9' * 400}{'²'}\nDisallow: //[\nDisallow: /secret\n"
        self.send(200, rules.encode(), Content_Type="text/plain")

    def nothing(self) -> None:
        self.send(404)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal of the tests."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer((HERE, 0), Site)
    made.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def site(server: ThreadingHTTPServer) -> str:
    return f"http://{HERE}:{server.server_port}"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("bomb", "more than 0 MB"),
        ("endless", "more than 0 MB"),
        ("brotli", "not asked for"),
        ("twice-packed", "not asked for"),
        ("to-inside", "127.0.0.2 is inside, not on the public web"),
        ("to-file", "no web address"),
        ("picture", "content type text/html, but it is a picture"),
        ("no-pdf", "content type application/pdf, but it is none"),
        ("nothing-here", "the server answered 404"),
    ],
)
def test_a_door_is_closed(site: str, path: str, told: str) -> None:
    with pytest.raises(BadDocument, match=told) as refused:
        fetch(f"{site}/{path}", OPEN)
    assert not isinstance(refused.value, NotNow)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("drip", "in the time"),
        ("drip-header", "in the time"),
        ("endless-chunks", "in the time"),
        ("endless-continue", "in the time"),
        ("endless-nothing", "in the time"),
        ("endless-headers", "headers"),
        ("cut", "cannot"),
        ("cut-gzip", "gzip"),
    ],
)
def test_what_may_be_better_later_is_for_now(site: str, path: str, told: str) -> None:
    began = time.monotonic()
    with pytest.raises(NotNow, match=told):
        fetch(f"{site}/{path}", Asking(HERE, Limits(1_000_000, 0.5)))
    assert time.monotonic() - began < 5


def test_a_private_address_is_not_even_connected_to(server: ThreadingHTTPServer) -> None:
    port = server.server_port
    hosts = ("0x7f000001", "2130706433", "127.1", "0177.0.0.1", "１２７.0.0.1", "127。0。0。1")
    for host in (HERE, "localhost", "[::ffff:127.0.0.1]", *hosts):
        with pytest.raises(BadDocument, match="not on the public web"):
            get(f"http://{host}:{port}/", Asking())
    assert server.seen == []  # type: ignore[attr-defined]


def test_the_redirect_inside_is_not_followed(server: ThreadingHTTPServer, site: str) -> None:
    with pytest.raises(BadDocument):
        get(f"{site}/to-inside", OPEN)
    assert server.seen == ["/to-inside"]  # type: ignore[attr-defined]


def test_a_name_that_changes_its_mind_is_held_to_its_first_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name leads to a public address when it is checked, and to us ever after."""
    answers = iter(["93.184.215.14"])
    asked: list[str] = []

    def resolve(_: str, port: int, **__: object) -> list[object]:
        address = next(answers, HERE)
        asked.append(address)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[object] = []

    def connect(_: object, address: object) -> None:
        connected.append(address)
        raise OSError("no way out of this test")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(NotNow):
        get("http://rebinding.example/", Asking())
    assert asked == ["93.184.215.14"]
    assert connected == [("93.184.215.14", 80)]


def test_nothing_of_one_answer_goes_with_the_next_request(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert get(f"{site}/cookie", OPEN).content == b"None"


def test_each_page_of_a_host_waits_however_it_is_written(site: str) -> None:
    manners = Manners(HERE)
    assert manners.get(f"{site}/page#one", delay=0.5).content
    with pytest.raises(NotYet):
        manners.get(f"{site}/page#two", delay=0.5)


def test_an_unchanged_page_is_not_sent_again(site: str) -> None:
    first = get(f"{site}/page", OPEN)
    assert (first.content, first.etag) == (b"<p>hello</p>", '"1"')
    again = Asking(HERE, headers={"If-None-Match": first.etag})
    assert get(f"{site}/page", again).is_unchanged


def test_robots_and_pauses_are_kept_to(server: ThreadingHTTPServer, site: str) -> None:
    manners = Manners(HERE)
    with pytest.raises(BadDocument, match="robots"):
        manners.get(f"{site}/secret", delay=0.2)
    assert manners.get(f"{site}/page", delay=0.2).content
    with pytest.raises(NotYet) as early:
        manners.get(f"{site}/page", delay=0.2)
    assert early.value.seconds is not None
    time.sleep(early.value.seconds + 0.01)
    with pytest.raises(NotNow, match="503") as busy:
        manners.get(f"{site}/busy", delay=0)
    assert busy.value.seconds == 7
    with pytest.raises(NotYet) as later:
        manners.get(f"{site}/page", delay=0)
    assert later.value.seconds is not None
    assert 6 < later.value.seconds <= 7
    assert server.seen == ["/robots.txt", "/page", "/busy"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [b"", b"<p>", "Äh".encode("utf-16"), b"BEGIN:VCALENDAR"])
def test_texts_are_texts(text: bytes) -> None:
    assert sort_of(text) == ""
