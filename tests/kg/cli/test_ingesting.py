import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.settings import Settings
from kg.store.embedded import open_writer
from tests.kg.cli.conftest import Kg

ROOT = Path(__file__).parents[3]
KG = Path(sys.executable).with_name("kg")
TEXT = "Ghent University Hospital and Riken cooperate on gene therapy for hemophilia A."


def test_the_same_again_changes_nothing(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    first = json.loads(kg("ingest", path, "--kind", "consortium", "--format", "json").out)
    assert (first["taken"], first["unchanged"], first["refused"]) == (1, 0, [])
    assert first["claims"] > 0
    dump = kg("dump", "-").out
    again = kg("ingest", path, "--kind", "consortium")
    assert (again.code, again.out) == (0, "")
    assert "0 documents read, 0 claims in them; 1 unchanged; 0 refused" in again.err
    assert kg("dump", "-").out == dump
    assert '"consortium"' in dump


def test_what_says_nothing_is_told(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It rained.")
    done = kg("ingest", path)
    assert done.code == 0
    assert "nothing was found in it" in done.err


def rows() -> list[tuple[str, str]]:
    """The table of bad input in the README."""
    table = (ROOT / "README.md").read_text().split("## Bad input")[1].split("\n## ")[0]
    return re.findall(r"^\| (\w.*?) \| `(.*)` \|$", table, re.MULTILINE)


INPUTS: dict[str, tuple[str, bytes]] = {
    "an empty file": ("a.txt", b""),
    "a binary file": ("a.txt", b"\x7fELF\x00\x01"),
    "another encoding than UTF-8": ("a.txt", b"abc \xff"),
    "a JSON line without its text": ("a.jsonl", b'{"title": "x"}'),
    "a JSON line with a wrong field": ("a.jsonl", b'{"text": 3}'),
    "a line that is no JSON": ("a.jsonl", b"nonsense"),
    "a file that is not there": ("", b""),
    "a picture": ("a.png", b"x"),
    "a text that is too long": ("a.txt", b"x " * 5_000_001),
    "HTML without text": ("a.html", b"<html><body></body></html>"),
    "nothing but control characters": ("a.txt", b"\x01\x02\x03"),
    "a table that no field map knows": ("a.csv", b"a,b\n1,2\n3,4\n"),
    "a row with too many cells": (
        "a.csv",
        b"Member,Country,Network\nRiken,JP,ERN Skin\na,b,c,d\n",
    ),
    "XML with entities of its own": (
        "a.xml",
        b'<!DOCTYPE s [<!ENTITY e "x">]>'
        b"<schedule><conference><title>&e;</title></conference></schedule>",
    ),
    "the same record twice": ("a.jsonl", b'{"id": 1, "text": "Riken."}\n{"id": 1, "text": "x"}'),
}


@pytest.mark.parametrize(("what", "message"), rows(), ids=[what for what, _ in rows()])
def test_bad_input_is_answered_as_the_readme_says(
    kg: Kg, tmp_path: Path, what: str, message: str
) -> None:
    store = tmp_path / "store"
    pattern = ".*".join(map(re.escape, message.split("...")))
    source = tmp_path / "none.txt"
    if what in INPUTS:
        name, content = INPUTS[what]
        source = tmp_path / (name or "none.txt")
        if name:
            source.write_bytes(content)
        done = kg("ingest", source)
        assert done.code == 1
        assert re.search(rf"^kg: {source}: {pattern}", done.err, re.MULTILINE), done.err
        return
    match what:
        case "a store that is being written":
            with open_writer(Settings(store=str(store))):
                done = kg("ingest", source)
        case "a store of a newer version":
            store.mkdir()
            (store / "format").write_text("collab-kg 99\n")
            done = kg("ingest", source)
        case "a folder that is no store":
            store.mkdir()
            (store / "thesis.txt").write_text("mine")
            done = kg("ingest", source)
        case _:
            pytest.fail(f"nobody tries {what}")
    assert done.code == 2
    assert re.search(rf"^kg: {pattern}", done.err), done.err


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    store = tmp_path / "store"
    command = [str(KG), "ingest", "-", "--store", str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdin
        assert run.stderr
        for number in range(9):  # one more than is written in one go
            run.stdin.write(json.dumps({"id": number, "text": TEXT}) + "\n")
        run.stdin.flush()
        until = time.monotonic() + 100
        while not (store / "unfinished").exists():
            assert time.monotonic() < until
            assert run.poll() is None
            time.sleep(0.1)
        time.sleep(2)
        run.send_signal(signal.SIGINT)
        said = run.stderr.read()
        run.stdin.close()
    assert run.returncode == 130
    assert "stopped: 9 documents are kept" in said
    assert "Traceback" not in said
    with open_writer(Settings(store=str(store))) as graph:
        assert len(list(graph.documents())) == 9
