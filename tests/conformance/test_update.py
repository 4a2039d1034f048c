"""The W3C's evaluation tests of updates: fill the store and update it, then look at all of it."""

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryResultsFormat, parse_query_results

from tests.conformance import suite
from tests.conformance.exceptions import UPDATE
from tests.conformance.same import graph

FOLDERS = (
    *("add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert"),
    *("delete-where", "drop", "move", "update-silent"),
)
CASES = [case for case in suite.cases(*FOLDERS) if case.kind == "UpdateEvaluationTest"]
EVERYTHING = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"

pytestmark = pytest.mark.skipif(not suite.ROOT.exists(), reason=suite.ABSENT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_update(endpoint: httpx.Client, case: suite.Case, request: pytest.FixtureRequest) -> None:
    if case.name in UPDATE:
        request.applymarker(pytest.mark.xfail(reason=UPDATE[case.name]))
    # One request, for each is shown to readers, which takes longer than what is tested.
    fill = f"BASE <{case.text}>\nDROP ALL ;\n{suite.insertion(case.before)}"
    text = f"{fill} ;\n{suite.source(case.text)}"
    sent = endpoint.post("/update", data={"update": text})
    assert sent.status_code == 204, sent.text
    expected = [quad for file in case.after.default for quad in suite.quads(file)]
    for name, file in case.after.named:
        where = NamedNode(name)
        expected += [Quad(q.subject, q.predicate, q.object, where) for q in suite.quads(file)]
    assert graph(found(endpoint)) == graph(expected)


def found(endpoint: httpx.Client) -> list[Quad]:
    """All quads of the store."""
    response = endpoint.get("/sparql", params={"query": EVERYTHING})
    rows = parse_query_results(response.content, QueryResultsFormat.JSON)
    return [
        Quad(row["s"], row["p"], row["o"], row["g"] or DefaultGraph())
        for row in rows  # type: ignore[union-attr]
    ]
