"""The command line: each family of commands in its own file, errors told in one line."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import metadata
from typing import Annotated

import typer
from typer.exceptions import TyperException

from kg.cli import (
    alerting,
    asking,
    authority,
    changing,
    deciding,
    evaluating,
    extracting,
    filling,
    ingesting,
    introducing,
    keeping,
    partnering,
    querying,
    questions,
    reviewing,
    serving,
    watching,
)
from kg.cli.options import StoreOption
from kg.cli.output import tell
from kg.errors import KgError, NotFound

HELP = """A knowledge graph of who works with whom in biomedicine.

Documents in, facts out, each with the sentence behind it. Start with

  kg ingest FOLDER

then ask: kg search, kg show, kg partners, kg query, or kg serve for the pages.
"""

app = typer.Typer(help=HELP, rich_markup_mode=None, add_completion=False)
FAMILIES = (
    ingesting,
    partnering,
    introducing,
    filling,
    asking,
    authority,
    deciding,
    reviewing,
    querying,
    questions,
    serving,
    extracting,
    evaluating,
    keeping,
    changing,
    watching,
    alerting,
)
for family in FAMILIES:
    family.add_to(app)


def _tell_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"collab-kg {metadata.version('collab-kg')}\n")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version", callback=_tell_version, is_eager=True, help="Tell the version and stop."
    ),
]


@app.callback()
def _top(
    context: typer.Context, store: StoreOption = None, _version: VersionOption = False
) -> None:
    if store:
        # What stands behind the command's name counts more.
        context.default_map = _everywhere(context.command, store)


def _everywhere(command: object, store: str) -> dict[str, object]:
    """The store as the default of a command and of all below it."""
    below: dict[str, object] = getattr(command, "commands", {})
    return {"store": store} | {name: _everywhere(each, store) for name, each in below.items()}


def main() -> None:
    """Run the command line and exit: 0 done, 1 some inputs refused, 2 wrong use."""
    code = run(sys.argv[1:])
    # What is still in the buffer when a reader such as `head` has gone must not raise at exit.
    with suppress(BrokenPipeError):
        sys.stdout.flush()
    if sys.stdout.closed or code == _PIPE_CLOSED:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)


_PIPE_CLOSED = 141  # as the shell reports a process that SIGPIPE ended


def run(arguments: Sequence[str]) -> int:
    """Run one command; the only place where an error becomes a line on stderr."""
    try:
        code = app(list(arguments) or ["--help"], prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _PIPE_CLOSED
    except TyperException as error:
        if _is_help(error):
            sys.stderr.write(f"{error.format_message()}\n")
            return 2
        return _complain(_usage(error), 2)
    except NotFound as error:
        return _complain(str(error), 1)
    except KgError as error:
        return _complain(str(error), 2)
    except OSError as error:
        return _complain(_told(error), 2)
    return int(code or 0) if arguments else 2


def _complain(message: str, code: int) -> int:
    tell(f"kg: {' '.join(message.split())}")
    return code


def _is_help(error: TyperException) -> bool:
    """Whether it is the help of a family of commands, asked for without one of them."""
    return type(error).__name__ == "NoArgsIsHelpError"  # the library does not give it away


def _usage(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kg"
    return f"{error.format_message().rstrip('.')} (see {command} --help)"


def _told(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename}: {reason}" if error.filename else reason
