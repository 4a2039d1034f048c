"""An e-mail with what changed, by the server that the settings name."""

import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from kg.alerting.alert import Alert
from kg.alerting.events import Event
from kg.alerting.wording import text_of
from kg.errors import BadRequest, NotNow
from kg.settings import Settings

SECONDS = 30.0  # that a mail server may take for one answer
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def message_for(alert: Alert, events: Sequence[Event], sender: str) -> EmailMessage:
    """One mail with all events, the newest in its subject; the same events give the same id."""
    newest = events[-1]
    message = EmailMessage(policy=SMTP)
    several = f", {len(events)} changes" if len(events) > 1 else ""
    message["Subject"] = f"[collab-kg] {alert.title}: {newest.summary}{several}"
    message["From"] = sender
    message["To"] = ", ".join(alert.mail)
    message["Date"] = format_datetime(datetime.fromtimestamp(newest.at, UTC))
    message["Message-ID"] = f"<{newest.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody on holiday answers it
    message.set_content(text_of(events))
    return message


def post(message: EmailMessage, settings: Settings) -> None:
    """Hand a mail to the server; NotNow where it does not take it."""
    try:
        with _connected(settings.smtp) as server:
            if settings.smtp_login:
                user, _, password = settings.smtp_login.partition(":")
                _check_secret(server)
                server.login(user, password)
            refused = server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotNow(f"the mail server did not take it: {_told(error)}") from error
    if refused:  # the others have it: sending again would be a second mail to them
        raise BadRequest(f"the mail server refused {', '.join(refused)}; others have it", "mail")


def _connected(address: str) -> smtplib.SMTP:
    """A session, encrypted where the server offers that; NotNow where it must and does not."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        host.encode("idna")
    except (ValueError, KeyError):
        host, port = "", 0
    if not host or parts.scheme not in PORTS:
        raise BadRequest("set KG_SMTP, as in smtp://mail.example.org:587, to send mail", "smtp")
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif parts.scheme != "smtp":
            raise NotNow("the mail server offers no STARTTLS, which KG_SMTP asks for: nothing sent")
    except BaseException:
        server.close()
        raise
    return server


def _check_secret(server: smtplib.SMTP) -> None:
    if not isinstance(server.sock, ssl.SSLSocket):
        raise NotNow("the mail server offers no encryption: KG_SMTP_LOGIN is not sent to it")


def _told(error: Exception) -> str:
    """What went wrong, and what the server said to it."""
    if isinstance(error, smtplib.SMTPResponseException):
        told = _answered(error.smtp_code, error.smtp_error)
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        told = "; ".join(f"{who}: {_answered(*said)}" for who, said in error.recipients.items())
    else:
        told = str(error)
    return " ".join(told.split())[:300] or type(error).__name__


def _answered(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
