"""SPARQL 1.1 Update over HTTP: who may, what is refused, and that the next read sees it."""

import subprocess
import sys
from dataclasses import replace

import httpx
import pytest

from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.store.snapshot import Folder
from tests.api.conftest import serving
from tests.api.test_sparql import problem
from tests.api.written import WITH, asked, own, server

__all__ = ["own", "server"]  # fixtures
MEDIA = "application/sparql-update"
DIRECT = WITH | {"content-type": MEDIA}
HEAVY = "VALUES ?{} {{ 0 1 2 3 4 5 6 7 8 9 }} "
RUNAWAY = "".join(HEAVY.format(f"v{n}") for n in range(12))


def test_a_server_without_a_token_takes_no_updates(client: httpx.Client) -> None:
    told = problem(client.post("/update", data={"update": "CLEAR ALL"}, headers=WITH), 403)
    assert "KG_TOKEN" in told


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer wrong", "Basic czNzYW1l", "s3same-open", "Bearer é"]
)
def test_without_the_token_it_is_401(server: httpx.Client, sent: str) -> None:
    headers = {b"authorization": sent.encode()} if sent else {}
    response = server.post("/update", data={"update": "CLEAR ALL"}, headers=headers)
    problem(response, 401)
    assert response.headers["www-authenticate"].startswith('Bearer realm="collab-kg"')


def test_a_token_in_the_address_does_not_count(server: httpx.Client) -> None:
    asked_for = {"access_token": "s3same-open", "token": "s3same-open"}
    response = server.post("/update", params=asked_for, data={"update": "CLEAR ALL"})
    problem(response, 401)


@pytest.mark.parametrize("way", ["form", "direct"])
def test_what_is_written_is_read_at_once(server: httpx.Client, way: str) -> None:
    text = f'INSERT DATA {{ GRAPH <x:{way}> {{ <organization/a> rdfs:comment "a note"@en }} }}'
    if way == "form":
        response = server.post("/update", data={"update": text}, headers=WITH)
    else:
        response = server.post("/update", content=text, headers=DIRECT)
    assert (response.status_code, response.content) == (204, b"")
    rows = asked(server, f"SELECT * {{ GRAPH <x:{way}> {{ ?s ?p ?o }} }}")
    assert [row["o"] for row in rows] == ["a note"]
    assert rows[0]["s"].endswith("/id/organization/a")  # our prefixes and our base


def test_names_and_counts_follow(server: httpx.Client) -> None:
    text = (
        "INSERT DATA { <organization/quux> a ckg:Organization ; skos:prefLabel 'Quuxium Clinic' . "
        "_:b a ckg:Organization ; skos:prefLabel 'nobody' }"
    )
    # Blank nodes are counted, but have no page to be found.
    before = server.get("/stats").json()["entities"]["Organization"]
    assert server.post("/update", content=text, headers=DIRECT).status_code == 204
    assert server.get("/stats").json()["entities"]["Organization"] == before + 2
    hits = server.get("/search", params={"q": "quuxium"}).json()["hits"]
    assert [hit["label"] for hit in hits] == ["Quuxium Clinic"]
    gone = "DELETE WHERE { <organization/quux> ?p ?o }"
    assert server.post("/update", content=gone, headers=DIRECT).status_code == 204
    assert server.get("/search", params={"q": "quuxium"}).json()["hits"] == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ASK {}", "query"),
        ("PREFIX a: <x:> # INSERT\nSELECT * {}", "query"),
        ("LOAD <http://127.0.0.1:9/>", "LOAD"),
        ("LOAD SILENT <file:///etc/passwd> INTO GRAPH <x:y>", "LOAD"),
        ("PREFIX a: <x:> LOADa:b", "LOAD"),
        ("CLEAR SILENT GRAPH <x:y> ;\nload<x:y>", "LOAD"),
        (
            "INSERT {} WHERE { FILTER(1<?x+'a>') } ; LOAD <x:y> ; INSERT DATA { <x:y> <x:y> ''}",
            "LOAD",
        ),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("CREATE GRAPH <x:q> ; CREATE GRAPH <x:q>", "already exists"),
        ("DROP GRAPH <x:none>", "does not exist"),
        ("INSERT DATA { <a> }", "line 1, column 20"),
        ("DELETE DATA { _:a <x:y> 1 }", "line 1"),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o FILTER(<x:f>(?o)) }", "<x:f>"),
        ("INSERT DATA { ?s ?p 1 }", "line 1"),
    ],
)
def test_what_cannot_be_run_is_refused_and_changes_nothing(
    server: httpx.Client, text: str, word: str
) -> None:
    before = server.get("/health").json()["generation"]
    response = server.post("/update", content=text, headers=DIRECT)
    assert word in problem(response, 400, "update")
    assert server.get("/health").json()["generation"] == before


