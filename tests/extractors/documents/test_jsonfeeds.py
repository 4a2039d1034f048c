"""JSON Feed and site maps, known by what is in them."""

import json
from pathlib import Path

import pytest

from extractors.documents import documents
from extractors.documents.sitemaps import Listed, listed
from kg.errors import BadDocument
from kg.model import Document, Refusal, When
from kg.settings import Settings

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Network news",
    "home_page_url": "https://example.org/",
    "language": "en",
    "items": [
        {
            "id": 1,
            "url": "https://example.org/news/a-hospital-joins",
            "title": "A hospital joins",
            "content_html": "<p>The hospital in Ulm has joined the network.</p>",
            "date_published": "2026-02-03T10:00:00Z",
        },
        {"id": "2", "content_text": "Charité and Keio University work together."},
        {"id": "3", "url": "/3", "title": "Nothing else"},
        {"id": "4"},
        "no item",
    ],
}


def read(path: Path) -> list[Document | Refusal]:
    return list(documents([str(path)], Settings()))


@pytest.mark.parametrize("name", ["feed.json", "feed.txt"])
def test_a_feed(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(json.dumps(FEED))
    first, second, bare, *refused = read(tmp_path / name)
    assert isinstance(bare, Document)
    assert (bare.text, bare.url) == ("Nothing else", "https://example.org/3")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.text == "A hospital joins\n\nThe hospital in Ulm has joined the network."
    assert (first.url, first.published) == (
        "https://example.org/news/a-hospital-joins",
        When("2026-02-03"),
    )
    assert (first.publisher, second.text) == (
        "Network news",
        "Charité and Keio University work together.",
    )
    assert [one.why for one in refused if isinstance(one, Refusal)] == [
        "item 4: no text",
        "item 5: no object",
    ]


def test_a_feed_without_items(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({**FEED, "items": []}))
    [refused] = read(tmp_path / "a.json")
    assert isinstance(refused, Refusal)
    assert refused.why == "a feed without items"


MAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc> https://Example.org/a#x </loc><lastmod>2026-01-02T03:04:05+00:00</lastmod></url>
  <url><loc>https://example.org/b</loc><lastmod>today</lastmod></url>
  <url><loc>ftp://example.org/c</loc></url>
</urlset>"""


def test_a_site_map() -> None:
    assert listed(MAP) == (
        [
            Listed("https://example.org/a", When("2026-01-02"), more=False),
            Listed("https://example.org/b", None, more=False),
        ],
        1,
    )
    index = b"<sitemapindex><sitemap><loc>https://example.org/s.xml</loc></sitemap></sitemapindex>"
    assert listed(index)[0] == [Listed("https://example.org/s.xml", None, more=True)]


@pytest.mark.parametrize(
    "content", [b"<rss/>", b"<urlset>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><urlset/>"]
)
def test_what_is_no_site_map(content: bytes) -> None:
    with pytest.raises(BadDocument):
        listed(content)


def test_a_site_map_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "map.xml").write_bytes(MAP)
    [refused] = read(tmp_path / "map.xml")
    assert isinstance(refused, Refusal)
    assert refused.why.startswith("a site map (2 addresses, 1 entries without one) has no text")
