"""Partner search: a question in the address, ranked partners with reasons as the answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.exports import FORMS, PRINT, PartnerShape, exported
from api.partner_schemas import PartnerParameters, PartnersModel
from api.problems import kind_of
from api.search import is_empty
from api.site import Site, as_json
from kg.analytics.partners import PartnerAnswer, partners
from kg.analytics.sources import described
from kg.analytics.ways_on import WayOn
from kg.asking.names import Unnamed
from kg.asking.places import UnknownPlace
from kg.asking.typed import Typed, listed, understood, words
from kg.classes import partner_classes
from kg.errors import BadRequest, KgError, NotFound
from kg.model import Document, Iri
from kg.regions import regions
from kg.store.store import Store

MOST = 100  # partners of one answer that is no file
# Names of parameters -> fields of what was typed.
FIELDS = {
    "for": "for_",
    "topic": "topics",
    "country": "countries",
    "region": "regions",
    "type": "types",
    "since": "since",
    "exclude": "excluded",
    "exclude_partners": "exclude_partners",
    "lesser_known": "lesser_known",
    "limit": "limit",
    "offset": "offset",
}


def routes(site: Site) -> APIRouter:
    """The partner search at /partners."""
    router = APIRouter(tags=["Partners"])

    summary = "Ranked partners with reasons"

    @router.get("/partners", response_model=PartnersModel, responses=FORMS, summary=summary)
    def search(shape: PartnerShape, parameters: Annotated[PartnerParameters, Query()]) -> Response:
        """Who could work with whom on what, and which sentences say so."""
        typed = _typed(parameters)
        if typed.limit > MOST and shape in ("html", "json"):
            raise BadRequest(f"at most {MOST} at once: files take more", "limit")
        if shape in ("html", PRINT):
            return _page(site, typed, whole=shape == PRINT)
        with site.graph.read() as store:
            answer, documents = _answer(site, store, typed)
        found = PartnersModel.of(answer, documents, ways_on(typed, answer))
        return as_json(found) if shape == "json" else exported(found, shape, typed.offset)

    return router


def _typed(parameters: PartnerParameters) -> Typed:
    return Typed(
        for_=words(parameters.for_),
        topics=words(parameters.topic),
        countries=listed(parameters.country),
        regions=listed(parameters.region),
        types=listed(parameters.type),
        since=parameters.since.strip(),
        excluded=words(parameters.exclude),
        exclude_partners=parameters.exclude_partners.strip(),
        lesser_known=parameters.lesser_known,
        limit=parameters.limit,
        offset=parameters.offset,
    )


def address(typed: Typed) -> str:
    """The address of a question; what was not asked is not in it."""
    pairs: list[tuple[str, str]] = []
    for name, field in FIELDS.items():
        value = getattr(typed, field)
        values = value if isinstance(value, tuple) else (value,)
        pairs += [(name, _written(each)) for each in values if _written(each)]
    return "/partners?" + urlencode(pairs)


def _written(value: object) -> str:
    """A value as it stands in an address; a switch that is off is not in it."""
    if isinstance(value, bool):
        return "true" if value else ""
    return str(value)


def _answer(site: Site, store: Store, typed: Typed) -> tuple[PartnerAnswer, dict[Iri, Document]]:
    answer = partners(store, site.ontology, understood(store, site.ontology, typed))
    cited = {
        evidence.document
        for partner in answer.partners
        for reason in partner.reasons
        for evidence in reason.evidence
    }
    return answer, described(store, cited)


def _near(typed: Typed, error: KgError) -> Iterator[tuple[str, str]]:
    """The same question with each of the names that may have been meant, and its address."""
    if not isinstance(error, Unnamed | UnknownPlace):
        return
    field = FIELDS[error.field]
    for name in error.suggestions:
        meant = (name if text == error.text else text for text in getattr(typed, field))
        yield name, address(_with(typed, field, tuple(meant)))


def _with(typed: Typed, field: str, value: object) -> Typed:
    """The question from its first page on, with another value in a field."""
    change: dict[str, object] = {"offset": 0, field: value}
    return replace(typed, **change)  # type: ignore[arg-type]  # each with its field's type


def ways_on(typed: Typed, answer: PartnerAnswer) -> list[tuple[WayOn, str]]:
    """What to ask where a page is empty, each with the address that asks it."""
    return [(way, address(_changed(typed, way, answer))) for way in answer.ways_on]


def _changed(typed: Typed, way: WayOn, answer: PartnerAnswer) -> Typed:
    field = FIELDS[way.field]
    if way.field in ("country", "region"):  # they are one limit
        return replace(typed, countries=(), regions=(), offset=0)
    if way.instead_of:
        kept = (topic.label for topic in answer.topics if topic.iri != way.instead_of)
        return _with(typed, field, (*kept, way.value))
    return _with(typed, field, getattr(Typed(), field))


def _page(site: Site, typed: Typed, *, whole: bool) -> Response:
    values: dict[str, object] = {"answer": None, "documents": {}, "error": None, "near": ()}
    status = 200
    ways: list[tuple[WayOn, str]] = []
    with site.graph.read() as store:
        empty = is_empty(store)
        if not typed.is_blank:
            try:
                answer, values["documents"] = _answer(site, store, typed)
                values["answer"] = answer
                ways = ways_on(typed, answer)
            except (BadRequest, NotFound) as error:
                status = kind_of(error).status
                values |= {"error": error, "near": list(_near(typed, error))}
    found = values["answer"]
    more = isinstance(found, PartnerAnswer) and found.total > typed.offset + typed.limit
    before = replace(typed, offset=max(typed.offset - typed.limit, 0))
    after = replace(typed, offset=typed.offset + typed.limit)
    return site.page(
        "partners_print.html" if whole and found else "partners.html",
        status=status,
        asked=typed,
        empty=empty,
        here_again=address(replace(typed, offset=0)),
        countries=site.ontology.country,
        offset=typed.offset,
        classes=partner_classes(),
        regions=regions(),
        lands=sorted(site.ontology.countries(), key=lambda land: land.label),
        ways_on=ways,
        previous=address(before) if typed.offset else "",
        next=address(after) if more else "",
        **values,
    )
