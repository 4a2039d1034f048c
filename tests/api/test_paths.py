"""Ways to an introduction over HTTP."""

import httpx
import pytest

from tests.api.conftest import EVIL

HTML = {"accept": "text/html"}
ENDS = {"from": "Zhang Shuyang", "to": "Valmont Hospital"}


def test_a_way_names_everybody_on_it_and_quotes_each_step(client: httpx.Client) -> None:
    found = client.get("/paths", params=ENDS).json()
    assert (found["from"]["label"], found["to"]["label"]) == ("Zhang Shuyang", "Valmont Hospital")
    (path,) = found["paths"]
    labels = {one["id"]: one["label"] for one in found["entities"]}
    assert [labels[hop["right"]] for hop in path["hops"]] == [
        "Peking Union Medical College Hospital",
        "Valmont Hospital",
    ]
    for hop in path["hops"]:
        for link in hop["links"]:
            assert link["evidence"][0]["quote"]
            assert link["evidence"][0]["document"]["published"] == "2024-11-16"


def test_the_page_has_the_same_as_tables(client: httpx.Client) -> None:
    page = client.get("/paths", params=ENDS, headers=HTML)
    assert page.status_code == 200
    assert "1 way from" in page.text
    assert "Valmont Hospital in France works on leukemia with" in page.text


def test_no_way_leads_on_to_other_pages(client: httpx.Client) -> None:
    asked = {"from": "Valmont Hospital", "to": "Clinic & <b>Sons</b>"}
    assert client.get("/paths", params=asked).json()["paths"] == []
    page = client.get("/paths", params=asked, headers=HTML).text
    assert "No way of four steps or fewer" in page
    assert "/network?of=" in page
    assert "<b>Sons</b>" not in page


FAULTS: list[tuple[dict[str, str], int, str]] = [
    ({"from": "Valmont Hospital"}, 400, "to"),
    ({"to": "Valmont Hospital"}, 400, "from"),
    ({"from": "Valmont Hospital", "to": "Valmont Hospital"}, 400, "to"),
    ({"from": "Valmont Hostel", "to": "Zhang Shuyang"}, 404, "from"),
    ({"from": "Zhang Shuyang", "to": EVIL * 2}, 404, "to"),
    ({"from": "Zhang Shuyang", "to": "x" * 10_000}, 422, "to"),
    ({**ENDS, "limit": "21"}, 422, "limit"),
]


@pytest.mark.parametrize(("asked", "status", "field"), FAULTS)
def test_each_fault_stands_at_its_field(
    client: httpx.Client, asked: dict[str, str], status: int, field: str
) -> None:
    reply = client.get("/paths", params=asked)
    assert (reply.status_code, reply.json()["field"]) == (status, field)
    page = client.get("/paths", params=asked, headers=HTML)
    assert page.status_code == status
    assert "<script>alert" not in page.text
    if status != 422:
        assert f'id="{field}-fault"' in page.text


def test_near_names_are_links_to_the_same_question(client: httpx.Client) -> None:
    page = client.get("/paths?from=Valmont+Hostel&to=Zhang+Shuyang", headers=HTML).text
    assert "/paths?from=Valmont+Hospital&amp;to=Zhang+Shuyang" in page


def test_the_page_opens_empty(client: httpx.Client) -> None:
    page = client.get("/paths", headers=HTML)
    assert page.status_code == 200
    assert "error" not in page.text
