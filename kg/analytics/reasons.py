"""What facts say for a partner: each is a small function that gives a reason, or none.

How much a reason says is a share from 0 to 1 here; scoring.py makes it a part of the score. It is
kept as facts and words until it is known which page is shown; only then are the entities in the
words named and the sentences behind the facts read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.analytics.described import Described, Located
from kg.analytics.project import Closeness, Fact, Step
from kg.analytics.ties import Tie
from kg.belief import aged
from kg.classes import class_named
from kg.model import Iri, Predicate, When

PLACES = 3  # decimals of a weight
HALF_LIFE = 3.0  # years after which evidence is worth half
NAMED = 2  # shared things that are named in a reason

VERBS: Mapping[Predicate, str] = {
    Predicate.WORKS_ON: "works on",
    Predicate.DEVELOPS: "develops",
    Predicate.APPROVES: "approved",
    Predicate.RUNS: "runs",
    Predicate.LEADS: "leads",
    Predicate.MEMBER_OF: "is a member of",
    Predicate.PARTICIPATES_IN: "took part in",
    Predicate.ORGANIZES: "organised",
    Predicate.SUPPORTS: "supports",
    Predicate.ABOUT: "deals with",
    Predicate.COLLABORATES_WITH: "works with",
}

type Words = tuple[str, ...]  # an Iri among them stands for the entity's name


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known about one candidate with regard to one question."""

    candidate: Described
    ties: Mapping[Iri, Sequence[Tie]]  # by topic; best first
    closeness: Closeness
    located: Sequence[Located]
    asker: Described | None  # of a consortium the one whom the candidate is closest to
    seekers: tuple[Iri, ...]  # all who ask
    countries: frozenset[str]  # that were asked for, those of regions too
    newest: When | None  # date of the newest document in the store


@dataclass(frozen=True, slots=True)
class Because:
    """A reason before its words are read; `weight` is a share until it is scored."""

    kind: str
    weight: float
    words: Words
    facts: tuple[Fact, ...]  # the most telling first
    steps: tuple[Step, ...] = ()  # triples whose facts are still to be read


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its reasons, before their words are read."""

    case: Case
    becauses: tuple[Because, ...]
    score: float

    @property
    def iri(self) -> Iri:
        """The candidate."""
        return self.case.candidate.entity.iri


def all_of(case: Case) -> tuple[Because, ...]:
    """The reasons that say something, those that say most first."""
    return in_order(
        because for feature in FEATURES for because in feature(case) if because.weight > 0
    )


def in_order(becauses: Iterable[Because]) -> tuple[Because, ...]:
    """The weightiest first."""
    return tuple(sorted(becauses, key=lambda b: (-b.weight, b.kind, b.words)))


def score(becauses: Sequence[Because]) -> float:
    """The sum of the weights, free of what adding floating numbers leaves behind."""
    return round(sum(because.weight for because in becauses), PLACES)


def topic(case: Case) -> list[Because]:
    """How directly the candidate is tied to each topic."""
    part = 1 / len(case.ties)
    return [_topic(ties[0], part) for ties in case.ties.values() if ties]


def _topic(tie: Tie, part: float) -> Because:
    own = tie.own
    return Because("topic", part * tie.fit, tie_words(tie), own + tie.facts[len(own) :])


def tie_words(tie: Tie) -> Words:
    """A tie as a sentence without its subject."""
    words: list[str] = []
    facts = list(tie.facts)
    upward = (Predicate.AFFILIATED_WITH, Predicate.PART_OF)
    actor = next(fact.subject for fact in facts if fact.predicate not in upward)
    if actor != tie.candidate:
        words += ["its ", actor, " "]
    acting = [fact for fact in facts if fact.predicate not in upward]
    words += [VERBS[acting[0].predicate], " ", acting[0].object]
    for fact in acting[1:]:
        treated = fact.predicate is Predicate.TREATS
        words += [", used against " if treated else " on ", fact.object]
    return (*words, *_place_in_tree(tie))


def _place_in_tree(tie: Tie) -> Words:
    topic, found = tie.sought.topic, tie.sought.found
    if topic == found:
        return (", narrower than ", topic) if tie.end != topic else ()
    if tie.end == found:
        return (", broader than ", topic)
    return (", which like ", topic, " is narrower than ", found)


def strength(case: Case) -> list[Because]:
    """How many documents tie the candidate to the topics, and how sure the best tie is."""
    ties = [tie for ties in case.ties.values() for tie in ties]
    facts = _facts(case)
    count = len({document for fact in facts for document in fact.documents})
    belief = max(_belief(tie, case.newest) for tie in ties)
    said = "one document says so" if count == 1 else f"{count} documents say so"
    share = belief * (1 - 0.5**count)
    return [Because("strength", share, (f"{said}, with belief {belief:.2f}",), facts)]


def _belief(tie: Tie, newest: When | None) -> float:
    """That all facts of a tie are true at the time of the newest document: posts age."""
    belief = 1.0
    for fact in tie.facts:
        belief *= aged(fact.belief, fact.predicate, fact.seen, newest)
    return belief


def _facts(case: Case) -> tuple[Fact, ...]:
    """Every fact of the candidate's own on a way to a topic, those of the best ways first."""
    own = (fact for ties in case.ties.values() for tie in ties for fact in tie.own)
    return tuple({fact.iri: fact for fact in own}.values())


