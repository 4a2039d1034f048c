"""Headers that more than one place gives to an answer; without the framework, for workers too."""

from functools import lru_cache

from api.formats import content_type

type Headers = tuple[tuple[bytes, bytes], ...]

# With every answer: our own scripts alone, no frames, no guessed media types.
SHIELD: Headers = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; "
        b"img-src 'self' data: blob:; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
# With what has a tag: keep it, and ask whether it still is so.
KEPT: Headers = ((b"cache-control", b"no-cache"), (b"vary", b"Accept"))
# Before all others, beside the date.
SERVER: Headers = ((b"server", b"uvicorn"),)


@lru_cache(maxsize=64)
def whole(media: str) -> Headers:
    """How an answer of the endpoint begins that goes out in one piece, but for its length."""
    return (b"vary", b"Accept"), (b"content-type", content_type(media).encode())


def tagged(tag: bytes) -> Headers:
    """What goes with an answer besides `Vary` that has a tag."""
    return (b"etag", tag), KEPT[0]
