"""Who is who, decided on the command line; by several processes at once; with a broken log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.model import Type
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer
from tests.kg.cli.conftest import Kg
from tests.kg.resolution.made import HOSPITAL, entity, reading

ORTEL, DELPHI = f"{DATA}organization/ortel-hospital", f"{DATA}organization/delphi-clinics"
BODIES = [entity(Type.ORGANIZATION, f"Ortel House {number}") for number in range(8)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The store that `kg` asks, with three bodies that two documents name."""
    settings = Settings(store=str(tmp_path / "store"))
    with open_writer(settings) as store:
        clinic = entity(Type.ORGANIZATION, "Delphi Clinics")
        read = [reading("d1", HOSPITAL, *BODIES), reading("d2", clinic)]
        store.apply(change_for(store, Ontology(settings), read))
    return settings.folder


def quads(kg: Kg, path: Path) -> set[str]:
    assert kg("dump", path).code == 0
    return {str(quad) for quad in parse(path.read_bytes(), RdfFormat.N_QUADS)}


def test_same_and_undo_leave_the_graph_as_it_was(kg: Kg, folder: Path, tmp_path: Path) -> None:
    before = quads(kg, tmp_path / "before.nq")
    done = kg("same", "Ortel Hospital", DELPHI, "--why", "renamed in 2019", "--by", "Ann Lee")
    assert done.code == 0
    assert "decision 1" in done.err
    shown = json.loads(kg("show", ORTEL, "--format", "json").out)
    assert shown["id"] == DELPHI
    told = kg("show", ORTEL)
    assert f"{ORTEL} is now {DELPHI}" in told.err
    assert f"merged here: {ORTEL}" in told.out
    assert kg("rebuild").err.endswith("0 quads removed, 0 added\n")
    assert quads(kg, tmp_path / "merged.nq") != before
    assert kg("undo", "1", "--by", "Ben").code == 0
    assert quads(kg, tmp_path / "after.nq") == before
    (first, second) = json.loads(kg("decisions", "--format", "json").out)
    assert (first["who"], first["why"], first["counts"]) == ("Ann Lee", "renamed in 2019", False)
    assert (second["who"], second["verdict"], second["undoes"]) == ("Ben", "undo", 1)
    assert (folder / "decisions.tsv").read_text().count("\n") == 3


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("same", "Ortel Hospital", "Nobody's Hospital"), 1, "nothing in this store"),
        (("same", "Ortel Hospital", "organization/ortel-hospital"), 2, "name two"),
        (("undo", "7"), 2, "there is no decision 7"),
        (("different", "Ortel House 1", ""), 1, "nothing"),
    ],
)
def test_what_cannot_be_decided(
    kg: Kg, folder: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = kg(*arguments)
    assert (done.code, message in done.err) == (code, True), done.err
    assert not (folder / "decisions.tsv").exists()


@pytest.mark.usefixtures("folder")
def test_one_name_in_two_documents_can_be_two(kg: Kg, tmp_path: Path) -> None:
    before = quads(kg, tmp_path / "before.nq")
    done = kg("different", "Ortel House 1", "document/d1", "--why", "it closed in 1990")
    assert done.code == 0, done.err
    local = f"{DATA}document/d1#organization/2"
    assert f"{local} and {DATA}organization/ortel-house-1 are two" in done.err
    own = f"{DATA}organization/2--d1--apart"
    assert json.loads(kg("show", own, "--format", "json").out)["label"] == "Ortel House 1"
    assert kg("different", local, "Ortel House 2").code == 0
    again = kg("different", "Ortel House 1", f"{DATA}document/d1")
    assert (again.code, f"{local} is {own} already" in again.err) == (2, True), again.err
    assert kg("different", "Delphi Clinics", "document/d1").code == 1
    assert kg("rebuild").err.endswith("0 quads removed, 0 added\n")
    for number in ("1", "2"):
        assert kg("undo", number).code == 0
    assert quads(kg, tmp_path / "after.nq") == before


def test_a_broken_log_stops_whatever_would_write(kg: Kg, folder: Path, tmp_path: Path) -> None:
    kg("same", "Ortel Hospital", "Delphi Clinics")
    log = folder / "decisions.tsv"
    log.write_text(log.read_text().replace("\tsame\t", "\tsmae\t"))
    text = log.read_text()
    (tmp_path / "news.txt").write_text("Ann Lee works at Ortel Hospital.")
    for command in (
        ("same", "Ortel House 1", "Ortel House 2"),
        ("undo", "1"),
        ("decisions",),
        ("rebuild",),
    ):
        done = kg(*command)
        assert done.code == 2, command
        assert "decisions.tsv, line 2: the verdict 'smae'" in done.err
    assert log.read_text() == text


def test_contradicting_lines_of_a_merged_log_are_told(kg: Kg, folder: Path) -> None:
    kg("same", "Ortel House 1", "Ortel House 2")
    log = folder / "decisions.tsv"
    line = log.read_text().splitlines()[-1]
    with log.open("a") as file:
        file.write(line.replace("1\t", "2\t", 1).replace("\tsame\t", "\tdifferent\t") + "\n")
    done = kg("decisions")
    assert done.code == 1
    assert "decision 1 contradicts 2, which counts" in done.err
    assert kg("rebuild").code == 0
    assert json.loads(kg("show", "Ortel House 2", "--format", "json").out)["id"].endswith("house-2")


def test_a_decision_about_what_is_gone_is_told_and_kept(kg: Kg, folder: Path) -> None:
    kg("same", "Ortel Hospital", "Delphi Clinics")
    assert kg("remove", "d1").code == 0
    assert kg("remove", "d2").code == 0
    done = kg("decisions")
    assert f"decision 1: no document names {ORTEL} or {DELPHI}" in done.err
    assert "gone" in done.out
    assert (folder / "decisions.tsv").exists()


def test_of_decisions_at_the_same_time_none_is_lost(folder: Path) -> None:
    command = [sys.executable, "-m", "kg", "same", "Ortel House 0"]
    environ = {**os.environ, "KG_STORE": str(folder)}
    runs = [
        subprocess.Popen([*command, f"Ortel House {number}"], env=environ, stderr=subprocess.PIPE)
        for number in range(1, 5)
    ]
    ends = [(run.communicate()[1], run.returncode) for run in runs]
    assert [code for _, code in ends] == [0] * 4, ends
    lines = (folder / "decisions.tsv").read_text().splitlines()[1:]
    assert [line.split("\t")[0] for line in lines] == ["1", "2", "3", "4"]
    assert len({line.split("\t")[5] for line in lines}) == 4


def test_a_backup_has_the_decisions(kg: Kg, folder: Path, tmp_path: Path) -> None:
    kg("same", "Ortel Hospital", "Delphi Clinics")
    copy = tmp_path / "copy"
    assert kg("backup", copy).code == 0
    assert (copy / "decisions.tsv").read_text() == (folder / "decisions.tsv").read_text()
    assert kg("rebuild", "--store", copy).err.endswith("0 quads removed, 0 added\n")


@pytest.mark.usefixtures("folder")
def test_a_dump_that_was_loaded_keeps_who_was_merged(kg: Kg, tmp_path: Path) -> None:
    kg("same", "Ortel Hospital", "Delphi Clinics")
    whole = quads(kg, tmp_path / "all.nq")
    copy = tmp_path / "copy"
    assert kg("load", tmp_path / "all.nq", "--store", copy).code == 0
    assert kg("rebuild", "--store", copy).err.endswith("0 quads removed, 0 added\n")
    assert kg("dump", tmp_path / "again.nq", "--store", copy).code == 0
    again = parse((tmp_path / "again.nq").read_bytes(), RdfFormat.N_QUADS)
    assert {str(quad) for quad in again} == whole
