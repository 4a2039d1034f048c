"""A text pasted in, read by the real reader behind a real server."""

from collections.abc import Iterator

import httpx
import pytest

from extractors.reader import Reader
from kg.settings import Settings
from tests.api.conftest import serving

TEXT = (
    "Dear all, on behalf of Valmont Hospital we plan a trial of CAR-T cell therapy in leukemia. "
    "We are looking for partners in China. Leukemia is also seen in Brazil."
)
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def reading(settings: Settings, reader: Reader) -> Iterator[httpx.Client]:
    with serving(settings, read=reader) as found:
        yield found


def test_what_is_named_is_shown_and_a_question_proposed(reading: httpx.Client) -> None:
    found = reading.post("/partners/recognise", json={"text": TEXT}).json()
    names = {one["label"]: one for one in found["recognised"]}
    assert [TEXT[a:b] for a, b in names["leukemia"]["spans"]] == ["leukemia", "Leukemia"]
    assert (names["China"]["value"], names["China"]["proposed"]) == ("CN", True)
    # Nobody is sought there.
    assert (names["Brazil"]["value"], names["Brazil"]["proposed"]) == ("BR", False)
    assert (names["Valmont Hospital"]["field"], names["Valmont Hospital"]["proposed"]) == (
        "for",
        True,
    )
    assert "leukemia" in found["question"]["topic"]
    assert found["question"]["country"] == ["CN"]
    assert found["question"]["for"] == ["Valmont Hospital"]
    assert reading.get(found["address"]).status_code == 200


def test_the_page_lets_one_choose(reading: httpx.Client) -> None:
    page = reading.post("/partners/recognise", data={"text": TEXT}, headers=HTML).text
    assert 'name="topic" value="leukemia" checked' in page
    assert 'name="country" value="BR">' in page


def test_a_hostile_text_is_text(reading: httpx.Client) -> None:
    text = '<script>alert(1)</script> "} DROP ALL # {{ 7 * 7 }} and leukemia.'
    page = reading.post("/partners/recognise", data={"text": text}, headers=HTML)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert reading.post("/partners/recognise", json={"text": text}).status_code == 200


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b'{"text": ""}', "application/json", 400),
        (b"{}", "application/json", 400),
        (b"[", "application/json", 400),
        (b'{"text": 7}', "application/json", 400),
        (b"text", "text/plain", 415),
        (b"\xff", "application/json", 400),
        (b'{"text": "' + b"x" * 20_001 + b'"}', "application/json", 400),
        (b'{"text": "' + b"x" * 200_000 + b'"}', "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_told(
    reading: httpx.Client, content: bytes, media: str, status: int
) -> None:
    reply = reading.post("/partners/recognise", content=content, headers={"content-type": media})
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert len(reply.text) < 1000


def test_a_server_without_a_reader_says_so(client: httpx.Client) -> None:
    reply = client.post("/partners/recognise", json={"text": "leukemia"})
    assert reply.status_code == 501
    assert "kg serve" in reply.json()["detail"]
