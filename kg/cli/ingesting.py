"""`kg ingest`: texts and records into the store."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from enum import StrEnum
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import FormatOption, Output, StoreOption, open_to_write, settings_of
from kg.cli.output import Steps, progress, tell, tell_refusals, write_json
from kg.model import Document, Kind, Refusal, Report

if TYPE_CHECKING:
    from kg.ingest import Method
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
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> int:
    """Read documents into the store; exit 1 where some were refused.

    The same document again changes nothing; a changed one replaces what it said before.

    Example: kg ingest ~/news --kind news
    Example: kg ingest /mnt/news --scheduler tcp://10.0.0.1:8786
    """
    from extractors.documents import documents
    from kg.ingest import ingest as ingested
    from kg.resolution.authorities.library import ontology_of
    from kg.resolution.authorities.refresh import finish
    from kg.resolution.resolving import resolving

    settings, report, notes = settings_of(store), Report(), list[str]()
    chosen = None if kind is KindChoice.AUTO else Kind(kind.value)
    found = documents(sources, settings, chosen, stdin=sys.stdin.buffer, notes=notes)

    def keep(now: Report) -> None:
        nonlocal report
        report = now

    ontology = ontology_of(settings)
    method = _method(settings, ontology, jobs, scheduler)
    with open_to_write(settings) as graph:
        finish(graph, settings)
        with resolving(graph, ontology, settings.folder) as run, progress("Reading") as bar:
            try:
                report = ingested(_counted(found, bar), method, graph, ontology, progress=keep)
                run.settle(report.written)
            except KeyboardInterrupt:
                kept = f"{report.taken} documents are kept"
                tell(f"stopped: {kept}; the same command goes on from here")
                raise
    report.notes += notes
    _tell(report, format)
    return 1 if report.refused else 0


def _method(settings: "Settings", ontology: "Ontology", jobs: int, scheduler: str) -> "Method":
    from extractors.version import reader_version
    from kg.ingest import Method

    version, load = reader_version(settings, ontology), partial(_load_reader, settings)
    return Method(version, load, jobs, scheduler)


@cache
def _load_reader(settings: "Settings") -> "Extractor":
    """The reader that knows what was added to the store."""
    from extractors.reader import Reader
    from kg.resolution.authorities.library import ontology_of

    return Reader(settings, ontology_of(settings))


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
        write_json({key: value for key, value in asdict(report).items() if key != "written"})
    tell(
        f"{report.taken} documents read, {report.claims} claims in them; "
        f"{report.unchanged} unchanged; {len(report.refused)} refused"
    )
