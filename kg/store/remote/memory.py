"""What the one writer of a store knows of its conclusions, so that nothing is asked for twice.

It is right as long as nobody else writes: each change is made in it too.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kg.store.rdf import DEFAULT, Object, Term

MOST = 500_000  # quads, some 400 MB; then all is forgotten


class Memory:
    """Quads of the conclusions by subject, and by property and value: all there are, or unknown."""

    def __init__(self) -> None:
        """Know nothing."""
        self._subjects: dict[Term, dict[Quad, None]] = {}
        self._values: dict[tuple[Term, Term], dict[Quad, None]] = {}
        self._size = 0

    def unknown(self, subjects: Iterable[Object]) -> list[Object]:
        """Which of these must be asked for."""
        return [s for s in dict.fromkeys(subjects) if s not in self._subjects]

    def about(
        self, subject: Object, predicate: Object | None, value: Term | None
    ) -> Iterator[Quad] | None:
        """The quads of a subject that fit; None where it is unknown."""
        found = self._subjects.get(subject)
        if found is None:
            return None
        return iter(
            [
                quad
                for quad in found
                if predicate in (None, quad.predicate) and value in (None, quad.object)
            ]
        )

    def having(self, predicate: Object, value: Term) -> Iterator[Quad] | None:
        """The quads with a property's value; None where that is unknown."""
        found = self._values.get((predicate, value))
        return None if found is None else iter(list(found))

    def learn_about(self, subject: Object, quads: Iterable[Quad]) -> None:
        """Keep all quads of a subject."""
        self._subjects[subject] = self._kept(quads)

    def learn_having(self, predicate: Object, value: Term, quads: Iterable[Quad]) -> None:
        """Keep all quads with a property's value."""
        self._values[predicate, value] = self._kept(quads)

    def _kept(self, quads: Iterable[Quad]) -> dict[Quad, None]:
        found = dict.fromkeys(quads)
        self._size += len(found) + 1
        if self._size > MOST:
            self.forget()
        return found

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Follow a change of the store."""
        for quad in removed:
            for found in self._places(quad):
                found.pop(quad, None)
        for quad in added:
            for found in self._places(quad):
                found[quad] = None
                self._size += 1

    def _places(self, quad: Quad) -> Iterator[dict[Quad, None]]:
        if quad.graph_name != DEFAULT or not isinstance(quad.subject, NamedNode):
            return
        for found in (
            self._subjects.get(quad.subject),
            self._values.get((quad.predicate, quad.object)),
        ):
            if found is not None:
                yield found

    def forget(self) -> None:
        """Know nothing any more."""
        self._subjects.clear()
        self._values.clear()
        self._size = 0
