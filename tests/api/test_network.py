"""The network around an entity over HTTP."""

import httpx


def test_the_network_as_json_names_every_end_of_every_link(client: httpx.Client) -> None:
    found = client.get("/network", params={"of": "Valmont Hospital"}).json()
    ids = {found["centre"]["id"], *(node["id"] for node in found["neighbours"])}
    assert found["centre"]["label"] == "Valmont Hospital"
    assert found["links"]
    for link in found["links"]:
        assert {link["subject"], link["object"]} <= ids
        assert link["evidence"][0]["quote"]


def test_the_page_has_the_same_as_a_table(client: httpx.Client) -> None:
    page = client.get("/network?of=Valmont+Hospital", headers={"accept": "text/html"}).text
    assert "Valmont Hospital in France works on leukemia" in page
    assert 'data-network="/network?of=' in page


def test_an_unknown_name_is_a_problem(client: httpx.Client) -> None:
    reply = client.get("/network", params={"of": "Nobody at all"})
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("application/problem+json")
