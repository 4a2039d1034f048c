"""The files of a folder that are read."""

import os
from collections.abc import Iterator
from pathlib import Path

from extractors.documents.readers import READERS
from kg.model import Refusal

NAMED_IN_NOTE = 40  # files of other types in one folder


def files(folder: Path, notes: list[str]) -> Iterator[Path | Refusal]:
    """The files of a folder that are read, in order of their names; what is left aside is noted."""
    troubles: list[OSError] = []
    found = sorted(
        Path(place) / name
        for place, folders, names in os.walk(folder, onerror=troubles.append)
        if _keep_visible(folders)
        for name in names
        if not name.startswith(".")
    )
    yield from (Refusal(str(trouble.filename), why(trouble)) for trouble in troubles)
    known = [path for path in found if _is_record(path)]
    others = [str(path.relative_to(folder)) for path in found if not _is_record(path)]
    if others:
        more = f" and {len(others) - NAMED_IN_NOTE} more" if len(others) > NAMED_IN_NOTE else ""
        names = ", ".join(others[:NAMED_IN_NOTE])
        notes.append(f"{folder}: left aside, {len(others)} of no type that is read: {names}{more}")
    if not known and not troubles:
        yield Refusal(str(folder), "no file in this folder is of a type that is read")
    yield from known


def _is_record(path: Path) -> bool:
    """Tell records from what only describes a folder or is of another type."""
    return path.suffix.lower() in READERS and path.stem.lower() != "readme"


def _keep_visible(folders: list[str]) -> bool:
    """Tell `os.walk`, which looks at this very list, to stay out of hidden folders."""
    folders[:] = [name for name in folders if not name.startswith(".")]
    return True


def why(error: OSError | ValueError) -> str:
    """What the system says of a file, as a part of a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error)
