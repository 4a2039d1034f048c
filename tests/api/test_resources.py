"""Entities, documents, search, counts: one thing in many formats, and clear errors."""

import warnings
from pathlib import Path

import httpx
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, ONTOLOGY, Settings
from kg.store.embedded import open_writer
from tests.api.conftest import news, serving

CKG = Namespace(ONTOLOGY)
HOSPITAL = "/entities/organization/peking-union-medical-college-hospital"
VALMONT = "/entities/organization/valmont-hospital"
LEUKEMIA = "/entities/disease/MONDO_0005059"
NEWS = "/documents/news-1"
LINKED = {
    "application/ld+json": "json-ld",
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}


def iri(path: str) -> URIRef:
    return URIRef(DATA + path.removeprefix("/entities/"))


def parsed(response: httpx.Response, form: str) -> Graph:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # in rdflib's own JSON-LD parser
        return Graph().parse(data=response.text, format=form)


def test_an_entity_in_json(client: httpx.Client) -> None:
    found = client.get(HOSPITAL).json()
    assert found["id"] == str(iri(HOSPITAL))
    assert found["label"] == "Peking Union Medical College Hospital"
    assert found["type"] == "Organization"
    assert found["countries"] == ["CN"]
    assert [doc["title"] for doc in found["documents"]] == [
        "A Sino-French alliance against leukemia"
    ]
    (leads,) = [one for one in found["statements"] if one["predicate"] == "leads"]
    assert leads["object"]["label"] == "Rare Blood Alliance"
    assert leads["belief"] == 0.8
    (claim,) = leads["evidence"]
    assert claim["quote"].startswith("Peking Union Medical College Hospital in China leads")
    assert claim["document"]["published"] == "2024-11-16"
    (post,) = [one for one in found["statements"] if one["predicate"] == "affiliatedWith"]
    assert post["subject"]["label"] == "Zhang Shuyang"
    assert post["evidence"][0]["role"] == "president"


def test_what_a_source_denies_is_no_statement_of_an_entity(client: httpx.Client) -> None:
    found = client.get(VALMONT).json()["statements"]
    assert "leads" not in {one["predicate"] for one in found}
    denied = [one for one in client.get(NEWS).json()["statements"] if one["standing"] == "negated"]
    assert [one["predicate"] for one in denied] == ["leads"]


def test_a_count_is_told_with_its_noun(client: httpx.Client) -> None:
    found = client.get("/entities/network/rare-blood-alliance").json()["statements"]
    (count,) = [one["object"] for one in found if one["predicate"] == "count"]
    assert count == {"counted": "hospitals", "number": 324}


@pytest.mark.parametrize(("media", "form"), LINKED.items())
def test_an_entity_as_a_graph_has_its_sentences(
    client: httpx.Client, media: str, form: str
) -> None:
    response = client.get(HOSPITAL, headers={"accept": media})
    assert response.headers["content-type"].partition(";")[0] == media
    graph = parsed(response, form)
    assert (iri(HOSPITAL), RDF.type, CKG.Organization) in graph
    quotes = {str(quote) for quote in graph.objects(None, CKG.quote)}
    assert any("leads the Rare Blood Alliance" in quote for quote in quotes)


def test_a_disease_is_shown_under_its_own_number(client: httpx.Client) -> None:
    found = client.get(LEUKEMIA).json()
    assert found["id"] == "http://purl.obolibrary.org/obo/MONDO_0005059"
    assert "blood cancer" in [one["label"] for one in found["broader"]]
    assert [one["subject"]["label"] for one in found["statements"]] == ["Valmont Hospital"]


def test_a_concept_that_no_text_names_is_shown_from_the_ontologies(client: httpx.Client) -> None:
    found = client.get("/entities/disease/MONDO_0007947").json()
    assert found["label"].lower() == "marfan syndrome"
    assert found["statements"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/entities/person/nobody",
        "/entities/dragon/smaug",
        "/entities/disease/MONDO_9999999",
        "/entities/person/a%20b%3E%3Cc",
        "/entities/person/a%0Ab",
        "/documents/none",
        "/documents/%3E%20%7D",
        "/documents/%25zz",
        "/documents/a%5Bb",
        "/documents/%7F",
        "/entities/person/%25zz",
        "/entities/person/%25",
        "/nothing",
    ],
)
def test_what_is_not_there_is_404(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


@pytest.mark.parametrize("path", [HOSPITAL, NEWS, "/search?q=valmont", "/stats", "/documents"])
def test_what_is_in_no_format_asked_for_is_406(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"accept": "image/png"})
    assert response.status_code == 406
    assert "text/html" in response.json()["available"]
    assert "Accept" in response.headers["vary"]


def test_the_address_can_name_the_format(client: httpx.Client) -> None:
    html = {"accept": "text/html"}
    assert client.get(f"{HOSPITAL}?format=json", headers=html).json()["type"] == "Organization"
    turtle = client.get(f"{NEWS}?format=turtle", headers=html)
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert client.get(f"{NEWS}?format=pdf").status_code == 406


def test_a_document_tells_every_claim_and_where_it_stands(client: httpx.Client) -> None:
    found = client.get(NEWS).json()
    assert found["title"] == "A Sino-French alliance against leukemia"
    assert found["kind"] == "news"
    assert found["read_by"] == "by hand 1"
    assert len(found["statements"]) == 8
    for claim in found["statements"]:
        assert found["text"][claim["start"] : claim["end"]] == claim["quote"]
        assert claim["confidence"] == 0.8
        assert claim["rule"] == "by hand"
    # Its names are those of the conclusions, so that they can be followed.
    assert str(iri(HOSPITAL)) in {claim["subject"]["id"] for claim in found["statements"]}


