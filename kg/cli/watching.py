"""`kg watch`: sources looked at again and again; `kg sources`: how they do."""

import fcntl
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Annotated

import typer

from kg.cli.alerting import told_beside
from kg.cli.options import FormatOption, Output, StoreOption, open_to_write, settings_of
from kg.cli.output import show, show_table, tell, write_json
from kg.errors import StoreBusy
from kg.harmless import in_one_line

if TYPE_CHECKING:
    from kg.model import Extractor
    from kg.settings import Settings
    from kg.watching.overview import SourceState, Trouble
    from kg.watching.watcher import Tools

MOST = 1000  # of what is listed as refused, set aside, empty or gone
SLACK = 4.0  # times its seconds that a document may take by the clock, on a busy machine
PATIENCE = 5.0  # seconds after which a server's watcher looks whether another is gone


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    app.command()(watch)
    app.command()(sources)


def watch(
    file: Annotated[
        Path | None, typer.Argument(metavar="SOURCES.toml", help="What to watch (docs/watch.md).")
    ] = None,
    until_done: Annotated[
        bool, typer.Option(help="Stop when nothing is left that is due now.")
    ] = False,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
    store: StoreOption = None,
) -> int:
    """Look at sources again and again and read what is new.

    Feeds, site maps, folders, mail and pages, until Ctrl-C (docs/watch.md); whenever the graph has
    changed, the alerts of the same file are asked (docs/alerts.md).

    What it knows lies beside the store and survives restarts; new sources are seen without one.

    Example: kg watch sources.toml
    """
    from kg.alerting.alert import read_alerts
    from kg.watching.source import read_sources
    from kg.watching.state import WatchState
    from kg.watching.watcher import Watcher, prepare

    settings, stop = settings_of(store), Event()
    if file is not None:
        read_sources(file)
        read_alerts(file)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _stop(stop))
    if with_parent:
        Thread(target=_outlive, args=(stop,), daemon=True).start()
    prepare(settings, lambda: open_to_write(settings))
    with (
        _alone(settings, stop if with_parent else None),
        told_beside(settings, file, to_the_end=until_done),
    ):
        state, tools = WatchState(settings.folder), _tools(settings)
        try:
            watcher = Watcher(tools, state, file)
            if until_done:
                while not stop.is_set() and watcher.turn(stop):
                    pass
            else:
                watcher.run(stop)
        finally:
            tools.guarded.close()
            state.close()
    return 0


def _stop(stop: Event) -> None:
    """The first Ctrl-C lets the document under way be finished, the second does not."""
    if stop.is_set():
        raise KeyboardInterrupt
    stop.set()


def _outlive(stop: Event) -> None:
    """Stop when the parent is gone, however that happened."""
    sys.stdin.buffer.read()
    stop.set()


@contextmanager
def _alone(settings: "Settings", waiting: Event | None) -> Iterator[None]:
    """See that one watcher alone watches a store; one with a parent waits for its turn."""
    with (settings.folder / "watch.lock").open("a+") as file:
        while not _locked(file):
            if waiting is None:
                raise StoreBusy(
                    f"{settings.folder} is watched by another process, perhaps by kg serve: "
                    "stop it, or name the sources to it (kg serve --watch SOURCES.toml)"
                )
            if waiting.wait(PATIENCE):
                break
        yield


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tools(settings: "Settings") -> "Tools":
    from extractors.version import reader_version
    from extractors.watching.workshop import Workshop
    from kg.resolution.authorities.library import standing
    from kg.scheduling.guarded import Guarded
    from kg.watching.watcher import Tools

    make = partial(Workshop, settings, partial(_reader, settings))
    return Tools(
        settings,
        lambda: open_to_write(settings),
        Guarded(make, settings.read_seconds, settings.read_memory, SLACK),
        lambda: standing(settings),
        lambda: reader_version(settings, standing(settings)),
        tell,
    )


def _reader(settings: "Settings") -> "Extractor":
    from extractors.reader import Reader
    from kg.resolution.authorities.library import standing

    return Reader(settings, standing(settings))


def sources(
    troubles: Annotated[
        bool, typer.Option(help="List what was refused, set aside, held nothing, or is gone.")
    ] = False,
    format: FormatOption = Output.TABLE,
    store: StoreOption = None,
) -> None:
    """Show how each source does that is watched.

    How long ago it ran, when that was ok, and when it brought news; how long until it runs next;
    how much of what it listed was new, the same, bad (refused), set aside, or is left to be read;
    facts per document. Below that warnings, such as of a source that has no facts any more.

    Example: kg sources
    """
    from kg.watching.overview import overview, troubles_of
    from kg.watching.state import FILE, WatchState

    settings = settings_of(store)
    if not (settings.folder / FILE).exists():
        tell(f"{settings.place}: nothing has been watched yet: run kg watch SOURCES.toml")
        return
    state = WatchState(settings.folder)
    try:
        listed, bad = overview(state), troubles_of(state, MOST)
    finally:
        state.close()
    if format is Output.JSON:
        write_json([one.as_dict() for one in (bad if troubles else listed)])
    elif not troubles:
        _show(listed, bad)
    elif bad:
        _show_troubles(bad)
    else:
        tell("nothing was refused, set aside or empty, and nothing is gone")


def _show(listed: "Sequence[SourceState]", bad: "Sequence[Trouble]") -> None:
    """All sources in a table, and below it what is to be said in words."""
    from rich.text import Text

    from kg.watching.overview import together

    show_table(listed[0].HEADINGS, [one.cells() for one in listed], tight=True)
    lines = [f"{', '.join(names)}: {told}" for told, names in together(listed).items()]
    notes = [f"{one.name}: {note}" for one in listed for note in one.notes]
    for heading, told in (("Warnings", lines), ("Notes", notes)):
        if told:
            show(Text(f"\n{heading}"))
        for line in told:
            show(Text(line), indent=2)
    if bad:
        kinds = Counter(one.what for one in bad)
        counted = ", ".join(f"{number} {what}" for what, number in kinds.items())
        tell(f"{counted}: see kg sources --troubles")


def _show_troubles(bad: "Sequence[Trouble]") -> None:
    """Each with its place in a line of its own, to be copied."""
    from rich.text import Text

    for one in bad:
        show(Text(one.heading, style="bold"))
        for line in (one.place, one.reason):
            show(Text(in_one_line(line)), indent=2)
