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
<item><category>Nothing</category></item>
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
    first, bare, refusal, last = read(tmp_path / "a.rss")
    assert isinstance(first, Document)
    assert first.text == "Lupus & cells\n\nRenji Hospital & Charité signed.\nNo date was set."
    assert (first.title, first.published) == ("Lupus & cells", "2025-06-24")
    assert first.url == "https://clinic.example.org/news/lupus-and-cells"
    assert first.publisher == "Clinic News"
    assert isinstance(bare, Document)
    assert (bare.text, bare.title) == ("Nothing but a title", "Nothing but a title")
    assert refusal == Refusal(str(tmp_path / "a.rss"), "entry 3: no text")
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


def docs(folder: Path, content: str) -> list[tuple[str, str]]:
    (folder / "a.xml").write_text(content, encoding="utf-8")
    found = read(folder / "a.xml")
    return [(one.url, one.text) for one in found if isinstance(one, Document)]


def test_links_of_atom_are_relative_and_its_text_may_be_elements(tmp_path: Path) -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://i.example.org/news/">
<title>I</title><entry><title type="html">A &amp;amp; B</title><link href="one.html"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Keio leads.</p><p>Ulm joins.</p>
</div></content></entry><entry xml:base="old/"><title>Two</title><link href="two.html"/></entry>
</feed>"""
    assert docs(tmp_path, feed) == [
        ("https://i.example.org/news/one.html", "A & B\n\nKeio leads.\nUlm joins."),
        ("https://i.example.org/news/old/two.html", "Two"),
    ]


def test_links_of_rss(tmp_path: Path) -> None:
    feed = """<rss><channel><title>I</title><link>https://i.example.org/</link>
<item><title>One</title><link>/one.html</link></item>
<item><title>Two</title><guid>https://i.example.org/two</guid></item>
<item><title>Three</title><guid isPermaLink="false">https://i.example.org/3</guid></item>
</channel></rss>"""
    addresses = ["https://i.example.org/one.html", "https://i.example.org/two", ""]
    assert [url for url, _ in docs(tmp_path, feed)] == addresses


def test_what_is_said_of_pictures_is_no_text(tmp_path: Path) -> None:
    feed = """<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item>
<media:title>Photo</media:title><title>Opening</title><media:content url="a.jpg">
<media:description>John Doe, left</media:description></media:content>
<description>Keio opens a centre.</description></item></channel></rss>"""
    assert docs(tmp_path, feed) == [("", "Opening\n\nKeio opens a centre.")]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Ulm&nbsp;&ndash;&nbsp;Graz", "Ulm\xa0\u2013\xa0Graz"),
        ("R & D at Keio", "R & D at Keio"),
        ("Keio&amp;Ulm &#233; &eacute;", "Keio&Ulm \xe9 \xe9"),
        ("Keio\x0b and Ulm", "Keio  and Ulm"),
    ],
)
def test_feeds_that_are_not_quite_xml(words: str, text: str, tmp_path: Path) -> None:
    feed = f"<rss><channel><item><description>{words}</description></item></channel></rss>"
    [(_, found)] = docs(tmp_path, feed)
    assert found.split() == text.split()