def freshness(case: Case) -> list[Because]:
    """How old the newest evidence is, next to the newest document of all."""
    facts = _facts(case)
    dated = [fact for fact in facts if fact.seen]
    if not dated or not case.newest:
        return []
    fact = max(dated, key=lambda fact: (_day(fact.seen), fact.iri))
    years = max((_day(case.newest) - _day(fact.seen)).days / 365.25, 0)
    share = 0.5 ** (years / HALF_LIFE)
    return [Because("freshness", share, (f"last said {_on(fact.seen)}",), (fact,))]


def _on(moment: When | None) -> str:
    """A day, month or year behind its preposition."""
    return f"{'on' if len(str(moment)) > len('2026-03') else 'in'} {moment}"


def _day(moment: When | None) -> date:
    text = str(moment)
    return date.fromisoformat(text + "-01-01"[max(len(text) - 4, 0) :])


def network(case: Case) -> list[Because]:
    """How close the two are in the collaboration network."""
    near = case.closeness
    if case.asker is None or not near.share:
        return []
    asker = case.asker.entity.iri
    if near.direct:
        words = _direct(near.direct, case.candidate.entity.iri, asker)
        return [Because("network", near.share, words, near.direct)]
    said: list[str] = ["shares "]
    for number, shared in enumerate(near.shared[:NAMED]):
        said += [" and ", shared.thing] if number else [shared.thing]
    more = len(near.shared) - NAMED
    said += [f" and {more} more" if more > 0 else "", " with ", asker]
    sides = [side for shared in near.shared[:NAMED] for side in (shared.candidate, shared.centre)]
    return [Because("network", near.share, tuple(said), tuple(side[0] for side in sides))]


def _direct(facts: Sequence[Fact], candidate: Iri, asker: Iri) -> Words:
    verb = {**VERBS, Predicate.PART_OF: "is part of", Predicate.AFFILIATED_WITH: "is at"}
    own = next((fact for fact in facts if fact.subject == candidate), None)
    if own is None:
        fact = facts[0]
        if fact.predicate is Predicate.AFFILIATED_WITH:
            return ("shares ", fact.subject, " with ", asker)
        return ("already tied: ", fact.subject, f" {verb[fact.predicate]} ", fact.object)
    whose = (" of ", asker) if own.object != asker else ()
    return (f"already {verb[own.predicate]} ", own.object, *whose)


def country(case: Case) -> list[Because]:
    """That a sentence places the candidate where partners are sought, or abroad for the asker."""
    own = case.asker.countries if case.asker else frozenset()
    for located in case.located:
        place = located.step[2]
        if located.country in case.countries:
            return [Because("country", 1.0, ("in ", place, ", as asked"), (), (located.step,))]
        if not case.countries and case.asker and own and not own & case.candidate.countries:
            words: Words = ("in ", place, ", abroad for ", case.asker.entity.iri)
            return [Because("country", 1.0, words, (), (located.step,))]
    return []


def kind(case: Case) -> list[Because]:
    """What the candidate is next to what the asker is; how far that helps the ranking knows."""
    if case.asker is None or len(case.seekers) > 1:
        return []
    theirs, own = (_kind(each) for each in (case.candidate, case.asker))
    best = next((ties[0] for ties in case.ties.values() if ties), None)
    if not theirs or not own or best is None:
        return []
    said = f"is {theirs}, like the asker" if theirs == own else f"is {theirs}, the asker {own}"
    return [Because("kind", 1.0, (said,), best.own)]


def _kind(described: Described) -> str:
    """The class under its type, as in a sentence; empty where that is not known."""
    found = class_named(described.entity.subclass or "")
    if found is None:
        return ""
    return f"{'an' if found.label[0] in 'aeio' else 'a'} {found.label}"


FEATURES: Sequence[Callable[[Case], list[Because]]] = (
    *(topic, strength, network),
    *(freshness, country, kind),
)
