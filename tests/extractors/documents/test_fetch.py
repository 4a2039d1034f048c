import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.model import Document, Refusal
from tests.extractors.documents.reading import TEXT, one, read, why


class Site(BaseHTTPRequestHandler):
    """A small web site with all that can go wrong."""

    def do_GET(self) -> None:
        if self.path.startswith("/loop"):
            self.answer(302, "text/html", b"", location="/loop?again")
        elif self.path == "/moved":
            self.answer(301, "text/html", b"", location="/page")
        elif self.path == "/page":
            self.answer(200, "text/html; charset=windows-1252", f"<p>{TEXT}</p>".encode("cp1252"))
        elif self.path == "/records":
            self.answer(200, "application/x-ndjson", b'{"text": "a"}\n{"text": "b"}\n')
        elif self.path == "/members":
            body = b"Network,Member,Country\nNEOSCREEN,University of Tartu,Estonia\n"
            self.answer(200, "text/csv; charset=utf-8", body)
        elif self.path == "/large":
            self.answer(200, "text/plain", b"x" * (20 * 1024 * 1024 + 1))
        elif self.path == "/picture":
            self.answer(200, "image/png", b"x")
        else:
            self.called_otherwise()

    def called_otherwise(self) -> None:
        """A page that names its canonical address, where one is told; else nothing."""
        link = self.path.partition("/canonical?")[2]
        page = f"<html><head><link rel=canonical href='{link}'></head><body><p>{TEXT}</p>"
        self.answer(200 if link else 404, "text/html; charset=utf-8", page.encode())

    def answer(self, status: int, content_type: str, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal of the tests."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_fetched_and_known_by_where_it_stands(site: str) -> None:
    doc = one(f"{site}/moved")
    assert TEXT in doc.text
    assert doc.url == f"{site}/page"
    assert doc.iri == one(f"{site}/page").iri


def test_a_page_speaks_for_its_own_site_alone(site: str) -> None:
    assert one(f"{site}/canonical?{site}/news/lupus").url == f"{site}/news/lupus"
    other = "https://example.org/news/lupus"
    doc = one(f"{site}/canonical?{other}")
    assert doc.url == f"{site}/canonical?{other}"


def test_a_table_is_fetched(site: str) -> None:
    doc = one(f"{site}/members")
    assert doc.text.endswith("Partner: University of Tartu (Estonia, in NEOSCREEN)")
    assert doc.url == f"{site}/members"


def test_records_are_fetched(site: str) -> None:
    assert [doc.text for doc in read(f"{site}/records") if isinstance(doc, Document)] == ["a", "b"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "the server answered 404 Not Found"),
        ("/loop", "more than 5 redirects"),
        ("/large", "more than 20 MB"),
        ("/picture", "content type image/png; text, HTML, PDF, JSON, tables or a feed is read"),
    ],
)
def test_addresses_that_are_refused(site: str, path: str, reason: str) -> None:
    assert read(f"{site}{path}") == [Refusal(f"{site}{path}", reason)]


def test_a_server_that_is_not_there() -> None:
    [reason] = why("http://127.0.0.1:1/page")
    assert reason.startswith("cannot be fetched")
    assert why("http://") == ["no web address that can be asked for"]
