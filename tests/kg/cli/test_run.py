import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import app
from tests.kg.cli.conftest import Kg

KG = Path(sys.executable).with_name("kg")
PROMISED = {
    *("ingest", "extract", "evaluate", "query", "partners", "search", "show", "serve"),
    *("stats", "validate", "dump", "load", "backup"),
}
STORELESS = {"extract", "evaluate", "questions"}
COMMANDS = sorted(str(each.callback.__name__) for each in app.registered_commands if each.callback)
GROUPS = {str(each.name) for each in app.registered_groups}


def test_every_promised_command_is_there(kg: Kg) -> None:
    done = kg("--help")
    assert done.code == 0
    assert set(COMMANDS) >= PROMISED
    assert set(re.findall(r"^  (\w+)  ", done.out, re.MULTILINE)) == {*COMMANDS, *GROUPS}
    assert "..." not in done.out.partition("Commands:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_an_example(kg: Kg, command: str) -> None:
    done = kg(command, "--help")
    assert done.code == 0
    assert f"Example: kg {command}" in " ".join(done.out.split())
    assert ("--store" in done.out) == (command not in STORELESS)


WRONG = [
    ((), 2, ""),
    (("nonsense",), 2, "kg: No such command 'nonsense' (see kg --help)"),
    (("query",), 2, "kg: Missing argument 'SPARQL|@FILE' (see kg query --help)"),
    (("query", "SELECT", "--format", "yaml"), 2, "Invalid value for '--format'"),
    (("partners", "--top", "none"), 2, "Invalid value for '--top'"),
    (("ingest", "x", "--kind", "book"), 2, "Invalid value for '--kind'"),
    (("stats",), 2, "nothing has been ingested into"),
    (("rebuild",), 2, "there is no store here"),
    (("backup", "x", "--store", "http://127.0.0.1:9/sparql"), 2, "only a folder can be backed up"),
    (("dump", "graph.txt"), 2, "graph.txt: Its name ends in .nq"),
    (("load", "nowhere.nq"), 2, "nowhere.nq: no such file or directory"),
    (("evaluate", "--gold", "nowhere"), 2, "nowhere: no such folder"),
    (("extract", "x", "--format", "table", "--out", "y"), 2, "--out is for"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG)
def test_wrong_use_is_told_in_one_line(
    kg: Kg, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = kg(*arguments)
    assert done.code == code
    assert message in done.err
    assert done.err.count("\n") == (1 if message else 0)


@pytest.mark.parametrize("family", ["alerts", "authority"])
def test_a_family_without_a_command_shows_its_help_line_by_line(kg: Kg, family: str) -> None:
    done = kg(family)
    assert (done.code, done.out) == (2, "")
    assert "\nCommands:\n" in done.err
    examples = [line for line in done.err.splitlines() if line.startswith(f"    kg {family} ")]
    assert len(examples) == 2


def test_a_setting_that_cannot_be_read_is_named(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_TIMEOUT", "soon")
    done = kg("stats")
    assert done.code == 2
    assert done.err.startswith("kg: KG_QUERY_TIMEOUT='soon': ")


def imported(*arguments: str) -> set[str]:
    """The packages that a command loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kg", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}


def test_help_loads_next_to_nothing() -> None:
    heavy = {"spacy", "trafilatura", "pyoxigraph", "fastapi", "networkx", "rich", "httpx", "numpy"}
    assert imported("--help") & heavy == set()


def test_a_query_loads_no_reader_and_no_server(sampled: Path) -> None:
    loaded = imported("query", "ASK {}", "--store", str(sampled), "--format", "json")
    assert "pyoxigraph" in loaded
    assert loaded & {"spacy", "trafilatura", "fastapi", "networkx", "lxml"} == set()


def test_a_closed_pipe_is_silent(sampled: Path) -> None:
    query = "SELECT * { ?s ?p ?o . ?a ?b ?c }"
    for form in ("csv", "table"):
        limit = " LIMIT 3000" if form == "table" else ""
        done = subprocess.run(
            ["bash", "-c", f"'{KG}' query '{query}{limit}' --format {form} | head -n 1"],
            env={**os.environ, "KG_STORE": str(sampled)},
            capture_output=True,
            text=True,
        )
        assert done.stdout.count("\n") == 1
        assert done.stderr == ""


def test_python_can_run_it_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "--help"], capture_output=True, text=True)
    assert done.stdout.startswith("Usage: kg ")


def test_version_and_the_store_can_stand_before_the_command(kg: Kg, tmp_path: Path) -> None:
    assert re.fullmatch(r"collab-kg \d+\.\d+\.\d+\n", kg("--version").out)
    one, two = tmp_path / "one", tmp_path / "two"
    assert f"into {one} yet" in kg("--store", one, "stats").err
    assert f"into {two} yet" in kg("--store", one, "stats", "--store", two).err
    done = kg("--store", one, "evaluate", "--gold", "nowhere")
    assert done.err == "kg: nowhere: no such folder\n"


@pytest.mark.parametrize("text", ["nan", "0", "-5"])
def test_a_setting_that_makes_no_sense_is_named(
    kg: Kg, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("KG_QUERY_TIMEOUT", text)
    done = kg("serve")
    assert done.code == 2
    assert done.err.startswith(f"kg: KG_QUERY_TIMEOUT='{text}': ")
