"""Mail as a server takes it, and what is not sent."""

import socket
from dataclasses import replace

import pytest

from kg.alerting.alert import Alert
from kg.alerting.events import Cell, Event, Row
from kg.alerting.mail import message_for, post
from kg.alerting.sending import Sender
from kg.errors import BadRequest, NotNow
from kg.settings import Settings
from kg.store.changes.told import Origin, Piece
from tests.kg.alerting.receivers import post_office

ALERT = Alert("staff", "Who is at Ortel", "ASK {}", mail=("office@example.org",))
EVIL = "x\r\nBcc: all@example.org\r\n\r\n* no line of ours \u2028\x1b[31m"


def event(label: str = "Zoë Ek", total: int = 1) -> Event:
    piece = Piece("c", f"{label} spoke.", Origin("d", label, "https://example.org/1", "2024"))
    rows = (Row("k", (Cell("a", "i", label),), (piece,)),)
    return Event("id1", "staff", "Who is at Ortel", 0.0, "1", "2", 3, total, 0, rows, ())


def test_names_of_all_the_world_arrive() -> None:
    with post_office() as office:
        post(message_for(ALERT, [event()], "kg@example.org"), Settings(smtp=office.address))
    [mail] = office.mails
    assert "Zoë Ek" in mail.get_content()
    assert (mail["from"], mail["auto-submitted"]) == ("kg@example.org", "auto-generated")


def test_nothing_that_was_read_gets_into_the_head_or_begins_a_line() -> None:
    message = message_for(ALERT, [event(EVIL, 200)], "kg@example.org")
    assert sorted(message.keys()) == sorted(
        [
            *("Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"),
            *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
        ]
    )
    lines = message.get_content().splitlines()
    assert not any(line.startswith(("Bcc", "* no line")) for line in lines)
    assert "\x1b" not in message.get_content()
    assert "* 199 more" in lines


def refused(settings: Settings, alert: Alert = ALERT) -> str:
    sender = Sender(settings, lambda *_: None)
    with pytest.raises((BadRequest, NotNow)) as error:
        sender.mail(alert, [event()])
    return f"{type(error.value).__name__}: {error.value}"


def test_what_cannot_be_sent_now_and_what_never() -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        closed = f"smtp://127.0.0.1:{found.getsockname()[1]}"
    with post_office() as office:
        here = Settings(smtp=office.address)
        unknown = replace(ALERT, mail=("nobody@example.org",))
        assert refused(here, unknown) == (
            "NotNow: the mail server did not take it: nobody@example.org: 550 no such user"
        )
        half = replace(ALERT, mail=("nobody@example.org", "office@example.org"))
        assert refused(here, half).startswith("BadRequest: the mail server refused nobody@")
        login = refused(replace(here, smtp_login="me:secret"))
        assert login == (
            "NotNow: the mail server offers no encryption: KG_SMTP_LOGIN is not sent to it"
        )
        assert "no address" in refused(replace(here, mail_from="a@b.org\nBcc: c@d.org"))
    assert len(office.mails) == 1
    assert refused(Settings(smtp=closed)).startswith("NotNow: the mail server did not take it")
    for wrong in ("", "mail.example.org", "smtp://", "smtp://a:b", "http://example.org:80"):
        assert refused(Settings(smtp=wrong)).startswith("BadRequest: set KG_SMTP"), wrong
