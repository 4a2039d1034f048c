"""The API does what its OpenAPI document says: requests made up from it get what it promises."""

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.written import WITH, own, server

__all__ = ["own", "server"]  # fixtures
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MOST = 6  # requests of each operation
# What a server must never answer, 500, is in no description.
# What is made up cannot be let loose on all that the other tests read.
WRITING = {"put", "delete"}
schemathesis.serializer.alias("application/toml", "text/plain")  # a call's rules are sent as text


def made_up(server: httpx.Client, operation: Any) -> None:  # noqa: ANN401
    """Send requests that fit the description of an operation, or nearly."""

    @examples(
        max_examples=MOST,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:  # noqa: ANN401
        case.call_and_validate(base_url=str(server.base_url), headers=dict(WITH), checks=CHECKS)

    check()


@pytest.mark.filterwarnings("ignore")  # of what schemathesis depends on
def test_the_description_is_kept(server: httpx.Client) -> None:
    schema = schemathesis.openapi.from_dict(server.get("/openapi.json").json())
    for path in schema:
        for method in schema[path]:
            if method.lower() not in WRITING:
                made_up(server, schema[path][method])
