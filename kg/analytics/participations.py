"""The conclusions of a store -> records that are ranked, and their index, one a generation.

An event is whatever ties those who act: an event, a programme, a network, a body that others belong
to or support, or that two work together. What one works on or develops is an event with one member.
What a person or department does, the bodies above do as well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic, thread_time
from weakref import WeakKeyDictionary

from kg.analytics.ranking.index import Index, build
from kg.analytics.ranking.records import Agent, Event, Records, collect, year_of
from kg.analytics.ranking.storage import load, save
from kg.errors import TookTooLong
from kg.model import Iri, Predicate, Type
from kg.store.answer import Row
from kg.store.reader import EmbeddedStore
from kg.store.remote.store import RemoteStore
from kg.store.store import Store

FOLDER = "ranking"  # of the index, in that of a snapshot
WORTH_KEEPING = 2_000  # ties in an index that is written down; a smaller one is made as fast
LENT = 300.0  # seconds that the index of an endpoint is used
QUICK = 0.3  # seconds of the processor; an index that took longer is lent to later generations
UPWARD = frozenset({Predicate.AFFILIATED_WITH, Predicate.PART_OF})
FIELDS = frozenset({Predicate.ABOUT, Predicate.TREATS})  # what things have to do with
OWN = frozenset({Predicate.WORKS_ON, Predicate.DEVELOPS, Predicate.APPROVES})
# The object belongs to the circle as well: a network knows its members.
CIRCLE = frozenset({Predicate.MEMBER_OF, Predicate.SUPPORTS, Predicate.RUNS, Predicate.LEADS})
STEPS = 4  # a laboratory of a department of a faculty of a university


@dataclass(frozen=True, slots=True)
class Doing:
    """One tie between two entities, with the year in which it was, or was last spoken of."""

    subject: Iri
    predicate: Predicate
    object: Iri
    year: float | None


def records_of(store: Store, earlier: Records | None = None) -> Records:
    """Who takes part in what, on which topics; numbers of earlier records stay as they were."""
    agents = _agents(store)
    doings = list(_doings(store))
    upward = _pairs(doing for doing in doings if doing.predicate in UPWARD)
    bodies = {agent: _above(agent, upward) & agents.keys() for agent in agents}
    broader: defaultdict[Iri, set[Iri]] = defaultdict(set)
    for row in store.select("ranking_broader"):
        broader[Iri(row["topic"])].add(Iri(row["broader"]))
    fields = _pairs(doing for doing in doings if doing.predicate in FIELDS)
    placed: dict[str, Agent] = {agent: _placed(agent, agents, bodies) for agent in agents}
    return collect(_events(doings, bodies, fields, broader), placed, earlier)


def _doings(store: Store) -> Iterator[Doing]:
    prefix = store.vocabulary.ontology
    for row in store.select("ranking_doings"):
        predicate = Predicate(str(row["predicate"]).removeprefix(prefix))
        yield Doing(Iri(row["subject"]), predicate, Iri(row["object"]), _year(row))


def _year(row: Row) -> float | None:
    return year_of(str(row.get("date", ""))) or year_of(str(row.get("seen", ""))[:10])


def _agents(store: Store) -> dict[Iri, Agent]:
    """Kind and country of all who act; the kind is the narrowest class that is known."""
    countries: dict[Iri, str] = {}
    for row in store.select("ranking_countries"):
        iri, code = Iri(row["agent"]), str(row["code"])
        countries[iri] = min(countries.get(iri, code), code)
    prefix, wide = store.vocabulary.ontology, set(Type)
    kinds: defaultdict[Iri, set[str]] = defaultdict(set)
    for row in store.select("ranking_agents"):
        kinds[Iri(row["agent"])].add(str(row["type"]).removeprefix(prefix))
    return {
        iri: Agent(countries.get(iri, ""), min(names - wide or names))
        for iri, names in kinds.items()
    }


def _placed(agent: Iri, agents: Mapping[Iri, Agent], bodies: Mapping[Iri, set[Iri]]) -> Agent:
    """An agent with the country of a body above where its own is not known."""
    own = agents[agent]
    above = {agents[body].country for body in bodies[agent]} - {""}
    return own if own.country else Agent(min(above, default=""), own.kind)


def _pairs(doings: Iterable[Doing]) -> dict[Iri, set[Iri]]:
    found: defaultdict[Iri, set[Iri]] = defaultdict(set)
    for doing in doings:
        found[doing.subject].add(doing.object)
    return found


def _above(iri: Iri, upward: Mapping[Iri, set[Iri]], steps: int = STEPS) -> set[Iri]:
    """What stands above; a circle is left where it closes."""
    found: set[Iri] = set()
    level = {iri}
    while level and (steps := steps - 1) >= 0:
        level = {up for below in level for up in upward.get(below, ())} - found - {iri}
        found |= level
    return found


def _events(
    doings: Iterable[Doing],
    bodies: Mapping[Iri, set[Iri]],
    fields: Mapping[Iri, set[Iri]],
    broader: Mapping[Iri, set[Iri]],
) -> Iterator[Event]:
    members: defaultdict[str, set[Iri]] = defaultdict(set)
    topics: defaultdict[str, set[Iri]] = defaultdict(set)
    years: defaultdict[str, list[float]] = defaultdict(list)
    for doing in doings:
        if doing.predicate in UPWARD | FIELDS or doing.subject not in bodies:
            continue
        name = _name(doing)
        members[name] |= {doing.subject} | bodies[doing.subject]
        if doing.predicate in CIRCLE | {Predicate.COLLABORATES_WITH} and doing.object in bodies:
            members[name] |= {doing.object} | bodies[doing.object]
        topics[name] |= fields.get(doing.object, set())
        if doing.predicate in OWN:
            topics[name].add(doing.object)
        if doing.year is not None:
            years[name].append(doing.year)
    whole = _with_broader({topic for each in topics.values() for topic in each}, broader)
    for name in members:
        about = tuple({above for topic in topics[name] for above in whole[topic]})
        for each, circle in _circles(name, members[name], bodies):
            yield Event(each, max(years[name], default=None), circle, about)


def _with_broader(topics: Iterable[Iri], broader: Mapping[Iri, set[Iri]]) -> dict[Iri, set[Iri]]:
    """Each topic with all that stand above it."""
    return {topic: {topic} | _above(topic, broader, len(broader)) for topic in topics}


def _circles(
    name: str, members: set[Iri], bodies: Mapping[Iri, set[Iri]]
) -> Iterator[tuple[str, tuple[Iri, ...]]]:
    """The members of an event together, or apart: nobody meets the bodies that she belongs to."""
    acting = members - {body for member in members for body in bodies[member]}
    if len(acting) > 1:
        yield name, tuple(members)
        return
    for member in sorted(members):
        yield f"{name} {member}", (member,)


def _name(doing: Doing) -> str:
    """The event that a tie belongs to: its object, or what is the subject's alone, or the pair."""
    if doing.predicate is Predicate.COLLABORATES_WITH:
        return " ".join(sorted((doing.subject, doing.object)))
    return f"{doing.subject} {doing.object}" if doing.predicate in OWN else doing.object


