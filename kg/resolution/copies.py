"""Copies of one text are one source: which documents are near copies of each other.

Documents whose sketches have a number in common may be copies. Of those that have a number the
first in rank is its leader, and the others are compared with it alone, by all sequences of words.
Who resembles a leader belongs with it, and so do those who belong with the same. A group is called
after its document that is first in rank. All of this is decided by the set of documents, in
whichever order they came. A new document is compared with at most as many leaders as it has
numbers; only where it becomes a leader itself, or one goes, are groups looked at again, and the
more documents have a number, the rarer that is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from kg.model import Iri
from kg.resolution.draft import Draft
from kg.store.bands import rank
from kg.store.rdf import cell, node
from kg.store.sketch import resemblance, sketch
from kg.store.store import Store

ALIKE = 0.5  # of all sequences of words; articles on one event that quote the same stay under 0.3


@dataclass(slots=True)
class _Forest:
    """Sets that grow together, each called after its member that is first in rank."""

    above: dict[Iri, Iri] = field(default_factory=dict)

    def root(self, iri: Iri) -> Iri:
        while (up := self.above.setdefault(iri, iri)) != iri:
            self.above[iri] = iri = self.above[up]
        return iri

    def join(self, one: Iri, other: Iri) -> None:
        first, last = sorted((self.root(one), self.root(other)), key=rank)
        self.above[last] = first


@dataclass(frozen=True, slots=True)
class _Piece:
    """Stored documents that were in one group and are in one now."""

    new: Iri
    old: Iri
    documents: set[Iri]


class _View:
    """The table of sketches as it will be after a change of some texts."""

    def __init__(self, store: Store, texts: Mapping[Iri, str | None]) -> None:
        self.store, self.bands, self.texts = store, store.bands, texts
        self.new = {iri: sketch(text) for iri, text in texts.items() if text is not None}
        self.having: defaultdict[int, list[Iri]] = defaultdict(list)
        for iri in sorted(self.new, key=rank):
            for value in self.new[iri]:
                self.having[value].append(iri)

    def of(self, document: Iri) -> tuple[int, ...]:
        return self.new[document] if document in self.new else self.bands.of(document)

    def text(self, document: Iri) -> str:
        new = self.texts.get(document)
        return new if new is not None else self.store.text(document) or ""

    def staying(self, value: int) -> Iterator[Iri]:
        """Stored documents with a number whose texts do not change, first in rank first."""
        return (iri for iri in self.bands.sharing(value) if iri not in self.texts)

    def leader(self, value: int) -> Iri:
        return min((*islice(self.staying(value), 1), *self.having[value][:1]), key=rank)

    def leaders(self, document: Iri) -> Iterator[Iri]:
        """The leaders of whom a document is a copy."""
        text = self.text(document)
        for leader in dict.fromkeys(map(self.leader, self.of(document))):
            if leader != document and resemblance(text, self.text(leader)) >= ALIKE:
                yield leader


class Copies:
    """The groups of a draft, brought up to date where texts change."""

    def __init__(self, draft: Draft) -> None:
        """Look up the property once."""
        self.draft, self.store = draft, draft.store
        self.key = draft.store.vocabulary.ckg("sourceGroup")
        self.known: dict[Iri, Iri] = {}  # group by document, as asked for

    def group(self, document: Iri) -> Iri:
        """What the document is a copy of, or itself."""
        if document not in self.known:
            self.known[document] = self._stored(document) or document
        return self.known[document]

    def _stored(self, document: Iri) -> Iri | None:
        found = self.draft.value(node(document), self.key)
        return Iri(cell(found)) if found else None

    def members(self, group: Iri) -> Iterator[Iri]:
        """The documents of a group."""
        return (Iri(cell(quad.subject)) for quad in self.draft.match(None, self.key, node(group)))

    def update(self, texts: Mapping[Iri, str | None]) -> set[Iri]:
        """Regroup after a change of texts, None where a document goes.

        Returns documents beside these by which statements that count otherwise now can be found.
        """
        changed = {iri: text for iri, text in texts.items() if text != self.store.text(iri)}
        if not changed:
            return set()
        view = _View(self.store, changed)
        stale = self._stale(view)
        loose = {iri: group for group in stale for iri in self.members(group)}
        for iri in changed:
            loose.pop(iri, None)
            self.draft.replace(node(iri), self.key, [])
        return self._regroup(view, loose)

    def _stale(self, view: _View) -> set[Iri]:
        """The groups that may fall apart or lose their name; others can only grow."""
        found: set[Iri] = set()
        stored = {iri: group for iri in view.texts if (group := self._stored(iri))}
        leaving = Counter(stored.values())
        for iri, group in stored.items():
            if leaving[group] > 1 or group == iri or not self._is_dispensable(view, iri):
                found.add(group)
            for value in view.bands.of(iri):
                if next(view.bands.sharing(value), None) == iri:
                    found |= self._groups(view.staying(value))
        for iri, values in view.new.items():
            for value in values:
                first = next(view.staying(value), None)
                if first and rank(iri) < rank(first):
                    found |= self._groups(view.staying(value))
        return found

    def _groups(self, documents: Iterable[Iri]) -> set[Iri]:
        return {group for iri in documents if (group := self._stored(iri))}

    def _is_dispensable(self, view: _View, document: Iri) -> bool:
        """Whether those whom a document resembles, no leader itself, belong together without it."""
        text = self.store.text(document) or ""
        leaders = {next(view.bands.sharing(value)) for value in view.bands.of(document)}
        near = {one for one in leaders if resemblance(text, view.text(one)) >= ALIKE} - {document}
        forest = _Forest()
        for one in near:
            for leader in view.leaders(one):
                forest.join(one, leader)
        return len({forest.root(one) for one in near}) <= 1

    def _regroup(self, view: _View, loose: Mapping[Iri, Iri]) -> set[Iri]:
        """Put documents of stale groups, and new ones, with the leaders that they resemble."""
        forest = _Forest()
        for iri in (*loose, *view.new):
            forest.root(iri)
            for leader in view.leaders(iri):
                is_free = leader in loose or leader in view.new
                forest.join(iri, leader if is_free else self._stored(leader) or leader)
        classes: defaultdict[Iri, list[Iri]] = defaultdict(list)
        for iri in forest.above:
            classes[forest.root(iri)].append(iri)
        pieces: list[_Piece] = []
        for group, together in classes.items():
            whole = [iri for iri in together if iri not in loose and iri not in view.new]
            pieces += self._pieces(group, whole, [iri for iri in together if iri in loose], loose)
            for iri in together:
                if iri in loose or iri in view.new:
                    self._place(iri, group)
        return _displaced(pieces)

    def _pieces(
        self, group: Iri, whole: list[Iri], free: list[Iri], loose: Mapping[Iri, Iri]
    ) -> list[_Piece]:
        """Which stored documents come into a group out of which others."""
        if len(whole) == 1 and not free and whole[0] == group:
            return []  # it only grows: nobody needs to know how large it is
        found = [_Piece(group, each, set(self.members(each))) for each in whole]
        for piece in found:
            if piece.old != group:
                for iri in piece.documents:
                    self._place(iri, group)
        parts: defaultdict[Iri, set[Iri]] = defaultdict(set)
        for iri in free:
            parts[loose[iri]].add(iri)
        return found + [_Piece(group, each, members) for each, members in parts.items()]

    def _place(self, document: Iri, group: Iri) -> None:
        self.known[document] = group
        self.draft.replace(node(document), self.key, [node(group)])


def _displaced(pieces: Iterable[_Piece]) -> set[Iri]:
    """The documents that found others beside them, or lost some; of all but the largest pieces.

    A statement that counts two pieces together now, or apart, has evidence in the smaller one too.
    """
    beside: defaultdict[tuple[str, Iri], list[set[Iri]]] = defaultdict(list)
    for piece in pieces:
        beside["new", piece.new].append(piece.documents)
        beside["old", piece.old].append(piece.documents)
    found: set[Iri] = set()
    for parts in beside.values():
        found = found.union(*sorted(parts, key=len)[:-1])
    return found
