"""`kg ingest`: texts and records into the store."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import FormatOption, Output, StoreOption, open_to_write, settings_of
from kg.cli.output import Steps, progress, tell, tell_refusals, write_json
from kg.errors import BadRequest
from kg.model import Document, Kind, Refusal, Report

if TYPE_CHECKING:
    from kg.ingest import Method, Progress
    from kg.model import Extractor
    from kg.ontology import Ontology
    from kg.settings import Settings


class KindChoice(StrEnum):
    """The kinds of documents, or a guess from the words of each."""

    AUTO = "auto"
    NEWS = "news"
    CONFERENCE = "conference"
    CONSORTIUM = "consortium"


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(ingest)


def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Text, HTML, PDF, JSON lines, feeds, structured records (docs/sources.md), mail, "
            "web archives; a folder of them; a URL; - is JSON lines in.",
        ),
    ],
    kind: Annotated[KindChoice, typer.Option(help="What the documents are.")] = KindChoice.AUTO,
    jobs: Annotated[
        int, typer.Option(metavar="N", min=1, help="Processes that read, 600 MB each.")
    ] = 1,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Read on the workers of a Dask scheduler.")
    ] = "",
    to_nquads: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write packed N-Quads of the claims, to be loaded later."),
    ] = None,
    part: Annotated[
        str, typer.Option(metavar="K/N", help="With --to-nquads: read the Kth of N parts alone.")
    ] = "",
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> int:
    """Read documents into the store; exit 1 where some were refused.

    The same document again changes nothing; a changed one replaces what it said before.

    Example: kg ingest ~/news --kind news
    Example: kg ingest /mnt/news --scheduler tcp://10.0.0.1:8786
    Example: kg ingest /mnt/news --to-nquads /mnt/claims --part 3/64
    """
    from extractors.documents import documents
    from kg.resolution.authorities.library import standing

    settings, notes = settings_of(store), list[str]()
    chosen = None if kind is KindChoice.AUTO else Kind(kind.value)
    found = documents(sources, settings, chosen, stdin=sys.stdin.buffer, notes=notes)
    if part and to_nquads is None:
        raise BadRequest("--part is for --to-nquads: a store has one writer", "part")
    ontology = standing(settings)
    method = _method(settings, ontology, jobs, scheduler)
    with progress("Reading") as bar:
        if to_nquads:
            report = _into_shards(_counted(found, bar), method, (to_nquads, part), settings)
        else:
            report = _into_store(_counted(found, bar), method, ontology, settings)
    report.notes += notes
    _tell(report, format)
    return 1 if report.refused else 0


type _Found = Iterator[Document | Refusal]


def _into_store(
    found: _Found, method: "Method", ontology: "Ontology", settings: "Settings"
) -> Report:
    from kg.ingest import ingest as ingested
    from kg.resolution.authorities.refresh import finish
    from kg.resolution.resolving import resolving

    with open_to_write(settings) as graph, _kept() as keep:
        finish(graph, settings)
        with resolving(graph, ontology, settings.folder) as run:

            def follow(now: Report) -> None:
                keep(now)
                run.see(now.latest)

            report = ingested(found, method, graph, ontology, progress=follow)
            run.settle()
    return report


def _into_shards(
    found: _Found, method: "Method", target: tuple[Path, str], settings: "Settings"
) -> Report:
    from kg.shipping import ship
    from kg.store.parts import Part
    from kg.store.rdf import Vocabulary

    folder, part = target
    with _kept() as keep:
        return ship(found, method, (folder, Part.parse(part)), Vocabulary(settings), keep)


@contextmanager
def _kept() -> Iterator["Progress"]:
    """What tells a run how far it has come, so that it can be told when Ctrl-C stops it."""
    last = Report()

    def keep(now: Report) -> None:
        nonlocal last
        last = now

    try:
        yield keep
    except KeyboardInterrupt:
        tell(f"stopped: {last.taken} documents are kept; the same command goes on from here")
        raise


def _method(settings: "Settings", ontology: "Ontology", jobs: int, scheduler: str) -> "Method":
    from extractors.version import reader_version
    from kg.ingest import Method

    version, load = reader_version(settings, ontology), partial(_load_reader, settings)
    return Method(version, load, jobs, scheduler)


@cache
def _load_reader(settings: "Settings") -> "Extractor":
    """The reader that knows what was added to the store."""
    from extractors.reader import Reader
    from kg.resolution.authorities.library import standing

    return Reader(settings, standing(settings))


def _counted(found: Iterable[Document | Refusal], bar: Steps) -> Iterator[Document | Refusal]:
    for doc in found:
        bar.step(doc.source if isinstance(doc, Refusal) else doc.title or doc.iri)
        yield doc


def _tell(report: Report, format: Output) -> None:
    for note in report.notes:
        tell(f"note: {note}")
    for name in report.empty:
        tell(f"note: {name}: nothing was found in it")
    tell_refusals(report.refused)
    if format is Output.JSON:
        write_json(
            {
                key: value
                for key, value in asdict(report).items()
                if key not in ("written", "latest")
            }
        )
    tell(
        f"{report.taken} documents read, {report.claims} claims in them; "
        f"{report.unchanged} unchanged; {len(report.refused)} refused"
    )
