"""One large file over HTTP, where the user named its address, written as it arrives."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from extractors.documents.fetching.asking import Answer, Asking, Limits, asked, expect
from kg.errors import BadDocument

LIMITS = Limits(500 * 1024 * 1024, 900.0)


def download(url: str, folder: Path, private: str = "") -> Path:
    """The file at an address, in this folder; BadDocument where it cannot be had."""
    try:
        with asked(url, Asking(private, LIMITS)) as answer:
            expect(answer, 200)
            return _written(answer, folder / harmless_name(urlsplit(answer.url).path))
    except BadDocument as error:
        raise BadDocument(f"{url}: {error}") from error


def harmless_name(path: str) -> str:
    """What to call a file that somebody else named: no folder, nothing hidden, not too long.

    >>> harmless_name("/a/v1.2-data.zip"), harmless_name("/a/.."), harmless_name("/%2e%2e%2f")
    ('v1.2-data.zip', 'dump', '2e_2e_2f')
    """
    name = re.sub(r"[^A-Za-z0-9.-]", "_", path.rstrip("/").rpartition("/")[2])
    return name.lstrip("._")[-100:] or "dump"


def _written(answer: Answer, path: Path) -> Path:
    with path.open("wb") as file:
        for chunk in answer.chunks:
            file.write(chunk)
    return path
