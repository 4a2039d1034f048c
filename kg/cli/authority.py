"""`kg authority`: what the world outside knows of bodies, diseases and persons."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import (
    FormatOption,
    Output,
    StoreOption,
    must_be_there,
    open_to_read,
    open_to_write,
    settings_of,
)
from kg.cli.output import progress, show_table, tell, write_json
from kg.errors import NotFound

HELP = """What the world outside knows: organisations, diseases, persons.

An authority that was added stands beside the store. What it knows of a body (names in its own
language, country, place, parent bodies, other identifiers) becomes part of the conclusions of those
bodies that documents mention, and of no others.

\b
  kg authority add ror v1.73-2025-10-28-ror-data.zip
  kg authority list
"""


class Source(StrEnum):
    """The authorities that can be added."""

    ROR = "ror"
    MONDO = "mondo"
    ORCID = "orcid"


SourceArgument = Annotated[Source, typer.Argument(help="Which authority it is.")]


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    family = typer.Typer(help=HELP, rich_markup_mode=None, no_args_is_help=True)
    for command in (add, listed, remove, search, link, doubtful):
        family.command("list" if command is listed else None)(command)
    app.add_typer(family, name="authority")


def add(
    source: SourceArgument,
    dump: Annotated[str, typer.Argument(metavar="FILE|URL", help="The release, .gz and .zip too.")],
    store: StoreOption = None,
) -> None:
    """Add an authority, or a newer release of one that stands.

    ror: the official dump, second schema, as released (.zip) or the JSON in it.
    mondo: mondo.json or mondo.obo.
    orcid: CSV with the columns id, name, affiliations (several between semicolons), or JSON lines
    with the same keys. The release takes the place of the one before in one step; conclusions of
    the documents that it concerns are drawn anew.

    Example: kg authority add ror v1.73-2025-10-28-ror-data.zip
    """
    from kg.resolution.authorities.adding import prepare
    from kg.resolution.authorities.files import FOLDER
    from kg.resolution.authorities.refresh import replace_authority

    settings = settings_of(store)
    with (
        open_to_write(settings) as graph,
        _here(dump, settings.private) as path,
        progress("Reading"),
    ):
        waiting, about = prepare(source.value, path, settings.folder / FOLDER)
        try:
            count = replace_authority(graph, settings, waiting, about)
        finally:
            waiting.unlink(missing_ok=True)
    version = " ".join(filter(None, (about.version, f"of {about.date}" if about.date else "")))
    named = f"{source} {version}".strip()
    tell(f"{named}: {about.count} records; {count} documents concluded anew")


@contextmanager
def _here(dump: str, private: str) -> Iterator[Path]:
    """The file itself, or what the address leads to, kept as long as it is read."""
    if not dump.startswith(("http://", "https://")):
        yield Path(dump).expanduser()
        return
    from extractors.documents.fetching.download import download

    with tempfile.TemporaryDirectory() as folder:
        yield download(dump, Path(folder), private)


def listed(format: FormatOption = Output.TABLE, store: StoreOption = None) -> None:
    """Show which authorities stand beside the store: source, version, date, count.

    Example: kg authority list
    """
    from kg.resolution.authorities.adding import listed as standing
    from kg.resolution.authorities.files import FOLDER
    from kg.resolution.authorities.refresh import is_finished

    settings = settings_of(store)
    found = standing(settings.folder / FOLDER)
    if format is Output.JSON:
        write_json([asdict(about) for about in found])
    else:
        rows = ((a.source, a.version, a.date, a.count, a.file) for a in found)
        show_table(("source", "version", "date", "records#", "file"), rows)
    if not is_finished(settings):
        tell("the last change was stopped half way: the next ingestion or change finishes it")


def remove(source: SourceArgument, store: StoreOption = None) -> None:
    """Take an authority away, with all that the conclusions have from it.

    Example: kg authority remove orcid
    """
    from kg.resolution.authorities.adding import FILES
    from kg.resolution.authorities.files import FOLDER
    from kg.resolution.authorities.refresh import remove_authority

    settings = settings_of(store)
    must_be_there(settings)
    if not (settings.folder / FOLDER / FILES[source.value]).exists():
        raise NotFound(f"{source} was not added to {settings.folder}")
    with open_to_write(settings) as graph:
        count = remove_authority(graph, settings, source.value)
    tell(f"{source} is removed; {count} documents concluded anew")


def search(
    name: Annotated[str, typer.Argument(help="A name, an acronym, the beginning of a name.")],
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 10,
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> None:
    """Look an organisation up among all that ROR knows, in any language.

    Example: kg authority search "Karolinska"
    """
    from kg.resolution.authorities.files import FOLDER
    from kg.resolution.authorities.library import Library

    settings = settings_of(store)
    bodies = Library(settings.folder / FOLDER, settings).bodies
    if bodies is None:
        raise NotFound("ROR was not added yet: kg authority add ror FILE")
    found = bodies.search(name, limit=limit)
    if not found:
        raise NotFound(f"no organisation is called like {name!r}")
    if format is Output.JSON:
        write_json([{**asdict(m.body), "score": m.score, "why": m.why} for m in found])
        return
    rows = ((m.body.label, m.body.city, m.body.country, m.body.id, m.score, m.why) for m in found)
    show_table(("name", "city", "country", "ror", "score#", "why"), rows)


def link(
    affiliation: Annotated[str, typer.Argument(help="As it stands under a title.")],
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> int:
    """Tell which organisation an affiliation names, and why; exit 1 where it is none.

    Example: kg authority link "Dept. of Haematology, Univ. Hosp. Heidelberg, Germany"
    """
    from kg.resolution.authorities.files import FOLDER
    from kg.resolution.authorities.library import Library

    settings = settings_of(store)
    linker = Library(settings.folder / FOLDER, settings).linker
    if linker is None:
        raise NotFound("ROR was not added yet: kg authority add ror FILE")
    found = linker.link(affiliation)
    if format is Output.JSON:
        body = asdict(found.body) if found.body else None
        write_json({**asdict(found), "body": body})
    else:
        label = found.body.label if found.body else "none"
        key = found.body.id if found.body else ""
        why = "; ".join(filter(None, (*found.reasons, found.doubt)))
        show_table(("name", "ror", "score#", "why"), [(label, key, round(found.score, 2), why)])
    return 0 if found.body else 1


def doubtful(format: FormatOption = Output.TABLE, store: StoreOption = None) -> None:
    """List bodies that a document puts in another country than the authority does.

    Example: kg authority doubtful
    """
    from kg.resolution.authorities.doubtful import doubts
    from kg.resolution.authorities.library import standing

    settings = settings_of(store)
    with open_to_read(settings) as graph:
        found = list(doubts(graph, standing(settings)))
    if format is Output.JSON:
        write_json([asdict(each) for each in found])
        return
    rows = ((d.label, d.known, d.told, d.quote, d.document) for d in found)
    show_table(("name", "authority", "document", "words", "source"), rows)
    tell(f"{len(found)} doubtful")
