"""One entity whole: its names, what is concluded of it, and the words behind each conclusion."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode

from kg.analytics.described import describe
from kg.analytics.overview import newest_date
from kg.analytics.sources import described
from kg.belief import aged, working
from kg.model import (
    SYMMETRIC,
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Predicate,
    Standing,
    Value,
    When,
)
from kg.ontology import Ontology
from kg.store.answer import Row
from kg.store.gone import absent
from kg.store.rdf import ALT_LABEL, EXACT_MATCH, PREF_LABEL, name, node
from kg.store.store import Store

MOST = 1000  # conclusions that are shown; entity_facts.rq asks for one more
NEAREST = (name("rdfs:subClassOf"), name("skos:broader"))


@dataclass(frozen=True, slots=True)
class Rival:
    """A statement that cannot be true where another is."""

    iri: Iri
    subject: Iri
    value: Value
    belief: float


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A statement of the default graph with every claim that it follows from, surest first."""

    iri: Iri
    subject: Iri
    predicate: Predicate
    value: Value
    belief: float
    first_seen: When | None
    last_seen: When | None
    support: float  # the belief that it would have if nothing spoke against it
    belief_now: float  # at the time of the newest document
    claims: tuple[Claim, ...] = ()
    denials: tuple[Claim, ...] = ()
    rivals: tuple[Rival, ...] = ()  # the best believed first

    @property
    def working(self) -> str:
        """The formula of belief with its numbers."""
        return working(self.support, self.belief)


@dataclass(frozen=True, slots=True)
class Portrait:
    """An entity in its surroundings; `names` has every other entity that is spoken of."""

    entity: Entity
    countries: frozenset[str]
    elsewhere: tuple[Iri, ...]  # the same thing in other people's graphs
    broader: tuple[Entity, ...]
    narrower: tuple[Entity, ...]
    conclusions: tuple[Conclusion, ...]
    cut: bool  # whether there are more conclusions than these
    total: int  # conclusions that there are, shown or not
    mentioned: tuple[Document, ...]  # the newest first
    names: Mapping[Iri, Entity] = field(default_factory=dict)
    documents: Mapping[Iri, Document] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """Conclusions of one predicate, seen from the subject or from the object."""

    predicate: Predicate
    outgoing: bool
    conclusions: tuple[Conclusion, ...]


def portrait(store: Store, ontology: Ontology, iri: Iri, most: int = MOST) -> Portrait:
    """Everything that is known of an entity, at most so many conclusions; NotFound: nothing is."""
    facts = _facts(store, iri)
    if not facts:
        return _of_concept(store, ontology, iri)
    rows = sorted(store.select("entity_facts", entity=iri), key=_best_first)
    found = _conclusions(store, rows[:most])
    broader = [Iri(up) for link in NEAREST for up in facts[link]]
    narrower = [Iri(row["narrower"]) for row in store.select("entity_narrower", entity=iri)]
    ends = [(each.subject, each.value) for each in found]
    ends += [(rival.subject, rival.value) for each in found for rival in each.rivals]
    spoken = {one for both in ends for one in both if isinstance(one, Iri)}
    known = describe(store, ontology, {iri, *broader, *narrower, *spoken})
    names = {one: each.entity for one, each in known.items()}
    mentioned = _mentioned(store, facts)
    cited = {c.evidence.document for each in found for c in (*each.claims, *each.denials)}
    return Portrait(
        entity=_entity(store, names[iri], facts),
        countries=known[iri].countries,
        elsewhere=tuple(Iri(text) for text in sorted(facts[EXACT_MATCH])),
        broader=_ordered(names, broader),
        narrower=_ordered(names, narrower),
        conclusions=tuple(found),
        cut=len(rows) > most,
        total=_total(store, iri) if len(rows) > MOST else len(rows),
        mentioned=mentioned,
        names=names,
        documents=described(store, cited),
    )


def sections(found: Portrait) -> list[Section]:
    """What is concluded of an entity, then what is concluded with it, by predicate."""
    grouped: defaultdict[tuple[bool, Predicate], list[Conclusion]] = defaultdict(list)
    for conclusion in found.conclusions:
        outgoing = conclusion.subject == found.entity.iri
        if outgoing or conclusion.predicate not in SYMMETRIC:
            grouped[outgoing, conclusion.predicate].append(conclusion)
    order = {predicate: number for number, predicate in enumerate(Predicate)}
    ordered = sorted(grouped, key=lambda it: (not it[0], order[it[1]]))
    return [Section(it[1], it[0], tuple(grouped[it])) for it in ordered]


