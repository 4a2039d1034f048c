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


RULES = """title = "My call"
[[roles]]
name = "clinic"
types = ["hospital"]
at_least = 2
"""
TOML = {"content-type": "application/toml"}
ASKED = {"for": "Peking Union Medical College Hospital", "topic": "leukemia"}


def test_rules_of_ones_own_are_sent(client: httpx.Client) -> None:
    found = client.post("/gap", params=ASKED, content=RULES, headers=TOML).json()
    assert found["title"] == "My call"
    (rule,) = found["rules"]
    assert (rule["name"], rule["wanted"]) == ("clinic", 2)
    page = client.post("/gap", data=ASKED | {"call": RULES}, headers=HTML)
    assert page.status_code == 200
    assert "My call: " in page.text
    assert "types = [&#34;hospital&#34;]" in page.text


def test_the_rules_that_come_with_it_are_a_file_to_change(client: httpx.Client) -> None:
    file = client.get("/gap/rules")
    assert file.headers["content-type"].startswith("application/toml")
    sent = client.post("/gap", params=ASKED, content=file.content, headers=TOML).json()
    assert sent == client.get("/gap", params=ASKED).json()
    page = client.get("/gap", params=ASKED, headers=HTML).text
    assert "three member states" in page.partition("<textarea")[2]


WRONG: list[tuple[str, dict[str, str], tuple[int, str], str]] = [
    (RULES.replace("hospital", "dragon"), TOML, (400, "call"), "line 4: 'dragon' is no type"),
    ("title = ]", TOML, (400, "call"), "(at line 1, column 9)"),
    ("", TOML, (400, "call"), "has no rule"),
    (f"[[roles]]\nname = '{EVIL}'", TOML, (400, "call"), "line 1: name types"),
    (RULES, {"content-type": "application/json"}, (415, ""), "application/toml"),
    ("x" * 900_000, TOML, (413, ""), "bytes at most"),
]


@pytest.mark.parametrize(("body", "headers", "kind", "message"), WRONG)
def test_what_is_wrong_with_rules_is_told_with_its_line(
    client: httpx.Client, body: str, headers: dict[str, str], kind: tuple[int, str], message: str
) -> None:
    reply = client.post("/gap", params=ASKED, content=body, headers=headers)
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert (reply.status_code, problem.get("field", "")) == kind
    assert message in problem["detail"]


FORMS: list[tuple[dict[str, str], int, str]] = [
    (ASKED | {"call": "[[roles]]\nname = '</textarea><script>alert(1)'"}, 400, "call"),
    (ASKED | {"call": " "}, 400, "call"),
    ({"call": RULES}, 400, "for"),
    ({"call": RULES, "for": "x" * 2000}, 400, "for"),
    (ASKED | {"call": RULES, "since": EVIL}, 400, "since"),
    ({"call": RULES, "for": "Valmont Hostel"}, 404, "for"),
]


@pytest.mark.parametrize(("form", "status", "field"), FORMS)
def test_a_fault_in_the_form_stands_beside_its_field(
    client: httpx.Client, form: dict[str, str], status: int, field: str
) -> None:
    reply = client.post("/gap", data=form)
    assert (reply.status_code, reply.json()["field"]) == (status, field)
    page = client.post("/gap", data=form, headers=HTML)
    assert page.status_code == status
    assert "<script>alert" not in page.text


def test_a_name_that_nothing_has_leads_on(client: httpx.Client) -> None:
    near = client.get("/gap", params={"for": "Valmont Hostel", "topic": "leukemia"}, headers=HTML)
    assert 'href="/gap?for=Valmont+Hospital&amp;topic=leukemia"' in near.text
    far = client.get("/gap", params={"for": "Qqqq Zzzz & Co"}, headers=HTML).text
    assert 'href="/search?q=Qqqq%20Zzzz%20%26%20Co"' in far
