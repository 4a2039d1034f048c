"""What the terminal shows: results on stdout, messages and progress on stderr."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.harmless import COMMANDS, harmless, in_one_line

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress

    from kg.model import Refusal


def write_json(value: object) -> None:
    """One JSON value on stdout."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # All that is left of such characters stands in strings, where it may be written in ASCII.
    text = COMMANDS.sub(lambda it: f"\\u{ord(it[0]):04x}", text)
    sys.stdout.write(text + "\n")


def show(what: "RenderableType", *, indent: int = 0) -> None:
    """Anything that rich can draw, on stdout; text is wrapped at words."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    if not isinstance(what, Text):
        console.print(what)
        return
    what.plain = harmless(what.plain)
    for line in what.split("\n", allow_blank=True):
        for part in line.divide(_breaks(line.plain, console.width - indent)):
            part.rstrip()
            console.print(Text(" " * indent if part else "").append_text(part), soft_wrap=True)


def _breaks(line: str, width: int) -> list[int]:
    """Where to go on in the next line: between words, so that a long address can be copied."""
    from rich.cells import cell_len

    breaks, begun = [], 0
    for word in re.finditer(r"\S+", line):
        if word.start() > begun and cell_len(line[begun : word.end()]) > width:
            breaks.append(word.start())
            begun = word.start()
    return breaks


def show_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, tight: bool = False
) -> None:
    """A table whose long cells go on in the next line: nothing is cut off."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    padding = (0, 1, 0, 0) if tight else (0, 1)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=padding)
    for heading in headings:
        is_number = heading.endswith("#")
        table.add_column(
            heading.removesuffix("#"), overflow="fold", justify="right" if is_number else "left"
        )
    for row in rows:
        table.add_row(*(Text("" if cell is None else harmless(str(cell))) for cell in row))
    show(table)


def tell(message: str) -> None:
    """A message on stderr, in one line of its own."""
    sys.stderr.write(f"{harmless(message)}\n")


def tell_refusals(refusals: Iterable["Refusal"]) -> None:
    """Name each input that was not taken, and why."""
    for refusal in refusals:
        tell(f"kg: {in_one_line(refusal.source)}: {in_one_line(refusal.why)}")


class Steps:
    """How far a run has come; shown where somebody looks."""

    def __init__(self, bar: "Progress | None" = None) -> None:
        """Take over a bar."""
        self.done, self._bar = 0, bar

    def step(self, name: str) -> None:
        """One more document is being read."""
        self.done += 1
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=self.done, description=name[:40])


@contextmanager
def progress(what: str) -> Iterator[Steps]:
    """A line on stderr that counts documents, gone at the end; nothing where stderr is a file."""
    if not sys.stderr.isatty():
        yield Steps()
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn(f"{what} {{task.completed:.0f}}"),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task("", total=None)
        yield Steps(bar)
