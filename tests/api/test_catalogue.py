import re

import httpx

from kg.questions import questions

HTML = {"Accept": "text/html"}


def test_the_catalogue_is_data_for_programs(client: httpx.Client) -> None:
    found = client.get("/examples").raise_for_status().json()
    assert [one["name"] for one in found["examples"]] == [one.name for one in questions()]
    assert found["prefixes"]["ckg"] == "https://w3id.org/collab-kg/ontology#"
    one = next(each for each in found["examples"] if each["name"] == "who-leads")
    assert {"group", "title", "for", "change", "query", "address"} < one.keys()
    answered = client.get(one["address"], headers={"Accept": "text/csv"}).raise_for_status()
    assert answered.text.startswith("what,kind,leader")


def test_the_page_links_each_question_to_its_answer(client: httpx.Client) -> None:
    page = client.get("/examples", headers=HTML).raise_for_status().text
    links = re.findall(r'href="(/sparql\?query=[^"]+)"', page)
    assert len(links) == len(questions())
    shown = client.get(links[0], headers=HTML).raise_for_status().text
    assert questions()[0].title in shown, "the query stands in the box, to be changed"
    assert 'href="/examples"' in client.get("/sparql", headers=HTML).text
