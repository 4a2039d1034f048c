"""The queue for people: both sides with reasons and sentences, one key a decision."""

import io
import json
from pathlib import Path

import pytest

from kg.model import Predicate, Type
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import open_writer
from tests.kg.cli.conftest import Kg
from tests.kg.resolution.made import DISEASE, entity, reading

HOSPITALS = [entity(Type.ORGANIZATION, name) for name in ("Ortel Hospital", "Delphi Clinics")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pairs of whom people must say: one topic, but other employers."""
    settings = Settings(store=str(tmp_path / "store"))
    found = []
    for key, name in (("ann", "Ann Dunstable"), ("ben", "Ben Harcourt")):
        for at, hospital in enumerate(HOSPITALS):
            ties = [(0, Predicate.AFFILIATED_WITH, 1), (0, Predicate.WORKS_ON, 2)]
            who = entity(Type.PERSON, name)
            found.append(
                reading(f"{key}-{at}", who, hospital, DISEASE, ties=ties, title=f"On {name}")
            )
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), found))
    return settings.folder


def typed(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(keys))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("keys", "verdicts", "left"),
    [
        ("y\nn\n", ["same", "different"], 0),
        ("ny", ["different", "same"], 0),
        ("sy", ["same"], 1),
        ("q", [], 2),
        ("", [], 2),
        ("xYq", ["same"], 1),
    ],
)
def test_each_key_decides_about_one_pair(
    kg: Kg, monkeypatch: pytest.MonkeyPatch, keys: str, verdicts: list[str], left: int
) -> None:
    typed(monkeypatch, keys)
    done = kg("review", "--by", "Ann Lee")
    assert done.code == 0
    many = {0: "0 decisions", 1: "1 decision", 2: "2 decisions"}[len(verdicts)]
    waiting = {0: "0 pairs are", 1: "1 pair is", 2: "2 pairs are"}[left]
    assert f"{many}; {waiting} left" in done.err
    assert ("'x': press y for same" in done.err) == ("x" in keys)
    log = json.loads(kg("decisions", "--format", "json").out)
    assert [line["verdict"] for line in log] == verdicts
    assert {line["who"] for line in log} <= {"Ann Lee"}
    waiting = json.loads(kg("review", "--format", "json").out)
    assert len(waiting) == left


@pytest.mark.usefixtures("folder")
def test_both_sides_are_shown_with_reasons_and_sentences(
    kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "q")
    shown = kg("review").out
    assert "1 of 2: the same?  0.65" in shown
    assert "+0.45  same name" in shown
    assert "+0.20  same topic: leukemia" in shown
    for name in ("Ortel Hospital", "Delphi Clinics"):
        assert f"affiliatedWith  {name}" in shown
    assert shown.count("\u201cx\u201d \u2014 On Ann Dunstable") == 4


def test_resolve_tells_what_it_found(kg: Kg, folder: Path) -> None:
    assert "kg review asks about 2 pairs" in kg("resolve").err
    (folder / "resolution.sqlite").write_bytes(b"no database, and long enough to be seen as none")
    done = kg("resolve")
    assert done.code == 2
    assert "delete it, and kg resolve fills it anew" in done.err
    (folder / "resolution.sqlite").unlink()
    assert "kg review asks about 2 pairs" in kg("resolve", "--anew").err
