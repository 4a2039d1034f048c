"""Atom feeds (RFC 4287): what readers of feeds subscribe to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from fastapi.responses import Response

MEDIA = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
# What no XML may have, however it is written.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `html` is a piece of a page, already escaped."""

    id: str
    title: str
    updated: str
    link: str
    html: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its links by relation: self, alternate, next."""

    id: str
    title: str
    updated: str
    links: Mapping[str, str]
    items: Sequence[Item] = field(default=())


def as_atom(feed: Feed) -> Response:
    """A feed as it is sent."""
    return Response(written(feed), headers={"Vary": "Accept"}, media_type=MEDIA)


def written(feed: Feed) -> bytes:
    """The XML of a feed."""
    root = ElementTree.Element("feed", xmlns=NAMESPACE)
    _texts(root, id=feed.id, title=feed.title, updated=feed.updated)
    _texts(ElementTree.SubElement(root, "author"), name="collab-kg")
    for relation, address in feed.links.items():
        media = "text/html" if relation == "alternate" else MEDIA
        ElementTree.SubElement(root, "link", rel=relation, href=_sound(address), type=media)
    for item in feed.items:
        entry = ElementTree.SubElement(root, "entry")
        _texts(entry, id=item.id, title=item.title, updated=item.updated)
        ElementTree.SubElement(entry, "link", rel="alternate", href=_sound(item.link))
        ElementTree.SubElement(entry, "content", type="html").text = _sound(item.html)
    made: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return made


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = _sound(text)


def _sound(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
