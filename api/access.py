"""Who may write over HTTP: whoever sends the token of the settings, and nobody where there is none.

A token counts in the Authorization header alone: addresses end up in logs and histories.
"""

from collections.abc import Callable
from secrets import compare_digest
from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kg.errors import KgError
from kg.settings import Settings

BEARER = HTTPBearer(auto_error=False, description="The server's KG_TOKEN")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


class Closed(KgError):
    """This server takes no writes at all; its operator can open it."""


class Elsewhere(KgError):
    """Send it to the server that keeps the graph: this one only reads it."""


class Unauthorized(KgError):
    """Send the right token; `challenge` says how (RFC 6750)."""

    def __init__(self, message: str, challenge: str) -> None:
        """Keep the challenge for the header WWW-Authenticate."""
        super().__init__(message)
        self.challenge = challenge


def writers_only(settings: Settings) -> Callable[[HTTPAuthorizationCredentials | None], None]:
    """A dependency that lets only requests with the token pass."""

    def check(credentials: Credentials) -> None:
        if not settings.token:
            raise Closed(
                "this server takes no writes: set KG_TOKEN and restart it, then send "
                "'Authorization: Bearer <the token>'"
            )
        realm = 'Bearer realm="collab-kg"'
        if credentials is None:
            raise Unauthorized("send 'Authorization: Bearer <the server's KG_TOKEN>'", realm)
        # In constant time, so that how long a refusal takes tells nothing of the token.
        if not compare_digest(credentials.credentials.encode("latin-1"), settings.token.encode()):
            raise Unauthorized("this is not the server's token", f'{realm}, error="invalid_token"')

    return check
