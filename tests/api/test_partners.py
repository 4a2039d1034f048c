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
