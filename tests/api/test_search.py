"""Search: what is found is counted by kind and country; each count leads to what it counts."""

import re
from collections.abc import Iterator

import httpx
import pytest

from kg.model import Predicate, Type
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer
from tests.api.conftest import Writing, serving

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(store=str(tmp_path_factory.mktemp("search") / "kg"), query_workers=1)
    doc = Writing("clinics", title="Clinics")
    for number, code in enumerate(("fr", "fr", "fr", "jp")):
        place = doc.thing(Type.PLACE, code, code, same_as=f"{DATA}place/{code}")
        body = doc.thing(Type.ORGANIZATION, f"c{number}", f"Quortz Hospital {'ABCD'[number]}")
        doc.says("It is there.", (body, Predicate.LOCATED_IN, place))
    doc.thing(Type.PERSON, "ann", "Ann Quortz")
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [doc.reading()]))
    with serving(settings) as found:
        yield found


def chips(page: str, name: str) -> dict[str, tuple[int, str]]:
    """The filters of one list: what is counted, how often, and where it leads."""
    found = re.search(rf'aria-label="{name}">(.*?)</ul>', page, re.DOTALL)
    pattern = r'href="([^"]+)"[^>]*>([^<]+) <span>(\d+)</span>'
    return {
        label: (int(number), address.replace("&amp;", "&"))
        for address, label, number in re.findall(pattern, found[1] if found else "")
    }


def total(page: str) -> int:
    """How many names the page says that fit."""
    found = re.search(r"(\d+) names? fits?", page)
    return int(found[1]) if found else 0


def test_each_count_leads_to_as_many(client: httpx.Client) -> None:
    page = client.get("/search?q=quortz", headers=HTML).text
    assert total(page) == 5
    kinds, countries = chips(page, "By kind"), chips(page, "By country")
    assert {name: number for name, (number, _) in kinds.items()} == {
        "organizations": 4,
        "people": 1,
    }
    assert (countries["France"][0], countries["Japan"][0], len(countries)) == (3, 1, 2)
    for number, address in (*kinds.values(), *countries.values()):
        assert total(client.get(address, headers=HTML).text) == number


def test_a_filter_does_not_limit_its_own_counts(client: httpx.Client) -> None:
    page = client.get("/search?q=quortz&type=organization&country=jp", headers=HTML).text
    assert total(page) == 1
    assert chips(page, "By kind")["organizations"][0] == 1  # none of the people is in Japan
    assert chips(page, "By country")["France"][0] == 3
    nothing = client.get("/search?q=quortz&type=event", headers=HTML).text
    assert "the numbers show what is" in nothing
    assert chips(nothing, "By kind")["people"][0] == 1


def test_the_country_narrows_for_programs_too(client: httpx.Client) -> None:
    hits = client.get("/search?q=quortz&country=fr").json()["hits"]
    assert {hit["label"] for hit in hits} == {f"Quortz Hospital {it}" for it in "ABC"}
    assert client.get("/search?q=quortz&country=france").status_code == 422


def test_what_is_named_comes_before_what_could_be(client: httpx.Client) -> None:
    page = client.get("/search?q=hospital", headers=HTML).text
    assert page.index("Quortz Hospital A") < page.index("no document names it yet")


def test_the_name_that_fits_is_told_where_it_is_another(client: httpx.Client) -> None:
    page = client.get("/search?q=hospital", headers=HTML).text
    # A beginning of "hospital fever", which is not what the page calls it.
    assert re.search(r"typhus</a>.*?: “hospital fever”", page, re.DOTALL)
