"""Files, folders, pages and JSON lines -> documents, each with its own IRI, or a refusal."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from extractors.documents.bundled import samples
from extractors.documents.draft import Bookmark, Draft, Reader, Source, document_iri, sound
from extractors.documents.fetching.asking import Asking
from extractors.documents.fetching.page import Page, get, opened
from extractors.documents.folders import files, why
from extractors.documents.readers import READERS
from extractors.documents.recognition import recognised, together
from extractors.documents.records import json_lines
from extractors.documents.telling import Tally
from extractors.documents.titles import dateline, title_of
from extractors.documents.tongues import language_of
from extractors.kinds import kind_of
from extractors.records.record import prose_of, with_record
from kg.errors import BadDocument
from kg.model import Document, Kind, Refusal
from kg.settings import Settings

__all__ = [
    "READERS",
    "dateline",
    "documents",
    "documents_in",
    "documents_of",
    "files",
    "language_of",
    "samples",
    "title_of",
]


def documents(
    sources: Iterable[str],
    settings: Settings,
    kind: Kind | None = None,
    stdin: BinaryIO | None = None,
    notes: list[str] | None = None,
) -> Iterator[Document | Refusal]:
    """Read all sources one by one, in their order and that of folders; nothing is dropped untold.

    A `kind` given here stands above what records say and what texts look like. What was left
    aside without being refused, such as pictures in a folder, or will not be read for its
    language, is told in `notes`.
    """
    told = notes if notes is not None else []
    return _documents(_drafts(sources, settings, stdin, told), settings, kind, told)


def documents_in(
    name: str, settings: Settings, kind: Kind | None, mark: Bookmark
) -> Iterator[Document | Refusal]:
    """Read one file; an archive from the mark on, which is kept up."""
    return _documents(_from_file(Path(name), set(), settings, [], mark), settings, kind, [])


def documents_of(
    page: Page, name: str, settings: Settings, kind: Kind | None = None
) -> Iterator[Document | Refusal]:
    """Read what was fetched already; messages call it by `name`."""
    return _documents(_in_page(page, name, settings), settings, kind, [])


def _in_page(page: Page, name: str, settings: Settings) -> Iterator[Draft | Refusal]:
    try:
        stream, source, suffix = opened(page, name)
    except BadDocument as error:
        yield Refusal(name, str(error))
        return
    source = replace(source, maps=settings.records)
    reader = recognised(stream, source, suffix) or READERS[suffix]
    yield from _read(reader, stream, source, [])


def _documents(
    drafts: Iterator[Draft | Refusal], settings: Settings, kind: Kind | None, told: list[str]
) -> Iterator[Document | Refusal]:
    tally = Tally()
    # Where each was first, and nothing of its text: a run may have a million records.
    first: dict[str, tuple[str, str]] = {}
    for found in drafts:
        if isinstance(found, Refusal):
            yield found
        elif found.identity in first:
            yield _refused_again(found, first[found.identity])
        else:
            first[found.identity] = (found.source, found.where)
            taken = _taken(found, settings, kind)
            if isinstance(taken, Document):
                tally.see(found, taken)
            yield taken
    told.extend(tally.notes())


def _refused_again(draft: Draft, first: tuple[str, str]) -> Refusal:
    what = draft.identity.partition(" ")[0]
    source, where = first
    place = where or "before"
    if source != draft.source:
        place = f"{source} {where}".strip()
    prefix = f"{draft.where}: " if draft.where else ""
    return Refusal(draft.source, f"{prefix}same {what} as {place}; refused")


def _taken(draft: Draft, settings: Settings, kind: Kind | None) -> Document | Refusal:
    draft = sound(draft)
    length, limit = len(draft.text), settings.longest_text
    if draft.text and length <= limit:
        return _document(draft, settings, kind)
    why = (
        f"{length:,} characters in one text, more than {limit:,}: split it, or set KG_LONGEST_TEXT"
        if draft.text
        else "no text but control characters"
    )
    return Refusal(draft.source, f"{draft.where}: {why}" if draft.where else why)


def _document(draft: Draft, settings: Settings, kind: Kind | None) -> Document:
    doc = Document(
        iri=document_iri(settings.data, draft.stem, draft.identity),
        text=draft.text,
        title=draft.title,
        url=draft.url,
        publisher=draft.publisher,
        published=draft.published,
        # Names in many languages are no text in any; a record's prose is looked at by itself.
        language=language_of(draft.text, draft.language) if _is_prose(draft) else "en",
        kind=kind or draft.kind,
    )
    doc = doc if doc.kind else replace(doc, kind=kind_of(doc))
    if draft.record is None:
        return doc
    foreign = not _is_prose(draft) and language_of(prose_of(draft.text, draft.record)) != "en"
    return with_record(doc, replace(draft.record, prose=()) if foreign else draft.record)


def _is_prose(draft: Draft) -> bool:
    """Whether all of a text is prose: of a page with a table that a field map knows, it is."""
    return draft.record is None or draft.record.prose == ((0, len(draft.text)),)


def _drafts(
    sources: Iterable[str], settings: Settings, stdin: BinaryIO | None, notes: list[str]
) -> Iterator[Draft | Refusal]:
    opened: set[Path] = set()
    for name in sources:
        if name == "-":
            stream = stdin if stdin is not None else sys.stdin.buffer
            yield from _read(json_lines, stream, Source("-", "", ""), notes)
        elif name.lower().startswith(("http://", "https://")):
            yield from _from_address(name, settings)
        elif Path(name).is_dir():
            yield from _from_folder(Path(name), opened, settings, notes)
        else:
            yield from _from_file(Path(name), opened, settings, notes)


def _read(
    reader: Reader, stream: BinaryIO, source: Source, notes: list[str]
) -> Iterator[Draft | Refusal]:
    try:
        yield from reader(stream, source, notes)
    except BadDocument as error:
        yield Refusal(source.name, str(error))
    except OSError as error:
        yield Refusal(source.name, why(error))
    except MemoryError:
        raise  # whoever set the limit tells of it
    except Exception as error:  # noqa: BLE001  # one bad file must not stop the others
        yield Refusal(source.name, f"cannot be read: {type(error).__name__}: {str(error)[:200]}")


def _from_address(url: str, settings: Settings) -> Iterator[Draft | Refusal]:
    try:
        page = get(url, Asking(settings.private))
    except BadDocument as error:
        yield Refusal(url, str(error))
        return
    yield from _in_page(page, url, settings)


def _from_file(
    path: Path,
    opened: set[Path],
    settings: Settings,
    notes: list[str],
    mark: Bookmark | None = None,
) -> Iterator[Draft | Refusal]:
    try:
        resolved = path.resolve()
        if not path.exists():
            yield Refusal(str(path), "no such file")
        elif not path.is_file():
            yield Refusal(str(path), "not a regular file")
        elif resolved in opened:
            notes.append(f"{path}: named twice, read once")
        else:
            opened.add(resolved)
            source = Source(
                str(path), f"path {resolved}", path.stem, path=path, maps=settings.records
            )
            if mark is not None:
                source = replace(source, mark=mark)
            yield from _opened(path, source, opened, notes)
    except (OSError, ValueError) as error:
        yield Refusal(str(path), why(error))


def _opened(
    path: Path, source: Source, opened: set[Path], notes: list[str]
) -> Iterator[Draft | Refusal]:
    """Read a file by what it is, else by its name; a table that is part of another with that."""
    main = together(source, path)
    if main is not None:
        notes.append(f"{path}: read as a part of {main.name}")
        resolved = main.resolve()
        if resolved in opened:
            return
        opened.add(resolved)
        path = main
        source = replace(
            source, name=str(main), identity=f"path {resolved}", stem=main.stem, path=main
        )
    with path.open("rb") as stream:
        reader = recognised(stream, source, path.suffix.lower())
        reader = reader or READERS.get(path.suffix.lower())
        if reader is None:
            yield Refusal(str(path), f"unknown file type; known are {', '.join(READERS)}")
        else:
            yield from _read(reader, stream, source, notes)


def _from_folder(
    folder: Path, opened: set[Path], settings: Settings, notes: list[str]
) -> Iterator[Draft | Refusal]:
    for found in files(folder, notes):
        if isinstance(found, Refusal):
            yield found
        else:
            yield from _from_file(found, opened, settings, notes)
