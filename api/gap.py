"""What a consortium lacks for a call, and who would fill each gap."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.partner_schemas import Part, PartnerModel
from api.problems import kind_of
from api.schemas import Documents, Ref
from api.site import Plain, Site, as_json
from kg.analytics.calls import default_call
from kg.analytics.gap import Gap, Rule, gap
from kg.analytics.question import MOST_SEEKERS
from kg.analytics.sources import described
from kg.asking.typed import Typed, listed, understood, words
from kg.errors import BadRequest, NotFound
from kg.model import Document, Iri
from kg.store.store import Store


class GapParameters(BaseModel):
    """A consortium in an address; the rules are those that come with the program."""

    for_: list[Part] = Field(
        [], alias="for", max_length=MOST_SEEKERS, description="A member of the consortium; repeats"
    )
    topic: list[Part] = Field([], max_length=20, description="What it is about; repeats")
    since: str = Field("", max_length=20, description="As in /partners")
    exclude: list[Part] = Field([], max_length=50, description="As in /partners")


class MemberModel(Ref):
    """A member of the consortium that counts for a rule."""

    why: str


class FillerModel(PartnerModel):
    """A partner that would fill a gap."""

    doubt: str = Field(description="What the rule asks and no source tells; empty where all is")


class RuleModel(BaseModel):
    """A rule of the call as it stands."""

    name: str
    wanted: int
    met_by: list[MemberModel]
    missing: int
    fillers: list[FillerModel]
    notes: list[str]

    @classmethod
    def of(cls, rule: Rule, documents: Documents) -> "RuleModel":
        """Tell a rule."""
        return cls(
            name=rule.name,
            wanted=rule.wanted,
            met_by=[
                MemberModel(**Ref.of(one.entity).model_dump(), why=one.why) for one in rule.members
            ],
            missing=rule.missing,
            fillers=[
                FillerModel(**PartnerModel.of(one.partner, documents).model_dump(), doubt=one.doubt)
                for one in rule.fillers
            ],
            notes=list(rule.notes),
        )


class GapModel(BaseModel):
    """A consortium next to a call."""

    title: str
    consortium: list[Ref]
    missing: int = Field(description="Rules that are not met")
    rules: list[RuleModel]

    @classmethod
    def of(cls, found: Gap, documents: Documents) -> "GapModel":
        """Tell an answer."""
        return cls(
            title=found.title,
            consortium=[Ref.of(one.entity) for one in found.consortium],
            missing=found.missing,
            rules=[RuleModel.of(rule, documents) for rule in found.rules],
        )


def routes(site: Site) -> APIRouter:
    """The gaps at /gap."""
    router = APIRouter(tags=["Partners"])

    @router.get("/gap", response_model=GapModel, summary="What a consortium lacks for a call")
    def gaps(shape: Plain, parameters: Annotated[GapParameters, Query()]) -> Response:
        """Each rule of the call: who meets it, what is missing, who would fill it."""
        typed = Typed(
            for_=words(parameters.for_),
            topics=words(parameters.topic),
            since=parameters.since.strip(),
            excluded=listed(parameters.exclude),
        )
        if shape == "html":
            return _page(site, typed)
        with site.graph.read() as store:
            found, documents = _found(site, store, typed)
        return as_json(GapModel.of(found, documents))

    return router


def _found(site: Site, store: Store, typed: Typed) -> tuple[Gap, dict[Iri, Document]]:
    ontology = site.ontology
    if not typed.for_:
        raise BadRequest("name at least one member of the consortium", "for")
    question = understood(store, ontology, typed)
    found = gap(store, ontology, question, default_call(ontology))
    return found, described(store, cited(found))


def cited(found: Gap) -> set[Iri]:
    """The documents whose sentences speak for who would fill gaps."""
    partners = (one.partner for rule in found.rules for one in rule.fillers)
    return {e.document for each in partners for reason in each.reasons for e in reason.evidence}


def _page(site: Site, typed: Typed) -> Response:
    found, error, status = None, None, 200
    documents: dict[Iri, Document] = {}
    if not typed.is_blank:
        try:
            with site.graph.read() as store:
                found, documents = _found(site, store, typed)
        except (BadRequest, NotFound) as caught:
            error, status = caught, int(kind_of(caught).status)
    return site.page(
        "gap.html", status=status, found=found, documents=documents, asked=typed, error=error
    )