@pytest.mark.parametrize("text", ["", " # nothing", "PREFIX a: <x:>", "BASE <x:y>"])
def test_an_update_may_do_nothing(server: httpx.Client, text: str) -> None:
    assert server.post("/update", content=text, headers=DIRECT).status_code == 204


def test_loading_is_only_a_word_in_other_places(server: httpx.Client) -> None:
    text = "INSERT DATA { GRAPH <x:load> { <x:load> <x:y> 'LOAD <x:y>' } } # LOAD <x:y>"
    assert server.post("/update", content=text, headers=DIRECT).status_code == 204


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("INSERT { GRAPH <x:out> { ?s <x:is> ?o } } WHERE { ?s <x:p> ?o }", ["1"]),
        ("insert{graph<x:out>{?s<x:is>?o}}where{?s<x:p>?o}", ["1"]),
        ("INSERT { GRAPH <x:out> { ?s <x:is> ?o } } WHERE { GRAPH ?g { ?s <x:p> ?o } }", ["2"]),
        ("INSERT DATA { GRAPH <x:out> { <x:s> <x:is> 7 } } ; CLEAR SILENT GRAPH <x:none>", ["7"]),
    ],
)
def test_the_dataset_of_an_update_is_chosen_by_the_protocol(
    server: httpx.Client, text: str, seen: list[str]
) -> None:
    data = "DROP SILENT GRAPH <x:out>; INSERT DATA { " + "".join(
        f"GRAPH <x:{n}> {{ <x:s> <x:p> {n} }} " for n in (1, 2, 3)
    )
    assert server.post("/update", content=data + "}", headers=DIRECT).status_code == 204
    graphs = {"using-graph-uri": "x:1", "using-named-graph-uri": "x:2"}
    response = server.post("/update", params=graphs, content=text, headers=DIRECT)
    assert response.status_code == 204, response.text
    rows = asked(server, "SELECT ?o { GRAPH <x:out> { ?s <x:is> ?o } }")
    assert [row["o"] for row in rows] == seen


def test_delete_where_looks_into_the_dataset_of_the_protocol(server: httpx.Client) -> None:
    data = "INSERT DATA { GRAPH <x:d> { <x:s> <x:d> 1 } }"
    assert server.post("/update", content=data, headers=DIRECT).status_code == 204
    form = {"update": "DELETE WHERE { ?s <x:d> 1 }", "using-graph-uri": "x:d"}
    assert server.post("/update", data=form, headers=WITH).status_code == 204
    # What matched in that graph is removed from the default graph, where it is not.
    assert asked(server, "SELECT * { GRAPH <x:d> { ?s ?p ?o } }")


