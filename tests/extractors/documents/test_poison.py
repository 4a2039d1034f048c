"""Files made to take minutes, or to end the run, cost little and are told of."""

import json
import time
from pathlib import Path

import pytest

from kg.model import Document, Refusal
from tests.extractors.documents.reading import TEXT, read, why

SOON = 8.0  # seconds of the processor; each took more than half a minute, or all memory
LETTER = "From: a@example.org\nMessage-ID: <1>\nMIME-Version: 1.0\n"
SPEAKERS = [{"name": f"Ada {number} Meier"} for number in range(60)]
EVENTS = [
    {"@type": "Event", "name": f"Meeting {number}", "performer": SPEAKERS} for number in range(500)
]
CELLS = "<td rowspan=9999 colspan=9999>a</td><td rowspan=999 colspan=999>b</td>"
WIDE = f"<tr><td colspan={'9' * 5000}>c</td></tr>"
NESTED = 60_000


def page(body: str) -> str:
    return f"<html><head><title>Programme</title></head><body>{body}</body></html>"


READ = {
    "spans.html": page(f"<table>{f'<tr>{CELLS}</tr>' * 1800}{WIDE}</table><p>{TEXT}</p>"),
    "events.html": page(
        f'<script type="application/ld+json">{json.dumps(EVENTS)}</script><p>{TEXT}</p>'
    ),
    "fields.eml": LETTER
    + "Content-Type: text/plain; charset=utf-8\n"
    + "X-Note: a\n" * 50_000
    + f"\n{TEXT}",
}
REFUSED = {
    "nested.xml": (
        "<rss>" + "<item><note>a" * NESTED + "</note></item>" * NESTED + "</rss>",
        "entry 1: no text",
    ),
    "before.xml": ("<?" * 32_000, "broken XML"),
    "remarks.xml": ("<!--" * 16_000, "broken XML"),
    "doctypes.xml": ("<!DOCTYPE [" * 6_000, "broken XML"),
    "subject.eml": (LETTER + "Subject: " + "a " * 500_000 + "\n\nhello", "Subject has"),
    "words.eml": (LETTER + "Subject: " + "=?utf-8?q?a?= " * 60_000 + "\n\nhello", "Subject has"),
    "sender.eml": (LETTER.replace("a@", "a," * 200_000 + "a@") + "\nhello", "From has"),
    "content.eml": (
        LETTER
        + "Content-Type: text/plain; "
        + "".join(f"a*{number}=b; " for number in range(40_000))
        + "\n\nhello",
        "Content-Type has",
    ),
    "parts.eml": (
        LETTER + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 300_000,
        "more than 5,000 parts",
    ),
    "within.eml": (LETTER + "Content-Type: message/rfc822\n\n" * 9000 + "hello", "broken message"),
}


def timed(path: Path, content: str) -> list[Document | Refusal]:
    path.write_text(content)
    began = time.process_time()
    found = read(path)
    assert time.process_time() - began < SOON
    return found


@pytest.mark.parametrize("name", READ)
def test_what_is_odd_is_read_soon(name: str, tmp_path: Path) -> None:
    [doc] = timed(tmp_path / name, READ[name])
    assert isinstance(doc, Document)
    assert TEXT in doc.text


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_poison_is_refused_soon(name: str, tmp_path: Path) -> None:
    content, told = REFUSED[name]
    [found] = timed(tmp_path / name, content)
    assert isinstance(found, Refusal)
    assert told in found.why


def test_what_stands_before_the_root_of_xml_is_passed_over(tmp_path: Path) -> None:
    item = f"<rss><item><title>Lupus</title><description>{TEXT}</description></item></rss>"
    before = "<!-- a > b --> <!DOCTYPE rss [<!ELEMENT a (#PCDATA)> ]>\n<?style x?>\n"
    (tmp_path / "feed.html").write_text(f'<?xml version="1.0"?>\n{before}{item}')
    [doc] = read(tmp_path / "feed.html")
    assert isinstance(doc, Document)
    assert doc.text == f"Lupus\n\n{TEXT}"


def test_what_nobody_expected_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setitem(__import__("extractors.documents").documents.READERS, ".txt", fail)
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.md").write_text(TEXT)
    assert why(tmp_path) == ["cannot be read: RuntimeError: odd"]
    assert any(isinstance(found, Document) for found in read(tmp_path))
