"""A record and what was read in its prose -> one reading, each thing once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.claims import slug
from extractors.knowledge import Knowledge
from extractors.records.linking import Linked, meant
from extractors.records.record import Fact, RecordDocument, without_record
from kg.model import (
    ATTRIBUTES,
    ENDS,
    SYMMETRIC,
    Claim,
    Entity,
    Evidence,
    Iri,
    Mention,
    Reading,
    Type,
    Value,
)

PLACED = 0.95  # times as sure as the line: what an affiliation says by the order of its parts


@dataclass(slots=True, eq=False)
class _Thing:
    """One entity of the document, under all its names."""

    type: Type
    label: str
    also: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    spans: set[tuple[int, int]] = field(default_factory=set)
    concept: Iri | None = None
    subclass: str | None = None

    @property
    def start(self) -> int:
        return min(self.spans)[0]


def recorded(doc: RecordDocument, prose: Reading | None, knowledge: Knowledge) -> Reading:
    """The reading of a document that was made of a record; the same record, the same IRIs."""
    page = _Page(knowledge)
    claims = list(page.stated(doc))
    read = page.read(prose) if prose else []
    things = sorted(dict.fromkeys(page.things), key=lambda thing: thing.start)
    iris = _iris(doc.iri, things)
    claims += read
    return Reading(
        document=without_record(doc),
        extractor=knowledge.reader,
        entities=tuple(_entity(thing, iris[id(thing)], knowledge) for thing in things),
        mentions=tuple(
            Mention(iris[id(thing)], *span) for thing in things for span in sorted(thing.spans)
        ),
        claims=tuple(_once(claims, iris)),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim between things that have no IRIs yet."""

    subject: _Thing
    value: "_Thing | Value"
    claim: Claim


class _Page:
    """The things of one document, found again by their names, identifiers and concepts."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.things: list[_Thing] = []
        self.known: dict[tuple[Type, str], _Thing] = {}

    def thing(self, linked: Linked) -> _Thing:
        """The thing of this name, a new one where none is known."""
        marks = [linked.concept, *linked.identifiers] if linked.concept else linked.identifiers
        keys = [(linked.type, f"id {one}") for one in marks]
        keys.append((linked.type, f"name {slug(linked.label)}"))
        known = (self.known[key] for key in keys if key in self.known)
        found = next((one for one in known if not _other(one, linked)), None)
        if found is None:
            found = _Thing(linked.type, linked.label)
            self.things.append(found)
        for key in (*keys, *((linked.type, f"name {slug(one)}") for one in linked.also)):
            self.known.setdefault(key, found)
        found.also.update((linked.label, *linked.also))
        found.identifiers.update(linked.identifiers)
        found.spans.add((linked.start, linked.end))
        found.concept = found.concept or linked.concept
        found.subclass = found.subclass or linked.subclass
        return found

    def stated(self, doc: RecordDocument) -> Iterator[_Said]:
        """What the record's lines say."""
        names: list[list[_Thing]] = []
        inside: list[list[tuple[_Thing, Fact, _Thing]]] = []
        for name in doc.record.names:
            found = meant(name, self.knowledge)
            things = [self.thing(one) for one in found.things]
            names.append(things[: found.facts_of])
            inside.append(
                [
                    (
                        things[one],
                        Fact(0, predicate, 0, *_line(doc, name.start), PLACED),
                        things[other],
                    )
                    for one, predicate, other in found.inner
                ]
            )
        for fact in doc.record.facts:
            for subject in names[fact.subject]:
                for value in _values(fact, names):
                    if said := _said(doc, subject, fact, value):
                        yield said
        for subject, fact, other in (one for found_inside in inside for one in found_inside):
            if said := _said(doc, subject, fact, other):
                yield said

    def read(self, prose: Reading) -> list[_Said]:
        """What the sentences of its prose say, about the same things where these are named."""
        spans: dict[Iri, list[tuple[int, int]]] = {}
        for mention in prose.mentions:
            spans.setdefault(mention.entity, []).append((mention.start, mention.end))
        things = {}
        for entity in prose.entities:
            first, *others = spans[entity.iri]
            thing = self.thing(
                Linked(
                    entity.type, entity.label, *first, entity.aliases, (), entity.same_as,
                    entity.subclass,
                )
            )  # fmt: skip
            thing.spans.update(others)
            things[entity.iri] = thing
        return [
            _Said(
                things[claim.subject],
                things[claim.value] if isinstance(claim.value, Iri) else claim.value,
                claim,
            )
            for claim in prose.claims
        ]


