"""How tests read records and what they say."""

import json
from pathlib import Path

from extractors.documents import documents
from extractors.reader import Reader
from kg.model import Count, Document, Iri, Reading, Refusal
from kg.settings import Settings
from kg.store.shapes import check

type Claim = tuple[str, str, str]


def read(path: Path, reader: Reader) -> tuple[list[Reading], list[Refusal], list[str]]:
    notes: list[str] = []
    found = list(documents([str(path)], Settings(), notes=notes))
    readings = [reader(doc) for doc in found if isinstance(doc, Document)]
    for reading in readings:
        check(reading)
    return readings, [one for one in found if isinstance(one, Refusal)], notes


def claims(reading: Reading) -> dict[Claim, str | None]:
    names = {entity.iri: entity.label for entity in reading.entities}

    def named(value: object) -> str:
        if isinstance(value, Count):
            return f"{value.number} {value.noun}"
        return names[value] if isinstance(value, Iri) else str(value)

    return {
        (names[claim.subject], claim.predicate.value, named(claim.value)): claim.role
        for claim in reading.claims
    }


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8", newline="")
    return path
