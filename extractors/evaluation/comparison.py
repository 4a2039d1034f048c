"""Found annotations against gold ones, document by document: what is right, false and missed.

Entities match on their type and a folded name, one to one. Relations match on both ends and the
predicate, attributes on entity, name and value. What is optional in gold counts neither way. Roles,
dates and identifiers of what was found are scored apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from extractors.evaluation.annotated import Annotated, Attribute, Named, Relation, fold
from kg.model import SYMMETRIC


class Outcome(StrEnum):
    """What became of one thing that is in gold, in the reading, or in both."""

    RIGHT = "right"
    FALSE = "false"
    MISSED = "missed"


type End = tuple[bool, str]  # whether it is an entity of gold, and its id there or in the reading
type Tie = tuple[End, str, End]
type Valued = tuple[End, str, str]  # whose attribute, its folded name, its value
type About = tuple[()] | tuple[End] | Tie | Valued


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing compared: which part, which type or predicate, and how it came out."""

    part: str
    kind: str
    outcome: Outcome
    text: str
    about: About = field(default=(), compare=False)
    cause: str = field(default="", compare=False)  # where the comparison itself knows it


def compare(gold: Annotated, found: Annotated) -> Iterator[Finding]:
    """Compare what was found in one document with what is in gold."""
    yield from Comparison(gold, found).findings()


def align(gold: Sequence[Named], found: Sequence[Named]) -> dict[str, str]:
    """Pair found entities with gold ones, one to one: found id to gold id.

    Greedy, best pairs first: both filed under one name, then one's name among the other's forms,
    then a form in common; among equals required before optional, then as they stand.
    """
    pairs = sorted(
        (_distance(left, right), left.optional, at, position)
        for at, left in enumerate(gold)
        for position, right in enumerate(found)
        if left.type == right.type and set(left.names) & set(right.names) - {""}
    )
    paired: dict[str, str] = {}
    taken: set[str] = set()
    for *_, at, position in pairs:
        left, right = gold[at].id, found[position].id
        if left not in taken and right not in paired:
            taken.add(left)
            paired[right] = left
    return paired


def _distance(left: Named, right: Named) -> int:
    if left.names[0] == right.names[0]:
        return 0
    return 1 if left.names[0] in right.names or right.names[0] in left.names else 2


