import json
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from tests.kg.cli.conftest import Kg

TEXT = "Keio University and Ghent University cooperate on gene therapy for hemophilia A."


def put(folder: Path, name: str, text: str = TEXT) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_gold_is_one_object_a_document(kg: Kg, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    one = json.loads(kg("extract", path).out)
    assert {"hemophilia A", "Keio University"} <= {entity["name"] for entity in one["entities"]}
    assert set(one) >= {"id", "kind", "published", "entities", "relations", "attributes"}
    lines = kg("extract", path, put(tmp_path, "b.txt", "Nothing.")).out.splitlines()
    assert json.loads(lines[0]) == one
    assert len(lines) == 2


def test_turtle_can_be_parsed_and_a_table_shows_rules(kg: Kg, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    turtle = kg("extract", path, "--format", "turtle").out
    quotes = [q for q in parse(turtle, RdfFormat.TURTLE) if q.predicate.value.endswith("#quote")]
    assert quotes
    table = kg("extract", path, "--format", "table").out
    assert "hemophilia A" in table
    assert "asserted" in table
    assert "standing" in table


def test_out_has_a_file_for_each_input(kg: Kg, tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt")
    put(tmp_path / "in", "many.jsonl", '{"text": "Riken."}\n{"title": 1}\n{"text": "Ghent."}\n')
    put(tmp_path / "in", "broken.txt", "")
    put(tmp_path / "other", "a.txt")
    out = tmp_path / "out"
    done = kg("extract", tmp_path / "in", tmp_path / "other" / "a.txt", "--out", out)
    assert done.code == 1
    assert sorted(path.name for path in out.iterdir()) == ["a.json", "many-1.json", "many-3.json"]
    assert json.loads((out / "a.json").read_text())["entities"]
    assert "broken.txt: empty" in done.err
    assert "many.jsonl: line 2: no field 'text'" in done.err
    assert "kg: a: another input is called a" in done.err
    assert kg("extract", tmp_path / "in" / "a.txt", "--format", "turtle", "--out", out).code == 0
    assert (out / "a.ttl").exists()


def test_refused_inputs_are_named_and_the_others_read(kg: Kg, tmp_path: Path) -> None:
    done = kg("extract", tmp_path / "none.txt", put(tmp_path, "a.txt"))
    assert done.code == 1
    assert f"kg: {tmp_path}/none.txt: no such file" in done.err
    assert json.loads(done.out)["entities"]


def gold(folder: Path) -> Path:
    put(folder, "a.txt")
    wanted = {"id": "e1", "type": "Disease", "name": "hemophilia A", "aliases": []}
    missing = {"id": "e2", "type": "Person", "name": "Ada Moreau"}
    put(folder, "a.json", json.dumps({"entities": [wanted, missing]}))
    return folder


def test_evaluate_scores_and_lists_errors(kg: Kg, tmp_path: Path) -> None:
    folder = gold(tmp_path / "gold")
    report = json.loads(kg("evaluate", "--gold", folder, "--format", "json").out)
    assert report["entities"]["Disease"]["f1"] == 1
    assert report["entities"]["Person"]["recall"] == 0
    done = kg("evaluate", "--gold", folder, "--errors")
    assert done.code == 0
    assert "missed entity: Person 'Ada Moreau'" in done.out
    assert "precision" not in done.out
    assert "F1" in done.out


def test_a_malformed_gold_file_is_named(kg: Kg, tmp_path: Path) -> None:
    folder = gold(tmp_path / "gold")
    (folder / "a.json").write_text('{"entities": [{"id": "e1"}]}')
    done = kg("evaluate", "--gold", folder)
    assert done.code == 2
    assert done.err == f"kg: {folder}/a.json: entities[0]: no name\n"
