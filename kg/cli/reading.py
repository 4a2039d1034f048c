"""A reading drawn for the terminal: each claim, the sentence with its ends marked, and why."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from rich.text import Text

from kg.analytics.wording import Part, Run, Wording, wordings
from kg.cli.output import show
from kg.cli.portrayal import told
from kg.model import Claim, Entity, Iri, Reading

AROUND = 70  # characters of a long sentence that are shown on each side of what is marked
STYLES: Mapping[Part, str] = {
    Part.SUBJECT: "bold cyan",
    Part.OBJECT: "bold magenta",
    Part.ROLE: "green",
    Part.DATE: "yellow",
}


def show_reading(reading: Reading) -> None:
    """A document: every claim in text order, with its sentence and how it was found."""
    doc = reading.document
    names = {entity.iri: entity for entity in reading.entities}
    show(Text(doc.title or doc.iri, style="bold"))
    facts = (doc.kind, doc.publisher, doc.published, doc.url)
    show(Text(", ".join(filter(None, facts))))
    counts = ((len(reading.entities), "entities"), (len(reading.claims), "claims"))
    show(Text(", ".join(f"{number} {noun}" for number, noun in counts)))
    for claim, wording in zip(reading.claims, wordings(reading), strict=True):
        show(_headline(claim, names))
        show(_sentence(wording), indent=2)
        show(Text("   ".join(_how(claim, wording)), style="dim"), indent=2)
    if not reading.claims:
        show(Text("\nnothing was found in it"))


def _headline(claim: Claim, names: Mapping[Iri, Entity]) -> Text:
    line = Text("\n").append(told(claim.subject, names), style=STYLES[Part.SUBJECT])
    line.append(f"  {claim.predicate}  ", style="bold")
    return line.append(told(claim.value, names), style=STYLES[Part.OBJECT])


def _how(claim: Claim, wording: Wording) -> Iterator[str]:
    """What is known of the claim besides its ends."""
    yield f"standing: {claim.standing}"
    if claim.role:
        yield f"role: {claim.role}"
    if claim.date:
        yield f"date: {claim.date}"
    yield f"confidence: {claim.evidence.confidence:.2f}"
    yield f"rule: {claim.evidence.rule}"
    for name in wording.elsewhere:
        yield f"({name} is named elsewhere)"


def _sentence(wording: Wording) -> Text:
    """The sentence in quotes; its marks are readable without colours too."""
    line = Text("\u201c")
    for run in _near(wording.runs):
        line.append_text(_run(run))
    return line.append("\u201d")


def _run(run: Run) -> Text:
    words = " ".join(run.text.split())
    if not run.parts:
        # The spaces around it stand outside the marks beside it.
        return Text((" " if run.text[:1].isspace() else "") + words + _after(run.text))
    label = " and ".join(run.parts)
    meant = f" = {run.stands_for}" if run.stands_for else ""
    text = Text(f"[{label}: ", style="dim").append(words, style=STYLES[run.parts[0]])
    return text.append(f"{meant}]", style="dim").append(_after(run.text) if words else "")


def _after(text: str) -> str:
    return " " if text.strip() and text[-1:].isspace() else ""


def _near(runs: Sequence[Run]) -> Iterator[Run]:
    """The same without what lies far from every mark."""
    last = len(runs) - 1
    for number, run in enumerate(runs):
        if run.parts:
            yield run
            continue
        # Nothing is cut from a sentence in which nothing is marked.
        head = AROUND if number else 0
        tail = AROUND if number < last else 0
        if last == 0 or len(run.text) <= head + tail + AROUND:
            yield run
        else:
            yield Run("".join(chain(_head(run.text, head), "\u2026", _tail(run.text, tail))))


def _head(text: str, length: int) -> str:
    """The first characters, up to the end of a word."""
    return text[:length].rpartition(" ")[0] + " " if length else ""


def _tail(text: str, length: int) -> str:
    return " " + text[-length:].partition(" ")[2] if length else ""
