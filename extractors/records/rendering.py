"""A record by its field map -> a draft: lines that say what the fields say, names and facts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from extractors.documents.draft import Draft, Source, address
from extractors.records.clauses import Clause
from extractors.records.maps import AGAIN, FieldMap, Line, Naming
from extractors.records.record import Fact, Name, Record
from extractors.records.trees import SLOT, Scope, Tree, lines
from extractors.records.values import identifier, moment, number
from kg.errors import BadDocument
from kg.model import ATTRIBUTES, Count, Predicate, When

LONGEST_NAME = 250  # characters; what is longer is a description in a field for names
LONGEST_FIELD = 5000  # of a field in which names are looked for

_IN_PARTS = ("Affiliation", "Places")
_JOINTS = ("", " (", ", ")  # before the first part of a line, the second, and the others

type Handles = dict[str, list[int]]  # handle -> numbers of the names that it stands for


@dataclass(slots=True)
class Left:
    """What was in fields but could not be taken, by field, with the first place of each."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def out(self, what: str, where: str) -> None:
        """Count one value that is left out."""
        self.counts[what] += 1
        self.first.setdefault(what, where)

    def notes(self, source: str) -> Iterator[str]:
        """One line for each kind of trouble."""
        for what, count in self.counts.items():
            place = f", first in {self.first[what]}" if self.first[what] else ""
            yield f"{source}: left out {count} times: {what}{place}"


def draft(found: FieldMap, tree: Tree, source: Source, where: str, left: Left) -> Draft:
    """The document that a record becomes; BadDocument where nothing in it has a value."""
    scope = Scope(tree, None, found.words)
    page = _Page(where, left)
    title = scope.first(found.title)
    if title:
        page.write(f"{title}\n\n")
    empty = page.length
    for one in found.lines:
        page.line(one, scope, page.handles)
    if page.length == empty:
        raise BadDocument(f"no field that the field map {found.name!r} reads has a value")
    key, url = scope.first(found.id), address(scope.first(found.url))
    identity = f"record {found.name} {key}" if key else f"{source.identity} {where}".strip()
    published = moment(scope.first(found.published))
    return Draft(
        source=source.name,
        identity=identity,
        stem=f"{found.name} {key}" if key else f"{source.stem} {where}".strip(),
        text=page.text(),
        where=where,
        title=title,
        url=url or source.url,
        publisher=found.publisher,
        published=published,
        kind=found.kind,
        record=page.record(found.name),
    )