def _other(thing: _Thing, linked: Linked) -> bool:
    """Whether identifiers say that these are two, whatever they are called."""
    own = {one.partition(":")[0]: one for one in thing.identifiers}
    return any(own.get(one.partition(":")[0], one) != one for one in linked.identifiers)


def _values(fact: Fact, names: Sequence[Sequence[_Thing]]) -> Sequence["_Thing | Value"]:
    return names[fact.value] if isinstance(fact.value, int) else (fact.value,)


def _line(doc: RecordDocument, at: int) -> tuple[int, int]:
    end = doc.text.find("\n", at)
    return doc.text.rfind("\n", 0, at) + 1, end if end >= 0 else len(doc.text)


def _said(
    doc: RecordDocument, subject: _Thing, fact: Fact, value: "_Thing | Value"
) -> _Said | None:
    """The claim, where the model lets such things be tied so."""
    if isinstance(value, _Thing):
        fits = (subject.type, value.type) in ENDS[fact.predicate] and subject is not value
    else:
        fits = fact.predicate in ATTRIBUTES
    if not fits:
        return None
    quote = doc.text[fact.start : fact.end]
    evidence = Evidence(
        doc.iri, quote, fact.start, fact.end, fact.confidence, f"record: {doc.record.source}"
    )
    placeholder = value if not isinstance(value, _Thing) else Iri("")
    claim = Claim(Iri(""), fact.predicate, placeholder, evidence, role=fact.role)
    return _Said(subject, value, claim)


def _once(said: Sequence[_Said], iris: dict[int, Iri]) -> Iterator[Claim]:
    """Each relation once, as it was said first; a role that only another tells is added."""
    found: dict[tuple[object, ...], Claim] = {}
    for one in said:
        subject = iris[id(one.subject)]
        value = iris[id(one.value)] if isinstance(one.value, _Thing) else one.value
        if one.subject is one.value:
            continue
        claim = replace(one.claim, subject=subject, value=value)
        ends: tuple[object, ...] = (subject, value)
        if claim.predicate in SYMMETRIC:
            ends = tuple(sorted((subject, str(value))))
        key = (claim.predicate, *ends)
        first = found.setdefault(key, claim)
        if first.role is None and claim.role:
            found[key] = replace(first, role=claim.role)
    yield from found.values()


def _iris(document: Iri, things: Sequence[_Thing]) -> dict[int, Iri]:
    taken: dict[str, int] = {}
    found = {}
    for thing in things:
        local = f"{thing.type.lower()}/{slug(thing.label)}"
        taken[local] = taken.get(local, 0) + 1
        suffix = f"-{taken[local]}" if taken[local] > 1 else ""
        found[id(thing)] = Iri(f"{document}#{local}{suffix}")
    return found


def _entity(thing: _Thing, iri: Iri, knowledge: Knowledge) -> Entity:
    concept = knowledge.ontology.concept(thing.concept) if thing.concept else None
    given = concept.identifiers if concept else ()
    listed = {one for one in given if one.startswith(("MONDO:", "ISO:"))}
    return Entity(
        iri=iri,
        type=thing.type,
        label=thing.label,
        aliases=tuple(sorted(thing.also - {thing.label})),
        identifiers=tuple(sorted(thing.identifiers | listed)),
        same_as=thing.concept,
        subclass=thing.subclass,
    )
