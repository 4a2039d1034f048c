"""The W3C's evaluation tests of queries, each over the files it names, chosen by the protocol."""

from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat

from tests.conformance import suite
from tests.conformance.exceptions import QUERY
from tests.conformance.same import described, media, parsed, table

FOLDERS = (
    *("aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists"),
    *("functions", "grouping", "json-res", "negation", "project-expression", "property-path"),
    "subquery",
)
KINDS = ("QueryEvaluationTest", "CSVResultFormatTest")
CASES = [case for case in suite.cases(*FOLDERS) if case.kind in KINDS]
NOTHING = f"{suite.BASE}nothing"

pytestmark = pytest.mark.skipif(not suite.ROOT.exists(), reason=suite.ABSENT)


@pytest.fixture(scope="module")
def filled(endpoint: httpx.Client) -> httpx.Client:
    """All files that any test names, each in the graph that is called as the file."""
    default = sorted({file for case in CASES for file in case.before.default})
    named = {pair for case in CASES for pair in case.before.named}
    default = [file for file in default if (file, file) not in named]
    graphs = suite.Graphs(tuple(default), tuple(sorted(named)))
    text = "DROP ALL ;\n" + suite.insertion(graphs, files_as_names=True)
    sent = endpoint.post("/update", data={"update": text})
    assert sent.status_code == 204, sent.text
    return endpoint


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_query(filled: httpx.Client, case: suite.Case, request: pytest.FixtureRequest) -> None:
    if case.name in QUERY:
        request.applymarker(pytest.mark.xfail(reason=QUERY[case.name]))
    graphs = {
        "default-graph-uri": list(case.before.default) or [NOTHING],
        "named-graph-uri": [name for name, _ in case.before.named],
    }
    if "FROM" in suite.source(case.text):
        graphs = {}  # it chooses for itself
    asked = {"query": suite.with_base(case.text), **graphs}
    response = filled.post("/sparql", data=asked, headers={"accept": media(case.result)})
    assert response.status_code == 200, response.text
    expected, suffix = suite.path(case.result).read_bytes(), Path(case.result).suffix
    if b"ResultSet" in expected and suffix == ".ttl":
        assert table(response.content, ".srj") == described(expected, case.result)
    elif suffix in suite.FORMATS:
        got = parsed(response.content, RdfFormat.N_TRIPLES, case.result)
        assert got == parsed(expected, suite.FORMATS[suffix], case.result)
    else:
        assert table(response.content, suffix) == table(expected, suffix)
