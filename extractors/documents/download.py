"""One large file over HTTP, where the user named its address, written as it arrives."""

from pathlib import Path
from time import monotonic

import httpx

from extractors.documents.draft import address
from extractors.documents.fetch import REDIRECTS
from kg.errors import BadDocument

LARGEST = 500 * 1024 * 1024  # bytes
PATIENCE = 900.0  # seconds for the whole file


def download(url: str, folder: Path) -> Path:
    """The file at an address, under its own name; BadDocument where it cannot be had."""
    if not address(url):
        raise BadDocument(f"{url}: no web address that can be asked for")
    client = httpx.Client(
        follow_redirects=True,
        max_redirects=REDIRECTS,
        timeout=httpx.Timeout(30.0),
        headers={"user-agent": "collab-kg"},
    )
    try:
        with client, client.stream("GET", url) as answer:
            if answer.status_code != 200:
                raise BadDocument(f"{url}: the server answered {answer.status_code}")
            name = answer.url.path.rstrip("/").rpartition("/")[2] or "dump"
            return _written(answer, folder / name)
    except httpx.TooManyRedirects as error:
        raise BadDocument(f"{url}: more than {REDIRECTS} redirects") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BadDocument(f"{url} cannot be fetched ({error or type(error).__name__})") from error


def _written(answer: httpx.Response, path: Path) -> Path:
    deadline, size = monotonic() + PATIENCE, 0
    with path.open("wb") as file:
        for chunk in answer.iter_bytes():
            size += len(chunk)
            if size > LARGEST:
                raise BadDocument(f"{answer.url}: more than {LARGEST // 1024**2} MB")
            if monotonic() > deadline:
                raise BadDocument(f"{answer.url}: not complete after {PATIENCE:.0f} seconds")
            file.write(chunk)
    return path
