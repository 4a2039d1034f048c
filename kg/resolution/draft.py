"""Conclusions as they would be after a change that is still being computed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg.store.rdf import DEFAULT, Object, Term
from kg.store.store import Store

# Quads that are held, and asked for at once: of a subject, and of one property of a popular one.
FEW, FEWER = 32, 8

type Values = dict[Term, None]
type Facts = defaultdict[Term, Values]  # the values of each property


class Draft:
    """The store's conclusions with what has been added and removed so far; writes nothing.

    Of most subjects little is said: all of that is asked for at once, and held as it will be. Of a
    popular one the same is true of most properties; the others stay where they are.
    """

    def __init__(self, store: Store) -> None:
        """Start with the store as it is."""
        self.store = store
        self._added: dict[Quad, None] = {}
        self._removed: dict[Quad, None] = {}
        self._now: dict[Object, Facts | None] = {}  # None where there is too much
        self._new: set[Object] = set()  # subjects of which the store says nothing
        self._some: dict[tuple[Object, Object], Values | None] = {}  # the same, of popular ones
        # Added quads of popular subjects, and all by predicate and object.
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
        if subject is None:
            if predicate is None or value is None:
                raise ValueError("a draft is asked about a subject, or a predicate and a value")
            return self._both(None, predicate, value, list(self._with.get((predicate, value), ())))
        facts = self._facts(subject)
        if predicate is not None:
            held = self._of(subject, predicate)
            facts = None if held is None else defaultdict(dict, {predicate: held})
        if facts is None:
            return self._both(subject, predicate, value, list(self._about.get(subject, ())))
        return iter(
            [
                Quad(subject, key, each, DEFAULT)  # type: ignore[arg-type]  # as it was stored
                for key, values in facts.items()
                for each in values
                if value is None or each == value
            ]
        )

    def _both(
        self,
        subject: Object | None,
        predicate: Object | None,
        value: Term | None,
        added: Iterable[Quad],
    ) -> Iterator[Quad]:
        """What stays of what the store says, and what fits of what was added."""
        for quad in self.store.match(subject, predicate, value):
            if quad not in self._removed:
                yield quad
        for quad in added:
            if predicate in (None, quad.predicate) and value in (None, quad.object):
                yield quad

    def _facts(self, subject: Object) -> Facts | None:
        """All that is said of a subject, unless that is too much; asked for once."""
        if subject not in self._now:
            quads = list(islice(self.store.match(subject), FEW + 1))
            if not quads:
                self._new.add(subject)
            facts: Facts = defaultdict(dict)
            for quad in quads:
                facts[quad.predicate][quad.object] = None
            self._now[subject] = facts if len(quads) <= FEW else None
        return self._now[subject]

    def _of(self, subject: Object, predicate: Object) -> Values | None:
        """The values of one property, unless they are too many; asked for once."""
        facts = self._facts(subject)
        if facts is not None:
            return facts.get(predicate, {})
        key = subject, predicate
        if key not in self._some:
            added = list(self._about.get(subject, ()))
            found = list(islice(self._both(*key, None, added), FEWER + 1))
            few = {quad.object: None for quad in found}
            self._some[key] = few if len(found) <= FEWER else None
        return self._some[key]

    def stored(self, subject: NamedNode, predicate: NamedNode) -> Iterator[Quad]:
        """What the store says as long as the change is not made."""
        return iter(()) if subject in self._new else self.store.match(subject, predicate)

    def has(self, subject: Object | None, predicate: Object, value: Term | None = None) -> bool:
        """Whether any quad fits."""
        found = None if subject is None else self._of(subject, predicate)
        if found is None:
            return next(self.match(subject, predicate, value), None) is not None
        return bool(found) if value is None else value in found

    def value(self, subject: Object, predicate: Object) -> Term | None:
        """The only value of a property, or None."""
        values = self._of(subject, predicate)
        if values is not None:
            return next(iter(values), None)
        found = next(self.match(subject, predicate), None)
        return found.object if found else None

    def values(self, subject: Object, predicate: Object) -> set[Term]:
        """All values of a property."""
        values = self._of(subject, predicate)
        if values is not None:
            return set(values)
        return {quad.object for quad in self.match(subject, predicate)}

    def add(self, subject: NamedNode, predicate: NamedNode, value: Object) -> None:
        """Conclude a quad."""
        if self.has(subject, predicate, value):
            return
        quad = Quad(subject, predicate, value, DEFAULT)
        facts = self._facts(subject)
        held = self._some.get((subject, predicate)) if facts is None else facts[predicate]
        if held is not None:
            held[value] = None
        if quad in self._removed:
            del self._removed[quad]
            return
        self._added[quad] = None
        self._with[predicate, value][quad] = None
        if facts is None:
            self._about[subject][quad] = None

    def remove(self, quad: Quad) -> None:
        """Conclude no longer a quad that matched."""
        subject: Object = quad.subject  # type: ignore[assignment]  # no blank nodes
        facts = self._facts(subject)
        some = self._some.get((subject, quad.predicate))
        held = some if facts is None else facts[quad.predicate]
        if held is not None:
            held.pop(quad.object, None)
        if quad not in self._added:
            self._removed[quad] = None
            return
        del self._added[quad]
        del self._with[quad.predicate, quad.object][quad]
        if facts is None:
            del self._about[quad.subject][quad]

    def discard(self, subject: NamedNode, predicate: NamedNode, value: Object) -> None:
        """Conclude no longer a quad, if it is there."""
        if self.has(subject, predicate, value):
            self.remove(Quad(subject, predicate, value, DEFAULT))

    def clear(self, subject: NamedNode) -> None:
        """Conclude nothing about a subject."""
        for quad in list(self.match(subject)):
            self.remove(quad)

    def replace(self, subject: NamedNode, predicate: NamedNode, values: Iterable[Object]) -> None:
        """Let a property have these values and no others."""
        wanted = set(values)
        before = self.values(subject, predicate)
        for value in before - wanted:
            self.remove(Quad(subject, predicate, value, DEFAULT))
        for value in sorted(wanted - before, key=str):
            self.add(subject, predicate, value)

    @property
    def added(self) -> tuple[Quad, ...]:
        """What has been added and not removed again."""
        return tuple(self._added)

    @property
    def removed(self) -> tuple[Quad, ...]:
        """What has been removed and not added again."""
        return tuple(self._removed)
