"""The W3C's tests of what is SPARQL 1.1 and what is not."""

import httpx
import pytest

from tests.conformance import suite
from tests.conformance.exceptions import SYNTAX

CASES = [
    case
    for case in suite.cases("syntax-query", "syntax-update-1", "syntax-update-2")
    if "Syntax" in case.kind
]

pytestmark = pytest.mark.skipif(not suite.ROOT.exists(), reason=suite.ABSENT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_syntax(endpoint: httpx.Client, case: suite.Case, request: pytest.FixtureRequest) -> None:
    if case.name in SYNTAX:
        request.applymarker(pytest.mark.xfail(reason=SYNTAX[case.name]))
    is_update = "Update" in case.kind
    body = {"update" if is_update else "query": suite.with_base(case.text)}
    headers = {"accept": "*/*"}
    response = endpoint.post("/update" if is_update else "/sparql", data=body, headers=headers)
    told = "" if response.is_success else response.json()["detail"]
    if "Negative" in case.kind:
        assert response.status_code == 400, response.text
        assert "no SPARQL" in told or "LOAD is refused" in told
        return
    # It may be well formed, though there is nothing to be changed, or no such function.
    assert response.is_success or "does not exist" in told or "no function" in told, told
