"""The tables of a page that field maps know: their facts, at the places in the page's own text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.documents.draft import Draft, Source
from extractors.documents.tables import Element
from extractors.records.drafts import drafts
from extractors.records.forms.webtables import tables
from extractors.records.maps import field_maps
from extractors.records.record import Fact, Name, Record


def table_drafts(tree: Element, source: Source, title: str) -> list[Draft]:
    """What each table would be as a document of its own; rows that are none stay in the text."""
    notes: list[str] = []
    return [
        found
        for known in tables(tree, field_maps(source.maps), title)
        for found in drafts(known, source, notes)
        if isinstance(found, Draft)
    ]


def placed(text: str, found: Sequence[Draft]) -> Record | None:
    """The record of a page, which is read as prose too; what its text does not show is no fact."""
    page = _Text(text)
    for draft in found:
        if draft.record:
            page.place(draft.text, draft.record)
    if not page.facts:
        return None
    return Record("page", tuple(page.names), tuple(page.facts), ((0, len(text)),))


class _Text:
    """The lines of a page, in which lines of a record are looked for one after the other."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.names: list[Name] = []
        self.facts: list[Fact] = []

    def place(self, written: str, record: Record) -> None:
        """Take over the names and facts whose words the page has in one line."""
        numbers: dict[int, int] = {}
        end = 0
        for line in written.split("\n"):
            start, end = end, end + len(line) + 1
            inside = [n for n, one in enumerate(record.names) if start <= one.start < end]
            shown = self.line([record.names[n].text for n in inside])
            for n in inside if shown else ():
                begin = self.find(record.names[n].text, *shown)
                if begin >= 0:
                    numbers[n] = len(self.names)
                    stop = begin + len(record.names[n].text)
                    self.names.append(replace(record.names[n], start=begin, end=stop))
            for fact in record.facts:
                if shown and fact.start == start:
                    self.facts.extend(_taken(fact, numbers, shown))

    def line(self, names: Sequence[str]) -> tuple[int, int] | tuple[()]:
        """The next line of the page that has the first of these names, else the first such line."""
        if not names:
            return ()
        found = self.text.find(names[0], self.at)
        found = found if found >= 0 else self.text.find(names[0])
        if found < 0:
            return ()
        end = self.text.find("\n", found)
        span = self.text.rfind("\n", 0, found) + 1, end if end >= 0 else len(self.text)
        self.at = span[0]
        return span

    def find(self, name: str, start: int, end: int) -> int:
        """Where a name stands in a line, or else in the page."""
        found = self.text.find(name, start, end)
        return found if found >= 0 else self.text.find(name)


def _taken(fact: Fact, numbers: dict[int, int], shown: tuple[int, int]) -> Iterator[Fact]:
    subject = numbers.get(fact.subject)
    value = numbers.get(fact.value) if isinstance(fact.value, int) else fact.value
    if subject is not None and value is not None:
        yield replace(fact, subject=subject, value=value, start=shown[0], end=shown[1])
