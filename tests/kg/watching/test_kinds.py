"""Each kind of source, looked at over real servers and folders."""

import gzip
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.watching.overview import troubles_of
from tests.kg.watching.watched import Site, Watch, serving_site, watching

MAIL = """From: News <news@example.org>
Message-ID: <1@example.org>
Date: Mon, 02 Nov 2026 10:00:00 +0000
Subject: Letter

Dr Letter
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving_site() as site:
        yield site


@pytest.fixture(scope="module")
def watch(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    folder = tmp_path_factory.mktemp("kinds")
    with watching(
        folder,
        f"""
[sources.json]
kind = "feed"
url = "{site.address}/feed.json"
delay = 0
[sources.map]
kind = "sitemap"
url = "{site.address}/sitemap.xml"
delay = 0
[sources.mail]
kind = "mail"
path = "mail"
[sources.register]
kind = "url"
url = "{site.address}/register"
delay = 0
[sources.atom]
kind = "feed"
url = "{site.address}/bomb.xml"
delay = 0
[sources.shy]
kind = "feed"
url = "{site.address}/private/feed"
delay = 0
""",
    ):
        pass
    fill(site, folder)
    with watching(folder, (folder / "sources.toml").read_text()) as found:
        found.all()
        yield found


def fill(site: Site, folder: Path) -> None:
    items = [
        {"id": "1", "url": f"{site.address}/j1", "content_text": "short"},
        {"id": "2", "content_text": "Dr Unlinked"},
        {"id": "3"},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}
    site.pages["/feed.json"] = (200, "application/feed+json", json.dumps(feed).encode())
    site.text("/j1", "Dr Linked")
    start = '<?xml version="1.0"?>'
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    more = f"<sitemap><loc>{site.address}/m.xml.gz</loc></sitemap>"
    index = f"{start}<sitemapindex {ns}>{more}</sitemapindex>"
    site.pages["/sitemap.xml"] = (200, "application/xml", index.encode())
    urls = "".join(
        f"<url><loc>{site.address}/{name}</loc><lastmod>2026-11-01</lastmod></url>"
        for name in ("m1", "hidden/m2")
    )
    packed = gzip.compress(f"{start}<urlset {ns}>{urls}<url/></urlset>".encode())
    site.pages["/m.xml.gz"] = (200, "application/gzip", packed)
    site.text("/m1", "Dr Mapped")
    site.text("/hidden/m2", "Dr Hidden")
    site.text("/register", "Dr Registered")
    site.text("/robots.txt", "User-agent: *\nDisallow: /hidden/\nDisallow: /private/\n")
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><item>&b;</item></rss>'
    site.pages["/bomb.xml"] = (200, "application/rss+xml", bomb.encode())
    (folder / "mail").mkdir()
    for name in ("letter.eml", "other.txt"):
        path = folder / "mail" / name
        path.write_text(MAIL)
        os.utime(path, (1, 1))
    half = folder / "mail" / "half.eml"
    half.write_text(MAIL[:40])  # being written just now
    os.utime(half, (time.time() + 600, time.time() + 600))


def test_all_that_may_be_read_is_read(watch: Watch) -> None:
    texts = [text.strip().splitlines()[-1] for text in watch.texts()]
    assert sorted(texts) == [
        "Dr Letter",
        "Dr Linked",
        "Dr Mapped",
        "Dr Registered",
        "Dr Unlinked",
    ]


def test_all_that_may_not_is_told(watch: Watch, site: Site) -> None:
    troubles = {
        (one.place.replace(site.address, ""), one.reason) for one in troubles_of(watch.state, 20)
    }
    assert troubles == {
        ("/feed.json", "item 3: no text"),
        ("/m.xml.gz", "1 entries without an address"),
        ("/hidden/m2", "robots.txt of this host does not allow it"),
    }
    assert "/hidden/m2" not in site.asked
    assert "/private/feed" not in site.asked
    assert any("entities" in told for told in watch.told)
    assert any("robots.txt" in told for told in watch.told)


def test_a_second_look_asks_for_little(watch: Watch, site: Site) -> None:
    site.asked.clear()
    before = watch.texts()
    watch.again()
    assert "/j1" not in site.asked
    assert "/m1" not in site.asked
    assert watch.texts() == before
    assert watch.items()[f"{site.address}/register"] == "unchanged"
