"""Which fields of an analyst's own map no record has: a name misspelt would leave silence."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.records.maps import FieldMap, Line
from extractors.records.rendering import items
from extractors.records.trees import SLOT, Scope, Tree

LOOKED_AT = 200  # records of a file
_TOLD = 12  # fields that a note names


@dataclass(slots=True)
class Asked:
    """The fields that a map asks records for, and whether any of them had a value."""

    found: FieldMap
    had: dict[str, bool] = field(default_factory=dict)
    records: int = 0

    def see(self, tree: Tree) -> None:
        """Ask one more record; the maps of the product ask for much that may be missing."""
        self.records += 1
        if not self.found.is_own or self.records > LOOKED_AT:
            return
        scope = Scope(tree)
        document = (*self.found.id, *self.found.title, *self.found.url, *self.found.published)
        self._slots(document, scope)
        for one in self.found.lines:
            self._line(one, scope)

    def notes(self) -> Iterator[str]:
        """One note, where there is something to tell."""
        never = [path for path, had in self.had.items() if not had]
        if never:
            more = f" and {len(never) - _TOLD} more" if len(never) > _TOLD else ""
            names = ", ".join(never[:_TOLD])
            yield f"no record has what the field map {self.found.name!r} calls {names}{more}"

    def _line(self, one: Line, scope: Scope) -> None:
        for path in (one.each, one.prose):
            if path not in (".", ""):
                self._note(path, scope)
        names = [
            word for name in one.names.values() for word in (*name.name, *name.also, *name.ids)
        ]
        handles = set(one.names)
        values = [clause.value for clause in one.claims if clause.value.startswith("{")]
        roles = [clause.role for clause in one.claims]
        for item in items(one, scope):
            self._slots((one.label, *one.say, *names, *values, *roles), item, handles)
            for below in one.lines:
                self._line(below, item)

    def _slots(
        self, templates: tuple[str, ...], scope: Scope, handles: set[str] | None = None
    ) -> None:
        for template in templates:
            for path in SLOT.findall(template):
                if path[0] != "@" and path not in (handles or ()):
                    self._note(path, scope)

    def _note(self, path: str, scope: Scope) -> None:
        self.had[path] = self.had.get(path, False) or bool(scope.values(path))
