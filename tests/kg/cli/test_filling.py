import json
from pathlib import Path

from tests.kg.cli.conftest import Kg

RULES = '[[roles]]\nname = "clinic"\ntypes = ["clinic"]\nat_least = 99\n'


def test_gaps_of_the_default_call(ask: Kg) -> None:
    done = ask("gap", "--for", "Charité", "--topic", "lupus")
    assert done.code == 0, done.err
    assert "rules not met" in done.out.splitlines()[0]
    assert "a member state of the European Union: met" in done.out
    assert "\u201c" in done.out


def test_rules_of_ones_own(ask: Kg, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RULES)
    asked = ("gap", "--for", "Charité", "--topic", "lupus", "--call", tmp_path / "mine.toml")
    found = json.loads(ask(*asked, "--format", "json").out)
    (rule,) = found["rules"]
    assert (rule["name"], rule["wanted"], rule["missing"] > 90) == ("clinic", 99, True)
    assert all(filler["reasons"] for filler in rule["fillers"])


def test_what_is_wrong_is_named(ask: Kg, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[[roles]]\nname = 1\n")
    for arguments, code, message in [
        (("gap",), 2, "--for"),
        (("gap", "--for", "Nobody at all"), 1, "is called 'Nobody at all'"),
        (("gap", "--for", "Charité", "--call", tmp_path / "mine.toml"), 2, "number 1"),
        (("gap", "--for", "Charité", "--call", tmp_path / "none.toml"), 2, "no such file"),
    ]:
        done = ask(*arguments)
        assert (done.code, done.out) == (code, "")
        assert message in done.err
