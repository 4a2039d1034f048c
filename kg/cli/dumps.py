"""`kg dump` and `kg load`: a whole store as one file."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.options import StoreOption, open_to_read, open_to_write, settings_of
from kg.cli.output import tell
from kg.errors import BadRequest

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat

    from kg.settings import Settings

SUFFIXES = (".nq", ".trig", ".jsonld", ".ttl", ".nt", ".rdf")
SUFFIX_HELP = f"Its name ends in {', '.join(SUFFIXES)}, and in .gz where it is packed."


def dump(
    file: Annotated[str, typer.Argument(metavar="FILE", help=f"{SUFFIX_HELP} - is N-Quads out.")],
    store: StoreOption = None,
    with_gone: Annotated[
        bool, typer.Option("--with-gone", help="Also what is known of what is gone.")
    ] = False,
) -> None:
    """Write all claims and conclusions to one file.

    With --with-gone, whoever loads it answers old links as this store does: 410, with the reason.

    Turtle, N-Triples and RDF/XML have no graphs: they get the conclusions alone.

    Example: kg dump graph.trig.gz
    """
    from kg.store.gone import told

    settings = settings_of(store)
    form = _format(file)
    with open_to_read(settings) as found, _output(file) as output:
        gone = told(settings.folder, found.vocabulary) if with_gone else ()
        found.dump(output, form, gone)
    if not form.supports_datasets:
        tell(f"{form.name} has no graphs: the conclusions alone are in {file}")


def load(
    file: Annotated[str, typer.Argument(metavar="FILE", help=f"{SUFFIX_HELP} - reads N-Quads.")],
    store: StoreOption = None,
) -> None:
    """Fill a new store from a dump, or from a folder of claims.

    Claims, as `kg ingest --to-nquads` writes them, need a `kg rebuild` after them, which draws
    the conclusions.

    Example: kg load graph.trig.gz --store /data/new
    Example: kg load /mnt/claims && kg rebuild
    """
    from kg.resolution.authorities.library import standing
    from kg.resolution.resolving import resolving
    from kg.store.gone import take

    settings = settings_of(store)
    if Path(file).is_dir():
        _load_shards(Path(file), settings)
        return
    form = _format(file)
    with _input(file) as source, open_to_write(settings) as found:
        found.load(source, form)
        take(found, settings.folder)
        with resolving(found, standing(settings), settings.folder) as run:
            run.loaded()
    tell(f"{file} is loaded into {settings.place if settings.is_remote else settings.folder}")
    if not form.supports_datasets:
        tell(f"{form.name} has no graphs: these are conclusions without claims, only to be read")


def _load_shards(folder: Path, settings: "Settings") -> None:
    from pyoxigraph import RdfFormat

    from kg.store.parts import stream

    try:
        with stream(folder) as source, open_to_write(settings) as found:
            found.load(source, RdfFormat.N_QUADS)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadRequest(f"{folder}: a shard is damaged: {error}", "file") from error
    tell(f"{folder} is loaded into {settings.folder}; kg rebuild draws the conclusions")


def _format(file: str) -> "RdfFormat":
    from pyoxigraph import RdfFormat

    if file == "-":
        return RdfFormat.N_QUADS
    name = Path(file).name.lower().removesuffix(".gz")
    suffix = Path(name).suffix
    found = RdfFormat.from_extension(suffix[1:]) if suffix in SUFFIXES else None
    if found is None:
        raise BadRequest(f"{file}: {SUFFIX_HELP}", "file")
    return found


@contextmanager
def _output(file: str) -> Iterator[IO[bytes]]:
    """The file to write, which takes its name when it is whole."""
    if file == "-":
        yield sys.stdout.buffer
        return
    draft = Path(f"{file}.part")
    try:
        with _packed(draft, file, "wb") as output:
            yield output
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _input(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with _packed(Path(file), file, "rb") as source:
            source.peek(1)  # what is not packed is found out before a store is opened
            yield source
    except (gzip.BadGzipFile, EOFError, zlib.error, BadRequest) as error:
        raise BadRequest(f"{file}: {error}", "file") from error


def _packed(path: Path, file: str, mode: Literal["rb", "wb"]) -> Any:  # noqa: ANN401
    # Packed and plain files have no class in common that mypy knows.
    if file.lower().endswith(".gz"):
        return gzip.open(path, mode, compresslevel=6)
    return path.open(mode)
