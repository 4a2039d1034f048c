"""RSS and Atom feeds: each entry, as far as the feed itself tells it, is a document."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import BinaryIO
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, tostring  # what parses is defusedxml

from extractors.documents.blocks import every_block
from extractors.documents.draft import Draft, Source, address, address_stem, whole
from extractors.documents.markup import parsed_xml
from extractors.documents.records import with_title
from extractors.documents.titles import dateline
from extractors.documents.tongues import primary
from kg.errors import BadDocument
from kg.model import Refusal, When

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_MEDIA = "{http://search.yahoo.com/mrss/}"  # what is said of pictures, under names of RSS
_TEXT = ("encoded", "content", "description", "summary")  # the fullest first
_DATE = ("pubDate", "published", "date", "issued", "updated")


def feed(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read the entries of a feed; the pages that they link to are not fetched."""
    del notes
    root = parsed_xml(whole(stream))
    entries = _entries(root)
    if not entries:
        raise BadDocument("no feed: XML without items or entries")
    base = _base(root, source.url)
    site = _first(root, ("title",)) or _first(_channel(root), ("title",))
    tongue = primary(_first(_channel(root), ("language",)) or root.get(_LANGUAGE, ""))
    for number, entry in enumerate(entries, 1):
        found = _entry(entry, source, f"entry {number}", site, base)
        own = primary(entry.get(_LANGUAGE, "")) or tongue
        yield replace(found, language=own) if isinstance(found, Draft) else found


def linked(content: bytes, source: Source) -> Iterator[tuple[str, str, Draft | Refusal | None]]:
    """Each entry's link, all its words, and its own text where it has no link."""
    root = parsed_xml(content)
    base = _base(root, source.url)
    for number, entry in enumerate(_entries(root), 1):
        url = _url(entry, base, source)
        words = " ".join("".join(entry.itertext()).split())
        own = None if url else _entry(entry, source, f"entry {number}", "", base)
        yield url, words, own


def _entry(entry: Element, source: Source, where: str, site: str, base: str) -> Draft | Refusal:
    title = " ".join(_plain(_first(entry, ("title",))).split())
    found = (_text(child) for name in _TEXT for child in entry if _name(child) == name)
    text = next((text for text in found if text), title)
    if not text:
        return Refusal(source.name, f"{where}: no text")
    url = _url(entry, base, source)
    key = _first(entry, ("guid", "id")) or where
    return Draft(
        source=source.name,
        identity=f"url {url}" if url else f"id {key} in {source.identity}",
        stem=address_stem(url) if url else f"{source.stem} {where}",
        text=with_title(title, text),
        where=where,
        title=title,
        url=url,
        publisher=_plain(site),
        published=_date(_first(entry, _DATE)) or dateline(text),
    )


def _entries(root: Element) -> list[Element]:
    """All entries in order; what stands within one is its own, not one more."""
    found: list[Element] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _name(element) in ("item", "entry"):
            found.append(element)
        else:
            waiting.extend(reversed(element))
    return found


def _name(element: Element) -> str:
    tag = str(element.tag)
    return "" if tag.startswith(_MEDIA) else tag.rpartition("}")[2]


def _text(element: Element) -> str:
    """What an entry says, its paragraphs apart; Atom may have HTML as elements."""
    if element.get("type") == "xhtml":
        page = re.sub(r"(</?)\w+:", r"\1", tostring(element, encoding="unicode"))
        return every_block(f"<html><body>{page}</body></html>")
    return _plain("".join(element.itertext()).strip())


def _base(root: Element, given: str) -> str:
    """What the links of a feed are relative to: what it says, where it was, whose it is."""
    channel = _channel(root)
    own = root.get(_BASE, "") or channel.get(_BASE, "")
    try:
        return urljoin(given or _link(channel), own)
    except ValueError:  # what is no address at all
        return given


def _channel(root: Element) -> Element:
    return next((child for child in root if _name(child) == "channel"), root)


def _first(element: Element, names: tuple[str, ...]) -> str:
    """Return the text of the first child that has one of the names, the first name first."""
    for name in names:
        for child in element:
            if _name(child) == name and (text := "".join(child.itertext()).strip()):
                return text
    return ""


def _plain(html: str) -> str:
    """Feeds hold HTML as escaped text, or no HTML at all."""
    return every_block(f"<html><body>{html}</body></html>") if re.search(r"[<&]", html) else html


def _url(entry: Element, base: str, source: Source) -> str:
    """The page of an entry; none where it has no link, or one to the feed itself.

    At the feed there are entries again, and each would take the place of its own page.
    """
    link = _link(entry)
    try:
        url = address(urljoin(urljoin(base, entry.get(_BASE, "")), link)) if link else ""
    except ValueError:  # what is no address at all
        return ""
    return "" if url == address(source.url) else url


def _link(entry: Element) -> str:
    for child in entry:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip()
    for child in entry:
        if _name(child) == "guid" and child.get("isPermaLink", "true") == "true":
            return address(child.text or "")
    return ""


def _date(text: str) -> When | None:
    iso = re.match(r"\d{4}-\d\d-\d\d", text)
    try:
        return When(iso[0]) if iso else When(parsedate_to_datetime(text).date().isoformat())
    except ValueError:
        return None
