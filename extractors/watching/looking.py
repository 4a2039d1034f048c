"""One look at a source: what it lists by now."""

import json
import os
import time
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from extractors.documents import files
from extractors.documents.draft import Draft
from extractors.documents.draft import Source as Given
from extractors.documents.feeds import linked
from extractors.documents.fetching.manners import Manners
from extractors.documents.fetching.page import Page
from extractors.documents.jsonfeeds import linked as json_linked
from extractors.documents.sitemaps import Listed, listed
from kg.errors import BadDocument
from kg.model import Refusal
from kg.watching.items import Entry, Found
from kg.watching.source import Source, SourceKind

SETTLED = 2.0  # seconds since a file was written: it may still be being written
MAPS = 200  # site maps of one site that are read
LISTED = 200_000  # addresses of one site
UNPACKED = 50 * 1024 * 1024  # bytes of one site map, as the protocol has it
AGAIN = 7 * 86_400  # seconds after which a page is asked for again that nobody says has changed
ARCHIVES = (".warc", ".gz")
LATER = 3  # added to the priority of an archive, which is long


def look(source: Source, manners: Manners, conditions: dict[str, str]) -> Found:
    """What a source lists; raises what keeps it from being looked at."""
    if source.kind in (SourceKind.FOLDER, SourceKind.MAIL):
        return _folder(source)
    if source.kind is SourceKind.URL:
        return Found((Entry(source.place, f"{time.time():.3f}"),))
    page = manners.get(source.place, conditions, source.delay)
    if page.is_unchanged:
        return Found(
            etag=conditions.get("If-None-Match", ""),
            modified=conditions.get("If-Modified-Since", ""),
            is_unchanged=True,
        )
    troubles: list[Refusal] = []
    read = _feed if source.kind is SourceKind.FEED else _site_map
    entries = {one.key: one for one in read(page, source, manners, troubles)}
    return Found(tuple(entries.values()), tuple(troubles), page.etag, page.modified)


def _folder(source: Source) -> Found:
    root, now = Path(source.place), time.time()
    if not root.is_dir():
        raise BadDocument("there is no such folder")
    entries: list[Entry] = []
    troubles: list[Refusal] = []
    present: set[str] = set()
    notes: list[str] = []
    is_whole = True
    for path in files(root, notes):
        if isinstance(path, Refusal):
            if path.source != source.place:  # an empty folder is no trouble
                troubles.append(path)
                is_whole = False  # nobody knows what is in a folder that cannot be read
            continue
        present.add(str(path))
        if source.kind is SourceKind.MAIL and path.suffix.lower() != ".eml":
            continue
        try:
            told = _stat(path, root)
        except (OSError, BadDocument) as error:
            troubles.append(Refusal(str(path), getattr(error, "strerror", "") or str(error)))
            continue
        if now - told.st_mtime >= SETTLED:
            stamp = f"{told.st_mtime_ns} {told.st_size}"
            later = LATER if path.suffix.lower() in ARCHIVES else 0
            entries.append(Entry(str(path), stamp, priority=later))
    troubles += [Refusal(str(root), note.removeprefix(f"{root}: ")) for note in notes]
    there = frozenset(present) if is_whole else None
    return Found(tuple(entries), tuple(troubles), present=there)


def _stat(path: Path, root: Path) -> os.stat_result:
    if leads_out(path, root):
        raise BadDocument("a link that leads out of the folder")
    return path.stat()


def leads_out(path: Path, root: Path) -> bool:
    """Whether a link leads elsewhere: who may write into a folder may not read all of a machine."""
    try:
        return not path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links in a ring
        return True


def _feed(page: Page, source: Source, manners: Manners, troubles: list[Refusal]) -> Iterator[Entry]:
    del manners
    given = Given(source.place, f"url {source.place}", source.name, page.url)
    is_json = page.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    for url, words, own in (json_linked if is_json else linked)(page.content, given):
        stamp = sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
        if url:
            yield Entry(url, stamp)
        elif isinstance(own, Draft):
            yield Entry(own.identity, stamp, _payload(own))
        elif own is not None:
            troubles.append(own)


def _payload(draft: Draft) -> str:
    told = {"text": draft.text, "title": draft.title, "published": draft.published}
    return json.dumps({**told, "id": draft.identity}, ensure_ascii=False)


def _site_map(
    page: Page, source: Source, manners: Manners, troubles: list[Refusal]
) -> Iterator[Entry]:
    count = 0
    for one in _mapped(page, manners, troubles):
        count += 1
        if count <= LISTED:
            yield Entry(one.url, one.changed or f"{int(time.time() // AGAIN)}")
    if count > LISTED:
        troubles.append(Refusal(source.place, f"{count - LISTED:,} addresses are not read"))


def _mapped(page: Page, manners: Manners, troubles: list[Refusal]) -> Iterator[Listed]:
    """The pages of a site map, and of those that it leads to."""
    waiting, seen = [page.url], {page.url}
    while waiting:
        url = waiting.pop(0)
        # A site's own maps are few and small: they are not spread over hours.
        content = page.content if url == page.url else manners.get(url, delay=0).content
        found, bad = listed(_unpacked(content))
        if bad:
            troubles.append(Refusal(url, f"{bad} entries without an address"))
        yield from (one for one in found if not one.more)
        more = [one.url for one in found if one.more and one.url not in seen]
        room = max(MAPS - len(seen), 0)
        waiting += more[:room]
        seen |= set(more[:room])
        if more[room:]:
            troubles.append(Refusal(url, f"{len(more[room:])} more site maps are not read"))


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found = unpacker.decompress(content, UNPACKED + 1)
    except zlib.error as error:
        raise BadDocument(f"broken site map ({error})") from error
    if len(found) > UNPACKED:
        raise BadDocument(f"a site map of more than {UNPACKED // 1024**2} MB")
    return found
