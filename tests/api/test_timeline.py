"""Where the moments of a time line stand."""

import httpx
import pytest

from api.timeline import WIDTH, drawing, years
from kg.analytics.portrait import Conclusion
from kg.analytics.timeline import Moment
from kg.model import Iri, Predicate, When

CENTRE, OTHER = Iri("https://example.org/a"), Iri("https://example.org/b")


def moment(when: str, number: int = 1) -> Moment:
    conclusion = Conclusion(
        Iri(f"https://example.org/s{number}"),
        CENTRE,
        Predicate.COLLABORATES_WITH,
        OTHER,
        0.8,
        None,
        None,
        0.8,
        0.8,
    )
    return Moment(When(when), conclusion, is_dated=True)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2019", "2020"),
        ("2019-01", "2019"),
        ("2019-07-01", "2019-07-31"),
        ("2019-12-31", "2020-01-01"),
    ],
)
def test_time_runs_to_the_right(earlier: str, later: str) -> None:
    assert years(moment(earlier)) < years(moment(later))
    found = drawing([moment(earlier), moment(later, 2)], CENTRE)
    assert found
    assert 0 < found.dots[0].x < found.dots[1].x < WIDTH


def test_one_moment_needs_no_picture() -> None:
    assert drawing([moment("2019")], CENTRE) is None


@pytest.mark.parametrize("first", [1900, 1990, 2020])
def test_the_axis_has_few_marks(first: int) -> None:
    found = drawing([moment(str(first)), moment("2026", 2)], CENTRE)
    assert found
    assert 2 <= len(found.years) <= 14


def test_moments_at_one_time_do_not_hide_each_other() -> None:
    found = drawing([moment("2019", number) for number in range(12)], CENTRE)
    assert found
    assert len({(dot.x, dot.y) for dot in found.dots}) == 12


def test_an_entity_has_its_time_line_and_the_same_as_a_table(client: httpx.Client) -> None:
    hit = client.get("/search", params={"q": "Valmont Hospital"}).json()["hits"][0]
    path = "/entities/" + hit["id"].split("/id/")[1]
    page = client.get(path, headers={"accept": "text/html"}).text
    assert '<circle class="told"' in page
    assert page.count("first told</span>") == page.count('<circle class="told"')