@pytest.mark.parametrize("clause", ["USING <x:y>", "USING NAMED <x:y>"])
def test_two_datasets_contradict_each_other(server: httpx.Client, clause: str) -> None:
    text = f"INSERT {{ ?s ?p 1 }} {clause} WHERE {{ ?s ?p ?o }}"
    response = server.post(
        "/update", params={"using-graph-uri": "x:z"}, content=text, headers=DIRECT
    )
    problem(response, 400, "using-graph-uri")


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"data": {"query": "ASK {}"}}, 400, "query"),
        ({"data": {"nothing": "x"}}, 400, "update"),
        ({"data": {"update": ["CLEAR ALL", "CLEAR ALL"]}}, 400, "update"),
        ({"data": {"update": "CLEAR ALL", "timeout": "soon"}}, 400, "timeout"),
        ({"data": {"update": "CLEAR ALL", "using-graph-uri": "no iri"}}, 400, "using-graph-uri"),
        ({"content": b"CLEAR ALL"}, 415, ""),
        ({"content": b"CLEAR ALL", "headers": {"content-type": "text/plain"}}, 415, ""),
        ({"content": b"\xff", "headers": {"content-type": MEDIA}}, 400, "update"),
        ({"content": b"x", "headers": {"content-type": f"{MEDIA};charset=latin-1"}}, 415, ""),
        ({"content": b"#" * 16_000_001, "headers": {"content-type": MEDIA}}, 413, ""),
    ],
)
def test_requests_that_are_none(
    server: httpx.Client, sent: dict[str, object], status: int, field: str
) -> None:
    headers = {**WITH, **sent.pop("headers", {})}  # type: ignore[dict-item]
    problem(server.post("/update", headers=headers, **sent), status, field)  # type: ignore[arg-type]


def test_an_update_is_sent_to_the_right_place(server: httpx.Client) -> None:
    assert "/update" in problem(
        server.get("/sparql", params={"query": "CLEAR ALL"}, headers=WITH), 400, "query"
    )
    assert "/update" in problem(server.post("/sparql", content="CLEAR ALL", headers=DIRECT), 415)
    wrong = server.get("/update", params={"update": "CLEAR ALL"}, headers=WITH)
    problem(wrong, 405)
    assert wrong.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("origins", ["", "https://a.example https://c.example"])
def test_scripts_of_other_sites_read_only_where_that_is_set(own: Settings, origins: str) -> None:
    with serving(replace(own, origins=origins)) as client:
        for site in ("https://a.example", "https://b.example"):
            response = client.get("/sparql?query=ASK{}", headers={"origin": site})
            allowed = response.headers.get("access-control-allow-origin")
            assert allowed == (site if site in origins.split() else None)
            assert "access-control-allow-credentials" not in response.headers


def test_a_runaway_is_undone_and_the_next_one_runs(server: httpx.Client) -> None:
    pattern = f"{RUNAWAY} BIND(UUID() AS ?o)"
    text = f"INSERT {{ GRAPH <x:run> {{ <x:a> <x:b> ?o }} }} WHERE {{ {pattern} }}"
    response = server.post("/update", params={"timeout": "1"}, content=text, headers=DIRECT)
    assert "undone" in problem(response, 503)
    fine = "INSERT DATA { GRAPH <x:after> { <x:a> <x:b> 1 } }"
    assert server.post("/update", content=fine, headers=DIRECT).status_code == 204
    assert asked(server, "SELECT * { GRAPH <x:run> { ?s ?p ?o } }") == []
    assert asked(server, "SELECT * { GRAPH <x:after> { ?s ?p ?o } }")


def test_another_writer_is_waited_for(server: httpx.Client, own: Settings) -> None:
    fine = "INSERT DATA { GRAPH <x:patient> { <x:a> <x:b> 1 } }"
    with open_writer(own):
        response = server.post("/update", params={"timeout": "0.5"}, content=fine, headers=DIRECT)
        problem(response, 503)
    assert server.post("/update", content=fine, headers=DIRECT).status_code == 204


def test_a_writer_that_was_killed_leaves_tables_that_are_right(own: Settings) -> None:
    # Killed between the transaction and the tables: the next writer makes them anew.
    code = (
        "import os, sys; from kg.settings import Settings; from kg.store import embedded, indexes\n"
        "indexes.Indexes.forget = lambda self: os._exit(9)\n"
        "store = embedded.open_writer(Settings(store=sys.argv[1]))\n"
        "store.edit('INSERT DATA { <person/k> a ckg:Person ; skos:prefLabel \"Killed Kim\" }')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, own.store], check=False)
    assert done.returncode == 9
    assert Folder(own.folder).editing.exists()
    with serving(replace(own, token="")) as client:
        assert client.get("/search", params={"q": "killed kim"}).json()["hits"]
    assert not Folder(own.folder).editing.exists()
