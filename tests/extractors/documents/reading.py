"""How tests read documents and what they read."""

import json
from pathlib import Path

from extractors.documents import documents
from kg.model import Document, Refusal
from kg.settings import Settings

TEXT = "Charité and Keio University have worked together on lupus since 2023."


def read(*sources: Path | str, **options: object) -> list[Document | Refusal]:
    settings = Settings(private="127.0.0.1")
    return list(documents([str(source) for source in sources], settings, **options))  # type: ignore[arg-type]


def one(*sources: Path | str, **options: object) -> Document:
    [doc] = read(*sources, **options)
    assert isinstance(doc, Document), doc
    return doc


def why(*sources: Path | str, **options: object) -> list[str]:
    return [found.why for found in read(*sources, **options) if isinstance(found, Refusal)]


def lines(folder: Path, *records: object) -> Path:
    path = folder / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path
