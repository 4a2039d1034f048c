"""`kg same`, `kg different`, `kg undo`, `kg decisions`: who is who, as people decide it."""

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

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
from kg.cli.output import show_table, tell, write_json
from kg.errors import BadRequest, NotFound, StoreBusy
from kg.model import Iri

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.resolution.decisions import Decision
    from kg.settings import Settings
    from kg.store.store import Store

PATIENCE = 60.0  # seconds that a decision waits for another writer

SAID = {"same": "the same", "different": "two"}

LeftOption = Annotated[str, typer.Argument(metavar="A", help="A name that is unique, or an IRI.")]
RightOption = Annotated[str, typer.Argument(metavar="B", help="A name that is unique, or an IRI.")]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="For the log.")]
ByOption = Annotated[str, typer.Option("--by", metavar="WHO", help="Default: the user's name.")]


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    for command in (same, different, undo, decisions):
        app.command()(command)


def same(
    left: LeftOption,
    right: RightOption,
    why: WhyOption = "",
    by: ByOption = "",
    store: StoreOption = None,
) -> None:
    """Decide that two entities are one.

    The name that gives way leads to the other for ever.

    Example: kg same "Zhang Shuyang" "Shuyang Zhang" --why "one ORCID on both pages"
    """
    _decide("same", (left, right), (by, why), store)


def different(
    left: LeftOption,
    right: RightOption,
    why: WhyOption = "",
    by: ByOption = "",
    store: StoreOption = None,
) -> None:
    """Decide that two entities are two.

    They are not proposed as one any more. Where one name in two documents means two, give the
    document as B: who is called A there is then another, with an IRI of its own.

    Example: kg different "Wei Zhang" "Zhang Wei" --why "a surgeon and a chemist"

    Example: kg different "Wei Zhang" document/leaders-fd4dc2c9f5 --why "another Wei Zhang"
    """
    _decide("different", (left, right), (by, why), store)


def undo(
    number: Annotated[int, typer.Argument(metavar="N", help="As kg decisions lists it.")],
    why: WhyOption = "",
    by: ByOption = "",
    store: StoreOption = None,
) -> None:
    """Undo a decision, also an undoing.

    The graph is then as if it had not been made.

    Example: kg undo 3 --why "namesakes after all"
    """
    from kg.resolution.authorities.library import standing
    from kg.resolution.deciding import undo as undone
    from kg.resolution.resolving import resolving

    settings = settings_of(store)
    must_be_there(settings)
    with (
        writing(settings) as found,
        resolving(found, standing(settings), settings.folder) as run,
    ):
        made = undone(settings.folder, number, author(by), why)
        moved = run.settle()
    tell(f"decision {made.number}: undoes {number}; {moves(moved)}")


def decisions(format: FormatOption = Output.TABLE, store: StoreOption = None) -> int:
    """List what was decided, and whether it counts.

    IRIs are shown without their common beginning, which commands do not need either.

    Exit status 1 where lines contradict each other.

    Example: kg decisions --format json
    """
    from kg.resolution.clusters import clusters
    from kg.resolution.deciding import gone
    from kg.resolution.decisions import FILE, in_force, read_log

    settings = settings_of(store)
    must_be_there(settings)
    log = read_log(settings.folder / FILE)
    counting = in_force(log)
    with open_to_read(settings) as found:
        lost = gone(found, counting)
    against = clusters(counting).contradictions
    rows = [(d, "" if d in counting or d.undoes else "undone", lost.get(d.number, ())) for d in log]
    if format is Output.JSON:
        write_json([_described(*row) for row in rows])
    else:
        head = ("number#", "when", "who", "verdict", "left", "right", "why")
        show_table((*head, "state"), (_row(settings.data, *row) for row in rows))
    for number, iris in lost.items():
        tell(f"note: decision {number}: no document names {' or '.join(iris)} now; it is kept")
    for each, other in against:
        tell(f"kg: decision {each.number} contradicts {other.number}, which counts; undo one")
    return 1 if against else 0


