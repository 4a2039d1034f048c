"""What is done for a watcher where it can be stopped: looking at sources, fetching, reading."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path

from extractors.documents import documents, documents_in, documents_of
from extractors.documents.draft import Bookmark
from extractors.documents.fetching.manners import Manners
from extractors.watching.looking import leads_out, look
from kg.errors import BadDocument
from kg.model import Document, Extractor, Kind, Reading, Refusal
from kg.settings import Settings
from kg.watching.items import Found, Item, Slice
from kg.watching.source import Source

AT_ONCE = 16  # documents of one item, after which others have their turn

type _Documents = Iterator[Document | Refusal]


@dataclass(slots=True)
class Workshop:
    """One process' worth of work; items that are not read to their end stay open."""

    settings: Settings
    make: Callable[[], Extractor]
    _manners: Manners = field(init=False)
    _extractor: Extractor | None = None
    _open: dict[int, tuple[str, _Documents, Bookmark]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know nothing of any host yet."""
        self._manners = Manners(self.settings.private)

    def look(self, source: Source, etag: str, modified: str) -> Found:
        """What a source lists by now."""
        return look(source, self._manners, _conditions(etag, modified))

    def read(self, item: Item, source: Source) -> Slice:
        """The next documents of an item."""
        stamp, under_way, mark = self._open.pop(item.number, ("", None, Bookmark()))
        etag, modified = item.etag, item.modified
        begins = under_way is None or stamp != item.stamp
        if begins or under_way is None:
            mark = Bookmark.of(item.position)
            url, kind = _url(item)
            if url:
                page = self._manners.get(url, _conditions(etag, modified), source.delay)
                if page.is_unchanged:
                    return Slice(etag=etag, modified=modified, is_unchanged=True)
                etag, modified = page.etag, page.modified
                under_way = documents_of(page, url, self.settings, kind or source.reads)
            else:
                under_way = self._given(item, source, mark)
                begins = not mark.offset
        found = tuple(islice(under_way, AT_ONCE))
        more = len(found) == AT_ONCE
        if more:
            self._open[item.number] = (item.stamp, under_way, mark)
        return Slice(found, begins, more, etag, modified, position=str(mark))

    def _given(self, item: Item, source: Source, mark: Bookmark) -> _Documents:
        """Documents of a file from the mark on, or of a record that came with the item."""
        if item.payload:
            stream = BytesIO(item.payload.encode())
            return documents(["-"], self.settings, source.reads, stdin=stream)
        path, root = Path(item.key), Path(source.place)
        # Once more: it may be another file by now. A source that was taken away has no place.
        if source.place and path.is_relative_to(root) and leads_out(path, root):
            raise BadDocument("a link that leads out of the folder")
        return documents_in(item.key, self.settings, source.reads, mark)

    def prepare(self) -> None:
        """Load the reader before the first document, whose time it would take."""
        self._extractor = self._extractor or self.make()

    def extract(self, doc: Document) -> Reading:
        """What one document says."""
        self._extractor = self._extractor or self.make()
        return self._extractor(doc)


def _url(item: Item) -> tuple[str, Kind | None]:
    """The address that an item is to be fetched from, empty where it is not; and its kind."""
    if not item.payload:
        return item.key if item.key.lower().startswith(("http://", "https://")) else "", None
    try:
        record = json.loads(item.payload)
    except ValueError as error:
        raise BadDocument(f"not JSON ({error})") from error
    if not isinstance(record, dict) or "text" in record:
        return "", None
    kind = record.get("kind")
    return str(record.get("url", "")), Kind(kind) if kind in list(Kind) else None


def _conditions(etag: str, modified: str) -> dict[str, str]:
    told = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in told.items() if value}