@dataclass(frozen=True, slots=True)
class Directory:
    """An index with the numbers of the names in it."""

    index: Index
    agents: Mapping[str, int]
    topics: Mapping[str, int]
    countries: Mapping[str, int]
    kinds: Mapping[str, int]
    seconds: float = 0.0  # that the index took to be made

    @classmethod
    def of(cls, index: Index, seconds: float = 0.0) -> "Directory":
        """That of an index."""
        records = index.records
        names = (records.agents, records.topics, records.countries, records.kinds)
        agents, topics, countries, kinds = (
            {name: number for number, name in enumerate(each)} for each in names
        )
        return cls(index, agents, topics, countries, kinds, seconds)


_kept: WeakKeyDictionary[EmbeddedStore, Directory] = WeakKeyDictionary()
_lent: WeakKeyDictionary[RemoteStore, tuple[float, Directory]] = WeakKeyDictionary()
_lock = Lock()


def directory_of(store: Store) -> Directory:
    """The index of what a store holds now; that of a snapshot is made once, by any process."""
    if isinstance(store, RemoteStore):
        return _of_endpoint(store)
    if not isinstance(store, EmbeddedStore) or store.folder is None:
        return Directory.of(build(records_of(store)))
    with _lock:
        if store not in _kept:
            _kept[store] = _lent_or_made(store, store.folder, _lenders.get(store))
        return _kept[store]


