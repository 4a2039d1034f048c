"""What one document's graph adds to the conclusions: names, and support of statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from kg.belief import KINDS
from kg.model import Kind, Standing
from kg.store.rdf import (
    ALT_LABEL,
    EXACT_MATCH,
    PREF_LABEL,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    RDF_VALUE,
    Object,
    Term,
    Vocabulary,
)

type Facts = Mapping[NamedNode, list[Term]]
type Facet = tuple[NamedNode, Term]  # what is said of an entity in itself: its names, types ...

# Where an authority's identifiers lead on the web.
AUTHORITIES = {
    "ROR": "https://ror.org/",
    "ORCID": "https://orcid.org/",
    "Wikidata": "http://www.wikidata.org/entity/",
}


@dataclass(frozen=True, slots=True)
class Support:
    """One claim as a reason to believe a statement, or where it denies it, not to."""

    claim: NamedNode
    confidence: float
    published: str = ""  # ISO date; empty where the document has none
    kind: Kind | None = None  # of the document
    source: str = ""  # the group of copies that the document is one of
    role: Object | None = None
    date: Object | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A claim's subject, predicate and object as the document names them, and its support."""

    subject: NamedNode
    predicate: NamedNode
    value: Term
    count: tuple[str, int] | None  # noun and number, where the value is a count
    support: Support


@dataclass(slots=True)
class Trace:
    """All that one graph adds."""

    document: NamedNode
    description: list[tuple[NamedNode, Term]] = field(default_factory=list)
    entities: dict[NamedNode, frozenset[Facet]] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    denied: list[Said] = field(default_factory=list)


def trace(document: NamedNode, quads: Iterable[Quad], vocabulary: Vocabulary) -> Trace:
    """Read a graph for publishing; of its claims those that are tentative do not count."""
    subjects: defaultdict[NamedNode, defaultdict[NamedNode, list[Term]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for quad in quads:
        subjects[quad.subject][quad.predicate].append(quad.object)  # type: ignore[index]  # no blank nodes
    ckg, found = vocabulary.ckg, Trace(document)
    hidden = {ckg("text"), ckg("contentHash")}
    about = subjects[document]
    found.description = [(key, v) for key, vs in about.items() if key not in hidden for v in vs]
    told = {Standing.ASSERTED.value: found.said, Standing.NEGATED.value: found.denied}
    for subject, facts in subjects.items():
        if PREF_LABEL in facts:
            found.entities[subject] = facets(facts, vocabulary)
        elif (among := told.get(_text(facts, ckg("standing")))) is not None:
            among.append(_said(subject, subjects, about, vocabulary))
    return found


def facets(facts: Facts, vocabulary: Vocabulary) -> frozenset[Facet]:
    """What a document says of an entity in itself; every name is but a name here."""
    identifier = vocabulary.ckg("identifier")
    found: set[Facet] = {(RDF_TYPE, kind) for kind in facts.get(RDF_TYPE, [])}
    for key in (PREF_LABEL, ALT_LABEL):
        found |= {(ALT_LABEL, label) for label in facts.get(key, [])}
    for value in facts.get(identifier, []):
        found.add((identifier, value))
        if page := web_page(_value(value)):
            found.add((EXACT_MATCH, page))
    return frozenset(found | {(EXACT_MATCH, match) for match in facts.get(EXACT_MATCH, [])})


def web_page(identifier: str) -> NamedNode | None:
    """The IRI that an identifier stands for: ROR:... is https://ror.org/..., and so on."""
    scheme, _, value = identifier.partition(":")
    base = AUTHORITIES.get(scheme)
    if base is None:
        return None
    try:
        return NamedNode(value if value.startswith("http") else base + value)
    except ValueError:  # no identifier of that scheme, whatever it is
        return None


def support(claim: NamedNode, facts: Facts, about: Facts, vocabulary: Vocabulary) -> Support:
    """A claim as support, from its own facts and its document's."""
    ckg, kind = vocabulary.ckg, _text(about, vocabulary.ckg("kind"))
    return Support(
        claim,
        float(_text(facts, ckg("confidence"))),
        _text(about, ckg("published")),
        Kind(kind) if kind else None,
        "",
        next(iter(facts.get(ckg("role"), [])), None),  # type: ignore[arg-type]  # a literal
        next(iter(facts.get(ckg("date"), [])), None),  # type: ignore[arg-type]  # a literal
    )


def share(support: Support) -> float:
    """What a claim is worth: how sure its reader was, as far as its kind of source is good."""
    return support.confidence * KINDS[support.kind]


def moved(old: Mapping[NamedNode, Support], new: Mapping[NamedNode, Support]) -> Iterator[Support]:
    """Each source's best support that comes, goes, or is not what it was."""
    before, after = _best(old), _best(new)
    for source in sorted(before.keys() | after.keys()):
        both = [found[source] for found in (before, after) if source in found]
        if len(both) < 2 or share(both[0]) != share(both[1]):
            yield from both


def _best(supports: Mapping[NamedNode, Support]) -> dict[str, Support]:
    ordered = sorted(supports.values(), key=lambda each: (share(each), each.claim.value))
    return {each.source: each for each in ordered}


def _said(
    claim: NamedNode, subjects: Mapping[NamedNode, Facts], about: Facts, vocabulary: Vocabulary
) -> Said:
    facts = subjects[claim]
    value = facts[RDF_OBJECT][0]
    counted = subjects.get(value, {}) if isinstance(value, NamedNode) else {}
    number = _text(counted, RDF_VALUE)
    return Said(
        facts[RDF_SUBJECT][0],  # type: ignore[arg-type]  # our graphs hold nodes here
        facts[RDF_PREDICATE][0],  # type: ignore[arg-type]
        value,
        (_text(counted, vocabulary.ckg("counted")), int(number)) if number else None,
        support(claim, facts, about, vocabulary),
    )


def _text(facts: Facts, key: NamedNode) -> str:
    values = facts.get(key)
    return _value(values[0]) if values else ""


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