def _of_concept(store: Store, ontology: Ontology, iri: Iri) -> Portrait:
    """What the ontologies say of a concept that no document has named yet."""
    concept = ontology.concept(iri)
    if concept is None:
        raise absent(store, iri, f"{iri} is not in this store")
    above = [up for iri in concept.broader if (up := ontology.concept(iri))]
    broader = tuple(Entity(up.iri, up.type, up.label) for up in above)
    entity = Entity(iri, concept.type, concept.label, concept.synonyms, concept.identifiers)
    countries = frozenset([concept.country] if concept.country else [])
    return Portrait(entity, countries, (), broader, (), (), cut=False, total=0, mentioned=())


def _facts(store: Store, iri: Iri) -> defaultdict[NamedNode, list[str]]:
    facts: defaultdict[NamedNode, list[str]] = defaultdict(list)
    for quad in store.match(node(iri)):
        if isinstance(quad.object, NamedNode | Literal):
            facts[quad.predicate].append(quad.object.value)
    return facts


def _entity(store: Store, entity: Entity, facts: Mapping[NamedNode, list[str]]) -> Entity:
    return Entity(
        entity.iri,
        entity.type,
        entity.label,
        # What it is called first in other languages, too.
        tuple(sorted({*facts.get(ALT_LABEL, ()), *facts.get(PREF_LABEL, ())} - {entity.label})),
        tuple(sorted(facts.get(store.vocabulary.ckg("identifier"), ()))),
        # A disease is an owl:Class too, which is no subclass of ours.
        subclass=None if ":" in (entity.subclass or "") else entity.subclass,
    )


def _ordered(names: Mapping[Iri, Entity], iris: Iterable[Iri]) -> tuple[Entity, ...]:
    return tuple(sorted({names[iri] for iri in iris}, key=lambda one: (one.label, one.iri)))


def _mentioned(store: Store, facts: Mapping[NamedNode, list[str]]) -> tuple[Document, ...]:
    locals_ = facts.get(store.vocabulary.ckg("mentionedAs"), ())
    found = described(store, {Iri(local.partition("#")[0]) for local in locals_})
    dated = sorted(found.values(), key=lambda doc: doc.iri)
    return tuple(sorted(dated, key=lambda doc: doc.published or "", reverse=True))


def _conclusions(store: Store, rows: Iterable[Row]) -> list[Conclusion]:
    newest = newest_date(store)
    now = When(newest[:10]) if newest else None
    found = {Iri(row["statement"]): _conclusion(store, row, now) for row in rows}
    claims: defaultdict[Iri, list[Claim]] = defaultdict(list)
    rivals: defaultdict[Iri, list[Rival]] = defaultdict(list)
    if found:
        for row in store.select("entity_claims", statement=sorted(found)):
            iri = Iri(row["statement"])
            claims[iri].append(_claim(found[iri], row))
        for row in store.select("entity_rivals", statement=sorted(found)):
            belief = float(row["belief"])
            rival = Rival(Iri(row["rival"]), Iri(row["subject"]), _value(row), belief)
            rivals[Iri(row["statement"])].append(rival)
    return [
        replace(
            each,
            claims=tuple(c for c in told if c.standing is Standing.ASSERTED),
            denials=tuple(c for c in told if c.standing is Standing.NEGATED),
            rivals=tuple(sorted(rivals[each.iri], key=lambda one: (-one.belief, one.iri))),
        )
        for each in found.values()
        for told in [sorted(claims[each.iri], key=_surest_first)]
    ]


def _total(store: Store, iri: Iri) -> int:
    return next(int(row["number"]) for row in store.select("entity_total", entity=iri))


def _best_first(row: Row) -> tuple[float, str]:
    return -float(row["belief"]), str(row["statement"])


def _surest_first(claim: Claim) -> tuple[float, str, int]:
    return -claim.evidence.confidence, claim.evidence.document, claim.evidence.start


def _value(row: Row) -> Value:
    if "number" in row:
        return Count(str(row["noun"]), int(row["number"]))
    value = row["object"]
    return value if isinstance(value, Iri) else When(str(value))


def _conclusion(store: Store, row: Row, now: When | None) -> Conclusion:
    predicate = Predicate(str(row["predicate"]).removeprefix(store.vocabulary.ontology))
    believed = float(row["belief"])
    last = When(str(row["last"])) if "last" in row else None
    return Conclusion(
        Iri(row["statement"]),
        Iri(row["subject"]),
        predicate,
        _value(row),
        believed,
        When(str(row["first"])) if "first" in row else None,
        last,
        float(row.get("support", believed)),
        aged(believed, predicate, last, now),
    )


def _claim(conclusion: Conclusion, row: Row) -> Claim:
    evidence = Evidence(
        Iri(row["document"]),
        str(row["quote"]),
        int(row["start"]),
        int(row["end"]),
        float(row["confidence"]),
        str(row.get("rule", "")),
    )
    return Claim(
        conclusion.subject,
        conclusion.predicate,
        conclusion.value,
        evidence,
        Standing(str(row["standing"])),
        str(row["role"]) if "role" in row else None,
        When(str(row["date"])) if "date" in row else None,
    )
