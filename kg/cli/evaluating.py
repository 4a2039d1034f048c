"""`kg evaluate`: how well texts are read, and what the errors come from."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.extracting import lazy_reader
from kg.cli.options import FormatOption, NoStoreOption, Output, settings_of
from kg.cli.output import progress, show, show_table, tell, write_json
from kg.model import Document, Reading

if TYPE_CHECKING:
    from extractors.evaluation.causes import Error
    from extractors.evaluation.tally import Cause

COMMONEST = 20  # causes in the table; all are told below it


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(evaluate)


def evaluate(
    gold: Annotated[
        list[Path], typer.Option(metavar="DIR", help="NAME.txt and NAME.json pairs; repeat.")
    ],
    format: FormatOption = Output.TABLE,
    errors: Annotated[
        bool, typer.Option("--errors", help="Tell what was missed or is false, by cause.")
    ] = False,
    store: NoStoreOption = None,
) -> None:
    """Score the reading of texts against annotated ones.

    Example: kg evaluate --gold annotated/ --errors
    """
    from extractors.evaluation.evaluate import evaluate as evaluated
    from extractors.evaluation.tally import as_json

    settings = settings_of(store)
    with progress("Scoring") as bar:
        read = lazy_reader(settings)

        def counted(doc: Document) -> Reading:
            bar.step(doc.title or doc.iri)
            return read(doc)

        found = evaluated(gold, counted, settings)
    report = found.report()
    if format is Output.JSON:
        write_json({**report, **({"errors": as_json(found.errors)} if errors else {})})
        return
    _show_figures(report)
    if errors:
        _show_errors(found.errors)


def _show_figures(report: dict[str, Any]) -> None:
    from extractors.evaluation.evaluate import ASIDES, PARTS

    unread = f", not readable: {', '.join(report['missing'])}" if report["missing"] else ""
    tell(f"{report['documents']} documents{unread}")
    rows: list[tuple[object, ...]] = []
    for part in PARTS:
        for kind, row in report[part].items():
            title = part if kind == "all" else f"  {kind}"
            counts = (row["right"], row["false"], row["missed"])
            rows.append((title, *counts, *(_share(row[k]) for k in ("precision", "recall", "f1"))))
    show_table(("", "right#", "false#", "missed#", "P#", "R#", "F1#"), rows)
    sys.stdout.write("\n")
    asides = ((name, report[name]) for name in ASIDES)
    show_table(
        ("of what was found", "right#", "of#", "accuracy#"),
        ((name, row["right"], row["of"], _share(row["accuracy"])) for name, row in asides),
    )


def _share(number: float | None) -> str:
    return "-" if number is None else f"{number:.3f}"


def _show_errors(errors: Sequence["Error"]) -> None:
    """The commonest causes in one table, then every kind with its causes and examples."""
    from rich.text import Text

    from extractors.evaluation.tally import by_kind, commonest, number

    causes = commonest(errors)
    show(Text(f"\nCommonest causes of {len(errors)} errors", style="bold"))
    rows = ((len(c.errors), c.part, c.outcome, c.cause) for c in causes[:COMMONEST])
    show_table(("errors#", "part", "outcome", "cause"), rows)
    if len(causes) > COMMONEST:
        show(Text(f"and {len(causes) - COMMONEST} rarer ones"))
    for part, kinds in by_kind(errors).items():
        for kind, found in kinds.items():
            title = part if part == kind else f"{part}: {kind}"
            show(Text(f"\n{title}, {number(found)} errors", style="bold"))
            for cause in found:
                _show_cause(cause)


def _show_cause(cause: "Cause") -> None:
    from rich.text import Text

    show(Text(f"{len(cause.errors)} {cause.outcome}: {cause.cause}"), indent=2)
    for error in cause.examples:
        show(Text(f"{error.document}: {error.finding.text}"), indent=6)
        if error.sentence:
            show(Text(f"\u201c{error.sentence}\u201d", style="italic"), indent=8)