def _lent_or_made(store: EmbeddedStore, snapshot: Path, lending: "Lending | None") -> Directory:
    if lending and lending.lent:
        lending.ask()
        return lending.lent
    started = thread_time()
    index = _of_snapshot(store, snapshot)
    made = Directory.of(index, thread_time() - started)
    return lending.keep(made) if lending else made


@dataclass(slots=True)
class Lending:
    """The newest index of a store whose generations come faster than an index can be made of them.

    Who is a candidate, why, and in which sentences is of the generation that is asked all the same.
    """

    ask: Callable[[], None]  # told that a generation has no index of its own
    lasts: float = inf  # times as long as it took to make it that an index is lent
    _made: Directory | None = None
    _at: float = 0.0

    def to(self, store: Store) -> None:
        """Let a generation have it, if making one takes long."""
        if isinstance(store, EmbeddedStore):
            _lenders[store] = self

    def take(self, store: Store, snapshot: Path, seconds: float) -> bool:
        """Take over the index in a snapshot's folder, for this generation and later ones."""
        index = load(snapshot / FOLDER)
        if index is None or not isinstance(store, EmbeddedStore):
            return False
        with _lock:
            _kept[store] = self.keep(Directory.of(index, seconds))
        return True

    def keep(self, made: Directory) -> Directory:
        """Lend this from now on, if it took long."""
        if made.seconds >= QUICK:
            self._made, self._at = made, monotonic()
        return made

    @property
    def lent(self) -> Directory | None:
        """What is lent; None where one is to be made."""
        if self._made and monotonic() - self._at > self.lasts * self._made.seconds:
            self._made = None
        return self._made


_lenders: WeakKeyDictionary[EmbeddedStore, Lending] = WeakKeyDictionary()


def write_down(store: Store) -> None:
    """Lay the index of a snapshot into its folder, however small it is."""
    if store.folder is not None and load(store.folder / FOLDER) is None:
        save(build(records_of(store)), store.folder / FOLDER)


def _of_endpoint(store: RemoteStore) -> Directory:
    """An endpoint does not say when it has changed: what it held a little while ago will do."""
    with _lock:
        made, kept = _lent.get(store, (0.0, None))
        if kept is None or monotonic() - made > LENT:
            try:
                records = records_of(store)
            except TookTooLong:  # it is too large to be read whole: facts must speak alone
                records = collect((), {})
            kept = Directory.of(build(records))
            _lent[store] = (monotonic(), kept)
        return kept


def _of_snapshot(store: EmbeddedStore, snapshot: Path) -> Index:
    """From the disk, or out of the index of an earlier generation, or out of the store alone."""
    index = load(snapshot / FOLDER)
    if index is not None:
        return index
    earlier = _earlier(snapshot)
    index = build(records_of(store, earlier.records if earlier else None), earlier=earlier)
    if len(index.heads.shared) >= WORTH_KEEPING:
        # A reader may have no right to write there, or another be quicker.
        with suppress(OSError):
            save(index, snapshot / FOLDER)
    return index


def _earlier(snapshot: Path) -> Index | None:
    """The newest index of a generation before this one that was worth writing down."""
    before = sorted(path for path in snapshot.parent.glob(f"*/{FOLDER}") if path.parent < snapshot)
    return next((found for path in reversed(before) if (found := load(path))), None)
