"""JSON records: one a line, or one file with an object or a list of them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from extractors.documents.decoding import decode, marked
from extractors.documents.draft import LARGEST, Draft, Source, address, address_stem, whole
from extractors.documents.titles import dateline, title_of
from extractors.documents.tongues import primary
from kg.errors import BadDocument
from kg.model import Kind, Refusal, When

FIELDS = frozenset({"text", "title", "published", "kind", "url", "publisher", "language", "id"})
_CALLED = {dict: "an object", list: "a list", bool: "true or false", int: "a number"}
_CALLED |= {float: "a number", str: "text", type(None): "null"}


def json_lines(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read one record a line, each line by itself: a bad one costs no other."""
    return _drafts(_parsed_lines(stream), source, notes)


def json_file(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read a file that is one JSON object, or a list of them."""
    value = _parsed(decode(whole(stream)))
    if not isinstance(value, list):
        return _drafts([("", value)], source, notes)
    if not value:
        raise BadDocument("empty list")
    return _drafts(((f"record {n}", one) for n, one in enumerate(value, 1)), source, notes)


def _drafts(
    values: Iterable[tuple[str, object]], source: Source, notes: list[str]
) -> Iterator[Draft | Refusal]:
    unread: set[str] = set()
    for where, value in values:
        try:
            if isinstance(value, BadDocument):
                raise value
            record = _record(value)
            draft = _draft(record, source, where)
            unread |= record.keys() - FIELDS
            yield draft
        except BadDocument as error:
            yield Refusal(source.name, f"{where}: {error}" if where else str(error))
    if unread:
        notes.append(f"{source.name}: fields that are not read: {', '.join(sorted(unread))}")


def _parsed_lines(stream: BinaryIO) -> Iterator[tuple[str, object]]:
    offset, any_line = 0, False
    for number, line in enumerate(_lines(stream), 1):
        if line.strip(b"\xef\xbb\xbf \t\r\n"):
            any_line = True
            yield f"line {number}", _parsed_line(line, offset)
        offset += len(line)
    if not any_line:
        raise BadDocument("empty")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.readline(LARGEST)
    if (marked(first) or "utf-8") != "utf-8":
        first = decode(first + whole(stream)).encode()
        return iter(first.splitlines(keepends=True))
    rest = iter(lambda: stream.readline(LARGEST), b"")
    return chain([first] if first else [], rest)


def _parsed_line(line: bytes, offset: int) -> object:
    """Return the value, or why there is none."""
    if len(line) >= LARGEST and not line.endswith(b"\n"):
        return BadDocument(f"more than {LARGEST // 1024**2} MB in one line")
    try:
        return _parsed(line.decode("utf-8-sig" if offset == 0 else "utf-8").rstrip())
    except UnicodeDecodeError as error:
        return BadDocument(f"not valid UTF-8 at byte {offset + error.start}")
    except BadDocument as error:
        return error


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = (
            f"line {error.lineno} column {error.colno}"
            if error.lineno > 1
            else f"column {error.colno}"
        )
        raise BadDocument(f"not JSON ({error.msg[:1].lower()}{error.msg[1:]} at {at})") from error
    except (ValueError, RecursionError) as error:
        raise BadDocument(f"not JSON that can be read ({error})") from error


def _record(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadDocument(f"{_CALLED[type(value)]} where an object with the field 'text' is needed")
    return value


def _draft(record: Mapping[str, object], source: Source, where: str) -> Draft:
    if "text" not in record:
        has = ", ".join(list(record)[:5])
        raise BadDocument(f"no field 'text' (it has: {has})" if has else "no field 'text'")
    body = _clean(_string(record, "text"), "text")
    if not body.strip():
        raise BadDocument("field 'text' is empty")
    title = " ".join(_clean(_string(record, "title"), "title").split())
    url = _url(record)
    identity, stem = _identity(record, url, source, where)
    return Draft(
        source=source.name,
        identity=identity,
        stem=stem,
        text=with_title(title, body),
        where=where,
        title=title or title_of(body),
        url=url,
        publisher=_clean(_string(record, "publisher"), "publisher").strip(),
        published=_published(record) or dateline(body),
        language=_language(record),
        kind=_kind(record),
    )


def with_title(title: str, body: str) -> str:
    """Set the title before a body that does not begin with it."""
    opening = " ".join(body[: 2 * len(title) + 200].split())
    return body if not title or opening.startswith(title) else f"{title}\n\n{body}"


def _identity(
    record: Mapping[str, object], url: str, source: Source, where: str
) -> tuple[str, str]:
    key = record.get("id")
    if url:
        return f"url {url}", address_stem(url)
    if key not in (None, ""):
        name = str(key) if isinstance(key, int) else _string(record, "id")
        return f"id {name} in {source.identity}", _clean(name, "id")
    if source.identity:
        return f"{source.identity} {where}".strip(), f"{source.stem} {where}".strip()
    title = _string(record, "title")
    return f"text {title}\n{_string(record, 'text')}", title


def _string(record: Mapping[str, object], field: str) -> str:
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadDocument(f"field '{field}' is {_CALLED[type(value)]}, not text")
    return value


def _clean(text: str, field: str) -> str:
    if "\0" in text or re.search(r"[\ud800-\udfff]", text):
        raise BadDocument(f"field '{field}' holds what is no character (NUL or half a surrogate)")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _published(record: Mapping[str, object]) -> When | None:
    value = record.get("published")
    if value is None or value == "":
        return None
    text = str(value).strip()
    # A time of day is more than we keep; whatever else follows a day makes it no date.
    day = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d.{0,24}", text)
    try:
        return When(day[1] if day else text)
    except ValueError as error:
        raise BadDocument(f"published {text[:40]!r} is no date") from error


def _url(record: Mapping[str, object]) -> str:
    text = _string(record, "url").strip()
    url = address(text)
    if text and not url:
        raise BadDocument(f"url {text[:80]!r} is no web address")
    return url


def _language(record: Mapping[str, object]) -> str:
    text = _string(record, "language").strip()
    tag = primary(text)
    if text and not tag:
        raise BadDocument(f"language {text[:40]!r} is no language code such as 'en'")
    return tag


def _kind(record: Mapping[str, object]) -> Kind | None:
    text = _string(record, "kind").strip()
    try:
        return Kind(text) if text else None
    except ValueError as error:
        raise BadDocument(f"kind {text[:40]!r} is none of {', '.join(Kind)}") from error
