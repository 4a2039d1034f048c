"""Partners over HTTP, in the form that the contract with users fixes."""

import httpx
import pytest

from kg.settings import DATA


def test_the_form_of_an_answer(client: httpx.Client) -> None:
    asked = {"topic": "leukemia", "for": "Peking Union Medical College Hospital", "country": "FR"}
    found = client.get("/partners", params=asked).json()
    assert found["query"]["for"] == {
        "id": f"{DATA}organization/peking-union-medical-college-hospital",
        "label": "Peking Union Medical College Hospital",
        "type": "Organization",
    }
    assert [topic["label"] for topic in found["query"]["topics"]] == ["leukemia"]
    assert found["query"]["countries"] == ["FR"]
    assert found["total"] == 1
    (partner,) = found["partners"]
    assert partner["id"] == f"{DATA}organization/valmont-hospital"
    assert (partner["label"], partner["type"]) == ("Valmont Hospital", "Organization")
    assert partner["country"] == "FR"
    assert partner["new"] is False
    weights = [reason["weight"] for reason in partner["reasons"]]
    assert sum(weights) == pytest.approx(partner["score"])
    assert weights == sorted(weights, reverse=True)
    for reason in partner["reasons"]:
        assert reason["kind"]
        assert reason["text"]
        assert reason["evidence"]
        for evidence in reason["evidence"]:
            assert set(evidence) == {"quote", "document"}
            assert set(evidence["document"]) == {"id", "title", "url", "published"}
            assert evidence["document"]["url"] == "https://example.org/news/1"


def test_topics_and_countries_repeat(client: httpx.Client) -> None:
    asked = {"topic": ["leukemia", "MONDO:0005059"], "country": ["FR", "cn"]}
    found = client.get("/partners", params=asked).json()
    assert len(found["query"]["topics"]) == 1
    assert found["query"]["countries"] == ["FR", "CN"]
    together = client.get("/partners", params={"topic": "leukemia", "country": "FR, CN"}).json()
    assert together == found


def test_fields_that_a_form_left_empty_were_not_asked(client: httpx.Client) -> None:
    empty = (
        "for=&country=&region=&type=&since=&exclude=&exclude_partners=&lesser_known=&limit=&offset="
    )
    found = client.get(f"/partners?topic=leukemia&{empty}")
    assert found.json() == client.get("/partners?topic=leukemia").json()


def test_pages_of_an_answer(client: httpx.Client) -> None:
    first = client.get("/partners", params={"topic": "leukemia", "limit": 1}).json()
    beyond = client.get("/partners", params={"topic": "leukemia", "offset": first["total"]}).json()
    assert len(first["partners"]) == 1
    assert beyond["partners"] == []
    assert beyond["total"] == first["total"]


def test_an_unknown_name_offers_near_ones(client: httpx.Client) -> None:
    asked = {"topic": "leukemia", "for": "Valmont Hostel"}
    response = client.get("/partners", params=asked)
    assert response.status_code == 404
    assert "Valmont Hospital" in response.json()["suggestions"]
    page = client.get("/partners", params=asked, headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "for=Valmont+Hospital&amp;topic=leukemia" in page.text
    assert 'value="Valmont Hostel"' in page.text


def test_the_page_shows_score_and_sentences(client: httpx.Client) -> None:
    page = client.get("/partners", params={"topic": "leukemia"}, headers={"accept": "text/html"})
    assert "Valmont Hospital in France works on leukemia" in page.text
    assert "Example Post" in page.text
    assert "2024-11-16" in page.text
    assert page.text.count("<article") >= 1


EVERY = ["for", "topic", "country", "region", "type", "since", "exclude", "exclude_partners"]
EVERY += ["lesser_known"]
ATTACKS = [
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    '"} } DROP ALL ; INSERT DATA { <urn:a> <urn:b> "',
    "?x UNION { ?s ?p ?o } #",
    "<urn:x> } SELECT * { ?s ?p ?o",
    "'; DROP TABLE entity; --",
    '" OR key:* NOT "',
    "{{ 7 * 7 }}{% raw %}",
    "\x00\x1b[31m",
    "\u202e\ud7ff\U0010ffff",
    "%00%0d%0aSet-Cookie: a=b",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("field", EVERY)
def test_nobody_breaks_in_through_a_field(client: httpx.Client, field: str, attack: str) -> None:
    before = client.get("/stats").json()
    asked: dict[str, str | list[str]] = {"topic": "leukemia", "for": "Valmont Hospital"}
    asked[field] = attack
    reply = client.get("/partners", params=asked)
    assert reply.status_code in (400, 404, 422), reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["field"].partition(".")[0] == field
    page = client.get("/partners", params=asked, headers={"accept": "text/html"})
    assert page.status_code == reply.status_code
    for raw in ("<script>alert", "<img src=x", "49{%"):
        assert raw not in page.text
    assert client.get("/stats").json() == before


@pytest.mark.parametrize("field", EVERY)
def test_a_name_of_ten_kilobytes_is_refused_shortly(client: httpx.Client, field: str) -> None:
    reply = client.get("/partners", params={"topic": "leukemia", field: "x" * 10_000})
    assert reply.status_code == 422
    assert reply.json()["field"].partition(".")[0] == field
    assert len(reply.text) < 1000


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"country": "Atlantis"}, "country"),
        ({"region": "Atlantis"}, "region"),
        ({"type": "dragon"}, "type"),
        ({"since": "lately"}, "since"),
        ({"for": "Valmont Hospital", "exclude": "Valmont Hospital"}, "exclude"),
        ({"for": "Valmont Hospital", "exclude_partners": "many"}, "exclude_partners"),
        ({"exclude_partners": "5"}, "exclude_partners"),
        ({"exclude": "Valmont Hostel"}, "exclude"),
    ],
)
def test_a_fault_stands_beside_its_field(
    client: httpx.Client, asked: dict[str, str], field: str
) -> None:
    whole = {"topic": "leukemia", **asked}
    page = client.get("/partners", params=whole, headers={"accept": "text/html"})
    assert page.status_code in (400, 404)
    assert f'id="{field}-fault"' in page.text
    assert f'aria-describedby="{field}-fault"' in page.text
    reply = client.get("/partners", params=whole)
    assert reply.json()["field"] == field


