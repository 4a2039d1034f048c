"""An index on disk: an array a file, so that a reader maps what it needs and reads no more."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from kg.analytics.ranking.index import Index

FORMAT = 1
NAMES = "names.json"  # what is no array; written last, so that a folder without it is unfinished


def save(index: Index, folder: Path) -> None:
    """Write an index to a folder that takes its place when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    rest: dict[str, Any] = {"format": FORMAT}
    for name, value in _leaves(index, ""):
        if isinstance(value, np.ndarray):
            np.save(draft / f"{name}.npy", value)
        else:
            rest[name] = value
    (draft / NAMES).write_text(json.dumps(rest), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def load(folder: Path) -> Index | None:
    """The index of a folder, its arrays read when they are used; None where there is none."""
    try:
        rest = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if rest.get("format") != FORMAT:
        return None
    try:
        found = _made(Index, folder, rest, "")
    except (OSError, ValueError):  # a power cut left half of it
        return None
    return found if isinstance(found, Index) else None


def _leaves(noun: Any, above: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """The arrays and names of a noun and of the nouns in it, each under its path."""
    for field in fields(noun):
        value, path = getattr(noun, field.name), f"{above}{field.name}"
        if is_dataclass(value):
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value


def _made(noun: type, folder: Path, rest: dict[str, Any], above: str) -> object:
    values: dict[str, Any] = {}
    for field in fields(noun):
        path = f"{above}{field.name}"
        if isinstance(field.type, type) and is_dataclass(field.type):
            values[field.name] = _made(field.type, folder, rest, f"{path}.")
        elif path in rest:
            value = rest[path]
            values[field.name] = tuple(value) if isinstance(value, list) else value
        else:
            values[field.name] = np.load(folder / f"{path}.npy", mmap_mode="r")
    return noun(**values)
