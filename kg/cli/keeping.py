"""Commands that keep a store: count, check, dump, load, back up, rebuild, remove."""

from dataclasses import asdict
from pathlib import Path
from shutil import copyfile, copytree
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.dumps import dump, load
from kg.cli.options import (
    FormatOption,
    Output,
    StoreOption,
    must_be_there,
    open_to_read,
    open_to_write,
    settings_of,
)
from kg.cli.output import show_table, tell, write_json
from kg.errors import BadRequest
from kg.model import Iri

if TYPE_CHECKING:
    from kg.store.store import Store


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    for command in (stats, validate, dump, load, backup, rebuild, remove):
        app.command()(command)


def stats(format: FormatOption = Output.TABLE, store: StoreOption = None) -> None:
    """Count what is in the store.

    Example: kg stats --format json
    """
    from api.status import stats as counted

    with open_to_read(settings_of(store)) as found:
        counts = counted(found).model_dump()
    if format is Output.JSON:
        write_json(counts)
        return
    show_table(("what", "number#"), _lines(counts))


def _lines(counts: dict[str, Any]) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for what, value in counts.items():
        if isinstance(value, dict):
            rows.append((what, sum(value.values())))
            rows += [(f"  {kind}", number) for kind, number in value.items()]
        else:
            rows.append((what, value))
    return rows


def validate(format: FormatOption = Output.TABLE, store: StoreOption = None) -> int:
    """Check the graph against its SHACL shapes; exit 1 if it fails.

    Claims are checked document by document, then the conclusions.

    Example: kg validate
    """
    from kg.store.validation import validate as violations

    with open_to_read(settings_of(store)) as found:
        broken = list(violations(found))
        documents = sum(1 for _ in found.documents())
    if format is Output.JSON:
        write_json({"conforms": not broken, "violations": [asdict(each) for each in broken]})
    elif broken:
        rows = ((each.graph or "conclusions", each.node, each.message) for each in broken)
        show_table(("graph", "node", "what is wrong"), rows)
    tell(f"{documents} documents and their conclusions checked: {len(broken)} violations")
    return 1 if broken else 0


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    store: StoreOption = None,
) -> None:
    """Copy the store into a new folder, also while others write.

    The copy is a store itself.

    Example: kg backup /backups/monday && kg stats --store /backups/monday
    """
    settings = settings_of(store)
    if settings.is_remote:
        raise BadRequest(f"{settings.place} is an endpoint; only a folder can be backed up")
    from kg.store.embedded import open_reader

    with open_reader(settings) as found:
        found.backup(folder)
    for name in ("decisions.tsv", "edited", "gone.tsv"):
        if (file := settings.folder / name).exists():
            copyfile(file, folder / name)
    if (known := settings.folder / "authorities").exists():
        copytree(known, folder / known.name)
    tell(f"{folder} is a copy of {settings.folder}")


def rebuild(
    store: StoreOption = None,
    discard_edits: Annotated[
        bool, typer.Option("--discard-edits", help="Also where somebody wrote conclusions by hand.")
    ] = False,
) -> None:
    """Compute all conclusions anew from the claims and the decisions.

    Where nothing is amiss, nothing changes. Conclusions that were written by hand (at /update or
    /store of a server, or loaded from a format without graphs) follow from no document: they go,
    but only with --discard-edits. Graphs that are no documents stay as they are.

    Example: kg rebuild
    """
    from kg.resolution.authorities.library import standing
    from kg.resolution.authorities.refresh import finished
    from kg.resolution.publish import anew
    from kg.resolution.resolving import resolving
    from kg.store.difference import missing

    settings = settings_of(store)
    must_be_there(settings)
    with open_to_write(settings) as found:
        if not discard_edits and _is_bare(found):
            raise BadRequest(
                f"{settings.place} holds conclusions without the claims behind them, as loaded from"
                " a format without graphs: a rebuild would empty it"
            )
        ontology = standing(settings)
        with resolving(found, ontology, settings.folder) as run:
            run.anew()
        with found.fresh() as fresh:
            anew(found, fresh, ontology)
            removed = sum(1 for _ in missing(found, fresh))
            added = sum(1 for _ in missing(fresh, found))
            if removed or added:
                if found.is_edited and not discard_edits:
                    raise _lossy(removed, added)
                found.put_in_place(fresh)
            found.is_as_concluded()
        finished(settings)
    tell(f"conclusions rebuilt: {removed} quads removed, {added} added")


def _is_bare(store: "Store") -> bool:
    """Whether there are conclusions, and no documents behind them."""
    return next(store.documents(), None) is None and next(store.match(), None) is not None


def _lossy(removed: int, added: int) -> BadRequest:
    return BadRequest(
        f"conclusions were written by hand: a rebuild would remove {removed} quads and add {added};"
        " move what you want to keep into a graph of your own, then run kg rebuild --discard-edits"
    )


def remove(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="IRIs or keys.")],
    store: StoreOption = None,
) -> int:
    """Remove documents and what follows from them alone.

    Example: kg remove https://w3id.org/collab-kg/id/document/some-news-0123456789
    """
    from kg.ingest import remove as removed
    from kg.resolution.authorities.library import standing
    from kg.resolution.resolving import resolving

    settings = settings_of(store)
    must_be_there(settings)
    # What is pasted from a table or a file of Windows' may have spaces or line ends around it.
    asked = {name: _document(name.strip(), settings.data) for name in documents}
    with open_to_write(settings) as found:
        known = set(found.documents())
        there = [iri for iri in asked.values() if iri in known]
        if there:
            ontology = standing(settings)
            with resolving(found, ontology, settings.folder) as run:
                removed(found, ontology, there)
                run.settle(there)
    for name, iri in asked.items():
        tell(f"{iri} is removed" if iri in known else f"kg: {name}: no such document")
    return 0 if len(there) == len(asked) else 1


def _document(name: str, data: str) -> Iri:
    return Iri(name if "://" in name else f"{data}document/{name}")
