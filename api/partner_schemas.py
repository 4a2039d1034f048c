"""Ranked partners as they go over the wire: every score with its reasons, each with its words."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas import DocumentRef, Documents, Ref
from kg.analytics.partners import PartnerAnswer
from kg.belief import FORMULA
from kg.model import Evidence, Partner, Reason

type Part = Annotated[str, Field(max_length=1000)]


class PartnerParameters(BaseModel):
    """The question in an address."""

    for_: Part = Field("", alias="for", description="For whom: a name, an identifier or an IRI")
    topic: list[Part] = Field([], max_length=20, description="A disease or therapy; repeats")
    country: list[Part] = Field([], max_length=20, description="An ISO 3166 code; repeats")
    type: Literal["", "organization", "person"] = Field("", description="Of what kind")
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=1_000_000)


class QuoteModel(BaseModel):
    """A sentence and where it stands."""

    quote: str
    document: DocumentRef

    @classmethod
    def of(cls, evidence: Evidence, documents: Documents) -> "QuoteModel":
        """Quote a piece of evidence."""
        document = DocumentRef.among(evidence.document, documents)
        return cls(quote=evidence.quote, document=document)


class ReasonModel(BaseModel):
    """A share of a score, why, and the sentences that say so."""

    kind: str
    text: str
    weight: float
    evidence: list[QuoteModel]

    @classmethod
    def of(cls, reason: Reason, documents: Documents) -> "ReasonModel":
        """Give a reason with its sentences."""
        quotes = [QuoteModel.of(one, documents) for one in reason.evidence]
        return cls(kind=reason.kind, text=reason.text, weight=reason.weight, evidence=quotes)


class PartnerModel(BaseModel):
    """A suggested partner; the reasons add up to the score."""

    id: str
    label: str
    type: str
    country: str | None
    score: float
    new: bool = Field(description="False where the two already collaborate")
    reasons: list[ReasonModel]

    @classmethod
    def of(cls, partner: Partner, documents: Documents) -> "PartnerModel":
        """Tell of a partner."""
        return cls(
            id=partner.entity.iri,
            label=partner.entity.label,
            type=partner.entity.type,
            country=partner.country,
            score=partner.score,
            new=partner.new,
            reasons=[ReasonModel.of(reason, documents) for reason in partner.reasons],
        )


class PartnerQuery(BaseModel):
    """How the question was understood."""

    for_: Ref | None = Field(alias="for")
    topics: list[Ref]
    countries: list[str]


class FacetsModel(BaseModel):
    """How the whole answer is spread, so that it can be narrowed."""

    types: dict[str, int]
    countries: dict[str, int] = Field(description="By ISO code; who is in two counts in both")


class PartnersModel(BaseModel):
    """One page of ranked partners."""

    query: PartnerQuery
    total: int
    partners: list[PartnerModel]
    notes: list[str] = Field(description="Where the answer is to a broader question")
    facets: FacetsModel = Field(description="Of all pages")
    formula: str = Field(
        default=FORMULA, description="How far each statement behind a reason is believed"
    )

    @classmethod
    def of(cls, answer: PartnerAnswer, documents: Documents) -> "PartnersModel":
        """Tell an answer."""
        query = PartnerQuery(
            **{"for": Ref.of(answer.for_) if answer.for_ else None},
            topics=[Ref.of(topic) for topic in answer.topics],
            countries=list(answer.countries),
        )
        partners = [PartnerModel.of(partner, documents) for partner in answer.partners]
        return cls(
            query=query,
            total=answer.total,
            partners=partners,
            notes=list(answer.notes),
            facets=FacetsModel(
                types=dict(answer.facets.types), countries=dict(answer.facets.countries)
            ),
        )
