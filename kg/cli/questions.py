"""`kg questions`: the catalogue of example questions."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from kg.cli.options import FormatOption, NoStoreOption, Output
from kg.cli.output import show_table, tell, write_json
from kg.questions import question_named
from kg.questions import questions as catalogue


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(questions)


def questions(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Print this one.")] = "",
    format: FormatOption = Output.TABLE,
    _store: NoStoreOption = None,
) -> None:
    """List example questions, or print one to change it.

    `kg query @NAME` asks one as it is; what to change in it for a question of one's own is told by
    its lines that begin with #.

    Example: kg questions who-leads > mine.rq && kg query @mine.rq
    """
    if name:
        one = question_named(name)
        if format is Output.JSON:
            write_json(asdict(one))
        else:
            sys.stdout.write(one.text)
        return
    if format is Output.JSON:
        write_json([asdict(one) for one in catalogue()])
        return
    show_table(("name", "for", "question"), ((q.name, q.group, q.title) for q in catalogue()))
    tell("kg query @NAME asks one; kg questions NAME prints it")
