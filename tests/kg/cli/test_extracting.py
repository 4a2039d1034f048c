import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.cli.reading import show_reading
from kg.model import (
    Claim,
    Document,
    Entity,
    Evidence,
    Iri,
    Mention,
    Predicate,
    Reading,
    Type,
)
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


def test_turtle_can_be_parsed(kg: Kg, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    turtle = kg("extract", path, "--format", "turtle").out
    quotes = [q for q in parse(turtle, RdfFormat.TURTLE) if q.predicate.value.endswith("#quote")]
    assert quotes


def test_a_table_shows_each_claim_in_its_sentence(kg: Kg, tmp_path: Path) -> None:
    text = f"{TEXT} On 3 May 2023 it launched the Rare Lung Action."
    table = kg("extract", put(tmp_path, "a.txt", text), "--format", "table").out
    told = " ".join(table.split())
    assert "[subject: Keio University] and [object: Ghent University] cooperate" in told
    assert "[subject: it = Keio University] launched the [object: Rare Lung Action]" in told
    assert "Rare Lung Action startDate 2023-05-03" in told
    for name in ("standing: asserted", "confidence: 0.", "rule: ", "date: 2023-05-03"):
        assert name in told
    assert "\x1b" not in table


def test_a_narrow_terminal_breaks_no_words(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.txt")
    wide = kg("extract", path, "--format", "table").out.split()
    monkeypatch.setenv("COLUMNS", "24")
    narrow = kg("extract", path, "--format", "table").out
    assert narrow.split() == wide
    assert all(len(line) <= 24 or " " not in line.strip() for line in narrow.splitlines())


def test_far_words_of_a_long_sentence_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    doc = Iri("https://example.org/d")
    text = f"Ann {'and so on ' * 40}leads the Net {'for ever ' * 40}."
    ann, net = (
        Entity(Iri(f"{doc}#{name}"), kind, name)
        for name, kind in (("Ann", Type.PERSON), ("Net", Type.NETWORK))
    )
    mentions = tuple(
        Mention(e.iri, text.index(e.label), text.index(e.label) + 3) for e in (ann, net)
    )
    evidence = Evidence(doc, text, 0, len(text), 0.5, "by\x1b[31m hand")
    claim = Claim(ann.iri, Predicate.LEADS, net.iri, evidence)
    show_reading(Reading(Document(doc, text), "test", (ann, net), mentions, (claim,)))
    out = capsys.readouterr().out
    told = " ".join(out.split())
    assert "[subject: Ann] and so on" in told
    assert "\u2026 and so on" in told or "\u2026 so on" in told or "\u2026 on" in told
    assert "leads the [object: Net] for ever" in told
    assert len(told) < 600
    assert "\x1b" not in out


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
    assert "1 missed: not found" in done.out
    assert "a: Person 'Ada Moreau'" in done.out
    assert "Commonest causes of" in done.out
    told = kg("evaluate", "--gold", folder, "--gold", folder, "--errors", "--format", "json").out
    assert json.loads(told)["errors"]["commonest"][0]["count"] >= 1
    assert "precision" not in done.out
    assert "F1" in done.out


def test_a_malformed_gold_file_is_named(kg: Kg, tmp_path: Path) -> None:
    folder = gold(tmp_path / "gold")
    (folder / "a.json").write_text('{"entities": [{"id": "e1"}]}')
    done = kg("evaluate", "--gold", folder)
    assert done.code == 2
    assert done.err == f"kg: {folder}/a.json: entities[0]: no name\n"


def test_a_folder_is_walked_as_an_ingestion_would(kg: Kg, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("a.txt", ".hidden.txt", "README.md", "picture.png"):
        put(folder, name)
    put(folder / ".git", "b.txt")
    put(folder / "more", "c.txt")
    out = tmp_path / "out"
    done = kg("extract", folder, "--out", out)
    assert done.code == 0
    assert sorted(path.name for path in out.iterdir()) == ["a.json", "c.json"]
    assert "left aside, 2 of no type that is read: README.md, picture.png" in done.err
    (tmp_path / "none").mkdir()
    done = kg("extract", tmp_path / "none")
    assert done.code == 1
    assert "no file in this folder" in done.err


def test_control_characters_reach_neither_the_text_nor_the_terminal(kg: Kg, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", f"\x1b[31mRed\x07 news.\x0c{TEXT}\ufffe\x9b")
    turtle = kg("extract", path, "--format", "turtle").out
    told = {q.predicate.value.partition("#")[2]: q.object for q in parse(turtle, RdfFormat.TURTLE)}
    assert told["text"].value == f"[31mRed news.\n{TEXT}"
    assert "\x1b" not in kg("search", "\x1b[31mnothing").err
    only = kg("extract", put(tmp_path, "b.txt", "\x01\x02"))
    assert (only.code, only.err) == (1, f"kg: {tmp_path}/b.txt: no text but control characters\n")


def test_records_are_extracted_by_what_is_in_them(kg: Kg, tmp_path: Path) -> None:
    organisations = (
        "projectID;projectAcronym;organisationID;name;role;country\n"
        "1010;ACRO;999981234;Keio University;coordinator;JP\n"
    )
    projects = (
        "id;acronym;title;startDate;endDate;legalBasis\n1010;ACRO;A title;2024-01-01;2025;x\n"
    )
    put(tmp_path / "release", "organization.csv", organisations)
    put(tmp_path / "release", "project.csv", projects)
    run = kg("extract", tmp_path / "release")
    [line] = run.out.splitlines()
    found = json.loads(line)
    names = {entity["id"]: entity["name"] for entity in found["entities"]}
    assert {
        (names[r["subject"]], r["predicate"], names[r["object"]]) for r in found["relations"]
    } == {
        ("Keio University", "leads", "ACRO"),
        ("Keio University", "participatesIn", "ACRO"),
        ("Keio University", "locatedIn", "Japan"),
    }
    assert "read as a part of project.csv" in run.err
