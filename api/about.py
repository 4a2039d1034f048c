"""What this graph is: how much, how fresh, how right, by which formulas, and whom to tell."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.schemas import StatsModel
from api.site import Plain, Site, as_json
from api.status import stats
from kg.belief import FORMULA, HALF_LIVES, KINDS, MOST


@dataclass(frozen=True, slots=True)
class Licence:
    """Whose data comes with the program, and under which terms."""

    what: str
    source: str
    terms: str


LICENCES = (
    Licence("The program", "collab-kg", "Apache 2.0"),
    Licence("The ontology, therapies, topics, countries and regions", "collab-kg", "CC0"),
    Licence("Names of countries in other languages", "https://cldr.unicode.org", "Unicode-3.0"),
    Licence("Diseases", "https://mondo.monarchinitiative.org", "CC BY 4.0"),
    Licence("Identifiers of institutions", "https://ror.org", "CC0"),
    Licence("Coordinates of cities", "https://www.geonames.org", "CC BY 4.0"),
    Licence("Borders on the map", "https://www.naturalearthdata.com", "public domain"),
)


class Measured(BaseModel):
    """How right the reader was on annotated documents that it had not learned from."""

    what: str
    documents: int
    right: int
    false: int
    missed: int
    precision: float
    recall: float
    f1: float = Field(alias="F1")
    fresh: int = Field(alias="fresh documents", description="For which no rule was written")
    fresh_f1: float = Field(alias="fresh F1", description="F1 on those alone")


class AboutModel(BaseModel):
    """The graph and the program, for machines."""

    version: str
    generation: str
    counts: StatsModel
    accuracy: list[Measured]
    formula: str = FORMULA


def routes(site: Site) -> APIRouter:
    """The page at /about."""
    router = APIRouter(tags=["Status"])

    @router.get("/about", response_model=AboutModel, summary="What this graph is")
    def about(shape: Plain) -> Response:
        """Counts, freshness, accuracy as measured, and the formula of belief."""
        with site.graph.read() as store:
            found = AboutModel(
                version=version("collab-kg"),
                generation=store.generation,
                counts=stats(store),
                accuracy=list(measured()),
            )
        if shape == "json":
            return as_json(found)
        return site.page(
            "about.html",
            about=found,
            licences=LICENCES,
            half_lives=HALF_LIVES,
            kinds={kind: worth for kind, worth in KINDS.items() if kind and worth != 1},
            most=MOST,
        )

    return router


@cache
def measured() -> tuple[Measured, ...]:
    """The table that goes with the package."""
    text = (resources.files("ontologies") / "accuracy.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return tuple(Measured.model_validate(row) for row in rows)
