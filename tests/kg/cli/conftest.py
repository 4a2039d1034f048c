"""A store of the sample records, and the command line run in this process."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from extractors.documents import documents, samples
from extractors.reader import Reader
from extractors.version import reader_version
from kg.cli import run
from kg.ingest import Method, ingest
from kg.ontology import Ontology
from kg.settings import Settings
from kg.store.embedded import open_writer


class Done(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


type Kg = Callable[..., Done]


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    """A store with the sample records, to be read only."""
    settings = Settings(store=str(tmp_path_factory.mktemp("cli") / "kg"))
    found = documents([str(samples())], settings)
    with open_writer(settings) as store:
        report = ingest(
            found, Method(reader_version(settings), lambda: reader), store, Ontology(settings)
        )
    assert report.taken > 12
    assert not report.refused
    return settings.folder


@pytest.fixture
def kg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Kg:
    """Run a command with a store of its own, in a terminal of 100 columns."""
    monkeypatch.setenv("KG_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("KG_PRIVATE", "127.0.0.1")  # where the tests' own servers are

    def command(*arguments: object) -> Done:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        return Done(code, *capfd.readouterr())

    return command


@pytest.fixture
def ask(kg: Kg, sampled: Path, monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run a command over the samples."""
    monkeypatch.setenv("KG_STORE", str(sampled))
    return kg
