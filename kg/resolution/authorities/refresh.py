"""Conclusions brought up to date when an authority was added, replaced or taken away.

Every document is asked where its entities lead under the old and the new authorities; those that
lead elsewhere, or to something of which more or less is known now, are concluded anew, and who is
who is found out anew where there are any. The result is what a rebuild would give. Until all is
done a marker says that it is not.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from pathlib import Path

from kg.model import Iri, Reading
from kg.ontology import Ontology
from kg.resolution.authorities.adding import FILES, About, put
from kg.resolution.authorities.files import FOLDER
from kg.resolution.authorities.library import HeldLibrary, ontology_of
from kg.resolution.identity import canonical
from kg.resolution.publish import change_for, rebuild
from kg.resolution.resolving import resolving
from kg.settings import Settings
from kg.store.redirect import moved_to
from kg.store.store import Store

MARK = "unfinished"  # there as long as conclusions may not follow the authorities that stand
AT_ONCE = 20  # documents that are concluded anew in one transaction


def replace_authority(store: Store, settings: Settings, waiting: Path, about: About) -> int:
    """Put a prepared authority in place and conclude anew what it concerns; how many documents."""
    folder = settings.folder / FOLDER
    return _changed(store, settings, lambda: put(waiting, about, folder))


def remove_authority(store: Store, settings: Settings, source: str) -> int:
    """Take an authority away, with all that the conclusions have from it."""
    path = settings.folder / FOLDER / FILES[source]
    return _changed(store, settings, lambda: path.unlink(missing_ok=True))


def is_finished(settings: Settings) -> bool:
    """Whether the conclusions follow the authorities that stand."""
    return not (settings.folder / FOLDER / MARK).exists()


def finish(store: Store, settings: Settings) -> None:
    """Conclude all anew, where an earlier change of authorities was stopped half way."""
    if is_finished(settings):
        return
    ontology = ontology_of(settings)
    with resolving(store, ontology, settings.folder) as run:
        change = rebuild(store, ontology)
        if len(change):
            store.apply(change)
        run.anew()
    finished(settings)


def finished(settings: Settings) -> None:
    """Note that all conclusions follow the authorities that stand."""
    (settings.folder / FOLDER / MARK).unlink(missing_ok=True)


def _changed(store: Store, settings: Settings, change_files: Callable[[], None]) -> int:
    finish(store, settings)
    folder = settings.folder / FOLDER
    after = ontology_of(settings)
    before = after.with_authorities(HeldLibrary(folder, settings))
    with resolving(store, after, settings.folder) as run:  # a bad log is told before the change
        (folder / MARK).touch()
        change_files()
        count = refresh(store, before, after)
        if count:
            run.anew()
    finished(settings)
    return count


def refresh(store: Store, before: Ontology, after: Ontology) -> int:
    """Conclude anew the documents that another authority concerns; how many they are."""
    count = 0
    renewing = after.since(before)
    for group in batched(list(_concerned(store, before, after)), AT_ONCE):
        readings = [reading for iri in group if (reading := store.reading(iri))]
        store.apply(change_for(store, renewing, readings))
        count += len(readings)
    return count


def _concerned(store: Store, before: Ontology, after: Ontology) -> Iterator[Iri]:
    compared = _Compared(store, before, after)
    for iri in sorted(store.documents()):
        reading = store.reading(iri)
        if reading and compared.differ(reading):
            yield iri


class _Compared:
    """What two ontologies know of the same entities; asked once of each."""

    def __init__(self, store: Store, before: Ontology, after: Ontology) -> None:
        self.store, self.sides = store, (before, after)
        self.changed: dict[Iri, bool] = {}

    def differ(self, reading: Reading) -> bool:
        old, new = (canonical(reading, side, self.store.vocabulary) for side in self.sides)
        return dict(old) != dict(new) or any(map(self._has_changed, new.values()))

    def _has_changed(self, iri: Iri) -> bool:
        if iri not in self.changed:
            led = moved_to(self.store, iri) or iri
            before, after = ([_known(side, each) for each in {iri, led}] for side in self.sides)
            self.changed[iri] = before != after
        return self.changed[iri]


def _known(ontology: Ontology, iri: Iri) -> Sequence[object]:
    """All that an ontology says of an entity, and of what it puts above it."""
    found: dict[Iri, object] = {}
    left = [iri]
    while left:
        each = left.pop()
        concept, body = ontology.concept(each), ontology.organization(each)
        found[each] = (concept, body)
        above = (*(concept.broader if concept else ()), *(body.parents if body else ()))
        left += [iri for iri in above if iri not in found]
    person = ontology.authorities.person(iri) if ontology.authorities else None
    return [person, *sorted(found.items(), key=lambda pair: pair[0])]
