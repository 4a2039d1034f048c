"""Messages are posted to the public web alone, and only where they were meant to go."""

import pytest

from extractors.documents.fetching.posting import post
from kg.errors import BadDocument, NotNow
from tests.kg.alerting.receivers import hooked


def test_a_body_arrives_as_it_was_signed() -> None:
    with hooked() as hook:
        post(hook.address, '{"name": "Zoë"}'.encode(), {"X-Own": "1"}, "127.0.0.1")
    assert hook.bodies == ['{"name": "Zoë"}']
    assert hook.headers[0]["x-own"] == "1"


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 500, 503])
def test_what_is_not_taken_can_be_tried_again(status: int) -> None:
    with hooked() as hook:
        hook.statuses.append(status)
        with pytest.raises(NotNow, match=f"answered {status}"):
            post(hook.address, b"{}", {}, "127.0.0.1")
    assert len(hook.bodies) == 1  # a redirect is not followed


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "http://localhost:9/x",
        "http://[::1]:9/x",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://2130706433/x",
        "http://user:pass@example.org/x",
        "ftp://example.org/x",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(BadDocument):
        post(url, b"{}", {})
