"""An event in words, for mail and for the terminal."""

from collections.abc import Iterator, Sequence

from kg.alerting.events import Event, Row
from kg.store.changes.told import Piece, moment


def text_of(events: Sequence[Event]) -> str:
    """Several events of one alert, the oldest first."""
    return "\n\n".join("\n".join(_lines(event)) for event in events) + "\n"


def _lines(event: Event) -> Iterator[str]:
    yield f"{event.title}: {event.summary}; {event.total:,} in all ({moment(event.at)})"
    yield from _part("New", event.added, event.added_total)
    yield from _part("Gone", event.removed, event.removed_total)


def _part(heading: str, rows: Sequence[Row], total: int) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{heading}:"
    for row in rows:
        yield f"* {_line(row.words)}"
        for piece in row.evidence:
            yield f'    "{_line(piece.quote)}"'
            yield f"    {_source(piece)}"
    if total > len(rows):
        yield f"* {total - len(rows):,} more"


def _source(piece: Piece) -> str:
    doc = piece.document
    told = (doc.title, doc.published, doc.url or doc.id)
    return "- " + ", ".join(_line(part) for part in told if part)


def _line(text: str) -> str:
    """Text from a document on one line, so that nothing in it looks like a line of ours."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
