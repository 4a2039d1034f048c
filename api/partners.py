"""Partner search: a question in the address, ranked partners with reasons as the answer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.exports import FORMS, PRINT, PartnerShape, exported
from api.partner_schemas import PartnerParameters, PartnersModel
from api.problems import kind_of
from api.search import is_empty
from api.site import Site, as_json
from kg.analytics.partners import PartnerAnswer, PartnerQuestion, partners
from kg.analytics.sources import described
from kg.errors import BadRequest, KgError, NotFound
from kg.model import Document, Iri, Type
from kg.resolution.find import resolve, resolve_topic
from kg.store.store import Store

SEEKERS = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PERSON, Type.PROGRAMME})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was typed."""

    for_: str
    topics: tuple[str, ...]
    countries: tuple[str, ...]
    type: str
    limit: int
    offset: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked, as when the page is opened."""
        return not (self.for_ or self.topics or self.countries or self.type)

    def address(self, offset: int) -> str:
        """The address of another page of the same answer."""
        pairs = [("for", self.for_), *(("topic", topic) for topic in self.topics)]
        pairs += [*(("country", code) for code in self.countries), ("type", self.type)]
        pairs += [("limit", str(self.limit)), ("offset", str(max(offset, 0)))]
        return "/partners?" + urlencode([pair for pair in pairs if pair[1]])


class Unnamed(NotFound):
    """Nothing is called what `field` says; one of the suggestions may be meant."""

    def __init__(self, cause: NotFound, field: str, text: str) -> None:
        """Keep the words at fault, so that others can be put in their place."""
        super().__init__(str(cause), cause.suggestions)
        self.field, self.text = field, text


def routes(site: Site) -> APIRouter:
    """The partner search at /partners."""
    router = APIRouter(tags=["Partners"])

    summary = "Ranked partners with reasons"

    @router.get("/partners", response_model=PartnersModel, responses=FORMS, summary=summary)
    def search(shape: PartnerShape, parameters: Annotated[PartnerParameters, Query()]) -> Response:
        """Who could work with whom on what, and which sentences say so."""
        asked = _asked(parameters)
        if shape in ("html", PRINT):
            return _page(site, asked, whole=shape == PRINT)
        with site.graph.read() as store:
            answer, documents = _answer(site, store, asked)
        found = PartnersModel.of(answer, documents)
        return as_json(found) if shape == "json" else exported(found, shape, asked.offset)

    return router


def _asked(parameters: PartnerParameters) -> Asked:
    codes = [code.strip() for text in parameters.country for code in re.split("[,;]", text)]
    return Asked(
        parameters.for_.strip(),
        tuple(text.strip() for text in parameters.topic if text.strip()),
        tuple(filter(None, codes)),
        parameters.type,
        parameters.limit,
        parameters.offset,
    )


def _answer(site: Site, store: Store, asked: Asked) -> tuple[PartnerAnswer, dict[Iri, Document]]:
    topics: list[Iri] = []
    for text in asked.topics:
        with _blaming("topic", text):
            topics += resolve_topic(store, site.ontology, text)
    for_ = None
    if asked.for_:
        with _blaming("for", asked.for_):
            for_ = resolve(store, site.ontology, asked.for_, types=SEEKERS).iri
    question = PartnerQuestion(
        for_=for_,
        topics=tuple(dict.fromkeys(topics)),
        countries=asked.countries,
        type=asked.type or None,
        limit=asked.limit,
        offset=asked.offset,
    )
    answer = partners(store, site.ontology, question)
    cited = {
        evidence.document
        for partner in answer.partners
        for reason in partner.reasons
        for evidence in reason.evidence
    }
    return answer, described(store, cited)


@contextmanager
def _blaming(field: str, text: str) -> Iterator[None]:
    """Let a name that nothing has be the fault of its parameter."""
    try:
        yield
    except NotFound as error:
        raise Unnamed(error, field, text) from error


def _near(asked: Asked, error: KgError) -> Iterator[tuple[str, str]]:
    """The same question with each of the names that may have been meant, and its address."""
    if not isinstance(error, Unnamed):
        return
    for name in error.suggestions:
        topics = tuple(name if topic == error.text else topic for topic in asked.topics)
        meant = replace(asked, for_=name) if error.field == "for" else replace(asked, topics=topics)
        yield name, meant.address(0)


def _page(site: Site, asked: Asked, *, whole: bool) -> Response:
    values: dict[str, object] = {"answer": None, "documents": {}, "error": None, "near": ()}
    status = 200
    with site.graph.read() as store:
        empty = is_empty(store)
        if not asked.is_blank:
            try:
                values["answer"], values["documents"] = _answer(site, store, asked)
            except (BadRequest, NotFound) as error:
                status = kind_of(error).status
                values |= {"error": error, "near": list(_near(asked, error))}
    answer = values["answer"]
    more = isinstance(answer, PartnerAnswer) and answer.total > asked.offset + asked.limit
    return site.page(
        "partners_print.html" if whole and values["answer"] else "partners.html",
        status=status,
        asked=asked,
        empty=empty,
        here_again=asked.address(0),
        countries=site.ontology.country,
        offset=asked.offset,
        previous=asked.address(asked.offset - asked.limit) if asked.offset else "",
        next=asked.address(asked.offset + asked.limit) if more else "",
        **values,
    )
