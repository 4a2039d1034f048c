"""Resolution of a store: what people decided and what documents suggest, brought about.

A run looks at the documents that changed, compares whom they name with those in the same blocks,
and settles the clusters that this touches. What it leaves is what resolving all at once would give.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.resolution.blocking import LARGEST, keys
from kg.resolution.clusters import clusters
from kg.resolution.compare import LOWER, UPPER, Judgement, Match, compare, unambiguous
from kg.resolution.deciding import lead, rank_of
from kg.resolution.decisions import (
    FILE,
    Decision,
    Verdict,
    append,
    in_force,
    next_number,
    read_log,
)
from kg.resolution.identity import canonical
from kg.resolution.matching import conflict, moved
from kg.resolution.profiles import KNOWN, Known, known, profiles
from kg.resolution.publish import documents_naming
from kg.resolution.register import FILE as REGISTER
from kg.resolution.register import Register, short
from kg.store.embedded import WriterStore
from kg.store.rdf import digest, node
from kg.store.redirect import redirects
from kg.store.store import Store

_KINDS = frozenset(kind.lower() for kind in KNOWN)  # of names that the register knows
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
        decided = in_force(read_log(self.folder / FILE))
        touched = self._see(documents if self.is_current else self._changed())
        named = {iri for each in decided for iri in (each.left, each.right)}
        seen_before = {Iri(iri) for iri in self.register.meta("decided").split()}
        wanted: dict[Iri, Iri] = {}
        for is_kind in (_is_other, _is_person):  # people are known by the bodies they work at
            self._known.clear()
            chosen = self._compare(filter(is_kind, touched))
            found = self._cluster(decided, chosen | set(filter(is_kind, named | seen_before)))
            moved_now = [iri for iri, root in found.items() if self.register.set_root(iri, root)]
            touched |= self.register.near(moved_now)
            wanted |= found
        self.register.set_meta("decided", " ".join(sorted(named)))
        if self.register.meta("loaded") and self._adopt():
            return self.settle()
        return self._lead(wanted)

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
        decided = in_force(read_log(self.folder / FILE))
        root = self.register.root
        settled = {frozenset((root(each.left), root(each.right))) for each in decided}
        found = []
        for match in self.register.likely(LOWER):
            pair = frozenset((root(match.left), root(match.right)))
            if len(pair) > 1 and pair not in settled:
                settled.add(pair)
                found.append(match)
        return found

    def _lead(self, wanted: Mapping[Iri, Iri]) -> int:
        if not self.is_current:  # nobody knows what the store was told last
            before = dict(redirects(self.store))
            roots = self.register.roots()
            wanted = {iri: roots.get(iri, iri) for iri in before.keys() | roots.keys()}
        number = lead(self.store, self.ontology, wanted, self._naming)
        if isinstance(self.store, WriterStore):
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

    def _changed(self) -> list[Iri]:
        """The documents that the register has not seen as they are."""
        seen = self.register.documents()
        there = {iri: self._digest(iri) for iri in self.store.documents()}
        return sorted(iri for iri in seen.keys() | there.keys() if seen.get(iri) != there.get(iri))

    def _digest(self, document: Iri) -> str:
        quads = self.store.match(node(document), graph=document)
        return digest(*sorted(str(quad) for quad in quads))

    def _see(self, documents: Iterable[Iri]) -> set[Iri]:
        """Learn what documents tell now; of whom."""
        touched: set[Iri] = set()
        for iri in dict.fromkeys(documents):
            reading = self.store.reading(iri)
            if reading is None:
                touched |= self.register.tell(iri, "", ())
                continue
            naming = canonical(reading, self.ontology, self.store.vocabulary)
            found = profiles(reading, naming, self.ontology)
            touched |= self.register.tell(iri, self._digest(iri), found)
        return touched

    def _look(self, iri: Iri) -> Known | None:
        """What is known of one, its bodies under the names of their clusters."""
        if iri not in self._known:
            profile = self.register.profile(iri)
            if profile and profile.type is Type.PERSON:
                others = profile.bodies | profile.company
                roots = {Iri(o): Iri(self.register.root(o)) for o in others if "://" in o}
                profile = moved(profile, roots)
            self._known[iri] = known(profile, self.ontology) if profile else None
        return self._known[iri]

    def _compare(self, chosen: Iterable[Iri]) -> set[Iri]:
        """Compare these within their blocks; whom that concerns."""
        concerned = set(chosen)
        grown: Counter[int] = Counter()
        for iri in sorted(concerned):
            found = self._look(iri)
            grown.update(self.register.place(iri, keys(found) if found else frozenset()))
        for key, number in grown.items():
            size = self.register.size(key)
            # A block that grew too large, or is so no more, changes for all who stand in it.
            if (size > self.largest) != (size - number > self.largest):
                concerned |= set(self.register.members(key))
        for iri in sorted(concerned):
            concerned |= self.register.forget_pairs(iri)
            self._match(iri)
        return concerned

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

    def _cluster(self, decided: list[Decision], start: Iterable[Iri]) -> dict[Iri, Iri]:
        """The clusters of these and of all that hang together with them."""
        matches, everyone = self._together(decided, start)
        proposals = unambiguous(matches, self._must_look)
        found = clusters(
            decided, proposals, rank=rank_of(self.ontology), conflict=conflict(self._look)
        )
        return {iri: found.survivors.get(iri, iri) for iri in everyone}

    def _must_look(self, iri: Iri) -> Known:
        found = self._look(iri)
        if found is None:
            raise KeyError(iri)  # no pair is kept of one that nothing is told of
        return found

    def _together(
        self, decided: list[Decision], start: Iterable[Iri]
    ) -> tuple[list[Match], set[Iri]]:
        beside: dict[Iri, set[Iri]] = {}
        for each in decided:
            beside.setdefault(each.left, set()).add(each.right)
            beside.setdefault(each.right, set()).add(each.left)
        left, everyone = set(start), set[Iri]()
        matches: dict[tuple[Iri, Iri], Match] = {}
        while left:
            iri = left.pop()
            everyone.add(iri)
            same = [match for match in self.register.pairs(iri) if match.score >= UPPER]
            matches |= {(match.left, match.right): match for match in same}
            linked = {one for match in same for one in (match.left, match.right)}
            linked |= beside.get(iri, set()) | self.register.under(Iri(self.register.root(iri)))
            left |= linked - everyone
        return list(matches.values()), everyone

    def _adopt(self) -> bool:
        """Write down whom a loaded dump had merged and nothing here would; whether there are."""
        self.register.set_meta("loaded", "")
        log, roots = self.folder / FILE, self.register.roots()
        merged = sorted(redirects(self.store))
        lost = [(one, to) for one, to in merged if roots.get(one, one) != roots.get(to, to)]
        for one, to in lost:
            number, why = next_number(read_log(log)), "merged so in a dump that was loaded"
            now = datetime.now(UTC).isoformat(timespec="seconds")
            append(log, Decision(number, now, "kg load", Verdict.SAME, one, to, why))
        return bool(lost)


def _is_person(iri: Iri) -> bool:
    return f"/{Type.PERSON.lower()}/" in iri


def _is_other(iri: Iri) -> bool:
    return not _is_person(iri)


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