class _Page:
    """The text of one record as it is written, and what stands where in it."""

    def __init__(self, where: str, left: Left) -> None:
        self.where, self.left = where, left
        self.parts: list[str] = []
        self.length = 0
        self.names: list[Name] = []
        self.facts: list[Fact] = []
        self.prose: list[tuple[int, int]] = []
        self.handles: Handles = {}
        self.told: set[str] = set()

    def write(self, text: str) -> tuple[int, int]:
        """Add to the text; where it stands now."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def text(self) -> str:
        return "".join(self.parts).rstrip("\n")

    def record(self, source: str) -> Record:
        return Record(source, tuple(self.names), tuple(self.facts), tuple(self.prose))

    def line(self, one: Line, scope: Scope, handles: Handles) -> None:
        """Write a line for each of its items, and the lines below it; their names stay known."""
        added: Handles = {}
        for inner in items(one, scope):
            # A name that this line has and this item lacks is nobody's from a line above.
            own = {handle: known for handle, known in handles.items() if handle not in one.names}
            if one.prose:
                self.paragraph(one, inner)
            elif one.say:
                self.said(one, inner, own)
            for below in one.lines:
                self.line(below, inner, own)
            for handle, numbers in own.items():
                if numbers is not handles.get(handle):
                    added.setdefault(handle, []).extend(numbers)
        for handle, numbers in added.items():
            handles[handle] = [*handles.get(handle, ()), *numbers]

    def paragraph(self, one: Line, scope: Scope) -> None:
        """Write a text that is read as sentences."""
        text = "\n".join(lines(str(value)) for value in scope.values(one.prose))
        # A biography is told with each talk of its speaker.
        if text and text not in self.told:
            self.told.add(text)
            label = scope.fill(one.label)
            self.write(f"\n{label}:\n" if label else "\n")
            self.prose.append(self.write(text))
            self.write("\n")

    def said(self, one: Line, scope: Scope, own: Handles) -> None:
        """Write `Label: first (second, third)` of what has a value, and note names and facts."""
        told = [parts for each in one.say if (parts := self.parts_of(each, one, scope, own))]
        if not told:
            return
        start, first, known = self.length, len(self.parts), len(self.names)
        self.head(one, scope, own)
        for at, parts in enumerate(told):
            self.write(_JOINTS[min(at, 2)])
            for text, handle in parts:
                self.named(text, handle, one, scope, own)
        more = list(self.unsaid("".join(self.parts[first:]), known))
        more += _untold(one, scope, "".join(self.parts[first:]))
        for at, text in enumerate(more, len(told)):
            self.write(_JOINTS[min(at, 2)] + text)
        self.write(")" if len(told) + len(more) > 1 else "")
        for clause in one.claims:
            self.facts.extend(self.claimed(clause, one, scope, own, start))
        self.write("\n")

    def unsaid(self, line: str, known: int) -> Iterator[str]:
        """What is known of the names of a line and does not stand in it.

        The text has to say all, for a document whose text is as it was is not read again.
        """
        for name in self.names[known:]:
            yield from (text for text in name.also if text not in line)
            for found in name.identifiers:
                scheme, _, value = found.partition(":")
                if value not in line:
                    yield f"{scheme} {value}"

    def head(self, one: Line, scope: Scope, own: Handles) -> None:
        """Write the label with a capital and a colon."""
        parts = self.parts_of(one.label, one, scope, own)
        for at, (text, handle) in enumerate(parts):
            capital = text[:1].upper() + text[1:] if not at else text
            self.named(capital, handle, one, scope, own)
        self.write(": " if parts else "")

    def named(self, text: str, handle: str, one: Line, scope: Scope, own: Handles) -> None:
        """Write a piece of a line, which may be a name."""
        span = self.write(text)
        if handle.startswith(AGAIN):
            known = self.names[own[handle[1:]][0]]
            self.names.append(replace(known, start=span[0], end=span[1], also=(), identifiers=()))
        elif handle and len(text) <= _longest(one.names[handle].kind):
            own[handle] = [len(self.names)]
            self.names.append(_name(one.names[handle], scope, span, text))
        elif handle:
            self.left.out(f"{handle} of {len(text):,} characters, which is no name", self.where)

    def parts_of(
        self, template: str, one: Line, scope: Scope, own: Handles
    ) -> list[tuple[str, str]]:
        """A filled template in pieces, each with the handle of the name that it is; or nothing."""
        if "{" not in template:
            return [(template, "")] if template else []
        parts: list[tuple[str, str]] = []
        at = 0
        for slot in SLOT.finditer(template):
            handle = slot[1] if slot[1] in one.names or slot[1].startswith(AGAIN) else ""
            if not handle:
                text = scope.text(slot[1])
            elif handle.startswith(AGAIN):
                known = own.get(handle[1:], ())
                text = self.names[known[0]].text if len(known) == 1 else ""
            else:
                text = _words(one.names[handle], scope)
            if not text:
                return []
            parts += [(template[at : slot.start()], ""), (text, handle)]
            at = slot.end()
        return [part for part in (*parts, (template[at:], "")) if part[0]]

    def claimed(
        self, clause: Clause, one: Line, scope: Scope, own: Handles, start: int
    ) -> Iterator[Fact]:
        """What a clause claims of each of the names that its handles stand for."""
        role = scope.fill(clause.role) or None
        values = self.value(clause, scope, own)
        for subject, value in product(own.get(clause.subject, ()), values):
            if subject != value or clause.predicate in ATTRIBUTES:
                yield Fact(
                    subject, clause.predicate, value, start, self.length, one.confidence, role
                )

    def value(self, clause: Clause, scope: Scope, own: Handles) -> Sequence[int | When | Count]:
        """The objects of a clause; a value that cannot be read is left out, and counted."""
        if clause.predicate not in ATTRIBUTES:
            return own.get(clause.value, ())
        text = scope.fill(clause.value)
        found: When | Count | None
        if clause.predicate is Predicate.COUNT:
            counted = number(text)
            found = None if counted is None else Count(clause.noun, counted)
        else:
            found = moment(text)
        if text and found is None:
            what = "number" if clause.predicate is Predicate.COUNT else "date"
            self.left.out(f"{clause.value[1:-1]} that is no {what} ({text[:40]!r})", self.where)
        return () if found is None else (found,)


def _untold(one: Line, scope: Scope, line: str) -> Iterator[str]:
    """Dates and numbers that a line claims and does not show, for who reads the claim."""
    for clause in one.claims:
        text = scope.fill(clause.value) if clause.predicate in ATTRIBUTES else ""
        if text and text not in line:
            yield text
            line += text


def items(one: Line, scope: Scope) -> Iterator[Scope]:
    """The items of a line that its conditions let pass."""
    inner: Iterable[Scope] = [scope]
    if one.split:
        inner = (scope.within(piece) for piece in scope.pieces(one.each, one.split))
    elif one.each != ".":
        inner = (scope.within(value) for value in scope.values(one.each))
    return (item for item in inner if _passes(one, item))


def _passes(one: Line, item: Scope) -> bool:
    return all(_matches(item, path, words) for path, words in one.when.items()) and not any(
        _matches(item, path, words) for path, words in one.unless.items()
    )


def _matches(item: Scope, path: str, words: str) -> bool:
    texts = item.texts(path) or [""]
    return any(re.fullmatch(words, text, re.IGNORECASE) for text in texts)


def _longest(kind: str) -> int:
    return LONGEST_FIELD if kind in ("Fields", "Places", "Affiliation") else LONGEST_NAME


def _words(naming: Naming, scope: Scope) -> str:
    """The first words that a name may have, and of which something is left."""
    for template in naming.name:
        text = _in_parts(template, scope) if naming.kind in _IN_PARTS else scope.fill(template)
        if naming.drop:
            text = re.sub(naming.drop, "", text, flags=re.IGNORECASE).strip(" :,;|\u2013-")
        if text:
            return text
    return ""


def _in_parts(template: str, scope: Scope) -> str:
    """The lines of an address or an affiliation are its parts, as those between commas are."""
    slot = SLOT.fullmatch(template)
    pieces = scope.pieces(slot[1], "\n") if slot else []
    return ", ".join(pieces) if len(pieces) > 1 else scope.fill(template)


def _name(naming: Naming, scope: Scope, span: tuple[int, int], text: str) -> Name:
    also = (scope.fill(one) for one in naming.also)
    ids = (identifier(scope.fill(one)) for one in naming.ids)
    told = scope.fill(naming.sort) if naming.sort else ""
    sorted_as = ("Person" if "person" in told.casefold() else "Body") if told else naming.kind
    return Name(
        sorted_as,
        text,
        *span,
        tuple(one for one in also if one and one != text and len(one) <= LONGEST_NAME),
        tuple(one for one in ids if one),
        scope.fill(naming.country),
    )
