"""`kg alerts`: saved questions, whose changes somebody is told of."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event as Stop
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import (
    FormatOption,
    Output,
    StoreOption,
    must_be_there,
    open_to_read,
    settings_of,
)
from kg.cli.output import show_table, tell, write_json
from kg.errors import NotFound, StoreBusy

if TYPE_CHECKING:
    from kg.alerting.watch import AlertWatch, Tools
    from kg.settings import Settings

HELP = """Saved questions, told of when an answer changes.

They stand in the file of sources, each in a table [alerts.NAME]. kg watch SOURCES.toml and
kg serve --watch SOURCES.toml ask them whenever the graph changes (docs/alerts.md).

\b
  kg alerts run sources.toml
  kg alerts list
"""
PATIENCE = 5.0  # seconds after which it is looked whether another process is done
FileArgument = Annotated[Path, typer.Argument(metavar="SOURCES.toml", help="Where they stand.")]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Which alert.")]


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    family = typer.Typer(help=HELP, rich_markup_mode=None, no_args_is_help=True)
    for name, command in (("list", listed), ("run", run), ("test", try_out), ("show", show)):
        family.command(name)(command)
    app.add_typer(family, name="alerts")


def listed(format: FormatOption = Output.TABLE, store: StoreOption = None) -> None:
    """List all alerts: when they were asked, what changed, what waits to be sent.

    Example: kg alerts list
    """
    from kg.alerting.overview import overview
    from kg.alerting.state import FILE, AlertState

    settings = settings_of(store)
    if not (settings.folder / FILE).exists():
        tell(f"{settings.place}: no alert has been asked yet: run kg alerts run SOURCES.toml")
        return
    state = AlertState(settings.folder)
    try:
        found = overview(state)
    finally:
        state.close()
    if format is Output.JSON:
        write_json([one.as_dict() for one in found])
    elif found:
        show_table(found[0].HEADINGS, [one.cells() for one in found])


def run(file: FileArgument, store: StoreOption = None) -> int:
    """Ask all alerts once, and send what is due.

    Exit 1 where one could not be asked.

    Example: kg alerts run sources.toml
    """
    from kg.alerting.wording import text_of

    settings, failed = settings_of(store), 0
    with alone(settings), opened(settings, file) as watch:
        for alert in watch.alerts.values():
            is_first = watch.state.answer_of(alert.name) is None
            event = watch.check(alert)
            failed += bool(watch.state.known(alert.name)["error"])
            if event:
                typer.echo(text_of([event]))
            elif not watch.state.known(alert.name)["error"]:
                rows = len(watch.state.answer_of(alert.name) or ())
                first = f"{rows:,} row{'' if rows == 1 else 's'} to compare with from now on"
                told = first if is_first else "no change"
                tell(f"{alert.name}: {told}")
        watch.deliver()
    return 1 if failed else 0


def try_out(
    name: NameArgument,
    file: FileArgument,
    send: Annotated[
        bool, typer.Option("--send", help="Send the first rows by mail and webhook, as a test.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Ask one alert now and show its answer; nothing is noted.

    Example: kg alerts test lupus-china sources.toml --send
    """
    from kg.alerting.alert import alert_named
    from kg.alerting.trial import send_trial, trial
    from kg.alerting.wording import text_of

    settings = settings_of(store)
    with opened(settings, file) as watch:
        alert = alert_named(watch.alerts, name)
        event = trial(alert, watch.tools.guarded)
        typer.echo(text_of([event]))
        if send:
            send_trial(alert, event, watch.tools.sender)
            tell(f"sent by {' and '.join(alert.ways)}" if alert.ways else "it has its feed alone")


def show(
    name: NameArgument, format: FormatOption = Output.TABLE, store: StoreOption = None
) -> None:
    """Show what changed in the answer of one alert, the newest first.

    Example: kg alerts show lupus-china
    """
    from kg.alerting.state import FILE, AlertState
    from kg.alerting.wording import text_of

    settings = settings_of(store)
    if not (settings.folder / FILE).exists():
        raise NotFound(f"there is no alert {name!r}")
    state = AlertState(settings.folder)
    try:
        if not state.rows("SELECT 1 FROM alert WHERE name = ?", name):
            raise NotFound(f"there is no alert {name!r}")
        events = state.events(name)
    finally:
        state.close()
    if format is Output.JSON:
        write_json([event.as_dict() for event in events])
    elif events:
        typer.echo(text_of(events))
    else:
        tell(f"{name}: nothing has changed yet")


@contextmanager
def alone(settings: "Settings") -> Iterator[None]:
    """See that one process alone tells of a store's changes."""
    _must_be_there(settings)
    with (settings.folder / "alerts.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(
                f"the alerts of {settings.place} are run by another process, perhaps by kg watch "
                "or kg serve: it asks them whenever the graph changes"
            ) from error
        yield


@contextmanager
def opened(settings: "Settings", file: Path) -> Iterator["AlertWatch"]:
    """The alerts of a file, with all that they need."""
    from kg.alerting.state import AlertState
    from kg.alerting.watch import AlertWatch

    _must_be_there(settings)
    state, tools = AlertState(settings.folder), _tools(settings)
    try:
        watch = AlertWatch(tools, state, file)
        watch.reload()
        yield watch
    finally:
        tools.guarded.close()
        state.close()


@contextmanager
def told_beside(settings: "Settings", file: Path | None, *, to_the_end: bool) -> Iterator[None]:
    """Alerts in a thread of their own until somebody says stop, or until all has been told."""
    if file is None:
        yield
        return
    ended = Stop()
    thread = Thread(target=_tell_until, args=(settings, file, ended, to_the_end), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _tell_until(settings: "Settings", file: Path, ended: Stop, to_the_end: bool) -> None:
    from kg.alerting.watch import in_words

    told = ""
    while True:
        try:
            with alone(settings), opened(settings, file) as watch:
                watch.run(ended)
                while to_the_end and watch.turn():
                    pass
            return
        except Exception as error:  # noqa: BLE001  # another tells of them, or the store is away
            if in_words(error) != told:
                told = in_words(error)
                tell(f"alerts: {told}; tried again until it goes")
            if ended.wait(PATIENCE):
                return


def _must_be_there(settings: "Settings") -> None:
    """A folder that is no store is left alone; that of a store elsewhere is made."""
    must_be_there(settings)
    if settings.is_remote:
        settings.folder.mkdir(parents=True, exist_ok=True)


def _tools(settings: "Settings") -> "Tools":
    from extractors.documents.fetching.posting import post
    from kg.alerting.desk import Desk
    from kg.alerting.sending import Sender
    from kg.alerting.watch import Tools
    from kg.scheduling.guarded import Guarded

    make = partial(Desk, settings, partial(open_to_read, settings))
    guarded = Guarded(make, settings.query_timeout, settings.query_memory)
    return Tools(settings, guarded, Sender(settings, partial(post, private=settings.private)), tell)
