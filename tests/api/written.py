"""A store that may be written over HTTP, and who has its token."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from kg.settings import Settings
from tests.api.conftest import serving

TOKEN = "s3same-open"  # noqa: S105
WITH = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def own(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the small store, with a token."""
    folder = tmp_path_factory.mktemp("written") / "kg"
    shutil.copytree(settings.folder, folder)
    return replace(settings, store=str(folder), token=TOKEN, query_workers=1)


@pytest.fixture(scope="module")
def server(own: Settings) -> Iterator[httpx.Client]:
    """A client without the token."""
    with serving(own) as found:
        yield found


def asked(server: httpx.Client, query: str) -> list[dict[str, str]]:
    """The rows of a query, each value as text."""
    response = server.get("/sparql", params={"query": query})
    assert response.status_code == 200, response.text
    rows = response.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]
