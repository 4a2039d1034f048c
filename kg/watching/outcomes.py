"""What became of an item: done, refused, or set aside until it may be better."""

import time
from collections.abc import Iterable, Iterator

from kg.errors import BadDocument, NotNow, NotYet
from kg.model import Document, Iri, Refusal, Report
from kg.scheduling.guarded import Overran
from kg.store.store import Store
from kg.watching.items import Item, Outcome, Slice, State, place_of

BUSY = 1.0  # seconds after which what is not free is tried again
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 86_400.0  # seconds until what was set aside is tried again
ATTEMPTS, ATTEMPTS_OVERRUN = 6, 3  # after which it is refused


def refusals(found: Slice) -> list[Refusal]:
    """What of a slice is no document."""
    return [one for one in found.documents if isinstance(one, Refusal)]


def failed(item: Item, error: BadDocument) -> Outcome:
    """What could not be had: set aside where it may be better later, else refused."""
    if isinstance(error, NotYet):
        due = time.time() + max(error.seconds or BUSY, 0.05)
        return _kept(Outcome(item, State.WAITING, due=due, counts=False))
    most = ATTEMPTS_OVERRUN if isinstance(error, Overran) else ATTEMPTS
    if not isinstance(error, NotNow) or item.attempts + 1 >= most:
        tries = f" (given up after {item.attempts + 1} attempts)" if item.attempts else ""
        told = f"{error}{tries}"
        refused = [Refusal(place_of(item.key, item.payload), told)]
        return Outcome(item, State.REFUSED, begins=True, reason=told, refused=refused)
    pause = min(FIRST_PAUSE * 4**item.attempts, LONGEST_PAUSE)
    due = time.time() + max(pause, error.seconds or 0.0)
    return _kept(Outcome(item, State.ASIDE, reason=str(error), due=due))


def _kept(done: Outcome) -> Outcome:
    item = done.item
    done.etag, done.modified, done.position = item.etag, item.modified, item.position
    return done


def outcome(item: Item, found: Slice, report: Report, overran: Overran | None) -> Outcome:
    """What became of the documents of a slice."""
    if overran is not None and not report.taken and not found.more:
        return failed(item, overran)
    state = State.REFUSED
    if report.taken:
        state = State.TAKEN
    elif report.unchanged or found.is_unchanged:
        state = State.UNCHANGED
    reason = report.refused[0].why if report.refused else ""
    refused = [Refusal(_place(one.source, item, found), one.why) for one in report.refused]
    # What could not be read is sent in full the next time, for it is read otherwise then, perhaps.
    is_bad = state is State.REFUSED
    return Outcome(
        item,
        state,
        begins=found.begins and not found.is_unchanged,
        more=found.more,
        reason=reason,
        taken=report.taken,
        unchanged=report.unchanged,
        claims=report.claims,
        refused=refused,
        empty=[_place(name, item, found) for name in report.empty],
        etag="" if is_bad else found.etag,
        modified="" if is_bad else found.modified,
        position=found.position,
    )


def _place(name: str, item: Item, found: Slice) -> str:
    """Where somebody would look: a file that is one document is better known by its path."""
    if item.payload:
        return place_of(item.key, item.payload)
    return item.key if item.key.startswith("/") and len(found.documents) == 1 else name


def count(done: Outcome, found: Iterable[Document | Refusal], store: Store) -> None:
    """Name the documents of an item that are in the store, and count what was there before."""
    for iri in _names(found):
        reading = store.reading(iri) if done.unchanged or done.refused else None
        if done.unchanged and reading is not None and not done.taken:
            done.claims += len(reading.claims)
        if reading is not None or not (done.unchanged or done.refused):
            done.documents.append(iri)


def _names(found: Iterable[Document | Refusal]) -> Iterator[Iri]:
    return (one.iri for one in found if isinstance(one, Document))
