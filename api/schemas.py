"""What goes over the wire as JSON."""

from collections.abc import Mapping

from pydantic import BaseModel, Field

from kg.analytics.portrait import Conclusion, Portrait
from kg.belief import FORMULA
from kg.model import Claim, Count, Document, Entity, Iri, Reading, Value

MOST_EVIDENCE = 20  # claims of one conclusion in a portrait
MOST_LISTED = 100  # documents and narrower concepts in a portrait

type Names = Mapping[Iri, Entity]
type Documents = Mapping[Iri, Document]


class Ref(BaseModel):
    """An entity, named."""

    id: str
    label: str
    type: str

    @classmethod
    def of(cls, entity: Entity) -> "Ref":
        """Name an entity."""
        return cls(id=entity.iri, label=entity.label, type=entity.type)

    @classmethod
    def among(cls, iri: Iri, names: Names) -> "Ref":
        """Name an entity by what others call it, or by its IRI alone."""
        known = names.get(iri)
        return cls.of(known) if known else cls(id=iri, label=iri, type="")


class DocumentRef(BaseModel):
    """A source document, named."""

    id: str
    title: str | None
    url: str | None
    published: str | None

    @classmethod
    def of(cls, doc: Document) -> "DocumentRef":
        """Name a document."""
        return cls(
            id=doc.iri, title=doc.title or None, url=doc.url or None, published=doc.published
        )

    @classmethod
    def among(cls, iri: Iri, documents: Documents) -> "DocumentRef":
        """Name a document that may be unknown."""
        return cls.of(documents.get(iri) or Document(iri, ""))


class HitModel(Ref):
    """An entity whose name fits a search."""

    score: float
    why: str


class HitsModel(BaseModel):
    """What a search found, best first."""

    query: str
    hits: list[HitModel]


class CountModel(BaseModel):
    """A number that a text ties to an entity."""

    counted: str
    number: int


def value_of(value: Value, names: Names) -> Ref | CountModel | str:
    """The object of a statement: an entity, a count, or a date as text."""
    match value:
        case Iri():
            return Ref.among(value, names)
        case Count():
            return CountModel(counted=value.noun, number=value.number)
        case _:
            return str(value)


class ClaimModel(BaseModel):
    """What one source says, with the sentence and its place in the text."""

    subject: Ref
    predicate: str
    object: Ref | CountModel | str
    standing: str
    confidence: float
    rule: str
    role: str | None
    date: str | None
    quote: str
    start: int
    end: int
    document: DocumentRef

    @classmethod
    def of(cls, claim: Claim, names: Names, documents: Documents) -> "ClaimModel":
        """Tell a claim."""
        evidence = claim.evidence
        return cls(
            subject=Ref.among(claim.subject, names),
            predicate=claim.predicate,
            object=value_of(claim.value, names),
            standing=claim.standing,
            confidence=evidence.confidence,
            rule=evidence.rule,
            role=claim.role,
            date=claim.date,
            quote=evidence.quote,
            start=evidence.start,
            end=evidence.end,
            document=DocumentRef.among(evidence.document, documents),
        )


class RivalModel(BaseModel):
    """A statement that cannot be true where another is."""

    id: str
    subject: Ref
    object: Ref | CountModel | str
    belief: float


