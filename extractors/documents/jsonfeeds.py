"""JSON Feed (jsonfeed.org, versions 1 and 1.1): each item is a document."""

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from urllib.parse import urljoin

from extractors.documents.blocks import every_block
from extractors.documents.decoding import decode
from extractors.documents.draft import Draft, Source, address, address_stem, whole
from extractors.documents.records import with_title
from extractors.documents.titles import dateline
from extractors.documents.tongues import primary
from kg.errors import BadDocument
from kg.model import Refusal, When


def json_feed(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read the items of a feed; the pages that they link to are not fetched."""
    del notes
    try:
        feed = json.loads(decode(whole(stream)))
    except (ValueError, RecursionError) as error:
        raise BadDocument(f"not JSON ({error})") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        raise BadDocument("a feed without items")
    for number, item in enumerate(items, 1):
        where = f"item {number}"
        if isinstance(item, dict):
            yield _item(item, feed, source, where)
        else:
            yield Refusal(source.name, f"{where}: no object")


def _item(
    item: Mapping[str, object], feed: Mapping[str, object], source: Source, where: str
) -> Draft | Refusal:
    html, title = _text(item, "content_html"), " ".join(_text(item, "title").split())
    text = every_block(f"<html><body>{html}</body></html>") if html else ""
    text = text or _text(item, "content_text") or _text(item, "summary") or title
    if not text.strip():
        return Refusal(source.name, f"{where}: no text")
    url = _url(item, feed, source.url)
    key = _text(item, "id") or where
    published = _text(item, "date_published") or _text(item, "date_modified")
    return Draft(
        source=source.name,
        identity=f"url {url}" if url else f"id {key} in {source.identity}",
        stem=address_stem(url) if url else f"{source.stem} {where}",
        text=with_title(title, text),
        where=where,
        title=title,
        url=url,
        publisher=" ".join(_text(feed, "title").split()),
        published=_day(published) or dateline(text),
        language=primary(_text(item, "language") or _text(feed, "language")),
    )


def _url(item: Mapping[str, object], feed: Mapping[str, object], given: str) -> str:
    base = given or _text(feed, "feed_url") or _text(feed, "home_page_url")
    links = (_text(item, name) for name in ("url", "external_url"))
    try:
        return next((url for link in links if link and (url := address(urljoin(base, link)))), "")
    except ValueError:  # what is no address at all
        return ""


def _text(node: Mapping[str, object], name: str) -> str:
    """A field as text; ids may be numbers, and what is neither is as good as missing."""
    value = node.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _day(text: str) -> When | None:
    try:
        return When(text[:10]) if text else None
    except ValueError:
        return None


def linked(content: bytes, source: Source) -> Iterator[tuple[str, str, Draft | Refusal | None]]:
    """Each item's link, all its words, and its own text where it has no link."""
    try:
        feed = json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        raise BadDocument(f"not JSON ({error})") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise BadDocument("no feed: JSON without items")
    for number, item in enumerate(items, 1):
        where = f"item {number}"
        if not isinstance(item, dict):
            yield "", "", Refusal(source.name, f"{where}: no object")
            continue
        url = _url(item, feed, source.url)
        yield (
            url,
            json.dumps(item, sort_keys=True),
            None if url else _item(item, feed, source, where),
        )