class Comparison:
    """One document's annotations of both sides, the found ones under the ids of gold."""

    def __init__(self, gold: Annotated, found: Annotated) -> None:
        """Pair the entities and put the relations of both sides under the same ends."""
        self.gold, self.found = gold, found
        self.paired = align(gold.entities, found.entities)
        self.optional = {(True, entity.id) for entity in gold.entities if entity.optional}
        self.labels: dict[End, str] = {
            **{(False, entity.id): entity.label for entity in found.entities},
            **{(True, entity.id): entity.label for entity in gold.entities},
        }
        self.wanted = _ties(gold.relations, {id: (yes, id) for yes, id in self.labels if yes})
        self.stated = _ties(found.relations, {e.id: self.place(e.id) for e in found.entities})

    def findings(self) -> Iterator[Finding]:
        """Everything that is in gold or was found, and how it came out."""
        yield from self.entities()
        yield from self.relations()
        yield from self.attributes()

    def place(self, id: str) -> End:
        """A found entity's id, as an end that can be compared with gold."""
        return (True, self.paired[id]) if id in self.paired else (False, id)

    def entities(self) -> Iterator[Finding]:
        """The entities, and the identifiers of those that were found."""
        found = {self.paired[e.id]: e for e in self.found.entities if e.id in self.paired}
        for entity in self.gold.entities:
            if entity.optional:
                continue
            match = found.get(entity.id)
            yield _of_entity(entity, Outcome.RIGHT if match else Outcome.MISSED, in_gold=True)
            if match and entity.identifiers:
                right = _same_identifiers(entity.identifiers, match.identifiers)
                wrong = f"{entity.label!r} is {entity.identifiers}, not {match.identifiers}"
                cause = "another one" if match.identifiers else "none was found"
                yield _aside("identifier", right, wrong, ((True, entity.id),), cause)
        for entity in self.found.entities:
            if entity.id not in self.paired:
                yield _of_entity(entity, Outcome.FALSE, in_gold=False)

    def relations(self) -> Iterator[Finding]:
        """The relations, and the roles and dates of those that were found."""
        wanted, stated = self.wanted, self.stated
        for tie, relations in wanted.items():
            if self.optional & {tie[0], tie[2]} or all(r.optional for r in relations):
                continue
            yield self._of_tie(tie, Outcome.RIGHT if tie in stated else Outcome.MISSED)
            if tie in stated:
                yield from self._asides(tie, relations, stated[tie])
        for tie in stated:
            if tie not in wanted:
                yield self._of_tie(tie, Outcome.FALSE)

    def _asides(
        self, tie: Tie, wanted: Sequence[Relation], stated: Sequence[Relation]
    ) -> Iterator[Finding]:
        where = self._of_tie(tie, Outcome.FALSE).text
        roles = [relation.role for relation in wanted if relation.role]
        said = [relation.role or "" for relation in stated]
        if roles:
            right = any(_same_role(role, other) for role in roles for other in said)
            cause = "another one" if any(said) else "none was found"
            yield _aside("role", right, f"{where} as {roles}, not {said}", tie, cause)
        dates = {relation.date for relation in wanted if relation.date}
        found = {relation.date for relation in stated}
        if dates:
            cause = "another one" if found - {None} else "none was found"
            wrong = f"{where} on {dates}, not {found}"
            yield _aside("date", bool(dates & found), wrong, tie, cause)

    def _of_tie(self, tie: Tie, outcome: Outcome) -> Finding:
        subject, predicate, obj = tie
        text = f"{self.labels[subject]!r} {predicate} {self.labels[obj]!r}"
        return Finding("relations", predicate, outcome, text, tie)

    def wanted_values(self) -> dict[Valued, Attribute]:
        """The attributes of gold."""
        return {_key((True, a.entity), a): a for a in self.gold.attributes}

    def stated_values(self) -> dict[Valued, Attribute]:
        """The attributes that were found."""
        return {_key(self.place(a.entity), a): a for a in self.found.attributes}

    def attributes(self) -> Iterator[Finding]:
        """The attributes."""
        wanted, stated = self.wanted_values(), self.stated_values()
        for key, attribute in wanted.items():
            if key[0] not in self.optional and not attribute.optional:
                outcome = Outcome.RIGHT if key in stated else Outcome.MISSED
                yield self._of_attribute(key, attribute, outcome)
        for key, attribute in stated.items():
            if key not in wanted:
                yield self._of_attribute(key, attribute, Outcome.FALSE)

    def _of_attribute(self, key: Valued, attribute: Attribute, outcome: Outcome) -> Finding:
        text = f"{self.labels[key[0]]!r} {attribute.name} = {attribute.value}"
        return Finding("attributes", attribute.name.partition(":")[0], outcome, text, key)


def _of_entity(entity: Named, outcome: Outcome, *, in_gold: bool) -> Finding:
    about = ((in_gold, entity.id),)
    return Finding("entities", entity.type, outcome, f"{entity.type} {entity.label!r}", about)


def _aside(name: str, right: bool, wrong: str, about: About, cause: str) -> Finding:
    outcome = Outcome.RIGHT if right else Outcome.FALSE
    return Finding(name, name, outcome, wrong, about, cause)


def _key(owner: End, attribute: Attribute) -> Valued:
    return owner, fold(attribute.name), attribute.value


def _ties(relations: Iterable[Relation], places: Mapping[str, End]) -> dict[Tie, list[Relation]]:
    found: defaultdict[Tie, list[Relation]] = defaultdict(list)
    for relation in relations:
        subject, obj = places[relation.subject], places[relation.object]
        if relation.predicate in SYMMETRIC:
            subject, obj = sorted((subject, obj))
        found[subject, relation.predicate, obj].append(relation)
    return dict(found)


def _same_role(gold: str, found: str) -> bool:
    left, right = set(fold(gold).split()), set(fold(found).split())
    return bool(left and right) and (left <= right or right <= left)


def _same_identifiers(gold: Iterable[str], found: Iterable[str]) -> bool:
    """Equal for each scheme that gold uses; further schemes do not matter."""
    stated = _by_scheme(found)
    return all(stated[scheme] == wanted for scheme, wanted in _by_scheme(gold).items())


def _by_scheme(identifiers: Iterable[str]) -> defaultdict[str, set[str]]:
    schemes: defaultdict[str, set[str]] = defaultdict(set)
    for identifier in identifiers:
        schemes[identifier.partition(":")[0].casefold()].add(identifier.casefold())
    return schemes
