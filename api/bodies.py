"""Bodies of requests that write: text, or a file too long for memory; both with a bound."""

from pathlib import Path

from fastapi import Request

from api.problems import TooLarge, WrongMedia
from kg.errors import BadRequest

UTF_8 = ("", "utf-8", "utf8", "us-ascii")  # the charsets that are one for us


def media_type(request: Request) -> str:
    """The media type of a body, without parameters; WrongMedia for what is not in UTF-8."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    charset = rest.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in UTF_8:
        raise WrongMedia(f"send it in UTF-8, not in {charset}")
    return media.strip().lower()


async def text_of(request: Request, largest: int, field: str) -> str:
    """A body as text; TooLarge where it has more bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge(f"this may have {largest:,} bytes at most")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"the body is not valid UTF-8 at byte {error.start}", field) from error


async def keep(request: Request, path: Path, largest: int) -> None:
    """Write a body into a file as it comes in; TooLarge where it has more bytes."""
    size = 0
    with path.open("wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > largest:
                raise TooLarge(f"a graph may have {largest:,} bytes at most; use kg load")
            file.write(chunk)
