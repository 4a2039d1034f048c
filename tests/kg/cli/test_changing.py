"""`kg changes` as it is typed."""

import json

import pytest

from kg.cli import run
from kg.settings import Settings
from kg.store.embedded import open_writer
from kg.store.snapshot import newest_generation
from tests.kg.store.changes.told import WORDS, publish, reading


@pytest.fixture
def names(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    settings = Settings(store=str(tmp_path_factory.mktemp("changing") / "kg"))
    monkeypatch.setenv("KG_STORE", settings.store)
    monkeypatch.setenv("COLUMNS", "200")
    found = []
    for key, person in (("a", "Ann Lee"), ("b", "Cy Ott")):
        with open_writer(settings) as store:
            publish(store, reading(key, person, "Ortel Hospital"))
        found.append(newest_generation(settings))
    return found


def test_the_last_generation_with_its_sentence(
    names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert names
    assert run(["changes"]) == 0
    out = capsys.readouterr().out
    assert "Cy Ott affiliated with Ortel Hospital (dean)" in out
    assert WORDS.format(person="Cy Ott", body="Ortel Hospital") in " ".join(out.split())
    assert "Ann Lee" not in out


def test_since_a_generation_or_a_date(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for since, people in ((names[0], {"Cy Ott"}), ("2020-01-01", {"Ann Lee", "Cy Ott"})):
        assert run(["changes", "--since", since, "--format", "jsonl"]) == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        found = {line["subject"]["label"] for line in lines}
        assert found & {"Ann Lee", "Cy Ott"} == people
    assert run(["changes", "--since", "2020-01-01", "--top", "1", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert len(json.loads(told.out)) == 1
    assert "there are more than 1" in told.err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--since", "yesterday"], "'yesterday' is no date: name a day"),
        (["--since", "2026-1-5"], "'2026-1-5' is no date"),
        (["--since", "000007-5f2b91c0"], "is no generation that is remembered"),
        (["--store", "http://localhost:1/sparql"], "not remembered"),
    ],
)
def test_what_cannot_be_told(
    names: list[str], arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert names
    assert run(["changes", *arguments]) == 2
    assert why in capsys.readouterr().err
