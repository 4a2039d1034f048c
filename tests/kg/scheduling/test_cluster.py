"""A scheduler and workers as processes of their own, on loopback."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from kg.errors import BadRequest, SourceUnavailable
from kg.ingest import Method, ingest
from kg.model import Document, Iri, Report
from kg.ontology import Ontology
from kg.scheduling import cluster
from kg.settings import DATA, Settings
from kg.store.embedded import MemoryStore, open_memory
from tests.kg.scheduling.lines import VERSION, document, make

ROOT = Path(__file__).parents[3]
ONTOLOGY = Ontology(Settings())
DOCUMENTS = [document(number) for number in range(120)]


@contextmanager
def process(*arguments: str, marks: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of Dask's; what it says goes to a file."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "KG_TEST_MARKS": str(marks)}
    command = [sys.executable, "-m", *arguments]
    with (marks / f"{arguments[0]}.log").open("a") as log:
        run = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, text=True)
    try:
        yield run
    finally:
        run.kill()
        run.wait()


@contextmanager
def scheduler(place: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    with process("distributed.cli.dask_scheduler", *options, marks=place) as run:
        deadline = time.monotonic() + 30
        with socket.socket() as tried:
            while tried.connect_ex(("127.0.0.1", port)):
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield f"tcp://127.0.0.1:{port}", run


@contextmanager
def workers(address: str, number: int, place: Path) -> Iterator[list[subprocess.Popen[str]]]:
    options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                process("distributed.cli.dask_worker", address, *options, marks=place)
            )
            for _ in range(number)
        ]


def graph(store: MemoryStore) -> set[str]:
    return {str(quad) for quad in store.engine}


@pytest.fixture(scope="module")
def alone() -> set[str]:
    """The graph that this process makes by itself."""
    with open_memory() as store:
        ingest(DOCUMENTS, Method(VERSION, make), store, ONTOLOGY)
        return graph(store)


def test_a_killed_worker_changes_nothing_in_the_graph(alone: set[str], tmp_path: Path) -> None:
    taken = []
    with (
        scheduler(tmp_path) as (address, _),
        workers(address, 2, tmp_path) as running,
        open_memory() as store,
    ):

        def kill_one(report: Report) -> None:
            taken.append(report.taken)
            if report.taken >= 30 and running[0].poll() is None:
                # The first that has read something, whichever process that is.
                os.kill(running[0].pid, signal.SIGKILL)
                running[0].wait()

        method = Method(VERSION, make, scheduler=address)
        report = ingest(DOCUMENTS, method, store, ONTOLOGY, progress=kill_one)
        assert running[0].returncode == -signal.SIGKILL
        assert running[1].poll() is None
        assert (report.taken, report.refused) == (len(DOCUMENTS), [])
        assert taken[0] < 30 < taken[-1], "it was killed in the middle"
        assert graph(store) == alone
    made = [path.read_text() for path in tmp_path.glob("made-*")]
    assert len(made) >= 2
    assert set(made) == {"made\n"}, "each process makes its extractor once"


def test_what_goes_wrong_on_a_cluster_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    monkeypatch.setattr(cluster, "PATIENCE", 3.0)
    monkeypatch.setattr(cluster, "LOOK", 0.5)
    with scheduler(tmp_path) as (address, run), open_memory() as store:
        method = Method(VERSION, make, scheduler=address)
        with pytest.raises(SourceUnavailable, match="no worker"):
            ingest(DOCUMENTS, method, store, ONTOLOGY)
        monkeypatch.setattr(cluster, "PATIENCE", 30.0)
        with workers(address, 2, tmp_path):
            other = Method("lines 2", make, scheduler=address)
            with pytest.raises(SourceUnavailable, match="reads with lines 1, and not with lines 2"):
                ingest(DOCUMENTS[:1], other, store, ONTOLOGY)

            doomed = Document(Iri(f"{DATA}document/doomed"), "DIE")
            # By itself, for with no failure allowed its neighbour on a worker would be refused too.
            report = ingest([doomed], method, store, ONTOLOGY)
            assert [refusal.source for refusal in report.refused] == [doomed.iri]
            assert "was stopped" in report.refused[0].why
            assert ingest([document(500)], method, store, ONTOLOGY).taken == 1

            def end(report: Report) -> None:
                if report.taken > 20:
                    run.kill()

            with pytest.raises(SourceUnavailable, match="answers no more; the same command goes"):
                ingest(DOCUMENTS, method, store, ONTOLOGY, progress=end)
            assert 20 < len(list(store.documents())) < len(DOCUMENTS)


@pytest.mark.parametrize(
    ("address", "error", "told"),
    [
        ("tcp://127.0.0.1:1", SourceUnavailable, "no scheduler answers at tcp://127.0.0.1:1"),
        ("nonsense", BadRequest, "'nonsense' is no address"),
        ("gopher://127.0.0.1:1", BadRequest, "unknown address scheme"),
    ],
)
def test_where_no_scheduler_is(
    address: str, error: type[Exception], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with open_memory() as store, pytest.raises(error, match=re.escape(told)):
        ingest(DOCUMENTS, Method(VERSION, make, scheduler=address), store, ONTOLOGY)
