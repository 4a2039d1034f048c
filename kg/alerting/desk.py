"""Where saved questions are answered: in a process of its own, which can be stopped."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from pyoxigraph import NamedNode

from kg.alerting.alert import Alert
from kg.alerting.events import Cell, Row
from kg.analytics.participations import Lending
from kg.analytics.partners import partners
from kg.analytics.sources import described
from kg.asking.typed import Typed, understood
from kg.errors import BadRequest
from kg.model import Document, Evidence, Iri, Partner
from kg.resolution.authorities.library import standing
from kg.settings import Settings
from kg.store.changes.history import history
from kg.store.changes.told import Entry, Origin, Piece
from kg.store.rdf import PREF_LABEL, cell, is_iri
from kg.store.store import Store

MOST = 10_000  # rows that an answer which is watched may have
QUOTED = 3  # sentences of a row
LASTS = 9.0  # times as long as it took to make it that an index of an earlier state will do


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and the state of the graph that it is of."""

    generation: str
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Desk:
    """Answers questions from the newest state of a store."""

    settings: Settings
    open_store: Callable[[], Store]
    _lending: Lending = field(default_factory=lambda: Lending(_wait, LASTS))

    def answer(self, alert: Alert) -> Found:
        """All rows of an answer, each once; a BadRequest says what is wrong with the question."""
        with self.open_store() as store:
            self._lending.to(store)
            if isinstance(alert.asked, Typed):
                rows = self._partners(store, alert.asked)
            else:
                rows = list(islice(_rows(store, alert.asked), MOST + 1))
            if len(rows) > MOST:
                raise BadRequest(f"the answer has more than {MOST:,} rows: ask for less", "query")
            return Found(store.generation, tuple({row.key: row for row in rows}.values()))

    def quoted(self, rows: Sequence[Row], since: str) -> tuple[Row, ...]:
        """The same with the sentences that speak for them, those new since a generation first."""
        entries = self._entries(since)
        fresh = {piece.document.id for entry in entries for piece in entry.told.evidence}
        with self.open_store() as store:
            return tuple(_quoted(store, row, entries, fresh) for row in rows)

    def gone(self, names: Iterable[str]) -> frozenset[str]:
        """Which of these entities, documents and their parts are not in the graph any more."""
        ours = [name for name in names if name.startswith(self.settings.data) and is_iri(name)]
        with self.open_store() as store:
            found = (NamedNode(name.partition("#")[0]) for name in ours)
            there = (next(store.match(one), None) is not None for one in found)
            return frozenset(
                name for name, is_there in zip(ours, there, strict=True) if not is_there
            )

    def _entries(self, since: str) -> list[Entry]:
        """What came and went since, as far as the log goes back."""
        if self.settings.is_remote or not since:
            return []
        with history(self.settings) as found:
            try:
                number = found.number_of(since)
            except BadRequest:  # forgotten: what is left of it may still tell something
                number = 0
            return found.entries(number, MOST)

    def _partners(self, store: Store, typed: Typed) -> list[Row]:
        ontology = standing(self.settings)
        answer = partners(store, ontology, understood(store, ontology, typed))
        cited = {
            each.document
            for one in answer.partners
            for reason in one.reasons
            for each in reason.evidence
        }
        documents = described(store, cited)
        return [_partner(one, documents) for one in answer.partners]


def _wait() -> None:
    """The next index is made when the time of this one is over."""


def _speaks_of(store: Store, name: str) -> bool:
    return next(store.match(NamedNode(name)), None) is not None


def _partner(one: Partner, documents: Mapping[Iri, Document]) -> Row:
    known = "new partner" if one.new else "works together already"
    cells = (
        Cell("partner", one.entity.iri, one.entity.label),
        Cell("type", one.entity.type, one.entity.subclass or one.entity.type),
        Cell("country", one.country or "", one.country or ""),
        Cell("known", known, known),
        Cell("why", "", "; ".join(reason.text for reason in one.reasons[:3])),
    )
    found = {each.quote: each for reason in one.reasons for each in reason.evidence}
    evidence = tuple(_piece(each, documents) for each in found.values())
    return Row(one.entity.iri, cells, evidence)


def _piece(evidence: Evidence, documents: Mapping[Iri, Document]) -> Piece:
    doc = documents.get(evidence.document) or Document(evidence.document, "")
    origin = Origin(doc.iri, doc.title, doc.url, str(doc.published or ""))
    return Piece("", evidence.quote, origin)


def _rows(store: Store, query: str) -> Iterator[Row]:
    answer = store.query(query)
    if answer.truth is not None:
        told = "yes" if answer.truth else "no"
        yield Row(told, (Cell("answer", told, told),))
        return
    labels: dict[str, str] = {}
    for found in answer:
        cells = tuple(_cell(store, labels, name, value) for name, value in found.items())
        yield Row(json.dumps([(one.column, one.value) for one in cells]), cells)


def _cell(store: Store, labels: dict[str, str], column: str, value: object) -> Cell:
    text = str(value)
    if not isinstance(value, Iri) or not is_iri(text):
        return Cell(column, text, text)
    if text not in labels:
        found = (str(cell(quad.object)) for quad in store.match(NamedNode(text), PREF_LABEL))
        labels[text] = min(found, default=text)
    return Cell(column, text, labels[text])


def _quoted(store: Store, row: Row, entries: Sequence[Entry], fresh: set[str]) -> Row:
    if row.evidence:  # a partner's, found with its reasons
        ordered = sorted(row.evidence, key=lambda piece: piece.document.id not in fresh)
        return replace(row, evidence=tuple(ordered[:QUOTED]))
    pieces = (
        _told_together(row, entries)
        or _in_store(store, row)
        or _told_of_first(row, entries)
        or _of_first(store, row)
    )
    once = {piece.quote: piece for piece in pieces if piece.quote}
    return replace(row, evidence=tuple(once.values())[:QUOTED])


def _told_together(row: Row, entries: Iterable[Entry]) -> list[Piece]:
    """The sentences of what changed between two that the row names."""
    values = {text for one in row.cells for text in (one.value, one.label) if text}
    return [
        piece
        for entry in entries
        if {entry.told.subject.id, entry.told.subject.label} & values
        and {entry.told.object.id, entry.told.object.label} & values
        for piece in entry.told.evidence
    ]


def _told_of_first(row: Row, entries: Iterable[Entry]) -> list[Piece]:
    """The sentences of what changed of the first that the row names."""
    first = {text for one in row.cells[:1] for text in (one.value, one.label) if text}
    return [
        piece for entry in entries if first & set(entry.told.names) for piece in entry.told.evidence
    ]


def _in_store(store: Store, row: Row) -> list[Piece]:
    """The sentences behind what ties those with each other that the row names."""
    named = _named(row)
    if len(named) < 2:
        return []
    return _pieces(store.select("alert_evidence", subject=named, object=named))


def _of_first(store: Store, row: Row) -> list[Piece]:
    """The sentences of what is said of the first that the row names."""
    named = _named(row)
    return _pieces(store.select("alert_evidence_of", entity=named[0])) if named else []


def _named(row: Row) -> list[Iri]:
    return [Iri(one.value) for one in row.cells if one.value != one.label and is_iri(one.value)]


def _pieces(found: Iterable[Mapping[str, object]]) -> list[Piece]:
    return [Piece(str(each["evidence"]), str(each["quote"]), _origin(each)) for each in found]


def _origin(row: Mapping[str, object]) -> Origin:
    described = (str(row.get(field, "")) for field in ("title", "url", "published"))
    return Origin(str(row["document"]), *described)
