"""Nouns to RDF and back: the layout of a document's graph is written down here and nowhere else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b, sha256

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.errors import BadDocument
from kg.model import Claim, Count, Document, Entity, Iri, Reading, Type, Value, When
from kg.settings import Settings

type Term = NamedNode | BlankNode | Literal | Triple
type Object = NamedNode | Literal  # what we write: no blank nodes, no triple terms
type Cell = Iri | When | str | int | float | bool  # a term as Python sees it

NAMESPACES: Mapping[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "prov": "http://www.w3.org/ns/prov#",
    "void": "http://rdfs.org/ns/void#",
}


def name(prefixed: str) -> NamedNode:
    """The node of a prefixed name, as in `skos:prefLabel`."""
    prefix, _, local = prefixed.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


RDF_TYPE = name("rdf:type")
RDF_SUBJECT, RDF_PREDICATE = name("rdf:subject"), name("rdf:predicate")
RDF_OBJECT, RDF_VALUE = name("rdf:object"), name("rdf:value")
PREF_LABEL, ALT_LABEL = name("skos:prefLabel"), name("skos:altLabel")
EXACT_MATCH = name("skos:exactMatch")
DECIMAL = name("xsd:decimal")
DATES = {4: name("xsd:gYear"), 7: name("xsd:gYearMonth"), 10: name("xsd:date")}
DEFAULT = DefaultGraph()


class Vocabulary:
    """The names of our two namespaces, as the settings place them."""

    def __init__(self, settings: Settings) -> None:
        """Keep each term once: making one costs more than looking it up."""
        self.settings = settings
        self.ontology, self.data = settings.ontology, settings.data
        self.prefixes = {**NAMESPACES, "ckg": self.ontology}
        self._terms: dict[str, NamedNode] = {}

    def ckg(self, local: str) -> NamedNode:
        """A class or property of our ontology by its local name."""
        if local not in self._terms:
            self._terms[local] = NamedNode(self.ontology + local)
        return self._terms[local]

    def local(self, node: Term) -> str:
        """The local name of a node of our ontology; empty for any other term."""
        if isinstance(node, NamedNode) and node.value.startswith(self.ontology):
            return node.value[len(self.ontology) :]
        return ""

    def entity(self, kind: Type, key: str) -> Iri:
        """The canonical IRI of an entity that no authority names."""
        return Iri(f"{self.data}{kind.lower()}/{key}")

    def statement(self, subject: Object, predicate: Object, value: Object) -> NamedNode:
        """The node that carries belief and evidence of one plain triple."""
        return NamedNode(f"{self.data}statement/{digest(subject, predicate, value)}")

    def count(self, owner: Iri, count: Count) -> NamedNode:
        """The node of a number; in a document's graph beneath the document."""
        base = owner.partition("#")[0] + "#" if "#" in owner else self.data
        return NamedNode(f"{base}count/{digest(owner, count.noun, count.number)}")


def digest(*parts: object) -> str:
    """A short stable name for a tuple of things, from their text."""
    return blake2b("\n".join(map(str, parts)).encode(errors="replace"), digest_size=12).hexdigest()


def content_hash(text: str) -> str:
    """What makes two documents one source: the same words under any name."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def node(iri: str) -> NamedNode:
    """The node of an IRI; BadDocument names one that is none."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise BadDocument(f"{iri!r} is no IRI: {error}") from error


def is_iri(text: str) -> bool:
    """Whether a text can name anything."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def words(text: str, language: str) -> Literal:
    """Text in a language; BadDocument names a tag that is none."""
    value = plain(text).value
    try:
        return Literal(value, language=language)
    except ValueError as error:
        raise BadDocument(f"{language!r} is no language tag: {error}") from error


def plain(text: str) -> Literal:
    """Text without a language; BadDocument where it is half a surrogate pair."""
    try:
        return Literal(text)
    except ValueError as error:
        raise BadDocument(f"{text[:80]!r} is no text: {error}") from error


def decimal(number: float) -> Literal:
    """A share between 0 and 1 to four places, never rounded down to nothing."""
    text = f"{max(number, 0.0001):.4f}".rstrip("0").rstrip(".")
    return Literal(text, datatype=DECIMAL)


def when(moment: When) -> Literal:
    """A year, month or day as the XSD type that says no more than it does."""
    return Literal(str(moment), datatype=DATES[len(moment)])


def term(cell: Cell) -> Object:
    """A Python value as a term; made by the RDF library, so that nothing in it can be syntax."""
    match cell:
        case Iri():
            return node(cell)
        case When():
            return when(cell)
        case _:
            return Literal(cell)


def cell(value: Term) -> Cell:
    """A term as a Python value; languages and foreign datatypes are dropped."""
    if isinstance(value, Literal):
        return _READERS.get(value.datatype.value, str)(value.value)
    return Iri(value.value if isinstance(value, NamedNode) else str(value))


def _moment(text: str) -> Cell:
    try:
        return When(text)
    except ValueError:  # a time zone, a year before Christ: legal, but not ours
        return text


_READERS: Mapping[str, Callable[[str], Cell]] = {
    **{datatype.value: _moment for datatype in DATES.values()},
    **{name(f"xsd:{kind}").value: float for kind in ("decimal", "double", "float")},
    name("xsd:integer").value: int,
    name("xsd:boolean").value: lambda text: text in ("true", "1"),
}


def tidy(reading: Reading) -> Reading:
    """The same reading as a graph tells it: claims in text order, no doubles, short confidences."""
    entities = {
        e.iri: Entity(
            e.iri,
            e.type,
            e.label,
            tuple(sorted(set(e.aliases) - {e.label})),
            tuple(sorted(set(e.identifiers))),
            e.same_as,
            e.subclass,
        )
        for e in reading.entities
    }
    return Reading(
        reading.document,
        reading.extractor,
        tuple(entities[iri] for iri in sorted(entities)),
        tuple(sorted(set(reading.mentions), key=lambda m: (m.start, m.end, m.entity))),
        tuple(sorted({_rounded(claim) for claim in reading.claims}, key=_text_order)),
    )


def _rounded(claim: Claim) -> Claim:
    """With the confidence that `decimal` writes, so that what is read again is the same claim."""
    confidence = float(decimal(claim.evidence.confidence).value)
    if confidence == claim.evidence.confidence:
        return claim
    return replace(claim, evidence=replace(claim.evidence, confidence=confidence))


def _text_order(claim: Claim) -> tuple[int, int, str]:
    return claim.evidence.start, claim.evidence.end, repr(claim)


def document_quads(doc: Document, extractor: str, vocabulary: Vocabulary) -> list[Quad]:
    """What a document's graph says of the document itself."""
    ckg, about = vocabulary.ckg, node(doc.iri)
    facts: list[tuple[str, Object]] = [
        ("language", plain(doc.language)),
        ("text", plain(doc.text)),
        ("contentHash", plain(content_hash(doc.text))),
        ("readBy", plain(extractor)),
    ]
    if doc.title:
        facts.append(("title", words(doc.title, doc.language)))
    if doc.url:
        facts.append(("url", node(doc.url)))
    if doc.publisher:
        facts.append(("publisher", plain(doc.publisher)))
    if doc.published:
        facts.append(("published", when(doc.published)))
    if doc.kind:
        facts.append(("kind", Literal(doc.kind.value)))
    quads = [Quad(about, ckg(key), value, about) for key, value in facts]
    return [Quad(about, RDF_TYPE, ckg("Document"), about), *quads]


