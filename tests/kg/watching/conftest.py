"""The site that tests of watching share: empty at the start of each."""

from collections.abc import Iterator

import pytest

from tests.kg.watching.watched import Site, serving_site


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with serving_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    server.pages.clear()
    server.asked.clear()
    return server
