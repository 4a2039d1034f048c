from pathlib import Path

import pytest

from kg.model import Document, Refusal
from tests.extractors.documents.reading import read, why

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Clinic News</title><link>https://clinic.example.org/</link>
<item><title>Lupus &amp; cells</title>
<link>https://clinic.example.org/news/lupus-and-cells</link>
<pubDate>Tue, 24 Jun 2025 09:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>Renji Hospital &amp; Charité signed.</p>
<p>No date was set.</p>]]></content:encoded>
</item>
<item><title>Nothing but a title</title></item>
<item><guid isPermaLink="false">17</guid>
<description>A text without any address.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Institute</title>
<entry><title>A forum</title><id>urn:1</id>
<updated>2024-05-02T08:00:00Z</updated>
<link rel="self" href="https://i.example.org/self"/>
<link href="https://i.example.org/a-forum-opens"/>
<summary>The forum was held in Rome.</summary></entry></feed>"""


def test_rss(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(RSS, encoding="utf-8")
    first, refusal, last = read(tmp_path / "a.rss")
    assert isinstance(first, Document)
    assert first.text == "Lupus & cells\n\nRenji Hospital & Charité signed.\nNo date was set."
    assert (first.title, first.published) == ("Lupus & cells", "2025-06-24")
    assert first.url == "https://clinic.example.org/news/lupus-and-cells"
    assert first.publisher == "Clinic News"
    assert refusal == Refusal(str(tmp_path / "a.rss"), "entry 2: no text")
    assert isinstance(last, Document)
    assert (last.text, last.url) == ("A text without any address.", "")


def test_atom(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(ATOM, encoding="utf-8")
    [doc] = read(tmp_path / "a.xml")
    assert isinstance(doc, Document)
    assert doc.text == "A forum\n\nThe forum was held in Rome."
    assert (doc.url, doc.published) == ("https://i.example.org/a-forum-opens", "2024-05-02")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<rss><channel>", "broken XML (no element found: line 1, column 14)"),
        ("<html><p>A page</p></html>", "no feed: XML without items or entries"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><rss/>', "XML with entities of its own is not read"),
    ],
)
def test_what_is_no_feed(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "a.xml").write_text(content)
    assert why(tmp_path / "a.xml") == [reason]


def test_the_language_of_a_feed_counts_in_doubt(tmp_path: Path) -> None:
    entries = "".join(
        f"<item><guid>{n}</guid><description>{text}</description></item>"
        for n, text in enumerate(["RIKEN, Keio", "The centre has joined the network."])
    )
    (tmp_path / "a.rss").write_text(
        f"<rss><channel><title>x</title><language>ja-JP</language>{entries}</channel></rss>"
    )
    assert [doc.language for doc in read(tmp_path) if isinstance(doc, Document)] == ["ja", "en"]
