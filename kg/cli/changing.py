"""`kg changes`: what was added and withdrawn."""

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import StoreOption, settings_of
from kg.cli.output import show_table, tell, write_json

if TYPE_CHECKING:
    from kg.store.changes.history import History
    from kg.store.changes.told import Entry


class Listing(StrEnum):
    """For people or for programs."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(changes)


def changes(
    since: Annotated[
        str, typer.Option(metavar="DATE|GENERATION", help="Else those of the last generation.")
    ] = "",
    top: Annotated[int, typer.Option(metavar="N", min=1, help="How many at most.")] = 1000,
    format: Annotated[
        Listing, typer.Option("--format", help="A table, JSON, or one line of JSON for each.")
    ] = Listing.TABLE,
    store: StoreOption = None,
) -> None:
    """Tell what was added and what withdrawn, with the sentences.

    A generation is a published state of the graph; GET /health and --format json name it.

    Example: kg changes --since 2026-11-20
    """
    from kg.store.changes.history import history

    settings = settings_of(store)
    with history(settings) as found:
        number = found.number_of(since) if since else _last(found)
        entries = found.entries(number, top + 1)
        unlisted = found.unlisted(number)
        oldest = found.oldest()
    shown = entries[:top]
    _write(shown, format)
    if len(entries) > top:
        tell(f"there are more than {top:,}: name a higher --top, or a later --since")
    if unlisted:
        tell(f"{unlisted:,} more came or went at once and are counted alone")
    if since and oldest and oldest.number > max(number, 1):
        tell(f"what came or went before generation {oldest.name} is not kept (KG_CHANGES)")


def _last(found: "History") -> int:
    """The generation before the last in which anything changed."""
    newest = found.generations(0, 1)
    return newest[0].number - 1 if newest else 0


def _write(entries: "list[Entry]", form: Listing) -> None:
    if form is Listing.JSON:
        write_json([entry.as_dict() for entry in entries])
    elif form is Listing.JSONL:
        for entry in entries:
            sys.stdout.write(json.dumps(entry.as_dict(), ensure_ascii=False) + "\n")
    elif entries:
        show_table(("when", "change", "statement", "sure#", "sentence"), map(_cells, entries))
    else:
        tell("nothing came or went")


def _cells(entry: "Entry") -> tuple[object, ...]:
    from kg.store.changes.told import moment

    told = entry.told
    quote = next((piece.quote for piece in told.evidence if piece.quote), "")
    when = moment(entry.at)[:16].replace("T", " ")
    return (when, entry.verb, told.words, f"{told.belief:.2f}", quote)
