"""The scripts of the pages as Vite built them; without them the pages work, without pictures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

BASE = "/static/web/"
MANIFEST = Path(__file__).parent / "static" / "web" / "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """The addresses of one part of the pages: its scripts, the entry first, and its styles."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


@cache
def part(name: str, manifest: Path = MANIFEST) -> Part:
    """One part of `api/web/src/parts`; an empty one where nothing was built (`make web`)."""
    try:
        built = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Part()
    entry = f"src/parts/{name}.ts"
    chunks = _with_imports(entry, built) if entry in built else {}
    return Part(
        tuple(BASE + chunk["file"] for chunk in chunks.values()),
        tuple(BASE + style for chunk in chunks.values() for style in chunk.get("css", ())),
    )


def _with_imports(entry: str, built: Mapping[str, Any]) -> dict[str, Any]:
    """The chunk and those that it cannot start without, each once."""
    found: dict[str, Any] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = built[name]
            waiting += built[name].get("imports", ())
    return found