class ConclusionModel(BaseModel):
    """A statement that follows from what sources say."""

    id: str
    subject: Ref
    predicate: str
    object: Ref | CountModel | str
    belief: float = Field(description="When it was last said; see `formula` of the entity")
    belief_now: float = Field(description="When the newest document came out")
    working: str = Field(description="The formula of belief with its numbers")
    first_seen: str | None
    last_seen: str | None
    evidence: list[ClaimModel] = Field(description=f"The surest {MOST_EVIDENCE} claims at most")
    evidence_total: int
    denied_by: list[ClaimModel]
    competes_with: list[RivalModel]

    @classmethod
    def of(cls, conclusion: Conclusion, portrait: Portrait) -> "ConclusionModel":
        """Tell a conclusion with its evidence."""
        names, documents = portrait.names, portrait.documents
        return cls(
            id=conclusion.iri,
            subject=Ref.among(conclusion.subject, names),
            predicate=conclusion.predicate,
            object=value_of(conclusion.value, names),
            belief=conclusion.belief,
            belief_now=conclusion.belief_now,
            working=conclusion.working,
            first_seen=conclusion.first_seen,
            last_seen=conclusion.last_seen,
            evidence=[
                ClaimModel.of(claim, names, documents)
                for claim in conclusion.claims[:MOST_EVIDENCE]
            ],
            evidence_total=len(conclusion.claims),
            denied_by=[
                ClaimModel.of(claim, names, documents)
                for claim in conclusion.denials[:MOST_EVIDENCE]
            ],
            competes_with=[
                RivalModel(
                    id=one.iri,
                    subject=Ref.among(one.subject, names),
                    object=value_of(one.value, names),
                    belief=one.belief,
                )
                for one in conclusion.rivals
            ],
        )


class EntityModel(Ref):
    """An entity with everything that is known of it."""

    subclass: str | None
    aliases: list[str]
    identifiers: list[str]
    countries: list[str]
    same_as: list[str]
    broader: list[Ref]
    narrower: list[Ref] = Field(description=f"The first {MOST_LISTED} at most")
    narrower_total: int
    statements: list[ConclusionModel]
    formula: str = Field(default=FORMULA, description="How far a statement is believed")
    cut: bool = Field(description="Whether there are more statements than these")
    statements_total: int
    documents: list[DocumentRef] = Field(description=f"The newest {MOST_LISTED} at most")
    documents_total: int

    @classmethod
    def of_portrait(cls, portrait: Portrait) -> "EntityModel":
        """Tell a portrait."""
        entity = portrait.entity
        return cls(
            id=entity.iri,
            label=entity.label,
            type=entity.type,
            subclass=entity.subclass,
            aliases=list(entity.aliases),
            identifiers=list(entity.identifiers),
            countries=sorted(portrait.countries),
            same_as=list(portrait.elsewhere),
            broader=[Ref.of(one) for one in portrait.broader],
            narrower=[Ref.of(one) for one in portrait.narrower[:MOST_LISTED]],
            narrower_total=len(portrait.narrower),
            statements=[ConclusionModel.of(one, portrait) for one in portrait.conclusions],
            cut=portrait.cut,
            statements_total=portrait.total,
            documents=[DocumentRef.of(doc) for doc in portrait.mentioned[:MOST_LISTED]],
            documents_total=len(portrait.mentioned),
        )


class DocumentModel(DocumentRef):
    """A source document with every claim taken from it."""

    publisher: str | None
    language: str
    kind: str | None
    read_by: str
    text: str
    statements: list[ClaimModel]

    @classmethod
    def of_reading(cls, reading: Reading, names: Names) -> "DocumentModel":
        """Tell a reading; its entities under what they are concluded to be."""
        doc = reading.document
        return cls(
            **DocumentRef.of(doc).model_dump(),
            publisher=doc.publisher or None,
            language=doc.language,
            kind=doc.kind,
            read_by=reading.extractor,
            text=doc.text,
            statements=[ClaimModel.of(one, names, {doc.iri: doc}) for one in reading.claims],
        )


class DocumentsModel(BaseModel):
    """A page of documents, the newest first."""

    documents: list[DocumentRef]


class HealthModel(BaseModel):
    """Whether the server can answer, and from which state of the graph."""

    status: str
    generation: str
    documents: int
    version: str


class StatsModel(BaseModel):
    """How much there is of what."""

    documents: dict[str, int] = Field(description="By kind")
    oldest: str | None
    newest: str | None
    entities: dict[str, int] = Field(description="By class")
    statements: dict[str, int] = Field(description="By property")