def test_a_place_that_nobody_knows_leads_to_those_like_it(client: httpx.Client) -> None:
    asked = {"topic": "leukemia", "country": "Japan, Frnce", "type": "organization"}
    reply = client.get("/partners", params=asked)
    assert reply.status_code == 400
    assert "France" in reply.json()["suggestions"]
    page = client.get("/partners", params=asked, headers={"accept": "text/html"}).text
    meant = "/partners?topic=leukemia&amp;country=Japan&amp;country=France&amp;type=organization"
    assert f'<a href="{meant}' in page


def test_places_go_by_name(client: httpx.Client) -> None:
    def ids(**where: str | list[str]) -> list[str]:
        reply = client.get("/partners", params={"topic": "leukemia", **where})
        assert reply.status_code == 200, reply.text
        return [one["id"] for one in reply.json()["partners"]]

    assert ids(country="Frankreich, PR China") == ids(country=["FR", "CN"]) != []
    assert ids(country="European Union") == ids(region="eu") == ids(country="eu") != []
    asked = {"topic": "leukemia", "country": "FR"}
    page = client.get("/partners", params=asked, headers={"accept": "text/html"}).text
    assert 'value="France" placeholder="anywhere" list="places"' in page


def test_everything_that_can_be_asked_comes_back_in_the_query(client: httpx.Client) -> None:
    asked = {
        "topic": "leukemia",
        "for": ["Zhang Shuyang", "Clinic & <b>Sons</b>"],
        "region": "EU",
        "type": ["organization", "company"],
        "since": "2024",
        "exclude": "Rare Blood Alliance",
        "exclude_partners": "5",
        "lesser_known": "true",
    }
    found = client.get("/partners", params=asked).json()
    query = found["query"]
    assert [one["label"] for one in query["consortium"]] == [
        "Zhang Shuyang",
        "Clinic & <b>Sons</b>",
    ]
    assert query["for"] == query["consortium"][0]
    assert (query["regions"], query["types"]) == (["European Union"], ["organization", "company"])
    assert query["lesser_known"] is True
    assert [one["label"] for one in found["partners"]] == ["Valmont Hospital"]


def test_the_switch_of_the_form_stays_where_it_was_put(client: httpx.Client) -> None:
    asked = {"topic": "leukemia", "limit": "1"}
    for more, on in (({}, False), ({"lesser_known": "true"}, True)):
        page = client.get("/partners", params=asked | more, headers={"accept": "text/html"}).text
        assert ('name="lesser_known" value="true" checked' in page) is on
        assert ("lesser_known=true" in page) is on
        assert (", lesser-known first</h2>" in page) is on


def test_who_is_left_out_is_counted_and_an_empty_page_leads_on(client: httpx.Client) -> None:
    asked = {"topic": "leukemia", "region": "Africa", "type": "organization"}
    found = client.get("/partners", params=asked).json()
    assert found["partners"] == []
    assert {"region"} <= {one["field"] for one in found["dropped"]}
    assert all(one["number"] > 0 and one["reason"] for one in found["dropped"])
    assert found["ways_on"]
    wider = [client.get(way["address"]).json()["total"] for way in found["ways_on"]]
    assert max(wider) > 0
    page = client.get("/partners", params=asked, headers={"accept": "text/html"}).text
    assert "Left out" in page
    for way in found["ways_on"]:
        assert way["address"].replace("&", "&amp;") in page


def test_beyond_the_end_there_is_a_way_back(client: httpx.Client) -> None:
    found = client.get("/partners", params={"topic": "leukemia", "offset": 999_999}).json()
    assert (found["partners"], found["total"] > 0) == ([], True)
    (way,) = found["ways_on"]
    assert client.get(way["address"]).json()["partners"]
