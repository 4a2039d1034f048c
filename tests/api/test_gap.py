"""Gaps of a consortium over HTTP."""

import httpx
import pytest

from tests.api.conftest import EVIL

HTML = {"accept": "text/html"}


def test_each_rule_with_who_meets_it_and_who_would(client: httpx.Client) -> None:
    asked = {"for": "Peking Union Medical College Hospital", "topic": "leukemia"}
    found = client.get("/gap", params=asked).json()
    assert [one["label"] for one in found["consortium"]] == [asked["for"]]
    rules = {one["name"]: one for one in found["rules"]}
    member = rules["a member state of the European Union"]
    assert member["missing"] == 1
    (filler,) = member["fillers"]
    assert (filler["label"], filler["country"]) == ("Valmont Hospital", "FR")
    assert all(reason["evidence"] for reason in filler["reasons"])
    assert found["missing"] == sum(one["missing"] > 0 for one in found["rules"])
    page = client.get("/gap", params=asked, headers=HTML)
    assert page.status_code == 200
    assert "A member state of the European Union: 1 missing" in page.text
    assert "Valmont Hospital in France works on leukemia" in page.text


FAULTS: list[tuple[dict[str, str], int, str]] = [
    ({"topic": "leukemia"}, 400, "for"),
    ({"for": "Valmont Hostel"}, 404, "for"),
    ({"for": "Valmont Hospital", "topic": EVIL}, 404, "topic"),
    ({"for": "Valmont Hospital", "exclude": "<b>x</b>"}, 404, "exclude"),
    ({"for": "Valmont Hospital", "since": "} DROP ALL"}, 400, "since"),
]


@pytest.mark.parametrize(("asked", "status", "field"), FAULTS)
def test_each_fault_stands_at_its_field(
    client: httpx.Client, asked: dict[str, str], status: int, field: str
) -> None:
    reply = client.get("/gap", params=asked)
    assert (reply.status_code, reply.json()["field"]) == (status, field)
    page = client.get("/gap", params=asked, headers=HTML)
    assert page.status_code == status
    assert f'id="{field}-fault"' in page.text
    assert "<script>alert" not in page.text
    assert "<b>x</b>" not in page.text
