"""Conclusions as they would be after a change that is still being computed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from pyoxigraph import NamedNode, Quad

from kg.store.rdf import DEFAULT, Object, Term
from kg.store.store import Store

FEW = 32  # quads of a subject, or of one of its properties, that are remembered

type Remembered = defaultdict[Term, list[Quad]]  # all quads of a subject, by predicate


class Draft:
    """The store's conclusions with what has been added and removed so far; writes nothing."""

    def __init__(self, store: Store) -> None:
        """Start with the store as it is."""
        self.store = store
        self._added: dict[Quad, None] = {}
        self._removed: dict[Quad, None] = {}
        # What the store says of a subject, None where that is too much; and of its properties.
        self._stored: dict[Object, Remembered | None] = {}
        self._told: dict[tuple[Object, Term], list[Quad] | None] = {}
        # Added quads by subject, and by predicate and object: the two ways in which they are asked.
        self._about: defaultdict[Term, dict[Quad, None]] = defaultdict(dict)
        self._with: defaultdict[tuple[Term, Term], dict[Quad, None]] = defaultdict(dict)

    def match(
        self,
        subject: Object | None = None,
        predicate: Object | None = None,
        value: Term | None = None,
        /,
    ) -> Iterator[Quad]:
        """The quads of the default graph that fit, after the change; needs a subject or a value."""
        stored = (
            self.store.match(None, predicate, value)
            if subject is None
            else self._remembered(subject, predicate, value)
        )
        if self._removed:
            stored = (quad for quad in stored if quad not in self._removed)
        yield from stored
        if subject is not None:
            added = self._about.get(subject, {})
        elif predicate is not None and value is not None:
            added = self._with.get((predicate, value), {})
        else:
            raise ValueError("a draft is asked about a subject, or about a predicate and a value")
        for quad in list(added):
            if predicate in (None, quad.predicate) and value in (None, quad.object):
                yield quad

    def _remembered(
        self, subject: Object, predicate: Object | None, value: Term | None
    ) -> Iterable[Quad]:
        """What the store says of a subject: asked once, but of what it says very much of."""
        if subject not in self._stored:
            self._stored[subject] = self._ask(subject)
        about = self._stored[subject]
        found: Iterable[Quad]
        if about is not None:
            found = (
                chain.from_iterable(about.values())
                if predicate is None
                else about.get(predicate, [])
            )
        elif predicate is None or value is not None:
            return self.store.match(subject, predicate, value)
        else:
            found = self._of_property(subject, predicate)
        return found if value is None else [quad for quad in found if quad.object == value]

    def _ask(self, subject: Object) -> Remembered | None:
        quads = list(islice(self.store.match(subject), FEW + 1))
        if len(quads) > FEW:
            return None
        about: Remembered = defaultdict(list)
        for quad in quads:
            about[quad.predicate].append(quad)
        return about

    def _of_property(self, subject: Object, predicate: Object) -> Iterable[Quad]:
        """One property of a subject of which the store says very much."""
        key = subject, predicate
        if key not in self._told:
            quads = list(islice(self.store.match(subject, predicate), FEW + 1))
            self._told[key] = quads if len(quads) <= FEW else None
        found = self._told[key]
        return self.store.match(subject, predicate) if found is None else found

    def stored(self, subject: NamedNode, predicate: NamedNode) -> Iterator[Quad]:
        """What the store says as long as the change is not made."""
        return iter(self._remembered(subject, predicate, None))

    def has(self, subject: Object | None, predicate: Object, value: Term | None = None) -> bool:
        """Whether any quad fits."""
        return next(self.match(subject, predicate, value), None) is not None

    def value(self, subject: Object, predicate: Object) -> Term | None:
        """The only value of a property, or None."""
        found = next(self.match(subject, predicate), None)
        return found.object if found else None

    def values(self, subject: Object, predicate: Object) -> set[Term]:
        """All values of a property."""
        return {quad.object for quad in self.match(subject, predicate)}

    def add(self, subject: NamedNode, predicate: NamedNode, value: Object) -> None:
        """Conclude a quad."""
        quad = Quad(subject, predicate, value, DEFAULT)
        if quad in self._removed:
            del self._removed[quad]
        elif next(iter(self._remembered(subject, predicate, value)), None) is None:
            self._added[quad] = None
            self._about[subject][quad] = None
            self._with[predicate, value][quad] = None

    def remove(self, quad: Quad) -> None:
        """Conclude no longer a quad that matched."""
        if quad in self._added:
            del self._added[quad]
            del self._about[quad.subject][quad]
            del self._with[quad.predicate, quad.object][quad]
        else:
            self._removed[quad] = None

    def discard(self, subject: NamedNode, predicate: NamedNode, value: Object) -> None:
        """Conclude no longer a quad, if it is there."""
        for quad in list(self.match(subject, predicate, value)):
            self.remove(quad)

    def clear(self, subject: NamedNode) -> None:
        """Conclude nothing about a subject."""
        for quad in list(self.match(subject)):
            self.remove(quad)

    def replace(self, subject: NamedNode, predicate: NamedNode, values: Iterable[Object]) -> None:
        """Let a property have these values and no others."""
        wanted = set(values)
        for quad in list(self.match(subject, predicate)):
            if quad.object not in wanted:
                self.remove(quad)
        for value in sorted(wanted, key=str):
            self.add(subject, predicate, value)

    @property
    def added(self) -> tuple[Quad, ...]:
        """What has been added and not removed again."""
        return tuple(self._added)

    @property
    def removed(self) -> tuple[Quad, ...]:
        """What has been removed and not added again."""
        return tuple(self._removed)
