"""One server for all suites, on a store of its own, with a token."""

from collections.abc import Iterator

import httpx
import pytest

from kg.settings import Settings
from tests.api.conftest import serving

TOKEN = "conformance"  # noqa: S105


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client that may write."""
    store = str(tmp_path_factory.mktemp("conformance") / "kg")
    with serving(Settings(store=store, token=TOKEN, query_workers=1)) as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        yield client
