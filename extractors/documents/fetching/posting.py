"""A message posted to an address, by the same rules by which pages are fetched."""

from collections.abc import Mapping
from contextlib import closing
from time import monotonic
from urllib.parse import urlsplit

from extractors.documents.fetching.asking import AGENT, pause, plain, told
from extractors.documents.fetching.connection import Connection
from kg.errors import NotNow
from kg.harmless import in_one_line

SECONDS = 30.0  # for all of it


def post(url: str, body: bytes, headers: Mapping[str, str], private: str = "") -> None:
    """Post a body; NotNow where it was not taken, BadDocument where that address is not asked.

    Redirects are not followed: what was signed for one is for nobody else.
    """
    parts = urlsplit(plain(url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with Connection(parts, private, monotonic() + SECONDS) as connection:
        with told(connection):
            sent = {"User-Agent": AGENT, "Connection": "close", **headers}
            connection.request("POST", target, body, sent)
            response = connection.getresponse()
        with closing(response):
            if not 200 <= response.status < 300:
                again = pause(response.getheader("retry-after") or "")
                phrase = in_one_line(response.reason[:100])
                raise NotNow(f"the server answered {response.status} {phrase}".strip(), again)
