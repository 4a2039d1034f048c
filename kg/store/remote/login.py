"""Who asks a store: a bearer token, or a name and a password in the way that the store asks for."""

from collections.abc import Generator

import httpx

from kg.store.remote.address import Address

REFUSED = (401, 403)  # some servers do not ask for a login, but forbid


class Login(httpx.Auth):
    """Sends nothing until it is asked for; then by digest or basic, and so from then on."""

    def __init__(self, address: Address) -> None:
        """Keep what opens the store."""
        self._address = address
        self._chosen: httpx.DigestAuth | httpx.BasicAuth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add to a request what is known; where it is refused, ask again as the store wants."""
        if self._address.token:
            request.headers["Authorization"] = f"Bearer {self._address.token}"
            yield request
            return
        if self._chosen is None:
            response = yield request
            if response.status_code not in REFUSED or self._address.login is None:
                return
            self._chosen = self._choose(response.headers.get("www-authenticate", ""))
        yield from self._chosen.auth_flow(request)

    def _choose(self, challenge: str) -> httpx.DigestAuth | httpx.BasicAuth:
        name, password = self._address.login or ("", "")
        if "digest" not in challenge.lower():
            return httpx.BasicAuth(name, password)
        return httpx.DigestAuth(name, password)

    @property
    def is_digest(self) -> bool:
        """Whether the store has asked for a digest."""
        return isinstance(self._chosen, httpx.DigestAuth)
