"""Ranked partners as they go over the wire: every score with its reasons, each with its words."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from api.schemas import DocumentRef, Documents, Ref
from kg.analytics.partners import PartnerAnswer
from kg.analytics.question import MOST_SEEKERS
from kg.analytics.ways_on import WayOn
from kg.belief import FORMULA
from kg.model import Evidence, Partner, Reason

type Part = Annotated[str, Field(max_length=1000)]


def _or(default: int) -> BeforeValidator:
    """A field that a form sends without a value was not asked."""
    return BeforeValidator(lambda value: default if value == "" else value)


type Switch = Annotated[bool, _or(False)]
type Limit = Annotated[int, _or(20)]
type Offset = Annotated[int, _or(0)]


class PartnerParameters(BaseModel):
    """The question in an address."""

    for_: list[Part] = Field(
        [],
        alias="for",
        max_length=MOST_SEEKERS,
        description="For whom: a name, an identifier or an IRI; several are a consortium",
    )
    topic: list[Part] = Field(
        [], max_length=20, description="A disease, therapy or topic and all under it; repeats"
    )
    country: list[Part] = Field(
        [],
        max_length=50,
        description="An ISO 3166 code, a name of a country or a region; repeats",
    )
    region: list[Part] = Field(
        [], max_length=20, description="EU, Europe, Latin America ...; in any of them; repeats"
    )
    type: list[Part] = Field(
        [],
        max_length=20,
        description="organization (networks too), network, person, or a class under them, such as "
        "university, hospital, company, regulator, patient organization; repeats",
    )
    since: str = Field(
        "", max_length=20, description="A year, month or day: only what was said since then counts"
    )
    exclude: list[Part] = Field(
        [], max_length=50, description="A body or person to leave out, with all who belong to it"
    )
    exclude_partners: str = Field(
        "", max_length=20, description="Leave out partners of the last so many years"
    )
    lesser_known: Switch = Field(
        False, description="Lesser-known first: who is tied to few others gains for it"
    )
    limit: Limit = Field(20, ge=1, le=1000, description="At most 100; of files and to print, 1,000")
    offset: Offset = Field(0, ge=0, le=1_000_000)


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

    for_: Ref | None = Field(alias="for", description="The first of those who ask")
    consortium: list[Ref] = Field(description="All who ask")
    topics: list[Ref]
    countries: list[str]
    regions: list[str]
    types: list[str]
    lesser_known: bool = Field(description="Whether the lesser-known come first")


class DroppedModel(BaseModel):
    """How many fit the topic and were left out for one reason."""

    reason: str
    number: int
    field: str = Field(description="The parameter that it comes from")


class WayOnModel(BaseModel):
    """What to ask where a page is empty."""

    text: str
    address: str


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
    dropped: list[DroppedModel] = Field(description="Who was left out, and why")
    ways_on: list[WayOnModel] = Field(description="Where a page is empty: what to ask instead")
    formula: str = Field(
        default=FORMULA, description="How far each statement behind a reason is believed"
    )

    @classmethod
    def of(
        cls,
        answer: PartnerAnswer,
        documents: Documents,
        ways_on: Iterable[tuple[WayOn, str]] = (),
    ) -> "PartnersModel":
        """Tell an answer."""
        query = PartnerQuery(
            **{"for": Ref.of(answer.for_) if answer.for_ else None},
            topics=[Ref.of(topic) for topic in answer.topics],
            consortium=[Ref.of(one) for one in answer.seekers],
            countries=list(answer.countries),
            regions=[region.name for region in answer.regions],
            types=list(answer.types),
            lesser_known=answer.lesser_known,
        )
        return cls(
            query=query,
            total=answer.total,
            partners=[PartnerModel.of(partner, documents) for partner in answer.partners],
            notes=list(answer.notes),
            facets=FacetsModel(
                types=dict(answer.facets.types), countries=dict(answer.facets.countries)
            ),
            dropped=[
                DroppedModel(reason=one.reason, number=one.number, field=one.field)
                for one in answer.dropped
            ],
            ways_on=[WayOnModel(text=way.text, address=address) for way, address in ways_on],
        )
