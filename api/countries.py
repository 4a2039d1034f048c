"""Countries, which of them work together, and the sentences behind each pair."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.network import LinkModel
from api.partner_schemas import QuoteModel
from api.site import Plain, Site, as_json
from kg.analytics.countries import Exchange, exchange, matrix
from kg.errors import NotFound
from kg.tables import Concept

SIDE = 24  # countries of the matrix on the page


class PairModel(BaseModel):
    """Two countries and how many pairs of bodies of theirs work together."""

    one: str
    other: str
    number: int


class CountriesModel(BaseModel):
    """All pairs of countries that work together."""

    pairs: list[PairModel]
    cut: bool = Field(description="Whether there are more ties than were counted")


class ExchangeModel(BaseModel):
    """Who of one country works with whom of another."""

    links: list[LinkModel]
    cut: bool = Field(description="Whether there are more than these")

    @classmethod
    def of(cls, found: Exchange) -> "ExchangeModel":
        """Tell the ties with their sentences."""
        links = [
            LinkModel(
                subject=link.fact.subject,
                predicate=link.fact.predicate,
                object=link.fact.object,
                belief=link.fact.belief,
                evidence=[QuoteModel.of(one.evidence, found.documents) for one in link.quotes],
            )
            for link in found.links
        ]
        return cls(links=links, cut=found.cut)


def routes(site: Site) -> APIRouter:
    """The matrix at /countries and each pair at /countries/CN/FR."""
    router = APIRouter(tags=["Graph"])

    @router.get("/countries", response_model=CountriesModel, summary="Countries that work together")
    def countries(shape: Plain) -> Response:
        """How many pairs of bodies work together, for each two countries."""
        with site.graph.read() as store:
            found = matrix(store)
        if shape == "json":
            pairs = [PairModel(one=a, other=b, number=n) for (a, b), n in found.pairs.items()]
            return as_json(CountriesModel(pairs=pairs, cut=found.cut))
        most = max(found.pairs.values(), default=0)
        return site.page(
            "countries.html",
            found=found,
            shown=found.countries[:SIDE],
            most=most,
            country=site.ontology.country,
        )

    @router.get(
        "/countries/{one}/{other}",
        response_model=ExchangeModel,
        summary="Who of one country works with whom of another",
    )
    def pair(shape: Plain, one: str, other: str) -> Response:
        """The ties between two countries, each with its sentences and their documents."""
        left, right = _country(site, one), _country(site, other)
        with site.graph.read() as store:
            found = exchange(store, site.ontology, left.iri, right.iri)
        if shape == "json":
            return as_json(ExchangeModel.of(found))
        return site.page("country_pair.html", found=found, left=left, right=right)

    return router


def _country(site: Site, code: str) -> Concept:
    found = site.ontology.country(code.upper())
    if found is None:
        raise NotFound(f"{code!r} is no ISO 3166 code of a country")
    return found
