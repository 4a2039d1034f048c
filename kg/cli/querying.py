"""`kg query`: any SPARQL query over the store."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import StoreOption, open_to_read, settings_of
from kg.cli.output import show_table, tell
from kg.errors import BadRequest, NotFound

if TYPE_CHECKING:
    from kg.store.answer import Answer


class Form(StrEnum):
    """What an answer can be written as; tables and graphs have formats of their own."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"
    JSONLD = "jsonld"


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(query)


def query(
    sparql: Annotated[
        str, typer.Argument(metavar="SPARQL|@FILE", help="The query, its file, or @NAME.")
    ],
    format: Annotated[
        Form | None,
        typer.Option(
            "--format",
            help="For SELECT table, csv, tsv, json, xml; for graphs turtle, jsonld, table.",
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Ask a SELECT, ASK, CONSTRUCT or DESCRIBE query.

    The prefixes ckg:, rdf:, rdfs:, skos:, xsd:, owl:, prov:, schema:, geo:, dcterms: are known.
    Without GRAPH a query sees the conclusions; GRAPH ?doc { ... } sees what each document says.

    @NAME asks a question of `kg questions` where no file has that name.

    Example: kg query 'SELECT ?name { ?x a ckg:Network ; skos:prefLabel ?name }'
    Example: kg query @new-since-a-date --format csv
    """
    text = _text(sparql)
    settings = settings_of(store)
    from kg.store.federation import federated

    with open_to_read(settings) as found:
        answer = found.query(federated(text, settings))
        if answer.truncated:
            tell(
                f"kg: {settings.store} has cut the answer (rows={answer.truncated}): there is more"
            )
        chosen = format or (Form.TURTLE if answer.is_graph else Form.TABLE)
        if chosen is Form.TABLE:
            _show(answer, found.vocabulary.prefixes)
            return
        sys.stdout.flush()
        answer.write(sys.stdout.buffer, chosen.value)
        if chosen is Form.JSON and sys.stdout.isatty():
            sys.stdout.write("\n")


def _text(sparql: str) -> str:
    if sparql == "@-":
        return sys.stdin.read()
    if not sparql.startswith("@"):
        return sparql
    try:
        return Path(sparql[1:]).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        return _of_catalogue(sparql[1:], error)
    except UnicodeDecodeError as error:
        raise BadRequest(f"{sparql[1:]}: not valid UTF-8 at byte {error.start}", "query") from error


def _of_catalogue(name: str, error: FileNotFoundError) -> str:
    from kg.questions import question_named

    try:
        return question_named(name).text
    except NotFound as unknown:
        message = f"{name}: no such file, and no question of kg questions"
        raise BadRequest(message, "query") from (error if "." in name else unknown)


def _show(answer: "Answer", prefixes: dict[str, str]) -> None:
    if answer.truth is not None:
        sys.stdout.write("yes\n" if answer.truth else "no\n")
        return
    headings = answer.variables or ("subject", "predicate", "object")
    rows = ([_short(row.get(name, ""), prefixes) for name in headings] for row in answer)
    show_table(headings, rows)


def _short(cell: object, prefixes: dict[str, str]) -> str:
    """A term of a well-known namespace by its prefixed name; anything else whole."""
    text = str(cell)
    for prefix, namespace in prefixes.items():
        local = text.removeprefix(namespace)
        if local != text and local.isidentifier():
            return f"{prefix}:{local}"
    return text
