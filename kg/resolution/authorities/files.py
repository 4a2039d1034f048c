"""Where the authorities of a store lie, and which they are."""

import os
from contextlib import suppress
from functools import lru_cache

from kg.settings import Settings

FOLDER = "authorities"  # beside the store
ROR, ORCID, MONDO = "ror.sqlite", "orcid.sqlite", "mondo.tsv"

type Edition = tuple[tuple[str, int, int], ...]


def edition(settings: Settings) -> Edition:
    """Another whenever an authority is added to a store or taken away."""
    found = []
    for name, path in _files(settings):
        with suppress(OSError):
            stat = os.stat(path)  # noqa: PTH116  # each question looks: a path would cost more
            found.append((name, stat.st_ino, stat.st_mtime_ns))
    return tuple(found)


@lru_cache(maxsize=16)
def _files(settings: Settings) -> list[tuple[str, str]]:
    return [(name, str(settings.folder / FOLDER / name)) for name in (ROR, ORCID, MONDO)]
