"""Messages are signed with a secret and the time, those that come in and those that go out."""

import hmac
from hashlib import sha256

HEADER = "X-Collab-KG-Signature"


def signed(body: str, secret: str, seconds: int) -> str:
    """The header that goes with a body at a time, as in `t=1764000000,v1=5f2b...`."""
    return f"t={seconds},v1={digest(body, secret, seconds)}"


def digest(body: str, secret: str, seconds: int) -> str:
    """HMAC-SHA256 over `SECONDS.BODY`."""
    return hmac.new(secret.encode(), f"{seconds}.{body}".encode(), sha256).hexdigest()
