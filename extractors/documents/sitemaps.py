"""Site maps: the addresses that a site lists, and when each last changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from extractors.documents.draft import Draft, Source, address, whole
from extractors.documents.markup import parsed_xml
from kg.errors import BadDocument
from kg.model import Refusal, When


@dataclass(frozen=True, slots=True)
class Listed:
    """An address of a site map; `more` is one of a further site map rather than of a page."""

    url: str
    changed: When | None
    more: bool


def listed(content: bytes) -> tuple[list[Listed], int]:
    """What a site map (sitemaps.org) lists, and how many entries have no address."""
    root = parsed_xml(content)
    name = root.tag.rpartition("}")[2]
    if name not in ("urlset", "sitemapindex"):
        raise BadDocument(f"no site map: its root is {name[:40]}")
    found, bad = [], 0
    for entry in root:
        told = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in entry}
        if url := address(told.get("loc", "")):
            found.append(Listed(url, _day(told.get("lastmod", "")), name == "sitemapindex"))
        else:
            bad += 1
    return found, bad


def site_map(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Refuse a site map that is given as a document: it has addresses and no text."""
    del source, notes
    found, bad = listed(whole(stream))
    entries = f"{len(found)} addresses" + (f", {bad} entries without one" if bad else "")
    raise BadDocument(f"a site map ({entries}) has no text of its own: name the pages themselves")


def _day(text: str) -> When | None:
    try:
        return When(text[:10]) if text else None
    except ValueError:
        return None
