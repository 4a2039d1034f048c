"""A Mondo release in either form becomes the same compact table."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import BadDocument
from kg.resolution import mondo

ROOT = Path(__file__).parents[3]
SNAPSHOT = ROOT / "../shared/authorities/mondo.json.gz"
PURL = "http://purl.obolibrary.org/obo/"


NONE = " is no Mondo release in JSON, neither an OBO graph nor a list of classes: "


def node(id: str, label: str, **meta: object) -> dict[str, Any]:
    return {"id": f"{PURL}MONDO_{id}", "lbl": label, "type": "CLASS", "meta": meta}


def edge(below: str, predicate: str, above: str) -> dict[str, str]:
    return {"sub": f"{PURL}MONDO_{below}", "pred": predicate, "obj": f"{PURL}MONDO_{above}"}


GRAPH: dict[str, Any] = {
    "graphs": [
        {
            "meta": {"version": f"{PURL}mondo/releases/2024-09-03/mondo.json"},
            "nodes": [
                node("0000001", "disease"),
                node("0700096", "human disease"),
                node("0005583", "non-human animal disease"),
                node("0000010", "cattle plague"),
                node(
                    "0000011",
                    "Marfan syndrome",
                    synonyms=[
                        {"pred": "hasExactSynonym", "val": "MFS"},
                        {"pred": "hasExactSynonym", "val": "Marfan syndrome"},
                        {"pred": "hasRelatedSynonym", "val": "long fingers"},
                        {
                            "pred": "hasExactSynonym",
                            "val": "old name",
                            "synonymType": "http://purl.obolibrary.org/obo/mondo#DEPRECATED",
                        },
                    ],
                    xrefs=[
                        {"val": "OMIM:154700"},
                        {"val": "Orphanet:558"},
                        {"val": "MESH:D008382"},
                        {"val": "UMLS:C0024796"},
                    ],
                ),
                node("0000012", "measles", xrefs=[{"val": "GARD:1"}]),
                node("0000013", "flu"),
                node("0000014", "a rare thing"),
                node("0000015", "obsolete pox", deprecated=True),
                {"id": f"{PURL}HP_0000001", "lbl": "All"},
            ],
            "edges": [
                edge("0700096", "is_a", "0000001"),
                edge("0005583", "is_a", "0000001"),
                edge("0000010", "is_a", "0005583"),
                edge("0000011", "is_a", "0700096"),
                edge("0000012", "is_a", "0700096"),
                edge("0000013", "is_a", "0700096"),
                edge("0000014", "is_a", "0000013"),
                edge("0000014", "is_a", "0000010"),
                edge("0000015", "is_a", "0700096"),
                edge("0000014", f"{PURL}RO_0000053", "0021136"),
            ],
        }
    ]
}
PLAIN: list[dict[str, Any]] = [
    {"id": "0000001", "name": "disease"},
    {"id": "0005583", "name": "animal disease", "relations": {"is_a": ["0000001"]}},
    {"id": "0000010", "name": "cattle plague", "relations": {"is_a": ["0005583"]}},
    {
        "id": "0000011",
        "name": "Marfan syndrome",
        "synonyms": ["MFS", "Marfan syndrome", "a|b"],
        "relations": {"is_a": ["0000001"], "has_characteristic": ["0021136"]},
        "xrefs": [{"namespace": "MESH", "id": "D008382"}, {"namespace": "OMIA", "id": "1"}],
    },
]


def table(path: Path, *rest: str) -> list[list[str]]:
    out = io.StringIO()
    assert mondo.main([str(path), *rest], out) == 0
    return [line.split("\t") for line in out.getvalue().splitlines()]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "mondo.json"
    path.write_text(json.dumps(GRAPH))
    return path


def test_graph_form(graph: Path) -> None:
    source, columns, *rows = table(graph)
    assert "CC BY 4.0" in source[0]
    assert "snapshot 2024-09-03" in source[0]
    assert columns == list(mondo.COLUMNS)
    assert rows == [
        [
            "MONDO:0000011",
            "Marfan syndrome",
            "MFS",
            "MONDO:0700096",
            "MeSH:D008382|OMIM:154700|Orphanet:558",
            "1",
        ],
        ["MONDO:0000012", "measles", "", "MONDO:0700096", "", "1"],
        ["MONDO:0000013", "flu", "", "MONDO:0700096", "", ""],
        ["MONDO:0000014", "a rare thing", "", "MONDO:0000013", "", "1"],
        ["MONDO:0700096", "human disease", "", "", "", ""],
    ]


def test_plain_form_without_a_class_of_human_diseases(tmp_path: Path) -> None:
    path = tmp_path / "plain.json.gz"
    path.write_bytes(gzip.compress(json.dumps(PLAIN).encode()))
    source, _, *rows = table(path, "2024")
    assert "snapshot 2024" in source[0]
    assert rows == [
        ["MONDO:0000001", "disease", "", "", "", ""],
        ["MONDO:0000011", "Marfan syndrome", "MFS|a/b", "MONDO:0000001", "MeSH:D008382", "1"],
    ]


def test_order_of_the_release_does_not_matter(graph: Path, tmp_path: Path) -> None:
    turned = json.loads(json.dumps(GRAPH))
    for part in ("nodes", "edges"):
        turned["graphs"][0][part].reverse()
    other = tmp_path / "turned.json"
    other.write_text(json.dumps(turned))
    assert table(other) == table(graph)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ", line 1: the file ends inside this record: it is cut short"),
        ('[\n{"id": "1",\n"na', ", line 3: the file ends inside this record: it is cut short"),
        ("no json", ", line 1: this is no JSON"),
        ("{}", f"{NONE}the file's object has no field 'graphs'"),
        ('{"graphs": []}', f'{NONE}the file\'s object is not of that form: {{"graphs": []}}'),
        ('{"graphs": [{"nodes": []}]}', f"{NONE}the graph has no field 'edges'"),
        ('[{"id": "1", "name": "a"}, {"id": "2"}]', f"{NONE}class 2 of the list has no field 'na"),
        ('[{"name": "a"}]', f"{NONE}class 1 of the list has no field 'id'"),
        ('[{"id": "1", "name": 7}]', f"{NONE}class 1 of the list is not of that form: "),
        ("[1]", f"{NONE}class 1 of the list is not of that form: 1"),
        (
            '{"graphs": [{"edges": [], "nodes": [{"lbl": "x"}]}]}',
            f"{NONE}node 1 of the graph has no field 'id'",
        ),
        (
            '{"graphs": [{"edges": [{"sub": "x", "obj": "y"}], "nodes": []}]}',
            f"{NONE}edge 1 of the graph has no field 'pred'",
        ),
    ],
)
def test_what_is_no_release_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(BadDocument) as raised:
        mondo.read(path)
    assert str(raised.value).startswith(f"{path}{told}")


def test_broken_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.json.gz"
    path.write_bytes(gzip.compress(b"[]" * 999)[:-9])
    with pytest.raises(BadDocument, match="cut short or damaged"):
        mondo.read(path)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [([], 2, "usage"), (["a", "b", "c"], 2, "usage"), (["absent.json"], 1, "absent.json")],
)
def test_wrong_use_is_told(
    arguments: list[str], status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mondo.main(arguments, io.StringIO()) == status
    assert message in capsys.readouterr().err


@pytest.mark.skipif(not SNAPSHOT.exists(), reason="the Mondo release lies in ../shared")
def test_committed_table_is_what_the_release_gives() -> None:
    out = io.StringIO()
    assert mondo.main([str(SNAPSHOT), "2024"], out) == 0
    assert out.getvalue() == (ROOT / "ontologies/mondo.tsv").read_text("utf-8")
