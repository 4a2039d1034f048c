"""Saved messages (.eml), such as newsletters: their text; links and attachments are not opened."""

import email
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO, cast

from extractors.documents.blocks import every_block
from extractors.documents.draft import Draft, Source, whole
from extractors.documents.records import with_title
from extractors.documents.titles import dateline
from kg.errors import BadDocument
from kg.model import Refusal, When

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
    """Read one message: its HTML part where it has one, else its text."""
    try:
        content = whole(stream)
        if content.count(b"\n--") > _MOST_PARTS:
            raise BadDocument(f"a message of more than {_MOST_PARTS:,} parts")
        message = cast(EmailMessage, email.message_from_bytes(content, policy=_POLICY))
        text = _text(message)
        subject = " ".join(str(message.get("subject", "")).split())
        sender = parseaddr(str(message.get("from", "")))[0]
        key = str(message.get("message-id", "")).strip()
        published = _day(message)
        attached = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    except _BROKEN as error:
        raise BadDocument(f"broken message ({str(error)[:80]})") from error
    if not text.strip():
        raise BadDocument("a message without text")
    if attached:
        notes.append(f"{source.name}: {attached} attachments are not read")
    yield Draft(
        source=source.name,
        identity=f"message {key}" if key else source.identity,
        stem=subject or source.stem,
        text=with_title(subject, text),
        title=subject,
        publisher=sender,
        published=published or dateline(text),
    )


def _text(message: EmailMessage) -> str:
    rich = message.get_body(("html",))
    if rich is not None:
        content = _content(rich)
        page = content if "<body" in content.lower() else f"<html><body>{content}</body></html>"
        if text := every_block(page):
            return text
    plain = message.get_body(("plain",))
    return _content(plain) if plain is not None else ""


def _content(part: EmailMessage | object) -> str:
    if not isinstance(part, EmailMessage):
        return ""
    return str(part.get_content()).replace("\r\n", "\n").replace("\r", "\n")


def _day(message: EmailMessage) -> When | None:
    try:
        return When(parsedate_to_datetime(str(message["date"])).date().isoformat())
    except (ValueError, TypeError):
        return None