def _described(decision: "Decision", state: str, lost: tuple[Iri, ...]) -> dict[str, object]:
    return {
        "number": decision.number,
        "when": decision.when,
        "who": decision.who,
        "verdict": decision.verdict.value,
        "left": decision.left,
        "right": decision.right,
        "undoes": decision.undoes or None,
        "why": decision.why,
        "counts": not state,
        "gone": list(lost),
    }


def _row(data: str, decision: "Decision", state: str, lost: tuple[Iri, ...]) -> tuple[object, ...]:
    return (
        decision.number,
        decision.when[:10],
        decision.who,
        decision.verdict,
        decision.undoes or decision.left.removeprefix(data),
        decision.right.removeprefix(data),
        decision.why,
        state or ("gone" if lost else ""),
    )


def _decide(
    verdict: str, names: tuple[str, str], author_and_why: tuple[str, str], store: str | None
) -> None:
    from kg.resolution.authorities.library import standing
    from kg.resolution.deciding import decide
    from kg.resolution.decisions import Decision, Verdict
    from kg.resolution.resolving import resolving

    settings = settings_of(store)
    must_be_there(settings)
    ontology = standing(settings)
    with open_to_read(settings) as found:
        pairs = _pairs(found, ontology, names)
    (by, why), done = author_and_why, list[str]()
    with writing(settings) as found, resolving(found, ontology, settings.folder) as run:
        for left, right in pairs:
            wish = Decision(0, "", author(by), Verdict(verdict), left, right, why)
            made = decide(found, ontology, settings.folder, wish)
            done.append(f"decision {made.number}: {left} and {right} are {SAID[verdict]}")
        moved = run.settle()
    tell("\n".join(done) + f"; {moves(moved)}")


def _pairs(store: "Store", ontology: "Ontology", names: tuple[str, str]) -> list[tuple[Iri, Iri]]:
    """Whom a decision is about; several pairs where a document calls several by that name."""
    from kg.resolution.find import find_document
    from kg.resolution.parting import named_in

    first, second = names
    left = meant(store, ontology, first)
    document = find_document(store, second)
    if document is None:
        return [(left, meant(store, ontology, second))]
    there = named_in(store, left, document)
    if not there:
        raise NotFound(f"{document} names nothing that is concluded as {left}")
    return [(local, left) for local in there]


def moves(number: int) -> str:
    """How many names lead elsewhere than before, in words."""
    if number == 1:
        return "1 name leads elsewhere now"
    return f"{number or 'no'} names lead elsewhere now"


def meant(store: "Store", ontology: "Ontology", name: str) -> Iri:
    """The IRI that a name or an IRI stands for; one that was merged away stays itself.

    So does what one document names, by its IRI there.
    """
    from kg.resolution.deciding import is_there
    from kg.resolution.find import resolve
    from kg.resolution.parting import is_local
    from kg.store.redirect import moved_to

    whole = store.vocabulary.data + name if "/" in name and " " not in name else name
    for iri in (Iri(name), Iri(whole)):
        if "://" in iri and moved_to(store, iri) != iri:
            return iri
        if is_local(iri) and is_there(store, iri):
            return iri
    with suppress(NotFound):
        return resolve(store, ontology, whole).iri
    return resolve(store, ontology, name).iri


def author(by: str) -> str:
    """Who decides: as told, else as whom the process runs."""
    try:
        found = by.strip() or getpass.getuser()
    except (KeyError, OSError) as error:  # a container may know no name of its user
        raise BadRequest("nobody is named who decides: use --by", "by") from error
    return " ".join(found.split())


@contextmanager
def writing(settings: "Settings") -> "Iterator[Store]":
    """The store for writing; waits for its turn, so that of two decisions none is lost."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            store = open_to_write(settings)
            break
        except StoreBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    with store:
        yield store
