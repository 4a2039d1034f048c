"""Conclusions as they would be after a change that is still being computed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kg.store.rdf import DEFAULT, Object, Term
from kg.store.store import Store


class Draft:
    """The store's conclusions with what has been added and removed so far; writes nothing."""

    def __init__(self, store: Store) -> None:
        """Start with the store as it is."""
        self.store = store
        self._added: dict[Quad, None] = {}
        self._removed: dict[Quad, None] = {}
        self._stored: dict[Object, bool] = {}  # whether the store says anything of a subject
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
        if subject is None or self._is_stored(subject):
            for quad in self.store.match(subject, predicate, value):
                if quad not in self._removed:
                    yield quad
        if subject is not None:
            added = self._about.get(subject, {})
        elif predicate is not None and value is not None:
            added = self._with.get((predicate, value), {})
        else:
            raise ValueError("a draft is asked about a subject, or about a predicate and a value")
        for quad in list(added):
            if predicate in (None, quad.predicate) and value in (None, quad.object):
                yield quad

    def _is_stored(self, subject: Object) -> bool:
        """Most subjects of a new document are new; asking once saves asking for each property."""
        known = self._stored.get(subject)
        if known is None:
            known = next(self.store.match(subject), None) is not None
            self._stored[subject] = known
        return known

    def stored(self, subject: NamedNode, predicate: NamedNode) -> Iterator[Quad]:
        """What the store says as long as the change is not made."""
        return self.store.match(subject, predicate) if self._is_stored(subject) else iter(())

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
        elif not self._holds(subject, predicate, value):
            self._added[quad] = None
            self._about[subject][quad] = None
            self._with[predicate, value][quad] = None

    def _holds(self, subject: NamedNode, predicate: NamedNode, value: Object) -> bool:
        if not self._is_stored(subject):
            return False
        return next(self.store.match(subject, predicate, value), None) is not None

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
