import json
from pathlib import Path

import pytest

from tests.kg.cli.conftest import Kg
from tests.kg.resolution.authorities.dumps import OBO, PUMCH, RECORDS, write_ror


def test_an_authority_is_added_shown_asked_and_removed(kg: Kg, tmp_path: Path) -> None:
    added = kg("authority", "add", "ror", write_ror(tmp_path / "v1.70-2025-06-24-ror-data.zip"))
    assert (added.code, added.err) == (
        0,
        "ror 1.70 of 2025-06-24: 7 records; 0 documents concluded anew\n",
    )
    (tmp_path / "mondo.obo").write_text(OBO)
    assert kg("authority", "add", "mondo", tmp_path / "mondo.obo").code == 0
    shown = json.loads(kg("authority", "list", "--format", "json").out)
    assert [(each["source"], each["date"], each["count"]) for each in shown] == [
        ("mondo", "2025-03-04", 3),
        ("ror", "2025-06-24", 7),
    ]
    assert "2025-06-24" in kg("authority", "list").out
    assert PUMCH in kg("authority", "search", "PUMCH").out
    assert kg("authority", "search", "zzzz qqqq").code == 1
    linked = json.loads(kg("authority", "link", "PUMCH, Beijing, China", "--format", "json").out)
    assert {"body", "score", "reasons", "doubt"} == set(linked)
    assert kg("authority", "doubtful").err == "0 doubtful\n"
    assert kg("authority", "remove", "ror").code == 0
    assert kg("authority", "remove", "ror").code == 1
    assert [a["source"] for a in json.loads(kg("authority", "list", "--format", "json").out)] == [
        "mondo"
    ]


def test_the_store_may_be_named_before_the_command(kg: Kg, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert kg("--store", other, "authority", "add", "ror", write_ror(tmp_path / "x.json")).code == 0
    assert (other / "authorities" / "ror.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "ror", "nowhere.json"), "nowhere.json: no such file"),
        (("add", "grid", "x.json"), "'grid' is not one of"),
        (("search", "x"), "ROR was not added yet"),
        (("add", "ror", "http://127.0.0.1:9/x.json"), "cannot be fetched"),
    ],
)
def test_what_cannot_be_done_is_told(kg: Kg, arguments: tuple[str, ...], told: str) -> None:
    done = kg("authority", *arguments)
    assert done.code in (1, 2)
    assert told in done.err


def test_a_broken_dump_leaves_nothing(kg: Kg, tmp_path: Path) -> None:
    dump = write_ror(tmp_path / "x.json", [*RECORDS, *RECORDS])
    done = kg("authority", "add", "ror", dump)
    assert done.code == 2
    assert "the same ROR id" in done.err
    assert list((tmp_path / "store" / "authorities").iterdir()) == []
