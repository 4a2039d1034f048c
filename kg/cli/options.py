"""Options that several commands share, and how they become settings and stores."""

import os
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import StoreUnusable
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.store.embedded import WriterStore
    from kg.store.remote.writer import RemoteWriter
    from kg.store.store import Store

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="PATH|URL",
        help="Folder of the store, or address of a SPARQL 1.1 server. "
        f"Environment: KG_STORE. Default: {Settings().store}",
        show_default=False,
    ),
]
# Every command takes it; those that need no store say nothing of it.
NoStoreOption = Annotated[str | None, typer.Option("--store", hidden=True)]


class Output(StrEnum):
    """For people or for programs."""

    TABLE = "table"
    JSON = "json"


FormatOption = Annotated[
    Output, typer.Option("--format", help="A table that fits the terminal, or JSON.")
]


def settings_of(store: str | None = None) -> Settings:
    """The settings of the environment, with the store that the command names."""
    settings = Settings.from_env(os.environ)
    return replace(settings, store=store) if store else settings


def open_to_read(settings: Settings) -> "Store":
    """The store of the settings for reading: a folder's newest snapshot, or an endpoint."""
    if settings.is_remote:
        from kg.store.remote.store import RemoteStore

        return RemoteStore(settings)
    from kg.store.embedded import open_reader

    return open_reader(settings)


def open_to_write(settings: Settings) -> "WriterStore | RemoteWriter":
    """The store of the settings for writing: a folder, or a server that takes updates."""
    if settings.is_remote:
        from kg.cli.output import tell
        from kg.store.remote.writer import open_remote_writer

        writer = open_remote_writer(settings)
        if not writer.is_atomic:
            tell(
                f"note: {settings.place} does not make an update whole or not at all: readers may "
                "see half a document for a moment; what a kill leaves is mended at the next start"
            )
        return writer
    from kg.store.embedded import open_writer

    return open_writer(settings)


def must_be_there(settings: Settings) -> None:
    """Refuse a folder that is no store yet, where writing would make one by mistake."""
    if not settings.is_remote and not (settings.folder / "format").exists():
        raise StoreUnusable(f"{settings.folder}: there is no store here")
