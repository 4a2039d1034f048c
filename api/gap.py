"""What a consortium lacks for a call, and who would fill each gap."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from api.bodies import media_type, text_of
from api.partner_schemas import Part, PartnerModel
from api.problems import WrongMedia, answers, kind_of
from api.schemas import Documents, Ref
from api.site import Plain, Site, as_json
from kg.analytics.calls import LARGEST, call_of, default_call, default_rules
from kg.analytics.gap import Gap, Rule, gap
from kg.analytics.question import MOST_SEEKERS
from kg.analytics.sources import described
from kg.asking.names import Unnamed
from kg.asking.typed import Typed, understood, words
from kg.errors import BadRequest, KgError, NotFound
from kg.model import Document, Iri
from kg.store.store import Store

TOML = "application/toml"
FORM = "application/x-www-form-urlencoded"
LARGEST_BODY = 8 * LARGEST  # bytes: a character may have four, and three times as many in a form
BODY = {"required": True, "content": {TOML: {"schema": {"type": "string"}}}}


class GapParameters(BaseModel):
    """A consortium in an address."""

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
    summary = "What a consortium lacks for a call"

    @router.get("/gap", response_model=GapModel, summary=summary)
    def gaps(shape: Plain, parameters: Annotated[GapParameters, Query()]) -> Response:
        """Each rule of the call: who meets it, what is missing, who would fill it."""
        return _answer(site, shape, Asked(_typed(parameters)))

    @router.post(
        "/gap",
        response_model=GapModel,
        summary=f"{summary} with rules of its own",
        openapi_extra={"requestBody": BODY},
        responses=answers(413, 415),
    )
    async def by_rules(
        request: Request, shape: Plain, parameters: Annotated[GapParameters, Query()]
    ) -> Response:
        """The same for the rules in the body, a file as `GET /gap/rules` gives one to change."""
        asked = await _sent(request, parameters)
        return await run_in_threadpool(_answer, site, shape, asked)

    @router.get(
        "/gap/rules",
        summary="The rules of a call, to be changed and sent",
        response_class=Response,
        responses={200: {"content": {TOML: {}}}},
    )
    def rules() -> Response:
        """The file that comes with the program, in TOML."""
        return Response(default_rules(), media_type=f"{TOML}; charset=utf-8")

    return router


@dataclass(frozen=True, slots=True)
class Asked:
    """A consortium, and the rules of its call as text; None: those that come with the program."""

    typed: Typed
    rules: str | None = None


def _typed(parameters: GapParameters) -> Typed:
    return Typed(
        for_=words(parameters.for_),
        topics=words(parameters.topic),
        since=parameters.since.strip(),
        excluded=words(parameters.exclude),
    )


async def _sent(request: Request, parameters: GapParameters) -> Asked:
    """The rules of a body, or of the page's form with all its fields."""
    media = media_type(request)
    if media not in (TOML, "text/plain", FORM):
        raise WrongMedia(f"send the rules of the call as {TOML}")
    text = await text_of(request, LARGEST_BODY, "call")
    if media != FORM:
        return Asked(_typed(parameters), text)
    fields: dict[str, Any] = dict(parse_qs(text, keep_blank_values=True))
    (rules, *_) = fields.pop("call", [""])
    if not rules.strip():
        raise BadRequest(f"there are no rules: send them as {TOML}, or in the field call", "call")
    fields["since"] = fields.get("since", [""])[0]
    try:
        return Asked(_typed(GapParameters.model_validate(fields)), rules)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRequest(first["msg"], str(first["loc"][0])) from error


def _answer(site: Site, shape: str, asked: Asked) -> Response:
    if shape == "html":
        return _page(site, asked)
    with site.graph.read() as store:
        found, documents = _found(site, store, asked)
    return as_json(GapModel.of(found, documents))


def _found(site: Site, store: Store, asked: Asked) -> tuple[Gap, dict[Iri, Document]]:
    ontology = site.ontology
    if not asked.typed.for_:
        raise BadRequest("name at least one member of the consortium", "for")
    rules = asked.rules
    call = default_call(ontology) if rules is None else call_of(rules, "the call", ontology)
    found = gap(store, ontology, understood(store, ontology, asked.typed), call)
    return found, described(store, cited(found))


def cited(found: Gap) -> set[Iri]:
    """The documents whose sentences speak for who would fill gaps."""
    partners = (one.partner for rule in found.rules for one in rule.fillers)
    return {e.document for each in partners for reason in each.reasons for e in reason.evidence}


def _page(site: Site, asked: Asked) -> Response:
    typed = asked.typed
    found, error, status = None, None, 200
    documents: dict[Iri, Document] = {}
    if not typed.is_blank or asked.rules is not None:
        try:
            with site.graph.read() as store:
                found, documents = _found(site, store, asked)
        except (BadRequest, NotFound) as caught:
            error, status = caught, int(kind_of(caught).status)
    return site.page(
        "gap.html",
        status=status,
        found=found,
        documents=documents,
        asked=typed,
        rules=asked.rules or default_rules(),
        changed=asked.rules is not None,
        error=error,
        near=list(_near(typed, error)),
        countries=site.ontology.country,
    )


def _near(typed: Typed, error: KgError | None) -> Iterator[tuple[str, str]]:
    """The same question with each of the names that may have been meant, and its address."""
    if not isinstance(error, Unnamed):
        return
    for name in error.suggestions:
        fields = {"for": typed.for_, "topic": typed.topics, "exclude": typed.excluded}
        fields[error.field] = tuple(
            name if text == error.text else text for text in fields[error.field]
        )
        fields["since"] = words((typed.since,))
        yield name, "/gap?" + urlencode(fields, doseq=True)
