"""The engines, each started once, and emptied before each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kg.settings import DATA, ONTOLOGY, Settings
from tests.engines.running import jena, oxigraph, virtuoso

EMBEDDED = "embedded"
STARTED = {
    "oxigraph": oxigraph,
    "union": lambda folder: oxigraph(folder, "--union-default-graph"),
    "jena": jena,
    "virtuoso": virtuoso,
}


@dataclass(frozen=True)
class Engine:
    """A store to test: its address, or none where it is a folder."""

    name: str
    url: str = ""

    def settings(self, folder: Path) -> Settings:
        """Settings of an empty store."""
        if not self.url:
            return Settings(store=str(folder / "store"))
        self.empty()
        return Settings(store=self.url, local=str(folder / "local"), query_timeout=60)

    def empty(self) -> None:
        """Remove what tests before have left."""
        update = self.url.replace("/query", "/update")
        query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?g a <{ONTOLOGY}Document> }} }}"
        accept = {"Accept": "application/sparql-results+json"}
        reply = httpx.post(self.url, data={"query": query}, headers=accept, timeout=60).json()
        graphs = [row["g"]["value"] for row in reply["results"]["bindings"]]
        drops = [
            f"DROP SILENT GRAPH <{g}>" for g in (*graphs, f"{DATA}state", f"{DATA}conclusions")
        ]
        if self.name != "virtuoso":
            drops.append("CLEAR SILENT DEFAULT")
        for text in drops:
            httpx.post(update, data={"update": text}, timeout=60).raise_for_status()


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """An engine by its name; it runs from when it is first asked for to the end."""
    known = {EMBEDDED: Engine(EMBEDDED)}
    with ExitStack() as stack:

        def get(name: str) -> Engine:
            if name not in known:
                folder = tmp_path_factory.mktemp(name)
                known[name] = Engine(name, stack.enter_context(STARTED[name](folder)))
            return known[name]

        yield get


@pytest.fixture(params=[EMBEDDED, *STARTED])
def engine(request: pytest.FixtureRequest, started: Callable[[str], Engine]) -> Engine:
    return started(request.param)


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    return engine.settings(tmp_path)
