import json
from pathlib import Path

from tests.kg.cli.conftest import Kg


def test_questions_are_listed_printed_and_asked(ask: Kg, tmp_path: Path) -> None:
    listed = ask("questions")
    assert listed.code == 0
    assert "Who leads which network, programme or event?" in " ".join(listed.out.split())
    names = [one["name"] for one in json.loads(ask("questions", "--format", "json").out)]
    assert len(names) >= 40
    printed = ask("questions", "who-leads").out
    assert printed.startswith("# title: Who leads")
    mine = tmp_path / "mine.rq"
    mine.write_text(printed)
    answer = ask("query", "@who-leads", "--format", "csv")
    assert answer.out.startswith("what,kind,leader,role,belief,quote\r\n")
    assert ask("query", f"@{mine}", "--format", "csv") == answer


def test_what_is_neither_file_nor_question_is_told(ask: Kg) -> None:
    done = ask("query", "@nothing-of-the-kind")
    assert done.code == 2
    assert "nothing-of-the-kind: no such file, and no question of kg questions" in done.err
    assert ask("questions", "nothing-of-the-kind").code == 1
