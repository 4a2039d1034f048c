"""What a kill leaves behind, by really killing a process that ingests, at many moments."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from kg.model import Iri, Reading
from kg.ontology import Ontology
from kg.resolution.publish import rebuild
from kg.settings import Settings
from kg.store.embedded import open_reader
from kg.store.rdf import reading_quads
from kg.store.store import Change

ROOT = Path(__file__).parents[2]
DOCUMENTS, KILLS = 80, 22
DATA = Settings().data
ONTOLOGY = Ontology(Settings())

SCRIPT = f"""
    import sys
    from kg.ingest import Method, ingest
    from kg.model import *
    from kg.ontology import Ontology
    from kg.settings import Settings
    from kg.store.embedded import open_memory, open_writer

    def read(doc):
        people, claims, start = [], [], 0
        body = Entity(Iri(doc.iri + "#organization/b"), Type.ORGANIZATION, doc.title)
        for number, line in enumerate(doc.text.splitlines(keepends=True)):
            person = Entity(Iri(f"{{doc.iri}}#person/{{number}}"), Type.PERSON, line.strip())
            evidence = Evidence(doc.iri, line, start, start + len(line), 0.6, "line")
            claims.append(Claim(person.iri, Predicate.AFFILIATED_WITH, body.iri, evidence))
            people.append(person)
            start += len(line)
        return Reading(doc, "lines 1", (body, *people), (), tuple(claims))

    def documents():
        for number in range({DOCUMENTS}):
            text = "".join(f"Person {{(number * 7 + line) % 50}}\\n" for line in range(5))
            iri = Iri(f"{DATA}document/d{{number}}")
            yield Document(iri, text, title=f"Body {{number % 5}}", published=When("2024"))

    def tell(report):
        if report.taken: print(report.taken + report.unchanged, flush=True)

    settings = Settings(store=sys.argv[1])
    ontology, method = Ontology(settings), Method("lines 1", lambda: read)
    # The tables are read first, so that kills come while documents do.
    ingest([next(documents())], method, open_memory(settings), ontology)
    print("ready", flush=True)
    with open_writer(settings) as store:
        ingest(documents(), method, store, ontology, progress=tell)
"""


def start(script: Path, store: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(store)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill_after(process: subprocess.Popen[str], steps: int, seconds: float) -> int:
    """How many documents the process had told to be finished when it was killed."""
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(steps)]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    told += process.communicate()[0].splitlines()
    return int(([line for line in told if line.strip().isdigit()] or ["0"])[-1])


def whole(reading: Reading | None) -> bool:
    return reading is not None and len(reading.entities) == 6 and len(reading.claims) == 5


def wrote(folder: Path) -> bool:
    return (folder / "unfinished").exists() or (folder / "snapshots" / "CURRENT").exists()


def check(settings: Settings, finished: int) -> int:
    """That nothing finished is lost and nothing half is there; how many documents are there."""
    if not finished and not wrote(settings.folder):
        return 0  # killed before anything was written
    with open_reader(settings) as store:
        there = set(store.documents())
        assert there >= {Iri(f"{DATA}document/d{number}") for number in range(finished)}
        for iri in there:
            reading = store.reading(iri)
            assert reading is not None
            assert whole(reading)
            assert set(store.match(graph=iri)) == set(reading_quads(reading, store.vocabulary))
        assert rebuild(store, ONTOLOGY) == Change()
    return len(there)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "lines.py"
    path.write_text(textwrap.dedent(SCRIPT))
    return path


def test_a_kill_loses_nothing_finished_and_leaves_nothing_half(
    tmp_path: Path, script: Path
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)  # noqa: S311  # no secret: the seed is told when the test fails
    settings, there, rounds = Settings(store=str(tmp_path / "store0")), 0, 0
    amid = 0  # kills that came while documents were being written
    for kill in range(KILLS):
        process = start(script, settings.folder)
        finished = kill_after(process, chance.randrange(5), chance.uniform(0, 0.06))
        now = check(settings, finished)
        assert now >= there, f"seed {seed}, kill {kill}"
        amid += there < now < DOCUMENTS
        there = now
        if there == DOCUMENTS:
            rounds, there = rounds + 1, 0
            settings = Settings(store=str(tmp_path / f"store{rounds}"))
    assert amid >= KILLS // 4, f"seed {seed}: the kills came too early or too late to tell"
    process = start(script, settings.folder)
    process.communicate()
    assert process.returncode == 0
    assert check(settings, DOCUMENTS) == DOCUMENTS
