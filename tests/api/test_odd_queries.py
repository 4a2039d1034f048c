"""Odd queries: whatever is asked, the server answers or says no, and answers the next one."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from kg.settings import Settings
from tests.api.conftest import serving

TERMS = st.sampled_from(
    ["?a", "?b", "_:x", "[]", "ckg:Person", "<a>", "'x'@en", "'\\u0000'", "1e999", '"""\n"""', "()"]
)
LONG = {"NUMBERS": "1 " * 20_000, "DATES": "'2020-01-01'^^xsd:date " * 5_000}
PATHS = st.recursive(
    st.sampled_from(["a", "ckg:worksOn", "!a", "^rdf:object", "?p", "<\ud83d>"]),
    lambda inner: (
        st.builds("({}{}{})".format, inner, st.sampled_from("/|"), inner)
        | st.builds("({}){}".format, inner, st.sampled_from("*+?"))
    ),
    max_leaves=8,
)
TRIPLES = st.builds("{} {} {} .".format, TERMS, PATHS, TERMS)
ODD = st.sampled_from(
    [
        "FILTER(REGEX(STR(?a), '(a+)+$'))",
        "FILTER(1<?a)",
        "BIND(REPLACE('x', '.', '$9') AS ?r)",
        "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
        "VALUES ?v { NUMBERS }",
        "VALUES ?v { DATES }",
        "\x00",
        "\x1b[2J",
        "} DROP ALL #",
        "GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?x ?y ?z } GRAPH ?i { ?k ?l ?m } GRAPH ?j { ?u ?v ?w }",
    ]
)
GROUPS = st.recursive(
    st.lists(TRIPLES | ODD, max_size=3).map(" ".join),
    lambda inner: (
        st.builds(
            "{} {{ {} }}".format,
            st.sampled_from(["", "OPTIONAL", "MINUS", "{} UNION", "GRAPH ?g", "FILTER EXISTS"]),
            inner,
        )
        | st.builds("{{ SELECT * {{ {} }} }}".format, inner)
    ),
    max_leaves=6,
)
QUERIES = st.builds(
    "{} {{ {} }} {}".format,
    st.sampled_from(
        ["SELECT *", "ASK", "SELECT (COUNT(*) AS ?n)", "CONSTRUCT WHERE", "DESCRIBE *"]
    ),
    GROUPS,
    st.sampled_from(["", "LIMIT 3", "ORDER BY ?a DESC(?b)", "GROUP BY ?a", "VALUES ?a { UNDEF }"]),
)
DEEP = [
    "{" * 5_000 + "}" * 5_000,
    "(" * 100_000,
    "SELECT * {" * 2_000,
    "ASK { FILTER(" + "!" * 5_000,
]
DEEP += [
    "ASK { ?s (" + "a/" * 9_000 + "a) ?o }",
    "ASK { ?s " + "(" * 150 + "a" + ")*" * 150 + " ?o }",
]


@pytest.fixture(scope="module")
def strict(settings: Settings) -> Iterator[httpx.Client]:
    """A server of its own, so that what it is put through harms no other test."""
    with serving(replace(settings, query_timeout=0.5, query_memory=1024)) as client:
        yield client


def survives(client: httpx.Client, query: str) -> None:
    for short, long in LONG.items():
        query = query.replace(short, long)
    with suppress(httpx.RemoteProtocolError):  # of a long answer that ran over
        response = client.post("/sparql", data={"query": query.encode("utf-8", "replace")})
        assert response.status_code in (200, 400, 413, 503), response.text
        assert "Traceback" not in response.text
    assert client.post("/sparql", data={"query": "ASK {}"}).json()["boolean"] is True


@rules(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES | st.text(max_size=40))
def test_the_server_survives(strict: httpx.Client, query: str) -> None:
    survives(strict, query)


@pytest.mark.parametrize("query", DEEP, ids=range(len(DEEP)))
def test_depth_is_told_or_answered(strict: httpx.Client, query: str) -> None:
    survives(strict, query)