def reading_quads(reading: Reading, vocabulary: Vocabulary) -> list[Quad]:
    """The named graph of one document: its description, entities as it names them, claims."""
    graph = node(reading.document.iri)
    reading = tidy(reading)
    quads = document_quads(reading.document, reading.extractor, vocabulary)
    for entity in reading.entities:
        quads += _entity_quads(entity, reading.document.language, graph, vocabulary)
    for mention in reading.mentions:
        span = Literal(f"{mention.start}-{mention.end}")
        quads.append(Quad(node(mention.entity), vocabulary.ckg("span"), span, graph))
    for number, claim in enumerate(reading.claims, 1):
        about = NamedNode(f"{reading.document.iri}#claim-{number}")
        quads += _claim_quads(claim, about, graph, vocabulary)
    return list(dict.fromkeys(quads))


def _entity_quads(
    entity: Entity, language: str, graph: NamedNode, vocabulary: Vocabulary
) -> Iterable[Quad]:
    ckg, about = vocabulary.ckg, node(entity.iri)
    yield Quad(about, RDF_TYPE, ckg(entity.type.value), graph)
    if entity.subclass:
        yield Quad(about, RDF_TYPE, ckg(entity.subclass), graph)
    yield Quad(about, PREF_LABEL, words(entity.label, language), graph)
    for alias in entity.aliases:
        yield Quad(about, ALT_LABEL, words(alias, language), graph)
    for identifier in entity.identifiers:
        yield Quad(about, ckg("identifier"), plain(identifier), graph)
    if entity.same_as:
        yield Quad(about, EXACT_MATCH, node(entity.same_as), graph)


def _claim_quads(
    claim: Claim, about: NamedNode, graph: NamedNode, vocabulary: Vocabulary
) -> Iterable[Quad]:
    ckg, evidence = vocabulary.ckg, claim.evidence
    value = value_term(claim.subject, claim.value, vocabulary)
    facts: list[tuple[NamedNode, Object]] = [
        (RDF_TYPE, ckg("Claim")),
        (RDF_SUBJECT, node(claim.subject)),
        (RDF_PREDICATE, ckg(claim.predicate.value)),
        (RDF_OBJECT, value),
        (ckg("confidence"), decimal(evidence.confidence)),
        (ckg("quote"), plain(evidence.quote)),
        (ckg("start"), Literal(evidence.start)),
        (ckg("end"), Literal(evidence.end)),
        (ckg("standing"), Literal(claim.standing.value)),
        (ckg("rule"), plain(evidence.rule)),
    ]
    if claim.role:
        facts.append((ckg("role"), plain(claim.role)))
    if claim.date:
        facts.append((ckg("date"), when(claim.date)))
    yield from (Quad(about, key, fact, graph) for key, fact in facts)
    if isinstance(claim.value, Count) and isinstance(value, NamedNode):
        yield from count_quads(claim.value, value, graph, vocabulary)


def value_term(owner: Iri, value: Value, vocabulary: Vocabulary) -> Object:
    """A claim's value as a term; a count gets a node beneath its owner."""
    return vocabulary.count(owner, value) if isinstance(value, Count) else term(value)


def count_quads(
    count: Count, about: NamedNode, graph: NamedNode | DefaultGraph, vocabulary: Vocabulary
) -> Iterable[Quad]:
    """What a count says: how many of what."""
    yield Quad(about, vocabulary.ckg("counted"), plain(count.noun), graph)
    yield Quad(about, RDF_VALUE, Literal(count.number), graph)
