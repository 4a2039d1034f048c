"""`kg extract`: what a reader finds in texts, without a store."""

import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import NoStoreOption, settings_of
from kg.cli.output import progress, tell, tell_refusals
from kg.errors import BadRequest
from kg.model import Document, Extractor, Iri, Reading, Refusal
from kg.settings import Settings


class Form(StrEnum):
    """The forms of a reading."""

    GOLD = "gold"
    TURTLE = "turtle"
    TABLE = "table"


SUFFIX = {Form.GOLD: "json", Form.TURTLE: "ttl", Form.TABLE: "txt"}


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(extract)


def extract(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, folders or URLs.")],
    format: Annotated[
        Form, typer.Option("--format", help="JSON of annotations, RDF, or sentence by sentence.")
    ] = Form.GOLD,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write NAME.json or NAME.ttl per input into this folder."),
    ] = None,
    store: NoStoreOption = None,
) -> int:
    """Print what is read out of texts, without a store.

    Example: kg extract news.txt --format table
    """
    if out and format is Form.TABLE:
        raise BadRequest("--out is for --format gold or turtle", "format")
    settings = settings_of(store)
    readings = _readings(files, settings)
    if out:
        return _write(readings, format, out, settings)
    from kg.cli.reading import show_reading

    refused = 0
    pretty = len(files) == 1 and not Path(files[0]).is_dir()
    for _, found in readings:
        if isinstance(found, Refusal):
            refused += 1
            tell_refusals([found])
        elif format is Form.TABLE:
            show_reading(found)
        elif format is Form.TURTLE:
            sys.stdout.write(_turtle(found, settings))
        else:
            sys.stdout.write(_gold(found, indent=2 if pretty else None))
    return 1 if refused else 0


@cache
def load_reader(settings: Settings) -> Extractor:
    """The reader with its pipeline, which takes seconds."""
    from extractors.reader import Reader

    return Reader(settings)


def lazy_reader(settings: Settings) -> Extractor:
    """The reader, loaded when the first text is read."""
    loaded: list[Extractor] = []

    def read(doc: Document) -> Reading:
        if not loaded:
            loaded.append(load_reader(settings))
        return loaded[0](doc)

    return read


def _readings(files: Iterable[str], settings: Settings) -> Iterator[tuple[str, Reading | Refusal]]:
    """What is read out of each document, under the name of its file."""
    from extractors.documents import documents
    from kg.scheduling.reading import read as read_one

    read = lazy_reader(settings)
    done: set[Iri] = set()
    told = cache(tell)  # of tables that belong together each says the same
    with progress("Reading") as bar:
        for file in _one_by_one(files):
            if isinstance(file, Refusal):
                yield file.source, file
                continue
            notes: list[str] = []
            found = documents([file], settings, stdin=sys.stdin.buffer, notes=notes)
            for name, doc in _named(Path(file).stem if file != "-" else "stdin", found):
                if isinstance(doc, Refusal):
                    yield name, doc
                    continue
                if doc.iri in done:
                    continue  # of tables that belong together each names them all
                done.add(doc.iri)
                bar.step(name)
                reading = read_one(read, doc)
                if isinstance(reading, Reading) and not reading.claims:
                    tell(f"{file}: nothing was found in it")
                yield name, reading
            for note in dict.fromkeys(notes):
                told(note)


def _one_by_one(files: Iterable[str]) -> Iterator[str | Refusal]:
    """The files that are named, and those of folders that an ingestion would read."""
    from extractors.documents import files as files_in

    for file in files:
        if not Path(file).is_dir():
            yield file
            continue
        notes: list[str] = []
        for found in files_in(Path(file), notes):
            yield found if isinstance(found, Refusal) else str(found)
        for note in notes:
            tell(note)


def _named(
    stem: str, found: Iterable[Document | Refusal]
) -> Iterator[tuple[str, Document | Refusal]]:
    """Each with the name of its input, numbered where the input holds several documents."""
    waiting: Document | Refusal | None = None
    number = 0
    for doc in found:
        if waiting is not None:
            number += 1
            yield f"{stem}-{number}", waiting
        waiting = doc
    if waiting is not None:
        yield f"{stem}-{number + 1}" if number else stem, waiting


def _write(
    readings: Iterable[tuple[str, Reading | Refusal]], form: Form, out: Path, settings: Settings
) -> int:
    out.mkdir(parents=True, exist_ok=True)
    written: set[str] = set()
    refusals: list[Refusal] = []
    for name, found in readings:
        if isinstance(found, Refusal):
            refusals.append(found)
        elif name in written:
            refusals.append(Refusal(name, f"another input is called {name}: its file is kept"))
        else:
            written.add(name)
            text = _gold(found, indent=2) if form is Form.GOLD else _turtle(found, settings)
            (out / f"{name}.{SUFFIX[form]}").write_text(text, encoding="utf-8")
    tell_refusals(refusals)
    tell(f"{len(written)} files written to {out}")
    return 1 if refusals else 0


def _gold(reading: Reading, indent: int | None) -> str:
    from extractors.evaluation.gold import as_gold

    return json.dumps(as_gold(reading), ensure_ascii=False, indent=indent) + "\n"


def _turtle(reading: Reading, settings: Settings) -> str:
    from kg.store.answer import Answer
    from kg.store.rdf import Vocabulary, reading_quads

    vocabulary = Vocabulary(settings)
    triples = (quad.triple for quad in reading_quads(reading, vocabulary))
    return Answer(triples, vocabulary.prefixes).to_bytes("turtle").decode()
