"""`kg resolve` and `kg review`: what documents suggest of who is who, and people asked about it."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.deciding import ByOption, author, moves, writing
from kg.cli.options import FormatOption, Output, StoreOption, must_be_there, settings_of
from kg.cli.output import show, tell, write_json
from kg.errors import BadRequest, NotFound
from kg.model import Claim, Iri

if TYPE_CHECKING:
    from rich.text import Text

    from kg.analytics.portrait import Portrait
    from kg.ontology import Ontology
    from kg.resolution.compare import Match
    from kg.settings import Settings
    from kg.store.store import Store

KEYS = {"y": "same", "n": "different", "s": "skip", "q": "quit"}
FACTS = 3  # conclusions of each side that are shown


def add_to(app: typer.Typer) -> None:
    """Take this family into the command line."""
    for command in (resolve, review):
        app.command()(command)


def resolve(
    anew: Annotated[bool, typer.Option("--anew", help="Forget what was compared before.")] = False,
    store: StoreOption = None,
) -> None:
    """Find out who is who by what documents say.

    kg ingest does so for what it changes.

    Example: kg resolve --anew
    """
    from kg.resolution.authorities.library import standing
    from kg.resolution.resolving import resolving

    settings = settings_of(store)
    must_be_there(settings)
    with (
        writing(settings) as found,
        resolving(found, standing(settings), settings.folder) as run,
    ):
        moved = run.anew() if anew else run.settle()
        asked, merged = len(run.queue()), run.register.merged()
        large = run.large()
    for one, number in large:
        tell(f"note: {number} share a name and a context with {one}: too many to compare")
    tell(
        f"{moves(moved)}; {merged} names in all lead to others; kg review asks about {asked} pairs"
    )


def review(
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Pairs at most.")] = 1000,
    format: FormatOption = Output.TABLE,
    by: ByOption = "",
    store: StoreOption = None,
) -> None:
    """Ask about pairs that may be one, one key a decision.

    y same, n different, s skip, q quit.

    Keys may also come from a pipe. With --format json the pairs are listed and nobody is asked.

    Example: kg review --by "Ann Lee"
    """
    from kg.resolution.authorities.library import standing
    from kg.resolution.resolving import resolving

    settings = settings_of(store)
    must_be_there(settings)
    ontology = standing(settings)
    with writing(settings) as found, resolving(found, ontology, settings.folder) as run:
        if not run.is_current:
            run.settle()
        waiting = run.queue()
    if format is Output.JSON:
        write_json([_described(match) for match in waiting[:limit]])
        return
    who, keys, made = author(by), pressed(), 0
    for number, match in enumerate(waiting[:limit], 1):
        _show_pair(settings, ontology, match, f"{number} of {len(waiting)}")
        key = next(keys, "q")
        if key == "q":
            break
        if key in "yn":
            made += _decide(settings, ontology, match, (KEYS[key], who))
    left = len(waiting) - made
    asked = f"{made} decision{'s' if made != 1 else ''}"
    tell(f"{asked}; {left} pair{'s are' if left != 1 else ' is'} left")


def pressed() -> Iterator[str]:
    """The keys that are pressed, or that come from a pipe; others are told and passed over."""
    while key := _key():
        if key in KEYS:
            yield key
        elif not key.isspace():
            tell(f"{key!r}: press {', '.join(f'{key} for {what}' for key, what in KEYS.items())}")


def _key() -> str:
    """One key, without waiting for the end of a line where that is possible."""
    if not sys.stdin.isatty():
        return sys.stdin.read(1).lower()
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        return sys.stdin.read(1).lower()
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _decide(
    settings: "Settings", ontology: "Ontology", match: "Match", verdict: tuple[str, str]
) -> int:
    from kg.resolution.deciding import decide
    from kg.resolution.decisions import Decision, Verdict
    from kg.resolution.resolving import resolving

    said, who = verdict
    wish = Decision(0, "", who, Verdict(said), match.left, match.right, match.because)
    try:
        with writing(settings) as found, resolving(found, ontology, settings.folder) as run:
            made = decide(found, ontology, settings.folder, wish)
            moved = run.settle()
    except BadRequest as error:  # somebody else decided meanwhile
        tell(f"kg: {error}")
        return 0
    tell(f"decision {made.number}: {said}; {moves(moved)}")
    return 1


def _described(match: "Match") -> dict[str, object]:
    return {
        "left": match.left,
        "right": match.right,
        "score": match.score,
        "reasons": [
            {"kind": each.kind, "text": each.text, "weight": each.weight} for each in match.reasons
        ],
    }


def _show_pair(settings: "Settings", ontology: "Ontology", match: "Match", place: str) -> None:
    from rich.text import Text

    from kg.cli.options import open_to_read

    show(Text(f"\n{place}: the same?  {match.score:.2f}", style="bold"))
    for reason in match.reasons:
        show(Text(f"{reason.weight:+.2f}  {reason.text}"), indent=2)
    with open_to_read(settings) as found:
        for iri in (match.left, match.right):
            _show_side(found, ontology, iri)
    tell("y same, n different, s skip, q quit")


def _show_side(store: "Store", ontology: "Ontology", iri: Iri) -> None:
    from rich.text import Text

    from kg.analytics.portrait import portrait
    from kg.store.redirect import moved_to

    try:
        seen = portrait(store, ontology, moved_to(store, iri))
    except NotFound:
        show(Text(f"{iri}: no document names it now"))
        return
    entity = seen.entity
    names = ", ".join([entity.label, *entity.aliases])
    show(Text(f"\n{names}", style="bold").append(f"  {' '.join(sorted(seen.countries))}"))
    show(Text(entity.iri, style="dim"))
    for conclusion in seen.conclusions[:FACTS]:
        subject, value = conclusion.subject, conclusion.value
        other = value if subject == entity.iri else subject
        label = seen.names[other].label if isinstance(other, Iri) and other in seen.names else other
        show(Text(f"{conclusion.predicate}  {label}"), indent=2)
        for claim in conclusion.claims[:1]:
            show(_quoted(claim, seen), indent=4)
    for doc in seen.mentioned[:FACTS]:
        show(Text(f"in {doc.title or doc.iri}, {doc.published or 'without a date'}", style="dim"))


def _quoted(claim: Claim, seen: "Portrait") -> "Text":
    from rich.text import Text

    doc = seen.documents.get(claim.evidence.document)
    source = ", ".join(filter(None, (doc.title or doc.iri, doc.published))) if doc else ""
    words = " ".join(claim.evidence.quote.split())
    return Text(f"\u201c{words}\u201d", style="italic").append(f" \u2014 {source}", style="dim")
