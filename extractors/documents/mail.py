"""Saved messages (.eml), such as newsletters: their text; links and attachments are not opened."""

import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO, cast

from extractors.documents.blocks import every_block
from extractors.documents.decoding import decode, decode_page
from extractors.documents.draft import Draft, Source, whole
from extractors.documents.records import with_title
from extractors.documents.titles import dateline
from kg.errors import BadDocument
from kg.model import Refusal, When

_DEEPEST = 5  # messages within messages
_QUOTED = re.compile(r"(?m)^(?:> ?)+")  # lines of another message, as programs forward them
# What broken messages make the library raise beside its own errors.
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
# The library takes the square of a field's length, and a millisecond for each part.
_LONGEST_FIELD, _MOST_PARTS = 10_000, 5000
_READ = ("subject", "from", "date", "message-id", "mime-version")


class _Short(EmailPolicy):
    """Fields that are looked at are short; others may be as long as they like."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        low = name.lower()
        if len(value) > _LONGEST_FIELD and (low in _READ or low.startswith("content-")):
            raise MessageError(f"{name[:40]} has {len(value):,} characters")
        return name, value


_POLICY = _Short()


def mail(stream: BinaryIO, source: Source, notes: list[str]) -> Iterator[Draft | Refusal]:
    """Read one message, its HTML part where it has one, and the messages forwarded in it."""
    try:
        content = whole(stream)
        if content.count(b"\n--") > _MOST_PARTS:
            raise BadDocument(f"a message of more than {_MOST_PARTS:,} parts")
        message = cast(EmailMessage, email.message_from_bytes(content, policy=_POLICY))
    except _BROKEN as error:
        raise BadDocument(f"broken message ({str(error)[:80]})") from error
    yield from _message(message, source, "", notes)


def _message(
    message: EmailMessage, source: Source, where: str, notes: list[str]
) -> Iterator[Draft | Refusal]:
    try:
        found = _draft(message, source, where)
        attached = list(message.iter_attachments()) if message.is_multipart() else []
    except _BROKEN as error:
        raise BadDocument(f"broken message ({str(error)[:80]})") from error
    inner = [one for one in map(_forwarded, attached) if one is not None]
    if found is None and not inner:
        raise BadDocument("a message without text")
    if found is not None:
        yield found
    if len(attached) > len(inner):
        notes.append(f"{source.name}: {len(attached) - len(inner)} attachments are not read")
    for number, one in enumerate(inner, 1):
        place = f"{where} message {number}".strip()
        try:
            if place.count("message") > _DEEPEST:
                raise BadDocument("forwarded too often")
            yield from _message(one, source, place, notes)
        except BadDocument as error:
            yield Refusal(source.name, f"{place}: {error}")


def _forwarded(part: object) -> EmailMessage | None:
    """The message that an attachment is."""
    if not isinstance(part, EmailMessage) or part.get_content_type() != "message/rfc822":
        return None
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    return first if isinstance(first, EmailMessage) else None


def _draft(message: EmailMessage, source: Source, where: str) -> Draft | None:
    text = _text(message)
    if not text.strip():
        return None
    subject = " ".join(str(message.get("subject", "")).split())
    key = str(message.get("message-id", "")).strip()
    return Draft(
        source=source.name,
        identity=f"message {key}" if key else f"{source.identity} {where}".strip(),
        stem=subject or source.stem,
        text=with_title(subject, text),
        where=where,
        title=subject,
        publisher=parseaddr(str(message.get("from", "")))[0],
        published=_day(message) or dateline(text),
    )


def _text(message: EmailMessage) -> str:
    rich = message.get_body(("html",))
    if rich is not None:
        content = _content(rich)
        page = content if "<body" in content.lower() else f"<html><body>{content}</body></html>"
        if text := every_block(page):
            return text
    plain = message.get_body(("plain",))
    return _QUOTED.sub("", _content(plain)) if plain is not None else ""


def _content(part: EmailMessage | object) -> str:
    """A part in the encoding that it declares, else UTF-8; the library would put marks for both."""
    if not isinstance(part, EmailMessage):
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = str(part.get_content_charset() or "")
    rich = part.get_content_subtype() == "html"
    return decode_page(content, charset) if rich else decode(content, charset)


def _day(message: EmailMessage) -> When | None:
    try:
        return When(parsedate_to_datetime(str(message["date"])).date().isoformat())
    except (ValueError, TypeError):
        return None
