"""What people write by hand, beside the HTTP that carries it."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from kg.errors import BadRequest
from kg.settings import Settings
from kg.store import guard
from kg.store.dataset import Dataset
from kg.store.edits import data, delete, one_prologue, over, post, put
from kg.store.embedded import open_reader, open_writer
from kg.store.rdf import Vocabulary
from tests.kg.store.numbered import DATA, quad


@pytest.mark.parametrize(
    ("text", "quads"),
    [
        ("INSERT DATA { <x:a> <x:b> 1 } ; PREFIX a: <x:> INSERT DATA { a:a a:b 2 }", 2),
        (
            "PREFIX a: <x:> INSERT DATA { a:a a:b 1 } ;\nprefix a: <x:> DELETE DATA { a:a a:b 1 }",
            0,
        ),
        ("CLEAR ALL ; PREFIX : <x:> PREFIX b: <x:> INSERT DATA { :a b:b 'PREFIX c: <x:>' }", 1),
        ("PREFIX a: <x:> CLEAR ALL; # PREFIX b: <y:>\n INSERT DATA { a:a a:b 1 }", 1),
    ],
)
def test_prefixes_may_stand_behind_a_semicolon(text: str, quads: int) -> None:
    store = Store()
    store.update(one_prologue(text))
    assert len(store) == quads


def test_a_prefix_that_changes_its_meaning_is_left_where_it_is() -> None:
    text = "PREFIX a: <x:> CLEAR ALL ; PREFIX a: <y:> CLEAR ALL"
    assert one_prologue(text) == text


@pytest.mark.parametrize(
    ("text", "fetches"),
    [
        ("LOAD <x:y>", True),
        ("load silent<x:y>into graph<x:z>", True),
        ("CLEAR ALL;LOADSILENT<x:y>", True),
        ("INSERT DATA { <x:a> <x:b> 'LOAD <x:y>' }", False),
        ("INSERT DATA { <x:load> <x:b> <x:LOAD> } # LOAD <x:y>", False),
        ("PREFIX load: <x:> INSERT DATA { load:a load:b 1 }", True),  # in doubt: at its declaration
        ("INSERT { ?load ?p ?o } WHERE { ?load ?p ?o }", False),
    ],
)
def test_what_would_fetch_is_told(text: str, fetches: bool) -> None:
    assert guard.loads(text) is fetches


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("INSERT DATA { <x:a> <x:b> 1 }", 1),
        ("PREFIX a: <x:> insert data { a:a a:b 1, 2 . GRAPH a:g { a:a ckg:text '{' } }", 3),
        ("INSERT DATA { <x:a> <x:b> 1 } ; DELETE DATA { GRAPH <x:g> { <x:a> <x:b> 2 } } ;", 2),
        ("INSERT DATA { _:b <x:b> [] }", 1),
        ("DELETE WHERE { ?s ?p ?o }", None),
        ("INSERT DATA { <x:a> <x:b> 1 } ; CLEAR ALL", None),
        ("CLEAR ALL ; INSERT DATA { <x:a> <x:b> 1 }", None),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p 2 } ; INSERT DATA { <x:a> <x:b> 1 }", None),
        ("INSERT DATA { ?s ?p 1 }", None),
        ("", None),
    ],
)
def test_an_update_of_data_tells_its_quads(text: str, count: int | None) -> None:
    found = data(text, Vocabulary(Settings()))
    assert (len(found) if found is not None else None) == count


def test_a_dataset_comes_into_each_operation() -> None:
    text = "INSERT { ?s ?p 1 } WHERE { ?s ?p 2 } ; DELETE WHERE { ?s ?p { } }"
    found = over(text, Dataset(("x:a",), ("x:b",)))
    assert found.count("USING <x:a> USING NAMED <x:b> WHERE") == 2
    with pytest.raises(BadRequest, match="contradict"):
        over("WITH <x:c> " + text, Dataset(("x:a",)))


def test_graphs_that_are_no_documents_outlive_a_rebuild(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "kg"))
    with open_writer(settings) as store:
        put(store, DATA + "mine", [quad(1, DATA + "mine")])  # type: ignore[arg-type]
        assert not store.is_edited
        post(store, None, [quad(2)])
        assert store.is_edited
        assert list(store.documents()) == []
        with store.fresh() as fresh:
            store.put_in_place(fresh)
        store.is_as_concluded()
        assert not store.is_edited
    with open_reader(settings) as reader:
        assert set(reader.engine) == {quad(1, DATA + "mine")}
        assert reader.engine.contains_named_graph(NamedNode(DATA + "mine"))


def test_an_edit_that_fails_leaves_no_mark(tmp_path: Path) -> None:
    with open_writer(Settings(store=str(tmp_path / "kg"))) as store:
        store.snapshot()

        with pytest.raises(BadRequest, match="does not exist"):
            store.edit("INSERT DATA { <x:a> <x:b> 1 } ; DROP GRAPH <x:none>")
        assert len(store.engine) == 0
        delete(store, None)
