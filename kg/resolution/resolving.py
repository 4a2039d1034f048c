"""Resolution of a store: what people decided and what documents suggest, brought about.

A run looks at the documents that changed, compares whom they name with those in the same blocks,
and settles the clusters that this touches. What it leaves is what resolving all at once would give.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched, chain
from pathlib import Path

from kg.model import Iri, Reading, Type
from kg.ontology import Ontology
from kg.resolution.adopting import adopt
from kg.resolution.blocking import LARGEST, keys
from kg.resolution.clusters import clusters
from kg.resolution.compare import LOWER, UPPER, Judgement, Match, compare, unambiguous
from kg.resolution.deciding import AT_ONCE, lead, part, rank_of
from kg.resolution.decisions import FILE, Decision, in_force, read_log
from kg.resolution.matching import conflict, moved, signs_of
from kg.resolution.parting import document_of, is_local, locals_of, named, of_parted, parted
from kg.resolution.profiles import KNOWN, Known, Profile, known, profiles, short
from kg.resolution.publish import documents_naming
from kg.resolution.register import FILE as REGISTER
from kg.resolution.register import Register
from kg.store.rdf import digest, node, tidy
from kg.store.redirect import redirects
from kg.store.store import Store

_KINDS = frozenset(kind.lower() for kind in KNOWN)  # of names that the register knows
OTHERS, PEOPLE = "others", "people"
# What names wait for: of whom more or less is known, who stands in a block that grew too large, and
# so who is to be clustered anew; and who is to be led elsewhere.
TOUCHED, GROWN, CONCERNED, DECIDED, MOVED = "touched ", "grown ", "concerned ", "decided ", "moved"
REMEMBERED = 5_000  # profiles, and blocks, that are held at once
UNFINISHED = "unfinished"  # the store's own marker that a writer was killed


@dataclass(slots=True)
class Resolving:
    """One run over a store that is open for writing."""

    store: Store
    ontology: Ontology
    folder: Path
    register: Register
    is_current: bool  # whether the register has seen all that the store had when this began
    largest: int = LARGEST  # of a block that is compared
    _known: dict[Iri, Known | None] = field(default_factory=dict)

    def settle(self, documents: Iterable[Iri] = ()) -> int:
        """Bring clusters up to date after these documents; how many names lead elsewhere now."""
        decided = self._decided()
        concerned = self._part()
        number = len(concerned) if self.is_current else 0
        for iri in chain(concerned, documents if self.is_current else self._changed()):
            self._look_at(iri)
        named = {iri for each in decided for iri in (each.left, each.right)}
        before = {Iri(iri) for iri in self.register.meta("decided").split()}
        self._touch(DECIDED, named | before)
        for kind in (OTHERS, PEOPLE):  # people are known by the bodies they work at
            self._known.clear()
            self._compare(kind)
            self._cluster(kind, decided)
        self.register.set_meta("decided", " ".join(sorted(named)))
        if self.register.meta("loaded") and self._adopt():
            return self.settle()
        return self._lead() + number

    def see(self, readings: Iterable[Reading]) -> None:
        """Learn what documents tell that were just written, without reading them again."""
        if self.is_current:  # else `settle` looks for all that changed
            for reading in map(tidy, readings):
                self._learn(reading.document.iri, reading)

    def anew(self) -> int:
        """Forget all that was computed, and settle."""
        loaded = self.register.meta("loaded")
        self.register.clear()
        self.register.set_meta("loaded", loaded)
        self.is_current = False
        return self.settle()

    def loaded(self) -> None:
        """Note that the store was filled from a dump, which brings merged names without a log."""
        self.register.set_meta("loaded", "yes")
        self.register.commit()

    def large(self) -> list[tuple[Iri, int]]:
        """The blocks that were too large to compare: one who stands there, and how many do."""
        return self.register.large(self.largest)

    def queue(self) -> list[Match]:
        """What people are asked about, the likeliest first: each two clusters once."""
        decided = self._decided()
        root = self.register.root
        settled = {frozenset((root(each.left), root(each.right))) for each in decided}
        found = []
        for match in self.register.likely(LOWER):
            pair = frozenset((root(match.left), root(match.right)))
            if len(pair) > 1 and pair not in settled:
                settled.add(pair)
                found.append(match)
        return found

    def _decided(self) -> list[Decision]:
        return of_parted(in_force(read_log(self.folder / FILE)), self.store.vocabulary)

    def _lead(self) -> int:
        moved = self.register.waiting(MOVED)
        if not self.is_current:  # nobody knows what the store was told last
            self.register.put_off(
                MOVED, (iri for iri, _ in redirects(self.store) if not is_local(iri))
            )
            self.register.put_off(MOVED, (iri for iri, _ in self.register.roots()))
        number = 0
        for some in batched(moved, AT_ONCE):
            wanted = {iri: self.register.root(iri) for iri in some}
            number += lead(self.store, self.ontology, wanted, self._naming)
        self.register.forget_waiting()
        self.store.snapshot()
        self.register.set_meta("generation", self.store.generation)
        self.register.commit()
        self.is_current = True
        return number

    def _naming(self, iri: Iri) -> Iterable[Iri]:
        """The documents that use a name: of a popular entity there are many that do not."""
        if iri.removeprefix(self.store.vocabulary.data).partition("/")[0] in _KINDS:
            return self.register.telling(iri)
        return documents_naming(self.store, iri)

    def _changed(self) -> Iterator[Iri]:
        """The documents that the register has not seen as they are."""
        for iri in self.store.documents():
            if self.register.digest(iri) != self._digest(iri):
                yield iri
        for iri in self.register.documents():
            if next(self.store.match(graph=iri), None) is None:
                yield iri

    def _digest(self, document: Iri) -> str:
        quads = self.store.match(node(document), graph=document)
        return digest(*sorted(str(quad) for quad in quads))

    def _look_at(self, document: Iri) -> None:
        self._learn(document, self.store.reading(document))

    def _learn(self, document: Iri, reading: Reading | None) -> None:
        """Learn what a document tells now, if it is there."""
        found, seen = list[Profile](), ""
        if reading is not None:
            naming = named(self.store, reading, self.ontology)
            found, seen = profiles(reading, naming, self.ontology), self._digest(document)
        self._touch(TOUCHED, self.register.tell(document, seen, found))

    def _touch(self, what: str, iris: Iterable[Iri]) -> None:
        for iri in iris:
            self.register.put_off(what + (PEOPLE if _is_person(iri) else OTHERS), [iri])

    def _look(self, iri: Iri) -> Known | None:
        """What is known of one, its bodies under the names of their clusters."""
        if iri not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            profile = self.register.profile(iri)
            if profile and profile.type is Type.PERSON:
                others = profile.bodies | profile.company
                roots = {Iri(o): self.register.root(Iri(o)) for o in others if "://" in o}
                profile = moved(profile, roots)
            self._known[iri] = known(profile, self.ontology) if profile else None
        return self._known[iri]

    def _compare(self, kind: str) -> None:
        """Compare who was touched within their blocks; whom that concerns is to be clustered."""
        touched, grown = TOUCHED + kind, Counter[int]()
        for iri in self.register.waiting(touched):
            found = self._look(iri)
            grown.update(self.register.place(iri, keys(found) if found else frozenset()))
            if len(grown) >= REMEMBERED:
                self._see_growth(grown, kind)
        self._see_growth(grown, kind)
        for each in (touched, GROWN + kind):
            for iri in self.register.waiting(each):
                self.register.put_off(CONCERNED + kind, {iri, *self.register.forget_pairs(iri)})
                self._match(iri)

    def _see_growth(self, grown: Counter[int], kind: str) -> None:
        """A block that grew too large, or is so no more, changes for all who stand in it."""
        for key, number in grown.items():
            size = self.register.size(key)
            if (size > self.largest) != (size - number > self.largest):
                self.register.put_off(GROWN + kind, self.register.members(key))
        grown.clear()

    def _match(self, iri: Iri) -> None:
        own = self._look(iri)
        if own is None:
            return
        others: set[Iri] = set()
        for key in keys(own):
            members = self.register.members(short(key), self.largest + 1)
            if len(members) <= self.largest:
                others |= set(members)
        for other in sorted(others - {iri}):
            if (there := self._look(other)) is not None:
                match = compare(own, there)
                if match.judgement is not Judgement.DIFFERENT:
                    self.register.keep_pair(match)

    def _cluster(self, kind: str, decided: list[Decision]) -> None:
        """The clusters of whom that concerns, each with all that hangs together with it."""
        beside = _beside(decided)
        for what in (CONCERNED + kind, DECIDED + kind):
            while (start := self.register.first(what)) is not None:
                matches, everyone = self._together(beside, start)
                survivors = self._survivors(matches, everyone, decided)
                moved = [i for i in everyone if self.register.set_root(i, survivors.get(i, i))]
                self.register.put_off(MOVED, moved)
                if kind == OTHERS:
                    near = filter(_is_person, self.register.near(moved))
                    self.register.put_off(TOUCHED + PEOPLE, near)
                self.register.done(CONCERNED + kind, everyone)
                self.register.done(DECIDED + kind, everyone)

    def _survivors(
        self, matches: list[Match], everyone: set[Iri], decided: list[Decision]
    ) -> Mapping[Iri, Iri]:
        concerning = [each for each in decided if each.left in everyone]
        if not matches and not concerning:
            return {}
        proposals, rank = unambiguous(matches, self._must_look), rank_of(self.ontology)
        clash, signs = conflict(self._look), signs_of(self._look)
        return clusters(concerning, proposals, rank=rank, conflict=clash, sign=signs).survivors

    def _must_look(self, iri: Iri) -> Known:
        found = self._look(iri)
        if found is None:
            raise KeyError(iri)  # no pair is kept of one that nothing is told of
        return found

    def _together(self, beside: Mapping[Iri, set[Iri]], start: Iri) -> tuple[list[Match], set[Iri]]:
        """All matches of one cluster in the making, and everyone in it."""
        left, everyone = {start}, set[Iri]()
        matches: dict[tuple[Iri, Iri], Match] = {}
        while left:
            iri = left.pop()
            everyone.add(iri)
            same = self.register.same(iri, UPPER)
            matches |= {(match.left, match.right): match for match in same}
            linked = {one for match in same for one in (match.left, match.right)}
            linked |= beside.get(iri, set()) | self.register.under(self.register.root(iri))
            left |= linked - everyone
        return list(matches.values()), everyone

    def _adopt(self) -> bool:
        """Write down what a loaded dump says of who is who and nothing here; whether it does."""
        self.register.set_meta("loaded", "")
        return adopt(self.store, self.ontology, self.folder, dict(self.register.roots()))

    def _part(self) -> set[Iri]:
        """Part what people decided; the documents of which the register may not know it."""
        decided = in_force(read_log(self.folder / FILE))
        known = {Iri(iri) for iri in self.register.meta("parted").split()}
        if not self.is_current and not self.register.meta("loaded"):
            known |= {local for local, _ in parted(self.store)}
        changed, now = part(self.store, self.ontology, decided, known), locals_of(decided)
        self.register.set_meta("parted", " ".join(sorted(now)))
        return changed if self.is_current else set(map(document_of, known | now))


def _is_person(iri: Iri) -> bool:
    return f"/{Type.PERSON.lower()}/" in iri


def _beside(decided: Iterable[Decision]) -> Mapping[Iri, set[Iri]]:
    """Of each name those with which people decided about it."""
    found = defaultdict[Iri, set[Iri]](set)
    for each in decided:
        found[each.left].add(each.right)
        found[each.right].add(each.left)
    return found


@contextmanager
def resolving(store: Store, ontology: Ontology, folder: Path) -> Iterator[Resolving]:
    """Start a run; a log that cannot be read is told before anything is written."""
    read_log(folder / FILE)
    killed = (folder / UNFINISHED).exists()
    is_new = not (folder / REGISTER).exists()
    register = Register(folder)
    try:
        current = not is_new and not killed and register.meta("generation") == store.generation
        yield Resolving(store, ontology, folder, register, current)
    finally:
        register.close()
