"""Mail over STARTTLS and smtps, as a server takes it and as somebody on the way hears it."""

import logging
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from kg.alerting.sending import Sender
from kg.errors import NotNow
from kg.settings import Settings
from tests.kg.alerting.certificates import Certificate, made
from tests.kg.alerting.receivers import Post, Tap, post_office, tapped
from tests.kg.alerting.test_mail import ALERT, event

LOOPBACK, ELSEWHERE = bytes([127, 0, 0, 1]), bytes([127, 0, 0, 9])
USER, PASSWORD = "office", "pass:word of this test"
HANDSHAKE = b"\x16\x03"  # as TLS begins
LOGIN = f"{USER}:{PASSWORD}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return made(tmp_path_factory.mktemp("right"), LOOPBACK)


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of a server at another address."""
    return made(tmp_path_factory.mktemp("strange"), ELSEWHERE)


@pytest.fixture(autouse=True)
def trusting(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass
class Office:
    """A mail server, the way to it, and who logged in."""

    post: Post
    tap: Tap
    users: list[str]

    def send(self, scheme: str, login: str = "") -> None:
        """A digest of two changes."""
        settings = Settings(
            smtp=f"{scheme}://127.0.0.1:{self.tap.port}", smtp_login=login, mail_from="kg@a.org"
        )
        Sender(settings, lambda *_: None).mail(ALERT, [event("Ann Lee"), event("Zoë Ek")])

    def refuses(self, scheme: str, login: str = "") -> str:
        with pytest.raises(NotNow) as error:
            self.send(scheme, login)
        assert self.post.mails == []
        return str(error.value)

    @property
    def heard(self) -> list[bytes]:
        """What was asked of a server, as far as it could be read on the way."""
        return [line.split()[0].lower() for line in bytes(self.tap.heard).splitlines() if line]


@pytest.fixture
def office(request: pytest.FixtureRequest, certificate: Certificate) -> Iterator[Office]:
    """A server of the kind that a test asks for."""
    users: list[str] = []

    def check(*told: Any) -> AuthResult:  # noqa: ANN401  # the library's
        given = told[4]
        is_right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
        users.append(given.login.decode())
        return AuthResult(success=is_right, handled=False)

    kinds: dict[str, dict[str, object]] = {
        "plain": {},
        "starttls": {"tls_context": certificate.context, "require_starttls": True},
        # It counts what came over TLS from the first byte as unencrypted.
        "smtps": {"ssl_context": certificate.context, "auth_require_tls": False},
    }
    options = kinds[request.param]
    with ExitStack() as stack:
        post = stack.enter_context(post_office(authenticator=check, **options))
        tap = stack.enter_context(tapped(post.address))
        yield Office(post, tap, users)


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls"])
@pytest.mark.parametrize("office", ["starttls"], indirect=True)
def test_nothing_but_starttls_is_heard_where_it_is_offered(office: Office, scheme: str) -> None:
    office.send(scheme, LOGIN)
    check_taken(office)
    first, _, rest = bytes(office.tap.heard).partition(b"STARTTLS\r\n")
    assert [line.split()[0].lower() for line in first.splitlines()] == [b"ehlo"]
    assert rest.startswith(HANDSHAKE)


@pytest.mark.parametrize("office", ["smtps"], indirect=True)
def test_nothing_is_heard_over_smtps(office: Office) -> None:
    office.send("smtps", LOGIN)
    check_taken(office)
    assert office.tap.heard.startswith(HANDSHAKE)


def check_taken(office: Office) -> None:
    """That the whole digest came, by whom, and that nobody heard any of it."""
    [mail] = office.post.mails
    assert mail["subject"] == "[collab-kg] Who is at Ortel: 1 new, 2 changes"
    assert "Ann Lee spoke." in mail.get_content()
    assert "Zoë Ek spoke." in mail.get_content()
    assert office.users == [USER]
    check_secret(office)
    assert b"office@example.org" not in office.tap.heard


def check_secret(office: Office) -> None:
    """That nobody on the way heard the password, however it is written."""
    deadline = time.monotonic() + 10
    while not office.tap.heard and time.monotonic() < deadline:  # it has a thread of its own
        time.sleep(0.01)
    heard = bytes(office.tap.heard)
    assert heard
    plain = PASSWORD.encode()
    for told in (plain, b64encode(plain), b64encode(f"\0{USER}\0{PASSWORD}".encode())):
        assert told not in heard


@pytest.mark.parametrize("office", ["plain"], indirect=True)
@pytest.mark.parametrize(
    ("scheme", "login", "told"),
    [
        ("smtp+starttls", "", "offers no STARTTLS, which KG_SMTP asks for: nothing sent"),
        ("smtp+starttls", LOGIN, "offers no STARTTLS, which KG_SMTP asks for: nothing sent"),
        ("smtp", LOGIN, "offers no encryption: KG_SMTP_LOGIN is not sent to it"),
        ("smtps", LOGIN, "the mail server did not take it: "),
    ],
)
def test_nothing_is_sent_where_encryption_is_asked_for_and_not_offered(
    office: Office, scheme: str, login: str, told: str
) -> None:
    assert told in office.refuses(scheme, login)
    check_secret(office)
    assert scheme == "smtps" or set(office.heard) <= {b"ehlo", b"quit"}
    assert office.users == []


@pytest.mark.parametrize("office", ["starttls"], indirect=True)
def test_a_wrong_password_is_told(office: Office) -> None:
    told = office.refuses("smtp+starttls", f"{USER}:wrong")
    assert told.startswith("the mail server did not take it: 535 ")
    assert "wrong" not in told


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
def test_a_server_that_is_not_who_it_says_gets_nothing(
    strange: Certificate, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(strange.certificate))
    name = "ssl_context" if scheme == "smtps" else "tls_context"
    options: dict[str, Any] = {name: strange.context}
    with post_office(**options) as post, tapped(post.address) as tap:
        office = Office(post, tap, [])
        told = office.refuses(scheme, LOGIN)
        assert "CERTIFICATE_VERIFY_FAILED" in told
        assert "IP address mismatch" in told
        check_secret(office)
