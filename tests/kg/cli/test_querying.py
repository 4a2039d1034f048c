import csv
import json
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import RdfFormat, parse

from tests.kg.cli.conftest import Kg

NAMES = "SELECT ?name { ?x a ckg:Network ; skos:prefLabel ?name } ORDER BY ?name"
GRAPH = "CONSTRUCT { ?x a ckg:Network } { ?x a ckg:Network }"


def test_a_table_shows_every_row(ask: Kg) -> None:
    done = ask("query", NAMES)
    assert done.code == 0
    assert "Asian Lupus Cell Therapy Consortium" in done.out


def test_all_formats_tell_the_same(ask: Kg) -> None:
    rows = list(csv.reader(StringIO(ask("query", NAMES, "--format", "csv").out)))
    names = [row[0] for row in rows[1:]]
    assert rows[0] == ["name"]
    assert len(names) > 5
    found = json.loads(ask("query", NAMES, "--format", "json").out)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == names
    lines = ask("query", NAMES, "--format", "tsv").out.splitlines()
    assert lines[0] == "?name"
    assert len(lines) == len(rows)
    tree = ET.fromstring(ask("query", NAMES, "--format", "xml").out)  # noqa: S314  # our own
    assert [each.text for each in tree.iter() if each.tag.endswith("literal")] == names


def test_graphs_are_turtle_unless_asked_otherwise(ask: Kg) -> None:
    turtle = ask("query", GRAPH).out
    linked = ask("query", GRAPH, "--format", "jsonld").out
    found = {quad.triple for quad in parse(turtle, RdfFormat.TURTLE)}
    assert len(found) > 5
    assert {quad.triple for quad in parse(linked, RdfFormat.JSON_LD)} == found
    assert "a ckg:Network" in turtle
    assert "rdf:type" in ask("query", GRAPH, "--format", "table").out


@pytest.mark.parametrize(
    ("text", "answer"), [("ASK {}", "yes\n"), ("ASK { ckg:a ckg:b 1 }", "no\n")]
)
def test_ask_is_answered_in_a_word(ask: Kg, text: str, answer: str) -> None:
    assert ask("query", text).out == answer


def test_a_query_can_stand_in_a_file(ask: Kg, tmp_path: Path) -> None:
    path = tmp_path / "names.rq"
    path.write_text(NAMES)
    assert ask("query", f"@{path}", "--format", "csv") == ask("query", NAMES, "--format", "csv")
    path.write_bytes(b"SELECT \xff")
    assert f"{path}: not valid UTF-8 at byte 7" in ask("query", f"@{path}").err
    assert "no such file" in ask("query", "@nowhere.rq").err


WRONG = [
    ("SELECT", (), "this is no SPARQL"),
    ("INSERT DATA { ckg:a ckg:b 1 }", (), "this is an update"),
    ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", (), "SERVICE is refused"),
    (NAMES, ("--format", "turtle"), "a table cannot be written as 'turtle'"),
    (GRAPH, ("--format", "csv"), "a graph cannot be written as 'csv'"),
]


@pytest.mark.parametrize(("text", "more", "message"), WRONG)
def test_what_is_no_query_is_refused(
    ask: Kg, text: str, more: tuple[str, ...], message: str
) -> None:
    done = ask("query", text, *more)
    assert done.code == 2
    assert done.out == ""
    assert message in done.err
