"""Saved messages."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from extractors.documents import documents
from kg.model import Document, Refusal
from kg.settings import Settings


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Rare Disease Network <news@example.org>"
    message["To"] = "reader@example.org"
    message["Subject"] = "Newsletter: Zürich joins"
    message["Date"] = "Mon, 2 Mar 2026 10:00:00 +0100"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Short text.")
    return message


def read(path: Path) -> tuple[list[Document | Refusal], list[str]]:
    notes: list[str] = []
    return list(documents([str(path)], Settings(), notes=notes)), notes


@pytest.mark.parametrize("name", ["letter.eml", "letter.txt", "letter"])
def test_a_newsletter(name: str, tmp_path: Path) -> None:
    message = letter()
    message.add_alternative(
        "<p>The University of Zurich has joined.</p><p><a href='https://example.org/x'>More</a></p>",
        subtype="html",
    )
    (tmp_path / name).write_bytes(message.as_bytes())
    [doc], notes = read(tmp_path / name)
    assert isinstance(doc, Document)
    assert doc.text == "Newsletter: Zürich joins\n\nThe University of Zurich has joined.\nMore"
    assert (doc.title, doc.publisher) == ("Newsletter: Zürich joins", "Rare Disease Network")
    assert (doc.published, doc.url, notes) == ("2026-03-02", "", [])


def test_the_text_where_there_is_no_html(tmp_path: Path) -> None:
    message = letter()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../../a.pdf")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    [doc], notes = read(tmp_path / "a.eml")
    assert isinstance(doc, Document)
    assert doc.text == "Newsletter: Zürich joins\n\nShort text.\n"
    assert notes == [f"{tmp_path / 'a.eml'}: 1 attachments are not read"]


def test_a_message_is_one_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter().as_bytes())
    (tmp_path / "b.eml").write_bytes(letter().as_bytes())
    first, again = read(tmp_path)[0]
    assert isinstance(first, Document)
    assert isinstance(again, Refusal)
    assert "same message as" in again.why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"Subject: x\nFrom: a@example.org\nMIME-Version: 1.0\n\n", "a message without text"),
        (
            b"Subject: x\nFrom: a@example.org\nContent-Type: text/plain; charset=nonsense\n"
            b"MIME-Version: 1.0\n\nText \xff.\n",
            "not valid UTF-8 at byte 5",
        ),
    ],
)
def test_what_is_no_message(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(content)
    [refused], _ = read(tmp_path / "a.eml")
    assert isinstance(refused, Refusal)
    assert refused.why == why


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("", "Z\xfcrich".encode()),
        ("; charset=us-ascii", "Z\xfcrich".encode()),
        ("; charset=us-ascii", "Z\xfcrich".encode("latin-1")),
        ("; charset=unknown-8bit", "Z\xfcrich".encode()),
        ("; charset=iso-8859-1", "Z\xfcrich".encode("latin-1")),
    ],
)
def test_letters_are_kept_whatever_a_message_declares(
    charset: str, content: bytes, tmp_path: Path
) -> None:
    head = f"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/plain{charset}\n\n"
    (tmp_path / "a.eml").write_bytes(head.encode() + content + b" joins.\n")
    [doc], _ = read(tmp_path / "a.eml")
    assert isinstance(doc, Document)
    assert doc.text == "Z\xfcrich joins.\n"


def test_a_message_forwarded_in_another_is_read_as_itself(tmp_path: Path) -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "Me <me@example.org>", "Fwd"
    outer.set_content("What the network tells us is below.")
    outer.add_attachment(letter())
    outer.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    (tmp_path / "outer.eml").write_bytes(outer.as_bytes())
    (tmp_path / "own.eml").write_bytes(letter().as_bytes())
    [first, inner], notes = read(tmp_path / "outer.eml")
    [own], _ = read(tmp_path / "own.eml")
    assert isinstance(first, Document)
    assert isinstance(inner, Document)
    assert isinstance(own, Document)
    assert first.text == "Fwd\n\nWhat the network tells us is below.\n"
    assert (inner.iri, inner.text, inner.published) == (own.iri, own.text, own.published)
    assert notes == [f"{tmp_path / 'outer.eml'}: 1 attachments are not read"]


def test_signs_of_quoting_are_no_text(tmp_path: Path) -> None:
    message = letter()
    message.set_content("> Keio and Ulm have opened\n>> a centre > 3 beds.\n")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    [doc], _ = read(tmp_path / "a.eml")
    assert isinstance(doc, Document)
    assert doc.text.endswith("\n\nKeio and Ulm have opened\na centre > 3 beds.\n")