@pytest.mark.parametrize(("media", "form"), LINKED.items())
def test_a_document_as_a_graph_is_its_named_graph(
    client: httpx.Client, media: str, form: str
) -> None:
    graph = parsed(client.get(NEWS, headers={"accept": media}), form)
    document = URIRef(f"{DATA}document/news-1")
    assert (document, CKG.published, None) in graph
    assert len(set(graph.subjects(RDF.type, CKG.Claim))) == 8
    assert (None, CKG.standing, Literal("negated")) in graph


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Valmont Hospital", "Valmont Hospital"),
        ("valmont", "Valmont Hospital"),
        ("pumch", "Peking Union Medical College Hospital"),
        ("Peking Unon Medical Colege", "Peking Union Medical College Hospital"),
        ("zhang", "Zhang Shuyang"),
        ("MONDO:0005059", "leukemia"),
    ],
)
def test_search_forgives(client: httpx.Client, text: str, label: str) -> None:
    hits = client.get("/search", params={"q": text}).json()["hits"]
    assert hits[0]["label"] == label
    assert hits[0]["score"] <= 1
    assert hits[0]["why"]


def test_search_by_type_and_limit(client: httpx.Client) -> None:
    hits = client.get("/search", params={"q": "hospital", "type": "organization"}).json()["hits"]
    assert {hit["type"] for hit in hits} == {"Organization"}
    assert len(client.get("/search", params={"q": "hospital", "limit": 1}).json()["hits"]) == 1


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/search", 400, "q"),
        ("/search?q=", 400, "q"),
        ("/search?q=a&limit=0", 422, "limit"),
        ("/search?q=a&limit=101", 422, "limit"),
        ("/search?q=a&limit=many", 422, "limit"),
        ("/search?q=a&type=dragon", 422, "type"),
        ("/search?q=" + "a" * 1001, 422, "q"),
        ("/documents?offset=-1", 422, "offset"),
        ("/partners", 400, "topic"),
        ("/partners?topic=a&limit=0", 422, "limit"),
        ("/partners?topic=a&offset=-1", 422, "offset"),
        ("/partners?topic=leukemia&type=dragon", 400, "type"),
        ("/partners?topic=" + "a" * 1001, 422, "topic.0"),
        ("/partners?for=" + "a" * 1001, 422, "for.0"),
        ("/partners?topic=leukemia&country=Atlantis", 400, "country"),
        ("/partners?topic=zzzzzzz", 404, "topic"),
        ("/partners?topic=leukemia&for=zzzzzzz", 404, "for"),
    ],
)
def test_a_wrong_parameter_is_named(
    client: httpx.Client, path: str, status: int, field: str
) -> None:
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["field"] == field
    assert found["status"] == status
    assert found["type"]
    assert found["detail"]


def test_health_and_counts(client: httpx.Client) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["generation"]
    assert health["documents"] == 2
    stats = client.get("/stats").json()
    assert sum(stats["documents"].values()) == 2
    assert stats["newest"] == "2024-11-16"
    assert stats["entities"]["Organization"] == 3
    assert stats["statements"]["affiliatedWith"] == 2


def test_documents_are_paged_newest_first(client: httpx.Client) -> None:
    first = client.get("/documents?limit=1").json()["documents"]
    second = client.get("/documents?limit=1&offset=1").json()["documents"]
    assert [one["id"].rpartition("/")[2] for one in first + second] == ["news-1", "evil"]


def test_the_description_covers_every_address(client: httpx.Client) -> None:
    found = client.get("/openapi.json").json()
    assert set(found["paths"]) == {
        *("/about", "/changes", "/alerts", "/alerts/{name}", "/alerts/{name}.atom"),
        *("/sparql", "/update", "/store", "/network", "/dataset", "/examples", "/partners"),
        *("/search", "/entities/{kind}/{key}", "/documents", "/documents/{key}", "/health"),
        *("/sources", "/ingest", "/ingest/hook/{source}", "/jobs/{job}"),
        *("/stats", "/paths", "/gap", "/gap/rules", "/partners/recognise"),
        *("/events", "/events.ics"),
        *("/countries", "/countries/{one}/{other}"),
    }
    names = {one["name"] for one in found["paths"]["/partners"]["get"]["parameters"]}
    assert {"for", "topic", "country", "type", "limit", "offset"} <= names
    assert {"region", "since", "exclude", "exclude_partners"} <= names
    page = client.get("/docs").text
    assert "/partners" in page
    assert "an ISO 3166 code" in page.replace("An", "an")


def test_head_tells_what_get_would(client: httpx.Client) -> None:
    got, headed = client.get(HOSPITAL), client.head(HOSPITAL)
    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["content-length"] == got.headers["content-length"]


def test_only_the_methods_that_make_sense(client: httpx.Client) -> None:
    response = client.post("/partners")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
    assert response.headers["content-type"] == "application/problem+json"


def test_the_first_documents_may_still_be_being_written(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    with open_writer(settings) as store, serving(settings) as client:
        store.apply(change_for(store, Ontology(settings), [news()]))
        assert client.get("/health").json()["documents"] == 0
        assert (
            client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is False
        )
        store.snapshot()
        assert client.get("/health").json()["documents"] == 1
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


@pytest.mark.parametrize("content", ["", "collab-kg 999\n", "something else"])
def test_a_store_that_cannot_be_opened_is_503(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kg"
    if content:
        path.mkdir()
        (path / "format").write_text(content)
    else:
        path.write_text("a file")
    with serving(Settings(store=str(path))) as client:
        for address in ("/health", "/sparql?query=ASK+%7B%7D", "/"):
            response = client.get(address)
            assert response.status_code == 503
            assert str(path) in response.json()["detail"]
