from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from pyoxigraph import parse_query_results as parse

from kg.errors import BadRequest
from kg.model import Iri
from kg.settings import Settings
from kg.store import store as stores
from kg.store.answer import GRAPH_FORMATS, TABLE_FORMATS
from kg.store.embedded import MemoryStore, open_memory
from kg.store.rdf import DEFAULT, Cell
from kg.store.store import Change, question

DATA = Settings().data
A, P = NamedNode(DATA + "a"), NamedNode(DATA + "p")
QUESTIONS = sorted((Path(stores.__file__).parent / "queries").glob("*.rq"))


@pytest.fixture
def store() -> MemoryStore:
    made = open_memory()
    made.apply(Change(added=(Quad(A, P, Literal('x, "y"')), Quad(A, P, Literal(2)), Quad(A, P, A))))
    return made


@pytest.fixture(autouse=True)
def questions(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "values": "SELECT ?s ?o { VALUES ?s {} VALUES ?o { } ?s ?p ?o } ORDER BY ?o",
        "plain": "SELECT ?o { ?s ?p ?o VALUES ?o { 2 } }",
    }
    read = stores._question_text
    monkeypatch.setattr(stores, "_question_text", lambda name: texts.get(name) or read(name))


def test_the_parameters_of_a_question_are_filled(store: MemoryStore) -> None:
    assert list(store.select("values", s=Iri(DATA + "a"), o=[2, 'x, "y"'])) == [
        {"s": DATA + "a", "o": 2},
        {"s": DATA + "a", "o": 'x, "y"'},
    ]
    assert list(store.select("plain")) == [{"o": 2}]


@pytest.mark.parametrize("value", ['" } INJECTED {', "\\", "?o", "> <", "\n'''"])
def test_values_are_never_syntax(store: MemoryStore, value: str) -> None:
    assert list(store.select("values", s=Iri(DATA + "a"), o=value)) == []


def test_no_values_are_no_rows(store: MemoryStore) -> None:
    assert list(store.select("values", s=[], o=2)) == []


@pytest.mark.parametrize("values", [{}, {"s": "a"}, {"s": "a", "o": "b", "x": "c"}])
def test_a_question_needs_its_parameters(values: dict[str, Cell]) -> None:
    with pytest.raises(ValueError, match="takes"):
        question("values", values)


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda file: file.stem)
def test_every_question_can_be_asked(file: Path) -> None:
    names = [found[2] for found in stores._PARAMETER.finditer(file.read_text())]
    rows = open_memory().select(file.stem, **{name: Iri(DATA + "a") for name in names})
    assert all(isinstance(row, dict) for row in rows)


@pytest.mark.parametrize("form", TABLE_FORMATS)
def test_tables_are_written(store: MemoryStore, form: str) -> None:
    answer = store.query("SELECT ?o ?no { ?s ?p ?o }")
    assert answer.variables == ("o", "no")
    text = answer.to_bytes(form)
    if form == "csv":
        assert b'"x, ""y"""' in text
        return
    assert len(list(parse(text, TABLE_FORMATS[form]))) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("media", ["turtle", "nt", "jsonld", "rdfxml", "text/turtle"])
def test_graphs_are_written(store: MemoryStore, media: str) -> None:
    answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert answer.is_graph
    text = answer.to_bytes(media)
    again = Store()
    again.load(text, GRAPH_FORMATS.get(media, GRAPH_FORMATS["turtle"]))
    assert len(again) == 3


def test_a_graph_is_three_columns(store: MemoryStore) -> None:
    rows = list(store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER isIRI(?o) }"))
    assert rows == [{"subject": DATA + "a", "predicate": DATA + "p", "object": DATA + "a"}]


def test_yes_or_no(store: MemoryStore) -> None:
    assert store.query("ASK { ?s ?p 2 }").truth is True
    assert store.query("ASK { ?s ?p 3 }").truth is False
    assert store.query("SELECT * {}").truth is None
    assert b"true" in store.query("ASK { ?s ?p 2 }").to_bytes("application/sparql-results+json")


def test_an_unbound_variable_is_absent(store: MemoryStore) -> None:
    assert list(store.query("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }")) == [{"a": 1}]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT", "no SPARQL"),
        ("INSERT DATA { <http://a> <http://b> 1 }", "update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?s nope:x ?o }", "no SPARQL"),
    ],
)
def test_what_is_no_query_is_refused(store: MemoryStore, text: str, why: str) -> None:
    with pytest.raises(BadRequest, match=why) as refused:
        store.query(text)
    assert refused.value.field == "query"


@pytest.mark.parametrize(("text", "media"), [("ASK {}", "turtle"), ("DESCRIBE <http://a>", "csv")])
def test_a_format_that_does_not_fit_is_refused(store: MemoryStore, text: str, media: str) -> None:
    with pytest.raises(BadRequest, match="cannot be written"):
        store.query(text).to_bytes(media)


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_xml_is_well_formed_whatever_a_text_holds(sign: str) -> None:
    store = open_memory()
    node = NamedNode(DATA + "a")
    store.apply(Change(added=(Quad(node, node, Literal(f"a{sign}b\ufffd"), DEFAULT),)))
    table = store.query("SELECT ?o { ?s ?p ?o }").to_bytes("xml")
    assert ElementTree.fromstring(table).find(".//{*}literal").text == "a\ufffdb\ufffd"  # type: ignore[union-attr]  # noqa: S314
    graph = store.query("CONSTRUCT { ?s <http://a/b> ?o } { ?s ?p ?o }").to_bytes("rdfxml")
    assert "a\ufffdb\ufffd" in "".join(ElementTree.fromstring(graph).itertext())  # noqa: S314
    assert sign in store.query("SELECT ?o { ?s ?p ?o }").to_bytes("csv").decode()
