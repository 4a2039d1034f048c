"""What the terminal shows of texts from outside commands it nothing, and forges no line of ours."""

import json

import pytest

from kg.cli.output import tell_refusals, write_json
from kg.model import Refusal

ODD = "a\x1b[31m\x9b1m\u202egnp\u2028.txt\nkg: b.txt: all is well"


def test_a_refusal_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell_refusals([Refusal(ODD, f"not {ODD}")])
    told = capsys.readouterr().err
    assert told.splitlines() == [told.rstrip("\n")]
    assert told.rstrip("\n").isprintable()


def test_json_is_the_same_and_commands_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    write_json({"place": ODD, "city": "Zürich"})
    told = capsys.readouterr().out
    assert json.loads(told) == {"place": ODD, "city": "Zürich"}
    assert told.replace("\n", "").isprintable()
    assert "Zürich" in told
