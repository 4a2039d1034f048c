"""Documents in, N-Quads of their claims out, for a bulk loader: there is no store meanwhile."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import BadDocument
from kg.ingest import Method, Progress, extractions
from kg.model import Document, Iri, Reading, Refusal, Report
from kg.scheduling.interrupts import unbroken
from kg.scheduling.reading import source
from kg.store.parts import Part
from kg.store.rdf import Vocabulary, digest
from kg.store.shards import Shards


def ship(
    documents: Iterable[Document | Refusal],
    method: Method,
    target: tuple[Path, Part],
    vocabulary: Vocabulary,
    progress: Progress,
) -> Report:
    """Bring a folder of shards up to date with a part of these documents.

    A run that is stopped keeps what it has read; the same run again goes on, and finishes.
    """
    folder, part = target
    report, seen = Report(), dict[Iri, str]()
    with Shards(part.folder(folder), vocabulary) as shards:

        def wanted() -> Iterator[Document]:
            for doc in _own(documents, part, report, progress):
                mark = digest(doc, method.version)
                # What this run is still reading is not in the shards yet.
                if shards.holds(doc.iri, mark) if doc.iri not in seen else seen[doc.iri] == mark:
                    report.unchanged += 1
                    progress(report)
                    continue
                seen[doc.iri] = mark
                yield doc

        with extractions(method) as read:
            for outcome in read(wanted()):
                with unbroken():
                    _take(outcome, shards, report, lambda doc: digest(doc, method.version))
                progress(report)
        with unbroken():
            shards.finish()
    return report


def _own(
    documents: Iterable[Document | Refusal], part: Part, report: Report, progress: Progress
) -> Iterator[Document]:
    """The documents of a part; what was refused before it had a name is told by the first part."""
    for doc in documents:
        if isinstance(doc, Document):
            if part.has(doc.iri):
                yield doc
        elif part.number == 1:
            report.refused.append(doc)
            progress(report)


def _take(
    outcome: Reading | Refusal, shards: Shards, report: Report, mark: Callable[[Document], str]
) -> None:
    if isinstance(outcome, Refusal):
        report.refused.append(outcome)
        return
    try:
        shards.add(outcome, mark(outcome.document))
    except BadDocument as error:
        report.refused.append(Refusal(source(outcome.document), str(error)))
        return
    report.taken += 1
    report.claims += len(outcome.claims)
    if not outcome.entities:
        report.empty.append(source(outcome.document))
